//! Values: texts, words, numbers, truths, durations, and documented names.

use rsmlab_engine::status::Status;
use rsmlab_engine::time::Millis;

use super::Reader;
use super::fields::GivenValue;
use crate::diagnose::Mistake;
use crate::duration;
use crate::model::MediaType;
use crate::tree::Literal;

impl Reader {
    /// A value is not of the type its place takes.
    pub fn wrong<T>(&mut self, given: &GivenValue<'_>, takes: &str) -> Option<T> {
        let mistake = Mistake::new(given.span, format!("{} takes {takes}", given.what), format!("this is {}", kind_of(given.value)));
        let help = match given.value {
            Literal::Integer(number) if takes.contains("text") => Some(format!("write \"{number}\"")),
            Literal::Text(word) if takes.contains("#true") => truth_called(word).map(|truth| format!("write #{truth}")),
            Literal::Integer(number) if takes.contains("duration") => {
                Some(format!("a duration has a unit and is quoted: \"{number}s\", \"{number}m\", \"{number}h\""))
            }
            Literal::Text(word) if takes.contains("number") && word.parse::<i64>().is_ok() => Some(format!("write {word}")),
            Literal::Text(_) if takes.contains("number from") => Some(String::from("a number is written in digits and without quotes")),
            Literal::Text(_) | Literal::Integer(_) | Literal::Float(_) | Literal::Truth(_) | Literal::Null => None,
        };
        self.mistake(match help {
            Some(help) => mistake.help(help),
            None => mistake,
        });
        None
    }

    /// A text.
    pub fn text(&mut self, given: &GivenValue<'_>) -> Option<String> {
        match given.value.as_string() {
            Some(text) => Some(text.to_owned()),
            None => self.wrong(given, "a text"),
        }
    }

    /// `#true` or `#false`.
    pub fn truth(&mut self, given: &GivenValue<'_>) -> Option<bool> {
        match given.value.as_bool() {
            Some(truth) => Some(truth),
            None => self.wrong(given, "#true or #false"),
        }
    }

    /// A whole number within bounds.
    pub fn integer(&mut self, given: &GivenValue<'_>, least: i64, most: i64) -> Option<i64> {
        let Some(number) = given.value.as_integer() else {
            return self.wrong(given, &format!("a whole number from {least} to {most}"));
        };
        let within = i64::try_from(number).ok().filter(|number| (least..=most).contains(number));
        if within.is_none() {
            let (wrong, label) = if most < least {
                (" has nothing to name here: there is none".to_owned(), "not there")
            } else if number < i128::from(least) {
                (format!(" is at least {least}"), "too small")
            } else {
                (format!(" is at most {most}"), "too large")
            };
            self.mistake(Mistake::new(given.span, format!("{}{wrong}", given.what), label));
        }
        within
    }

    /// A number of some unsigned type, from `least` to `most`.
    pub fn number<N: TryFrom<i64>>(&mut self, given: &GivenValue<'_>, least: u32, most: u32) -> Option<N> {
        self.integer(given, i64::from(least), i64::from(most)).and_then(|number| N::try_from(number).ok())
    }

    /// A duration.
    pub fn duration(&mut self, given: &GivenValue<'_>) -> Option<Millis> {
        let Some(text) = given.value.as_string() else {
            return self.wrong(given, "a duration");
        };
        match duration::parse(text) {
            Ok(millis) => {
                self.durations.push((given.span, millis));
                Some(millis)
            }
            Err(wrong) => {
                let message = format!("{} takes a duration, but `{text}` {wrong}", given.what);
                self.mistake(Mistake::new(given.span, message, "no duration").help(wrong.help()));
                None
            }
        }
    }

    /// A duration of whole seconds, as the API counts it.
    pub fn seconds(&mut self, given: &GivenValue<'_>, most: u32) -> Option<Millis> {
        let millis = self.duration(given)?;
        let whole = millis.0.is_multiple_of(1_000) && millis.as_secs() <= u64::from(most);
        if !whole {
            let longest = Millis::from_secs(u64::from(most));
            let mistake = Mistake::new(given.span, format!("{} takes whole seconds, at most {longest}", given.what), "not that")
                .help("the API counts it in seconds");
            self.mistake(mistake);
        }
        whole.then_some(millis)
    }

    /// One of some words, each of which means something.
    pub fn word<T: Copy>(&mut self, given: &GivenValue<'_>, words: &[(&str, T)]) -> Option<T> {
        let Some(word) = given.value.as_string() else {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            return self.wrong(given, &format!("one of {}", words.join(", ")));
        };
        self.meaning(given, word, words)
    }

    /// Some of some words, joined with `+`.
    pub fn words<T: Copy>(&mut self, given: &GivenValue<'_>, words: &[(&str, T)]) -> Option<Vec<T>> {
        let text = self.text(given)?;
        // All of them are read before it is known whether one made no sense.
        let meanings: Vec<Option<T>> = text.split('+').map(|word| self.meaning(given, word, words)).collect();
        meanings.into_iter().collect()
    }

    fn meaning<T: Copy>(&mut self, given: &GivenValue<'_>, word: &str, words: &[(&str, T)]) -> Option<T> {
        let meaning = words.iter().find(|(candidate, _)| *candidate == word).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            self.unfit(given, word, words.iter().map(|(word, _)| *word));
        }
        meaning
    }

    /// A value of a documented enumeration, by its documented name.
    pub fn documented<T: Copy>(&mut self, given: &GivenValue<'_>, all: &[T], name: impl Fn(T) -> &'static str) -> Option<T> {
        let words: Vec<(&str, T)> = all.iter().map(|value| (name(*value), *value)).collect();
        self.word(given, &words)
    }

    /// A status, by its documented name.
    pub fn status(&mut self, given: &GivenValue<'_>) -> Option<Status> {
        match given.value {
            Literal::Text(_) => self.documented(given, Status::ALL, Status::name),
            Literal::Integer(_) | Literal::Float(_) | Literal::Truth(_) | Literal::Null => {
                self.wrong(given, "a status by its documented name, such as ERROR_SUCCESS")
            }
        }
    }

    /// A media type, by its documented name.
    pub fn media_type(&mut self, given: &GivenValue<'_>) -> Option<MediaType> {
        let all: Vec<MediaType> = MediaType::all().collect();
        self.documented(given, &all, MediaType::name)
    }

    /// A word that does not fit its place.
    pub fn unfit<'w>(&mut self, given: &GivenValue<'_>, word: &str, fitting: impl IntoIterator<Item = &'w str>) {
        self.mistake(Mistake::new(given.span, format!("{} cannot be `{word}`", given.what), "does not fit").fits(word, fitting));
    }
}

/// The truth that other languages call by a word.
pub(super) fn truth_called(word: &str) -> Option<bool> {
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" => Some(true),
        "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

/// What a value is, for people.
fn kind_of(value: &Literal) -> &'static str {
    match value {
        Literal::Text(_) => "a text",
        Literal::Integer(_) => "a number",
        Literal::Float(_) => "a number with a point",
        Literal::Truth(_) => "a truth",
        Literal::Null => "#null",
    }
}
