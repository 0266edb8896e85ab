//! What the forms for bugs and ideas ask, as it is written in `flows/intake/*.toml` or in a server's own files.
//!
//! A question's words are given once (`label = "Where?"`) or by language (`label = { en = "Where?", de = "Wo?" }`); a language that
//! is missing gets English, or whatever there is.

use super::case::{Answered, CaseKind, CaseState, TITLE_CHARS};
use super::clock::Millis;
use super::file::OfferedFile;
use super::form::{self, Field, Filled, Form, FormId, Given, Input};
use super::ids::{DraftId, Snowflake};
use super::person::Member;
use super::words::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The question whose answer becomes the case's title.
pub const TITLE: &str = "title";

/// A filled form whose sender is being asked whether an open case is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: DraftId,
    pub server: Snowflake,
    pub member: Member,
    pub kind: CaseKind,
    pub title: String,
    pub answers: Vec<Answered>,
    pub files: Vec<OfferedFile>,
    pub at: Millis,
}

/// The forms of all servers.
#[derive(Clone, Debug, PartialEq)]
pub struct Intakes {
    pub bug: Intake,
    pub feature: Intake,
    /// Those of servers that have their own.
    pub of_servers: BTreeMap<(Snowflake, CaseKind), Intake>,
}

impl Intakes {
    /// What this server asks for this kind of case; nothing for help, which needs no form.
    pub fn of(&self, server: Snowflake, kind: CaseKind) -> Option<&Intake> {
        let general = match kind {
            CaseKind::Bug => &self.bug,
            CaseKind::Feature => &self.feature,
            CaseKind::Help => return None,
        };
        Some(self.of_servers.get(&(server, kind)).unwrap_or(general))
    }
}

/// One form with where its cases are shown.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    pub title: Words,
    /// The text channel or forum in which cards are put; without one there are no cards.
    #[serde(default)]
    pub channel: Option<Snowflake>,
    /// The language of the cards, as a Discord locale.
    #[serde(default = "english")]
    pub language: String,
    /// In a forum: the name of the tag for each state, where it is not the state's own word.
    #[serde(default)]
    pub tags: BTreeMap<CaseState, String>,
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
}

fn english() -> String {
    "en-US".into()
}

/// One question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name in the case: small letters, digits and `_`.
    pub key: String,
    pub kind: QuestionKind,
    pub label: Words,
    #[serde(default)]
    pub hint: Option<Words>,
    #[serde(default)]
    pub placeholder: Option<Words>,
    #[serde(default)]
    pub required: bool,
    /// Characters of a text at most.
    #[serde(default)]
    pub max: Option<u16>,
    /// Files at most.
    #[serde(default)]
    pub files: Option<u8>,
    /// What can be chosen.
    #[serde(default, rename = "option")]
    pub options: Vec<Choice>,
}

/// See [`Input`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    Short,
    Paragraph,
    Select,
    Files,
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: Words,
}

/// Words given once, or by language.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Words {
    One(String),
    ByLanguage(BTreeMap<String, String>),
}

impl Words {
    /// The words for a Discord locale.
    pub fn in_language(&self, locale: &str) -> &str {
        match self {
            Words::One(text) => text,
            Words::ByLanguage(all) => {
                let found = all.get(locale).or_else(|| all.get(Language::of(locale).tag())).or_else(|| all.get("en"));
                found.or_else(|| all.values().next()).map_or("", String::as_str)
            }
        }
    }

    fn each(&self) -> Vec<&str> {
        match self {
            Words::One(text) => vec![text],
            Words::ByLanguage(all) => all.values().map(String::as_str).collect(),
        }
    }
}

/// What a member's own words fill in beforehand: the text of the message they report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    pub title: String,
    pub text: String,
}

impl Intake {
    /// Reads and checks a form.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with what to do.
    pub fn read(text: &str) -> Result<Self, Vec<String>> {
        let intake: Self = toml::from_str(text).map_err(|error| vec![error.to_string().trim().replace('\n', " ")])?;
        let wrong = intake.wrong();
        if wrong.is_empty() { Ok(intake) } else { Err(wrong) }
    }

    /// The same for a server's own file, which may leave the questions out and keep those of `general`.
    ///
    /// # Errors
    /// As [`Intake::read`].
    pub fn read_over(text: &str, general: &Self) -> Result<Self, Vec<String>> {
        let mut table: toml::Table = text.parse().map_err(|error: toml::de::Error| vec![error.to_string().trim().replace('\n', " ")])?;
        let (titled, asks) = (table.contains_key("title"), table.contains_key("question"));
        if !titled {
            table.insert("title".into(), "-".into());
        }
        let mut intake: Self = table.try_into().map_err(|error: toml::de::Error| vec![error.to_string().trim().replace('\n', " ")])?;
        if !titled {
            intake.title = general.title.clone();
        }
        if !asks {
            intake.questions.clone_from(&general.questions);
        }
        let wrong = intake.wrong();
        if wrong.is_empty() { Ok(intake) } else { Err(wrong) }
    }

    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        bounded(&mut wrong, "title", &self.title, form::FORM_TITLE);
        if self.questions.is_empty() || self.questions.len() > form::FIELDS {
            wrong.push(format!("has {} questions; Discord takes 1 to {}", self.questions.len(), form::FIELDS));
        }
        match self.questions.iter().find(|q| q.key == TITLE) {
            Some(title) if title.kind == QuestionKind::Short && title.required => {}
            _ => wrong.push(format!("needs a question with key = \"{TITLE}\", kind = \"short\" and required = true")),
        }
        for (n, question) in self.questions.iter().enumerate() {
            let name = format!("question {} ({})", n + 1, question.key);
            if self.questions[..n].iter().any(|earlier| earlier.key == question.key) {
                wrong.push(format!("{name}: another question has the same key"));
            }
            question.wrong(&name, &mut wrong);
        }
        wrong
    }

    /// The form for a member.
    pub fn form(&self, kind: CaseKind, locale: &str, prefill: &Prefill) -> Form {
        let mut text = Some(prefill.text.as_str()).filter(|text| !text.is_empty());
        let fields = self.questions.iter().map(|q| {
            let value = match q.kind {
                QuestionKind::Short if q.key == TITLE => Some(prefill.title.as_str()).filter(|title| !title.is_empty()),
                QuestionKind::Paragraph => text.take(),
                QuestionKind::Short | QuestionKind::Select | QuestionKind::Files => None,
            };
            q.field(locale, value)
        });
        let fields = fields.collect();
        Form { id: FormId::Intake { kind }, title: self.title.in_language(locale).to_owned(), fields }
    }

    /// What the member said, question by question in our order, as the server's people read it; and the title and the files. What
    /// answers no question of ours (the form has been changed meanwhile) is kept under its key: nothing said is lost.
    pub fn answers(&self, filled: &[Filled]) -> (String, Vec<Answered>, Vec<OfferedFile>) {
        let (mut title, mut answers, mut files) = (String::new(), Vec::new(), Vec::new());
        let place = |f: &Filled| self.questions.iter().position(|q| q.key == f.key).unwrap_or(usize::MAX);
        let mut filled: Vec<&Filled> = filled.iter().collect();
        filled.sort_by_key(|f| place(f));
        for f in filled {
            let question = self.questions.iter().find(|q| q.key == f.key);
            let text = match &f.given {
                Given::Files { files: given } => {
                    files.extend(given.iter().cloned());
                    continue;
                }
                Given::Text { text } => text.trim().to_owned(),
                Given::Chosen { values } => {
                    let shown = |value: &String| question.map_or_else(|| value.clone(), |q| q.choice(value, &self.language));
                    values.iter().map(shown).collect::<Vec<_>>().join(", ")
                }
            };
            if f.key == TITLE {
                title = super::text::clip(&text.split_whitespace().collect::<Vec<_>>().join(" "), TITLE_CHARS);
            } else if !text.is_empty() {
                let label = question.map_or(f.key.as_str(), |q| q.label.in_language(&self.language)).to_owned();
                answers.push(Answered { key: f.key.clone(), label, text });
            }
        }
        (title, answers, files)
    }
}

impl Question {
    fn wrong(&self, name: &str, wrong: &mut Vec<String>) {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.key.is_empty() || self.key.len() > 40 || !self.key.chars().all(fine) {
            wrong.push(format!("{name}: the key must be 1 to 40 of a-z, 0-9 and _"));
        }
        bounded(wrong, &format!("{name}: label"), &self.label, form::LABEL);
        for (what, words, most) in [("hint", &self.hint, form::HINT), ("placeholder", &self.placeholder, form::PLACEHOLDER)] {
            if let Some(words) = words {
                bounded(wrong, &format!("{name}: {what}"), words, most);
            }
        }
        let is_text = matches!(self.kind, QuestionKind::Short | QuestionKind::Paragraph);
        if self.max.is_some_and(|max| !is_text || max == 0 || max > form::TEXT) {
            wrong.push(format!("{name}: max is for texts and goes from 1 to {}", form::TEXT));
        }
        if self.files.is_some_and(|files| self.kind != QuestionKind::Files || files == 0 || files > form::FILES) {
            wrong.push(format!("{name}: files is for kind = \"files\" and goes from 1 to {}", form::FILES));
        }
        let options = self.options.len();
        if (self.kind == QuestionKind::Select) != (1..=form::OPTIONS).contains(&options)
            || (self.kind != QuestionKind::Select && options > 0)
        {
            wrong.push(format!("{name}: kind = \"select\" needs 1 to {} [[question.option]], others have none", form::OPTIONS));
        }
        for (n, option) in self.options.iter().enumerate() {
            bounded(wrong, &format!("{name}: option {}", n + 1), &option.label, form::OPTION);
            let twice = self.options[..n].iter().any(|earlier| earlier.value == option.value);
            if option.value.is_empty() || option.value.chars().count() > form::OPTION || twice {
                wrong.push(format!("{name}: option {}: the value must be 1 to {} characters, each once", n + 1, form::OPTION));
            }
        }
    }

    fn field(&self, locale: &str, value: Option<&str>) -> Field {
        let words = |words: &Option<Words>| words.as_ref().map(|w| w.in_language(locale).to_owned());
        // A title is one line of a case; what is longer belongs below.
        let short = if self.key == TITLE { TITLE_CHARS as u16 } else { 300 };
        let input = match self.kind {
            QuestionKind::Short => Input::Short { max: self.max.unwrap_or(short).min(if self.key == TITLE { short } else { form::TEXT }) },
            QuestionKind::Paragraph => Input::Paragraph { max: self.max.unwrap_or(form::TEXT) },
            QuestionKind::Select => {
                Input::Select { options: self.options.iter().map(|o| (o.value.clone(), o.label.in_language(locale).to_owned())).collect() }
            }
            QuestionKind::Files => Input::Files { max: self.files.unwrap_or(3) },
        };
        let most = match input {
            Input::Short { max } | Input::Paragraph { max } => usize::from(max),
            Input::Select { .. } | Input::Files { .. } => 0,
        };
        let value = value.map(|text| text.chars().take(most).collect());
        Field {
            key: self.key.clone(),
            label: self.label.in_language(locale).to_owned(),
            hint: words(&self.hint),
            placeholder: words(&self.placeholder),
            required: self.required,
            input,
            value,
        }
    }

    /// What is shown for a chosen value.
    fn choice(&self, value: &str, locale: &str) -> String {
        self.options.iter().find(|o| o.value == value).map_or(value, |o| o.label.in_language(locale)).to_owned()
    }
}

fn bounded(wrong: &mut Vec<String>, name: &str, words: &Words, most: usize) {
    let each = words.each();
    let bad = each.is_empty() || each.iter().any(|text| text.trim().is_empty() || text.chars().count() > most);
    if bad {
        wrong.push(format!("{name} must have 1 to {most} characters in every language"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUG: &str = include_str!("../../flows/intake/bug.toml");
    const FEATURE: &str = include_str!("../../flows/intake/feature.toml");

    fn text(key: &str, text: &str) -> Filled {
        Filled { key: key.into(), given: Given::Text { text: text.into() } }
    }

    #[test]
    fn the_shipped_forms_speak_every_language_and_keep_discords_bounds() {
        for shipped in [BUG, FEATURE] {
            let intake = Intake::read(shipped).unwrap();
            for language in Language::ALL {
                for words in std::iter::once(&intake.title).chain(intake.questions.iter().map(|q| &q.label)) {
                    let Words::ByLanguage(all) = words else { panic!("{words:?} has one language only") };
                    assert!(all.contains_key(language.tag()), "{words:?} lacks {}", language.tag());
                }
            }
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let wrong = Intake::read(
            "title = \"Bug\"\n[[question]]\nkey = \"Where\"\nkind = \"select\"\nlabel = \"\"\n[[question]]\nkey = \"a\"\nkind = \"short\"\n\
            label = \"A\"\nmax = 5000\n",
        );
        insta::assert_snapshot!(wrong.unwrap_err().join("\n"), @r#"
        needs a question with key = "title", kind = "short" and required = true
        question 1 (Where): the key must be 1 to 40 of a-z, 0-9 and _
        question 1 (Where): label must have 1 to 45 characters in every language
        question 1 (Where): kind = "select" needs 1 to 25 [[question.option]], others have none
        question 2 (a): max is for texts and goes from 1 to 4000
        "#);
        assert!(Intake::read("title = 1").unwrap_err()[0].contains("title"));
        assert!(Intake::read("titel = \"x\"").is_err());
    }

    #[test]
    fn a_servers_file_may_change_the_channel_alone() {
        let general = Intake::read(BUG).unwrap();
        let own = Intake::read_over("channel = \"77\"\nlanguage = \"de\"\n[tags]\nnew = \"Neu\"\n", &general).unwrap();
        assert_eq!((own.channel, own.language.as_str(), &own.questions), (Some(Snowflake(77)), "de", &general.questions));
        assert_eq!(own.tags[&CaseState::New], "Neu");
        assert!(Intake::read_over("channel = \"#bugs\"", &general).is_err());
    }

    #[test]
    fn what_was_filled_in_becomes_a_title_and_answers_in_the_servers_language() {
        let intake = Intake::read(BUG).unwrap();
        let filled = [
            Filled { key: "severity".into(), given: Given::Chosen { values: vec!["blocks".into()] } },
            text("happened", " It crashes. "),
            text("title", "Crash\nat  start"),
            text("retired", "kept"),
        ];
        let (title, answers, files) = intake.answers(&filled);
        assert_eq!((title.as_str(), files.len()), ("Crash at start", 0));
        let told: Vec<_> = answers.iter().map(|a| format!("{}: {}", a.label, a.text)).collect();
        insta::assert_snapshot!(told.join("\n"), @"
        What happened, and what did you expect?: It crashes.
        How bad is it?: I can't go on
        retired: kept
        ");
    }

    #[test]
    fn a_reported_message_fills_the_form_within_its_bounds() {
        let intake = Intake::read(BUG).unwrap();
        let prefill = Prefill { title: "x".repeat(300), text: "y".repeat(9_000) };
        let form = intake.form(CaseKind::Bug, "de", &prefill);
        let values: Vec<_> = form.fields.iter().map(|f| f.value.as_ref().map_or(0, |v| v.chars().count())).collect();
        assert_eq!(values[0], TITLE_CHARS);
        assert!(values[1] > 0 && values[1] <= 4_000, "{values:?}");
        assert!(form.fields.len() <= form::FIELDS && form.title.chars().count() <= form::FORM_TITLE);
    }
}
