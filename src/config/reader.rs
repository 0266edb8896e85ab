//! Takes values out of what was given, one key at a time, and notes everything that is wrong with them.

use std::io::Read;
use std::ops::RangeInclusive;
use std::str::FromStr;

use secrecy::SecretString;

use super::given::{Given, Raw, variable};
use super::nearest::nearest;
use super::problems::{Problem, Problems};

/// The largest secret file that is read. A certificate chain would be smaller.
const LARGEST_SECRET: u64 = 64 * 1024;

/// What a check answers: the value, or what it should have been ("must be …").
pub type Checked<T> = Result<T, &'static str>;

/// Passes through the sections once.
pub struct Reader {
    given: Given,
    known: Vec<&'static str>,
    secrets: Vec<String>,
    problems: Vec<Problem>,
    may_be_missing: bool,
}

impl Reader {
    /// Begins with what was given and with what was wrong about that already.
    pub fn new(given: Given, problems: Vec<Problem>) -> Self {
        Self { given, known: Vec::new(), secrets: Vec::new(), problems, may_be_missing: false }
    }

    /// Whether anything of a section was given.
    pub fn has_section(&self, section: &str) -> bool {
        self.given.sections.contains(section) || self.has_key_in(section)
    }

    /// Whether any key of a section was given: a head with nothing below it does not count.
    pub fn has_key_in(&self, section: &str) -> bool {
        self.given.entries.keys().any(|key| key.strip_prefix(section).is_some_and(|rest| rest.starts_with('.')))
    }

    /// From here on a required value may be missing: the section is absent as a whole, but its keys should be known
    /// for the sake of "did you mean".
    pub fn may_be_missing(&mut self, fine: bool) {
        self.may_be_missing = fine;
    }

    /// A value that may be absent.
    pub fn optional<T>(&mut self, key: &'static str, remedy: &str, check: impl FnOnce(&str) -> Checked<T>) -> Option<T> {
        self.known.push(key);
        let entry = self.given.entries.get(key)?.clone();
        let checked = match &entry.raw {
            Raw::One(text) => check(text.trim()),
            Raw::Many(_) | Raw::Other => Err("must be a single value"),
        };
        checked.map_err(|what| self.wrong(key, entry.place, what, remedy)).ok()
    }

    /// A value that must be there; `None` only after a problem was noted.
    pub fn required<T>(&mut self, key: &'static str, remedy: &str, check: impl FnOnce(&str) -> Checked<T>) -> Option<T> {
        let value = self.optional(key, remedy, check);
        if value.is_none() && !self.given.entries.contains_key(key) {
            self.missing(key, remedy, "");
        }
        value
    }

    /// A whole number within bounds.
    pub fn number<T>(&mut self, key: &'static str, default: T, bounds: RangeInclusive<T>) -> T
    where
        T: FromStr + PartialOrd + std::fmt::Display + Copy,
    {
        let remedy = format!("a whole number from {} to {}; left out it is {default}", bounds.start(), bounds.end());
        let check = |text: &str| match text.replace('_', "").parse::<T>() {
            Ok(number) if bounds.contains(&number) => Ok(number),
            Ok(_) => Err("is out of bounds"),
            Err(_) => Err("must be a whole number"),
        };
        self.optional(key, &remedy, check).unwrap_or(default)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let remedy = format!("write true or false; left out it is {default}");
        let check = |text: &str| match text.to_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" => Ok(false),
            _ => Err("must be true or false"),
        };
        self.optional(key, &remedy, check).unwrap_or(default)
    }

    /// One of a few words, the first of which is the default.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&str, T)]) -> T {
        let words = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
        let check = |text: &str| choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or("is not one of the choices");
        self.optional(key, &format!("write {words}"), check).unwrap_or(choices[0].1)
    }

    /// Several texts: a list in the file, separated by commas in a variable.
    pub fn list(&mut self, key: &'static str, default: &[&str]) -> Vec<String> {
        self.known.push(key);
        let Some(entry) = self.given.entries.get(key).cloned() else {
            return default.iter().map(|item| (*item).to_owned()).collect();
        };
        match entry.raw {
            Raw::One(text) => text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect(),
            Raw::Many(items) => items,
            Raw::Other => {
                self.wrong(key, entry.place, "must be a list of texts", "write [\"one\", \"two\"]");
                Vec::new()
            }
        }
    }

    /// Several Discord ids; none when left out.
    pub fn ids(&mut self, key: &'static str) -> Vec<u64> {
        let texts = self.list(key, &[]);
        let ids: Vec<u64> = texts.iter().filter(|text| (17..=20).contains(&text.len())).filter_map(|text| text.parse().ok()).collect();
        if let (true, Some(entry)) = (ids.len() < texts.len(), self.given.entries.get(key).cloned()) {
            self.wrong(key, entry.place, "must be a list of Discord ids of 17 to 20 digits", "write [\"123456789012345678\"]");
        }
        ids
    }

    /// A secret, or the content of the file that `<key>_file` names, which wins.
    pub fn secret<T>(&mut self, key: &'static str, remedy: &str, check: impl FnOnce(&str) -> Checked<T>) -> Option<T> {
        let file_key = format!("{key}_file");
        self.secrets.push(file_key.clone());
        let Some(entry) = self.given.entries.get(&file_key).cloned() else {
            return self.optional(key, remedy, check);
        };
        self.known.push(key);
        let read = match &entry.raw {
            Raw::One(path) => read_secret(path),
            Raw::Many(_) | Raw::Other => Err("must be the path of a file".into()),
        };
        match read {
            Ok(text) => check(text.trim()).map_err(|what| self.wrong(&file_key, entry.place, what, remedy)).ok(),
            Err(what) => {
                self.wrong(&file_key, entry.place, &what, "name a readable file that holds the secret and nothing else");
                None
            }
        }
    }

    /// A secret that must be there.
    pub fn required_secret<T>(&mut self, key: &'static str, remedy: &str, check: impl FnOnce(&str) -> Checked<T>) -> Option<T> {
        let value = self.secret(key, remedy, check);
        if value.is_none() && !self.given.entries.contains_key(key) && !self.given.entries.contains_key(&format!("{key}_file")) {
            self.missing(key, remedy, " (or its _FILE)");
        }
        value
    }

    /// Every key that was asked for, without the `_file` ones.
    #[cfg(test)]
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// Refuses what nobody asked for, and answers with everything that was wrong.
    pub fn finish(mut self) -> Result<(), Problems> {
        let mut known = self.known;
        known.extend(self.secrets.iter().map(String::as_str));
        for (key, entry) in &self.given.entries {
            if !known.contains(&key.as_str()) {
                let remedy = match nearest(key, &known) {
                    Some(meant) if entry.place.starts_with(&variable("")) => format!("did you mean {}?", variable(meant)),
                    Some(meant) => format!("did you mean {meant}?"),
                    None => "take it out; flexcord.example.toml lists every key".to_owned(),
                };
                self.problems.push(Problem { place: Some(entry.place.clone()), what: format!("nothing is called {key}"), remedy });
            }
        }
        if self.problems.is_empty() { Ok(()) } else { Err(Problems(self.problems)) }
    }

    fn missing(&mut self, key: &str, remedy: &str, also: &str) {
        if self.may_be_missing {
            return;
        }
        let what = format!("{key} is missing");
        let remedy = format!("{remedy}; set it in the file or with {}{also}", variable(key));
        self.problems.push(Problem { place: None, what, remedy });
    }

    fn wrong(&mut self, key: &str, place: String, what: &str, remedy: &str) {
        self.problems.push(Problem { place: Some(place), what: format!("{key} {what}"), remedy: remedy.into() });
    }
}

/// Any text that is not empty, kept so that it cannot be printed.
pub fn hidden(text: &str) -> Checked<SecretString> {
    if text.is_empty() { Err("is empty") } else { Ok(SecretString::from(text)) }
}

fn read_secret(path: &str) -> Result<String, String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    let length = file.take(LARGEST_SECRET + 1).read_to_string(&mut text).map_err(|error| format!("cannot be read: {error}"))?;
    if length as u64 > LARGEST_SECRET { Err("is too large for a secret".into()) } else { Ok(text) }
}
