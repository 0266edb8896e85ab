//! Does a member ask for a person? Decided by patterns, in more than fourteen languages, without a model.
//!
//! The text is brought into one form (lower case, no accents, `|` where a clause ends). First every *guard* that fits is cut out
//! of it: "are you a human?", "how do I become a moderator", "I do not need a person". Then any *request* that still fits says
//! yes. So a guard never silences a request in the next clause: "are you a bot? get me a human" asks for a person.
//!
//! All languages are tried on every text, since nobody can guess the language of two words. To add one, add its file with
//! guards and requests and name it in [`LANGUAGES`]; patterns are written for the text as [`plain`] returns it, and must not
//! reach across `|`.

mod east_asian;
mod english;
mod germanic;
mod romance;
mod slavic;
mod south_east_asian;
mod west_asian;

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::knowledge::fold::{normalise, without_accents};

/// What one language says.
struct Speech {
    /// Talk of persons that is no request.
    guards: &'static [&'static str],
    /// Requests.
    requests: &'static [&'static str],
}

/// Every language (or family) that is understood.
const LANGUAGES: &[&Speech] = &[
    &english::SPEECH,
    &germanic::GERMAN,
    &germanic::DUTCH,
    &romance::SPANISH,
    &romance::PORTUGUESE,
    &romance::FRENCH,
    &romance::ITALIAN,
    &romance::ROMANIAN,
    &slavic::RUSSIAN,
    &slavic::UKRAINIAN,
    &slavic::POLISH,
    &west_asian::TURKISH,
    &west_asian::ARABIC,
    &east_asian::KOREAN,
    &east_asian::JAPANESE,
    &east_asian::CHINESE,
    &south_east_asian::FILIPINO,
    &south_east_asian::INDONESIAN,
    &south_east_asian::VIETNAMESE,
    &south_east_asian::THAI,
];

/// Longest text that is read, in characters. A request for a person is not hidden at the end of a long report; who needs one
/// there has the button.
const LONGEST: usize = 1_000;

/// Patterns may be long; this only bounds the memory of a compiled one.
const COMPILED_LIMIT: usize = 8 << 20;
/// What a search may keep of its way, per expression and thread.
const SEARCH_LIMIT: usize = 256 << 10;

static GUARDS: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(|speech| speech.guards));
static REQUESTS: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(|speech| speech.requests));

/// One expression per language: its patterns side by side.
fn compile(part: fn(&Speech) -> &'static [&'static str]) -> Vec<Regex> {
    let filled = LANGUAGES.iter().map(|speech| part(speech)).filter(|patterns| !patterns.is_empty());
    filled
        .map(|patterns| {
            let joined = patterns.iter().map(|pattern| format!("(?:{})", english::fill(pattern))).collect::<Vec<_>>().join("|");
            // Patterns of Latin script are written for text without accents: read as bytes they take half the memory.
            let wide = !joined.is_ascii();
            let expression = RegexBuilder::new(&joined).unicode(wide).size_limit(COMPILED_LIMIT).dfa_size_limit(SEARCH_LIMIT).build();
            expression.expect("the patterns are our own and tested")
        })
        .collect()
}

/// Whether the member asks to be brought to a person.
pub fn wants_person(text: &str) -> bool {
    let mut text = plain(text);
    for guard in GUARDS.iter() {
        if guard.is_match(text.as_bytes()) {
            text = String::from_utf8_lossy(&guard.replace_all(text.as_bytes(), &b" | "[..])).into_owned();
        }
    }
    REQUESTS.iter().any(|request| request.is_match(text.as_bytes()))
}

/// The text in the form the patterns are written for: lower case, without accents, words parted by single spaces, `|` at the end
/// of a clause, a space at both ends.
fn plain(text: &str) -> String {
    let head: String = text.chars().take(LONGEST).collect();
    let lower = normalise(&head);
    let folded = without_accents(&lower).unwrap_or(lower);
    let mut plain = String::with_capacity(folded.len() + 2);
    plain.push(' ');
    for c in folded.chars() {
        let ends_clause =
            matches!(c, '.' | '!' | '?' | ',' | ';' | ':' | '\n' | '。' | '、' | '！' | '？' | '，' | '；' | '…' | '؟' | '،' | '¿' | '¡');
        if ends_clause {
            if !plain.ends_with("| ") {
                plain.push_str(if plain.ends_with(' ') { "| " } else { " | " });
            }
        } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            plain.push(if c == 'đ' { 'd' } else { c });
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    let kept = plain.trim_matches([' ', '|']).len();
    let start = plain.len() - plain.trim_start_matches([' ', '|']).len();
    format!(" {} ", &plain[start..start + kept])
}

#[cfg(test)]
mod tests;
