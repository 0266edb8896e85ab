//! What was said before helps to find what a short question means: "and on iOS?" alone finds nothing.
//!
//! Plain retrieval comes first and stays as it is for every question that stands by itself. Only a question that leans on the one
//! before it is asked a second time together with that one, and what is then found comes behind what it found by itself.

use super::small_talk::small_talk;
use super::turn::{Speaker, Turn};
use crate::knowledge::fold::{normalise, without_accents};

/// A question with more words stands by itself.
const MOST_WORDS: usize = 8;
/// In languages without spaces between words, one with more signs does.
const MOST_SIGNS: usize = 20;
/// Longest part of the question before that is taken along, in characters.
const BEFORE: usize = 300;

/// How a question begins that goes on from the one before, in the languages of the product. Without accents.
const LEANING: &[&str] = &[
    "and",
    "also",
    "or",
    "but",
    "what about",
    "how about",
    "same for",
    "und",
    "oder",
    "aber",
    "was ist mit",
    "wie ist es",
    "auch",
    "y",
    "e",
    "o",
    "pero",
    "tambien",
    "que pasa con",
    "que tal",
    "si",
    "dar",
    "sau",
    "ce zici de",
    "dar despre",
    "at",
    "o kaya",
    "paano naman",
    "paano kung",
    "eh",
    "dan",
    "atau",
    "tapi",
    "bagaimana dengan",
    "kalau",
];
/// The same where words are not set apart.
const LEANING_AT_ONCE: &[&str] =
    &["그럼", "그러면", "그리고", "그런데", "또", "では", "じゃあ", "じゃ", "それ", "あと", "那", "那么", "那麼", "还有", "還有", "如果"];
/// Words that point back, anywhere in a short question.
const POINTING: &[&str] = &[
    "it", "that", "this", "there", "then", "they", "them", "es", "das", "dort", "dann", "damit", "eso", "esto", "ese", "alli", "asta",
    "acolo", "atunci", "iyon", "ito", "doon", "itu", "ini", "nya",
];
const POINTING_AT_ONCE: &[&str] = &["그거", "그건", "이거", "거기", "それ", "これ", "そこ", "这个", "這個", "那个", "那個", "它"];

/// The question together with the member's last one, if it leans on that; `None` if it stands by itself.
pub fn in_context(question: &str, talk: &[Turn]) -> Option<String> {
    let asked = |turn: &&Turn| turn.speaker == Speaker::Member && !turn.text.trim().is_empty() && small_talk(&turn.text).is_none();
    let before = talk.iter().rev().find(asked)?;
    if !leans(question) {
        return None;
    }
    let before: String = before.text.chars().take(BEFORE).collect();
    Some(format!("{}\n{}", before.trim(), question.trim()))
}

/// Does this question make sense only after another one?
pub fn leans(question: &str) -> bool {
    let lower = normalise(question);
    let plain = without_accents(&lower).unwrap_or(lower);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let signs: usize = words.iter().map(|word| word.chars().count()).sum();
    let spaced = words.iter().all(|word| word.chars().all(|c| !is_east_asian(c)));
    if words.is_empty() || spaced && words.len() > MOST_WORDS || !spaced && signs > MOST_SIGNS {
        return false;
    }
    let whole = words.join(" ");
    if spaced {
        let padded = format!(" {whole} ");
        let begins = LEANING.iter().any(|cue| padded.starts_with(&format!(" {cue} ")));
        return begins || words.len() <= 2 || POINTING.iter().any(|cue| padded.contains(&format!(" {cue} ")));
    }
    LEANING_AT_ONCE.iter().any(|cue| whole.starts_with(cue)) || POINTING_AT_ONCE.iter().any(|cue| whole.contains(cue)) || signs <= 4
}

fn is_east_asian(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x3040..=0x30FF | 0x3130..=0x318F | 0x3400..=0x9FFF | 0xAC00..=0xD7AF)
}

/// The hits of both ways to ask, each article once; `hit` gives its id and how sure it is. What the question found by itself stays in
/// front. Only where that is nothing (all below `floor`) comes first what it finds together with the one before: a new question after an old
/// one must not be taken for a part of it.
pub fn fused<H: Clone, I: PartialEq>(plain: &[H], in_context: &[H], floor: f32, hit: impl Fn(&H) -> (I, f32)) -> Vec<H> {
    let (told, untold): (Vec<H>, Vec<H>) = plain.iter().cloned().partition(|found| hit(found).1 >= floor);
    let mut all = told;
    for other in in_context.iter().chain(&untold) {
        if all.iter().all(|known| hit(known).0 != hit(other).0) {
            all.push(other.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Vec<Turn> {
        vec![Turn { speaker: Speaker::Member, text: text.into(), articles: vec![], helped: None }]
    }

    #[test]
    fn a_question_that_leans_is_asked_together_with_the_one_before() {
        let talk = asked("How do I reset my password?");
        assert_eq!(in_context("and on iOS?", &talk).unwrap(), "How do I reset my password?\nand on iOS?");
        for question in [
            "What about Android?",
            "Does it work on iOS?",
            "iOS?",
            "Und auf dem Handy?",
            "¿Y en el móvil?",
            "Și pe iOS?",
            "Paano naman sa iOS?",
            "그럼 아이폰은요?",
            "iOSではそれできますか",
            "那安卓呢？",
            "那麼手機呢",
            "bagaimana dengan iOS",
        ] {
            assert!(in_context(question, &talk).is_some(), "{question}");
        }
    }

    #[test]
    fn a_question_that_stands_by_itself_is_left_alone() {
        let talk = asked("How do I reset my password?");
        for question in [
            "How do I trade a Pokémon?",
            "Where can I see my badges?",
            "Wie tausche ich ein Pokémon?",
            "¿Cómo cambio mi apodo en el servidor?",
            "트레이드는 어떻게 하나요? 교환소를 찾을 수가 없어요 도와주세요",
            "トーナメントのルールはどこで確認できますか？教えてください",
            "And when I then try to log in with the new password I get an error about my account",
        ] {
            assert_eq!(in_context(question, &talk), None, "{question}");
        }
        assert_eq!(in_context("and on iOS?", &[]), None);
    }

    #[test]
    fn what_was_found_plainly_is_never_lost() {
        let hit = |h: &(char, f32)| (h.0, h.1);
        let both = |plain: &[(char, f32)], in_context: &[(char, f32)]| fused(plain, in_context, 0.25, hit);
        assert_eq!(both(&[('a', 0.4), ('b', 0.2)], &[('c', 0.9), ('a', 0.3)]), [('a', 0.4), ('c', 0.9), ('b', 0.2)]);
        assert_eq!(both(&[('a', 0.2), ('b', 0.1)], &[('c', 0.9), ('a', 0.3)]), [('c', 0.9), ('a', 0.3), ('b', 0.1)]);
        assert_eq!(both(&[('a', 0.9)], &[]), [('a', 0.9)]);
    }
}
