//! One message of `locales/` with its variables.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::fluent_bundle::types::{FluentNumber, FluentNumberOptions, FluentNumberType};
use fluent_templates::{Loader, static_loader};

use super::Language;

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "en",
        // The marks around inserted text are invisible characters; Discord shows some of them as boxes.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// A message key with its variables.
pub(super) struct Line {
    key: &'static str,
    args: HashMap<Cow<'static, str>, FluentValue<'static>>,
}

/// Begins a message.
pub(super) fn line(key: &'static str) -> Line {
    Line { key, args: HashMap::new() }
}

impl Line {
    /// A text, already made harmless.
    pub(super) fn text(mut self, name: &'static str, value: String) -> Self {
        self.args.insert(Cow::Borrowed(name), FluentValue::from(value));
        self
    }

    /// A number people read as it is: no thousands separators, no plural.
    pub(super) fn label(self, name: &'static str, value: u64) -> Self {
        self.text(name, value.to_string())
    }

    /// A number the message can choose its plural by.
    pub(super) fn count(mut self, name: &'static str, value: u32) -> Self {
        self.args.insert(Cow::Borrowed(name), FluentValue::from(f64::from(value)));
        self
    }

    /// A place in line: the message can choose by ordinal category (1st, 2nd, 3rd).
    pub(super) fn ordinal(mut self, name: &'static str, value: u32) -> Self {
        let options = FluentNumberOptions { r#type: FluentNumberType::Ordinal, ..FluentNumberOptions::default() };
        self.args.insert(Cow::Borrowed(name), FluentValue::Number(FluentNumber::new(f64::from(value), options)));
        self
    }

    /// The sentence. Tests make sure that every key exists, so the key itself is only ever seen by its author.
    pub(super) fn say(self, language: Language) -> String {
        SENTENCES.try_lookup_with_args(&language.id(), self.key, &self.args).unwrap_or_else(|| self.key.to_owned())
    }
}
