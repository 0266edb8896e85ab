//! One form for text that a reader takes as equal: compatibility forms, case, the two ways to write Chinese and, where asked for,
//! accents.
//!
//! `simplified.txt` holds pairs of a traditional sign and its simplified one: the single signs of OpenCC's table
//! TSCharacters (Apache-2.0, github.com/BYVoid/OpenCC). One sign at a time is enough for finding: what falls together does so in the
//! article and in the question.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::script::{Script, script_of};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The simplified sign of each traditional one.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let signs: Vec<char> = include_str!("simplified.txt").chars().filter(|c| *c != '\n').collect();
    signs.as_chunks::<2>().0.iter().map(|&[traditional, simplified]| (traditional, simplified)).collect()
});

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

/// The form in which text is searched: [`normalise`]d, with Chinese in simplified signs. Spaces between Chinese or Japanese signs come from
/// marks that were taken off, not from the language: without them the pairs on both sides of them are found too.
pub fn searchable(text: &str) -> String {
    let text = normalise(text);
    if text.is_ascii() {
        return text;
    }
    let mut folded = String::with_capacity(text.len());
    let mut spaces = 0;
    let mut after_sign = false;
    for c in text.chars() {
        if c == ' ' && after_sign {
            spaces += 1;
            continue;
        }
        let script = script_of(c);
        let is_sign = matches!(script, Script::Han | Script::Kana);
        if !is_sign {
            folded.extend(std::iter::repeat_n(' ', spaces));
        }
        spaces = 0;
        after_sign = is_sign;
        folded.push(if script == Script::Han { SIMPLIFIED.get(&c).copied().unwrap_or(c) } else { c });
    }
    folded.extend(std::iter::repeat_n(' ', spaces));
    folded
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
    fn both_ways_to_write_chinese_become_one() {
        assert_eq!(searchable("如何重設我的密碼"), searchable("如何重设我的密码"));
        assert_eq!(searchable("パスワードの変更"), "パスワードの変更");
    }

    #[test]
    fn spaces_stay_only_where_the_script_has_them() {
        assert_eq!(searchable("点击 设置 按钮 now or 从 v2 开始 "), "点击设置按钮 now or 从 v2 开始 ");
        assert_eq!(searchable("비밀번호 재설정"), "비밀번호 재설정");
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
            let once = searchable(&text);
            prop_assert_eq!(searchable(&once), once);
        }
    }
}
