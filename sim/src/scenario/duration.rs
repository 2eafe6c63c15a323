//! Durations as scenarios write them: `250ms`, `30s`, `5m`, `2h`.

use rsmlab_engine::time::Millis;

/// The length of time a text says, or why it says none.
///
/// # Errors
/// What is wrong with the text, as the end of a sentence about it.
pub fn parse(text: &str) -> Result<Millis, &'static str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    if number.is_empty() {
        return Err("does not begin with a number");
    }
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "" => return Err("has no unit"),
        _ => return Err("has a unit that is none of ms, s, m, h"),
    };
    let millis = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    millis.filter(|millis| *millis <= LONGEST.0).map(Millis).ok_or("is longer than any run")
}

/// The longest time a scenario can speak of: a hundred years, so that sums of times never overflow.
pub const LONGEST: Millis = Millis(100 * 365 * 24 * 3_600_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!(parse("250ms"), Ok(Millis(250)));
        assert_eq!(parse("30s"), Ok(Millis(30_000)));
        assert_eq!(parse("5m"), Ok(Millis(300_000)));
        assert_eq!(parse("2h"), Ok(Millis(7_200_000)));
        assert_eq!(parse("0s"), Ok(Millis::ZERO));
    }

    #[test]
    fn what_is_no_duration() {
        assert_eq!(parse(""), Err("does not begin with a number"));
        assert_eq!(parse("s"), Err("does not begin with a number"));
        assert_eq!(parse("-5s"), Err("does not begin with a number"));
        assert_eq!(parse("5"), Err("has no unit"));
        assert_eq!(parse("1.5s"), Err("has a unit that is none of ms, s, m, h"));
        assert_eq!(parse("5 s"), Err("has a unit that is none of ms, s, m, h"));
        assert_eq!(parse("1m30s"), Err("has a unit that is none of ms, s, m, h"));
        assert_eq!(parse("99999999999999999999s"), Err("is longer than any run"));
        assert_eq!(parse("18446744073709551615h"), Err("is longer than any run"));
    }

    #[test]
    fn a_duration_reads_as_it_is_printed() {
        for millis in [0, 1, 999, 1_000, 1_500, 59_000, 60_000, 90_000, 3_600_000, 5_400_000, LONGEST.0] {
            assert_eq!(parse(&Millis(millis).to_string()), Ok(Millis(millis)));
        }
    }
}
