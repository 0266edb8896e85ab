//! How a character takes part in words: languages with spaces are cut at spaces, the others into overlapping pieces.

use unicode_normalization::char::is_combining_mark;

/// What kind of text a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Letters and digits of languages that put spaces between words.
    Spaced,
    /// Chinese characters.
    Han,
    /// Hiragana and Katakana.
    Kana,
    /// Korean syllables.
    Hangul,
    /// Thai, Lao, Khmer, Burmese, Tibetan: letters without spaces between words.
    Unspaced,
    /// Everything that separates words.
    Separator,
}

impl Script {
    /// Whether a run that began so goes on with a character of the `next` kind. Japanese words mix Han and Kana.
    fn goes_on_with(self, next: Self) -> bool {
        self == next || matches!((self, next), (Self::Han | Self::Kana, Self::Han | Self::Kana))
    }
}

/// The kind of a character.
pub fn script_of(c: char) -> Script {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' => Script::Spaced,
        '\0'..='\u{7F}' => Script::Separator,
        '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Script::Han,
        '\u{20000}'..='\u{323AF}' => Script::Han,
        '\u{3041}'..='\u{309F}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Script::Kana,
        '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
        '\u{0E01}'..='\u{0EDF}' | '\u{0F00}'..='\u{0FBC}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17DD}'
            if c.is_alphanumeric() || is_combining_mark(c) =>
        {
            Script::Unspaced
        }
        _ if c.is_alphanumeric() || is_combining_mark(c) => Script::Spaced,
        _ => Script::Separator,
    }
}

/// Longest run of letters that is taken as one word; what is longer is cut. Keeps junk from filling the index.
const LONGEST_RUN: usize = 64;

/// Cuts text into runs of one script, without the separators; Han and Kana go together. A run is of the kind it begins with.
pub fn runs(text: &str) -> impl Iterator<Item = (Script, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let first = rest.chars().next()?;
            let script = script_of(first);
            let end = rest
                .char_indices()
                .enumerate()
                .find(|&(nth, (_, c))| !script.goes_on_with(script_of(c)) || nth >= LONGEST_RUN)
                .map_or(rest.len(), |(_, (at, _))| at);
            let (run, tail) = rest.split_at(end);
            rest = tail;
            if script != Script::Separator {
                return Some((script, run));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_where_the_script_changes() {
        let cut: Vec<&str> = runs("Discordの設定 v2 한국어!").map(|(_, run)| run).collect();
        assert_eq!(cut, ["Discord", "の設定", "v2", "한국어"]);
    }

    #[test]
    fn thai_vowels_stay_in_their_run() {
        let cut: Vec<(Script, &str)> = runs("ที่นี่ ok").collect();
        assert_eq!(cut, [(Script::Unspaced, "ที่นี่"), (Script::Spaced, "ok")]);
    }

    #[test]
    fn a_long_run_is_cut() {
        let long = "a".repeat(150);
        assert_eq!(runs(&long).count(), 3);
    }
}
