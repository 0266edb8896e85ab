//! A form a member fills in, in their language, and what comes back. How Discord draws it is the adapter's.

use super::case::CaseKind;
use super::file::OfferedFile;
use super::ids::CaseId;
use serde::{Deserialize, Serialize};

/// Discord's limits, in characters: of a form's title, a label, the line below it, and what stands in an empty box.
pub const FORM_TITLE: usize = 45;
pub const LABEL: usize = 45;
pub const HINT: usize = 100;
pub const PLACEHOLDER: usize = 100;
/// Questions of a form, options of a choice, and characters of an option.
pub const FIELDS: usize = 5;
pub const OPTIONS: usize = 25;
pub const OPTION: usize = 100;
/// Characters a box takes, and files of one question.
pub const TEXT: u16 = 4_000;
pub const FILES: u8 = 10;

/// Which form it is: what its answers are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum FormId {
    /// A bug or an idea.
    Intake { kind: CaseKind },
    /// A line to go with a rating.
    RatingLine { case: CaseId },
}

/// A form to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub id: FormId,
    pub title: String,
    pub fields: Vec<Field>,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub key: String,
    pub label: String,
    /// A line below the label.
    pub hint: Option<String>,
    /// What stands in the empty box.
    pub placeholder: Option<String>,
    pub required: bool,
    pub input: Input,
    /// What is filled in already.
    pub value: Option<String>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "input", rename_all = "snake_case")]
pub enum Input {
    /// One line.
    Short { max: u16 },
    /// Several lines.
    Paragraph { max: u16 },
    /// One of these, each with its value and what is shown for it.
    Select { options: Vec<(String, String)> },
    /// Up to so many files.
    Files { max: u8 },
}

/// What was filled in for one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    pub key: String,
    pub given: Given,
}

/// See [`Filled`]. Untrusted, and bounded only by Discord.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "given", rename_all = "snake_case")]
pub enum Given {
    Text { text: String },
    Chosen { values: Vec<String> },
    Files { files: Vec<OfferedFile> },
}
