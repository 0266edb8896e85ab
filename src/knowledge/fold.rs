//! One form for text that a reader takes as equal: compatibility forms, case and, where asked for, accents.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// NFKC, lower case, NFC. Full-width letters become plain ones, `ß` becomes `ss`, final sigma becomes sigma.
pub fn normalise(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower = |text: &str| -> String { text.chars().flat_map(char::to_lowercase).flat_map(fold_case).nfc().collect() };
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => lower(text),
        _ => lower(&text.nfkc().collect::<String>()),
    }
}

/// What full case folding does beyond lower case, for the letters that matter.
fn fold_case(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ß' => ('s', Some('s')),
        'ς' => ('σ', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// Drops the accents of Latin, Greek and Cyrillic letters (U+0300–036F). Marks of other scripts change the sound or the
/// consonant (Japanese dakuten, Thai vowels), so they stay. `None` when there is nothing to drop.
pub fn without_accents(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let folded: String = text.nfd().filter(|c| !('\u{0300}'..='\u{036F}').contains(c)).nfc().collect();
    (folded != text).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_looking_text_becomes_equal() {
        assert_eq!(normalise("ＡＢＣ ﬁne STRASSE Straße"), "abc fine strasse strasse");
        assert_eq!(normalise("e\u{301}"), "é");
        assert_eq!(normalise("ΟΔΟΣ"), normalise("οδος"));
    }

    #[test]
    fn only_accents_are_dropped() {
        assert_eq!(without_accents("știință").as_deref(), Some("stiinta"));
        assert_eq!(without_accents("ガギグ"), None);
        assert_eq!(without_accents("한국어"), None);
        assert_eq!(without_accents("plain"), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
