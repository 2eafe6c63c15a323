//! Durations as scenarios write them: `250ms`, `30s`, `4m30s`, `2h`, `1d12h`.

use std::fmt;

use rsmlab_engine::time::{Millis, UNITS};

/// The longest time a scenario can speak of: a hundred years, so that sums of times never overflow.
pub const LONGEST: Millis = Millis(100 * 365 * 24 * 3_600_000);

/// Why a text says no length of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDuration {
    /// What is wrong with the text, as the end of a sentence about it.
    pub why: String,
    /// The time that was probably meant.
    pub meant: Option<Millis>,
}

impl NoDuration {
    fn new(why: impl Into<String>) -> Self {
        Self { why: why.into(), meant: None }
    }

    fn meant(self, meant: Option<Millis>) -> Self {
        Self { meant, ..self }
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> String {
        match self.meant {
            Some(meant) => format!("write \"{meant}\""),
            None if self.why == TOO_LONG => format!("the longest that there is, is \"{LONGEST}\""),
            None => String::from("a duration is numbers with units, the largest first: \"250ms\", \"30s\", \"4m30s\", \"2h\", \"1d12h\""),
        }
    }
}

impl fmt::Display for NoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// The length of time a text says: numbers with units, each unit once and the largest first.
///
/// # Errors
/// What is wrong with the text, and what was probably meant.
pub fn parse(text: &str) -> Result<Millis, NoDuration> {
    let (mut sum, mut last, mut rest) = (0_u64, None, text);
    while !rest.is_empty() || last.is_none() {
        let (number, behind) = leading(rest, |byte| byte.is_ascii_digit());
        let (unit, behind) = leading(behind, |byte| !byte.is_ascii_digit());
        let place = UNITS.iter().position(|(known, _)| *known == unit);
        let place = place.filter(|place| !number.is_empty() && last.is_none_or(|last| *place > last));
        let Some(place) = place else { return Err(wrong(text, number, unit)) };
        let millis = number.parse::<u64>().ok().and_then(|number| number.checked_mul(UNITS[place].1));
        let total = millis.and_then(|millis| millis.checked_add(sum)).filter(|total| *total <= LONGEST.0);
        sum = total.ok_or_else(too_long)?;
        (last, rest) = (Some(place), behind);
    }
    Ok(Millis(sum))
}

/// Whether people call a length of time by this word.
pub(super) fn is_unit(word: &str) -> bool {
    unit_called(word).is_some()
}

fn too_long() -> NoDuration {
    NoDuration::new(TOO_LONG)
}

const TOO_LONG: &str = "is longer than any run";

/// What is wrong with a text of which a part, a number and a unit, is none or stands in the wrong place.
fn wrong(text: &str, number: &str, unit: &str) -> NoDuration {
    let meant = meant(text);
    let why = if text.trim().is_empty() {
        String::from("is empty")
    } else if number.is_empty() && clock(text).is_none() {
        String::from("does not begin with a number")
    } else if unit.starts_with(['.', ',']) {
        String::from("has a fraction")
    } else if unit.starts_with(':') {
        String::from("is written like a time of day")
    } else if unit.is_empty() {
        String::from(if number == text { "has no unit" } else { "ends with a number that has no unit" })
    } else if unit.contains(char::is_whitespace) && unit_called(unit.trim()).is_some() {
        String::from("has spaces in it")
    } else if let Some(place) = UNITS.iter().position(|(known, _)| *known == unit) {
        let times = parts(text).map_or(1, |parts| parts.iter().filter(|(known, _)| *known == place).count());
        if times > 1 { format!("says `{unit}` {times} times") } else { String::from("has a smaller unit before a larger one") }
    } else {
        format!("has a unit that is none of d, h, m, s and ms: `{unit}`")
    };
    NoDuration::new(why).meant(meant)
}

/// What a text probably means that is written as people write elsewhere: `1.5m`, `30 sec`, `1h30`, `30s4m`, `01:30:00`.
fn meant(text: &str) -> Option<Millis> {
    let millis = clock(text).or_else(|| {
        let parts = parts(text)?;
        (!is_twice(&parts)).then_some(())?;
        parts.iter().try_fold(0_u64, |sum, (_, millis)| sum.checked_add(*millis))
    })?;
    (0..=LONGEST.0).contains(&millis).then_some(Millis(millis))
}

/// The parts of a text, each with the place of its unit and its milliseconds. A last number without a unit has the next smaller one.
fn parts(text: &str) -> Option<Vec<(usize, u64)>> {
    let mut parts: Vec<(usize, u64)> = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (number, behind) = leading(rest, |byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        let (unit, behind) = leading(behind, |byte| !byte.is_ascii_digit());
        let place = match parts.last() {
            Some((before, _)) if unit.trim().is_empty() => before + 1,
            Some(_) | None => unit_called(unit.trim())?,
        };
        let weeks = if unit.trim().starts_with(['w', 'W']) { 7 } else { 1 };
        number.contains(|char: char| char.is_ascii_digit()).then_some(())?;
        parts.push((place, fraction(number)?.checked_mul(UNITS.get(place)?.1)?.checked_mul(weeks)? / 1_000));
        rest = behind;
    }
    (!parts.is_empty()).then_some(parts)
}

fn is_twice(parts: &[(usize, u64)]) -> bool {
    parts.iter().enumerate().any(|(index, (unit, _))| parts[..index].iter().any(|(other, _)| other == unit))
}

/// A thousand times a number with a point, of which three digits count.
fn fraction(number: &str) -> Option<u64> {
    let (whole, behind) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let digits = behind.get(..behind.len().min(3)).filter(|digits| !digits.is_empty())?;
    let part = digits.parse::<u64>().ok()? * 10_u64.pow(3 - u32::try_from(digits.len()).ok()?);
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
    whole.checked_mul(1_000)?.checked_add(part)
}

/// The milliseconds of `hh:mm:ss`, as traces write moments.
fn clock(text: &str) -> Option<u64> {
    let [hours, minutes, seconds] = text.split(':').collect::<Vec<_>>().try_into().ok()?;
    let whole = |digits: &str, unit: usize| digits.parse::<u64>().ok()?.checked_mul(UNITS[unit].1);
    whole(hours, 1)?.checked_add(whole(minutes, 2)?)?.checked_add(fraction(seconds)?)
}

/// The place of the unit that people call by a word.
fn unit_called(word: &str) -> Option<usize> {
    let word = word.to_ascii_lowercase();
    let place = match word.as_str() {
        "d" | "w" | "day" | "days" | "week" | "weeks" => 0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 2,
        "s" | "sec" | "secs" | "second" | "seconds" => 3,
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => 4,
        _ => return None,
    };
    Some(place)
}

/// What a text begins with, and the rest.
fn leading(text: &str, fits: impl Fn(u8) -> bool) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !fits(byte)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_units() {
        for (text, millis) in [
            ("250ms", 250),
            ("30s", 30_000),
            ("5m", 300_000),
            ("2h", 7_200_000),
            ("1d", 86_400_000),
            ("0s", 0),
            ("90s", 90_000),
            ("4m30s", 270_000),
            ("1h30m", 5_400_000),
            ("1d2h", 93_600_000),
            ("1d2h3m4s5ms", 93_784_005),
            ("1h5ms", 3_600_005),
            ("1m0s", 60_000),
        ] {
            assert_eq!(parse(text), Ok(Millis(millis)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why_and_what_was_meant() {
        for (text, why, meant) in [
            ("", "is empty", ""),
            ("s", "does not begin with a number", ""),
            ("-5s", "does not begin with a number", ""),
            ("soon", "does not begin with a number", ""),
            ("5", "has no unit", ""),
            ("1.5s", "has a fraction", "1s500ms"),
            ("1.5m", "has a fraction", "1m30s"),
            ("1,5h", "has a fraction", "1h30m"),
            (".5s", "does not begin with a number", "500ms"),
            ("1.5", "has a fraction", ""),
            ("5 s", "has spaces in it", "5s"),
            ("30 sec", "has spaces in it", "30s"),
            ("1h 30m", "has spaces in it", "1h30m"),
            ("5min", "has a unit that is none of d, h, m, s and ms: `min`", "5m"),
            ("2w", "has a unit that is none of d, h, m, s and ms: `w`", "14d"),
            ("5y", "has a unit that is none of d, h, m, s and ms: `y`", ""),
            ("5é", "has a unit that is none of d, h, m, s and ms: `é`", ""),
            ("30S", "has a unit that is none of d, h, m, s and ms: `S`", "30s"),
            ("1h30", "ends with a number that has no unit", "1h30m"),
            ("30s4m", "has a smaller unit before a larger one", "4m30s"),
            ("1d30m2h", "has a smaller unit before a larger one", "1d2h30m"),
            ("4m4m", "says `m` 2 times", ""),
            ("1h2m3h", "says `h` 2 times", ""),
            ("00:01:30.000", "is written like a time of day", "1m30s"),
            ("1:30", "is written like a time of day", ""),
            ("99999999999999999999s", "is longer than any run", ""),
            ("18446744073709551615h", "is longer than any run", ""),
            ("36500d1ms", "is longer than any run", ""),
        ] {
            let wrong = parse(text).expect_err(text);
            let said = wrong.meant.map_or_else(String::new, |meant| meant.to_string());
            assert_eq!((wrong.why.as_str(), said.as_str()), (why, meant), "{text}");
        }
    }

    #[test]
    fn what_is_meant_is_a_duration() {
        for text in ["99999999999.9d", "18446744073709551615.5ms", "1h18446744073709551615", "9999999999999999:1:1", "1.m", "1ms1", "é5s"]
        {
            assert!(parse(text).expect_err(text).meant.is_none(), "{text}");
        }
    }

    #[test]
    fn a_duration_reads_as_it_is_printed() {
        for (millis, printed) in [
            (0, "0s"),
            (1, "1ms"),
            (999, "999ms"),
            (1_500, "1s500ms"),
            (59_000, "59s"),
            (60_000, "1m"),
            (270_000, "4m30s"),
            (5_400_000, "1h30m"),
            (86_400_000, "1d"),
            (93_784_005, "1d2h3m4s5ms"),
            (LONGEST.0, "36500d"),
        ] {
            assert_eq!(Millis(millis).to_string(), printed);
            assert_eq!(parse(printed), Ok(Millis(millis)));
        }
    }
}
