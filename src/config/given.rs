//! Gathers what was given in the file and in the environment, and remembers where each value came from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};

use toml::de::{DeTable, DeValue};

use super::problems::Problem;

/// The largest settings file that is read.
const LARGEST_FILE: u64 = 1024 * 1024;

const PREFIX: &str = "FLEXCORD_";

/// Names the settings file; not a setting itself.
const FILE_VARIABLE: &str = "FLEXCORD_CONFIG";

/// A value as it was written.
#[derive(Clone, PartialEq, Eq)]
pub enum Raw {
    /// A text, number or truth value; the setting decides how to read it.
    One(String),
    /// A list of such values.
    Many(Vec<String>),
    /// A date, or a list of something else.
    Other,
}

/// A value and where it came from. Has no `Debug`: it may be a secret.
#[derive(Clone)]
pub struct Entry {
    /// The value.
    pub raw: Raw,
    /// `flexcord.toml:12` or the name of the variable.
    pub place: String,
}

/// Everything that was given, by key (`discord.bot_token`).
#[derive(Default)]
pub struct Given {
    /// The values.
    pub entries: BTreeMap<String, Entry>,
    /// The sections of the file that have a head, even if nothing is in them.
    pub sections: BTreeSet<String>,
}

impl Given {
    /// Reads both; the environment wins.
    pub fn gather(file: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> (Self, Vec<Problem>) {
        let mut given = Self::default();
        let mut problems = Vec::new();
        if let Some(path) = file {
            match read_file(path) {
                Ok(source) => given.add_file(&path.display().to_string(), &source, &mut problems),
                Err(problem) => problems.push(problem),
            }
        }
        for (variable, value) in env {
            given.add_variable(variable, value);
        }
        (given, problems)
    }

    /// Adds what is kept sealed in the database; whatever was given elsewhere wins.
    pub fn add_sealed(&mut self, sealed: &BTreeMap<String, SecretString>) {
        for (key, value) in sealed {
            if !self.entries.contains_key(key) && !self.entries.contains_key(&format!("{key}_file")) {
                let entry = Entry { raw: Raw::One(value.expose_secret().to_owned()), place: "the sealed secrets".into() };
                self.entries.insert(key.clone(), entry);
            }
        }
    }

    fn add_file(&mut self, path: &str, source: &str, problems: &mut Vec<Problem>) {
        let (table, errors) = DeTable::parse_recoverable(source);
        problems.extend(errors.iter().map(|error| Problem {
            place: Some(place(path, source, error.span().map_or(0, |span| span.start))),
            what: format!("this is not TOML: {}", error.message().lines().next().unwrap_or_default()),
            remedy: "texts stand in quotes, one key on a line; see flexcord.example.toml".into(),
        }));
        self.add_table(path, source, "", table.get_ref());
    }

    fn add_table(&mut self, path: &str, source: &str, prefix: &str, table: &DeTable<'_>) {
        for (name, value) in table.iter() {
            let key = format!("{prefix}{}", name.get_ref());
            if let DeValue::Table(inner) = value.get_ref() {
                self.add_table(path, source, &format!("{key}."), inner);
                self.sections.insert(key);
            } else {
                let entry = Entry { raw: raw(value.get_ref()), place: place(path, source, name.span().start) };
                self.entries.insert(key, entry);
            }
        }
    }

    fn add_variable(&mut self, variable: String, value: String) {
        let Some(name) = variable.strip_prefix(PREFIX) else { return };
        if variable == FILE_VARIABLE || value.is_empty() {
            return;
        }
        let key = name.to_lowercase().replace("__", ".");
        self.entries.insert(key, Entry { raw: Raw::One(value), place: variable });
    }
}

/// The variable that sets `key`.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

fn read_file(path: &Path) -> Result<String, Problem> {
    let problem = |what: String, remedy: &str| Problem { place: Some(path.display().to_string()), what, remedy: remedy.into() };
    let size = std::fs::metadata(path).map_err(|error| problem(format!("cannot be read: {error}"), "name a file that is there"))?.len();
    if size > LARGEST_FILE {
        return Err(problem("is larger than 1 MiB".into(), "name a settings file"));
    }
    std::fs::read_to_string(path).map_err(|error| problem(format!("cannot be read: {error}"), "save it as UTF-8 text"))
}

fn raw(value: &DeValue<'_>) -> Raw {
    if let DeValue::Array(items) = value {
        return items.iter().map(|item| scalar(item.get_ref())).collect::<Option<_>>().map_or(Raw::Other, Raw::Many);
    }
    scalar(value).map_or(Raw::Other, Raw::One)
}

fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn place(path: &str, source: &str, at: usize) -> String {
    let line = source.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    format!("{path}:{line}")
}
