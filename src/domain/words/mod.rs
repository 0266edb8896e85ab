//! What the program says to people, in their language.
//!
//! A caller picks a [`Phrase`] and gives the reader's Discord locale; [`say`] answers with the sentence. The sentences
//! are in the files of `locales/<language>/`, one for each topic, and are built into the program. `render` knows which
//! message a phrase is and what its variables may contain, `line` looks it up; `language` maps Discord's locales to ours.
//!
//! What always holds: every language has every message (a test compares them), a language we do not speak gets
//! English, and whatever a person chose (names, file names, quoted text) is made harmless on the way in.
//!
//! To add a sentence: a variant in `phrase`, an arm in `render`, a line in the same file of each language, a sample in the tests.
//! To add a language: a folder in `locales/` and a line in each function of `language`.

mod cases;
mod language;
mod line;
mod phrase;
mod render;
#[cfg(test)]
mod tests;

pub use cases::CasePhrase;
pub use language::Language;
pub use phrase::{CaseCard, FileReason, Phrase};

/// `phrase` in the language of `locale` (a Discord locale such as `es-ES`, `zh-TW`, `pt-BR`).
///
/// For Discord the result is markdown, ready to be sent; the `Desk…` phrases are plain text.
pub fn say(locale: &str, phrase: &Phrase<'_>) -> String {
    render::render(Language::of(locale), phrase)
}
