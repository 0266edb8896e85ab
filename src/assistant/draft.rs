//! What may be shown of an answer that is still being made, and how often.
//!
//! Only what passes the checks an answer has to pass is shown: nothing before the head says that the articles answer the question and
//! names articles that were given; no link but those of the articles it names; no word that may still grow into a link. The whole
//! answer is checked again at its end ([`super::grounding`]); one that fails there is replaced.

use super::grounding::{LONGEST_ANSWER, grounded, links_are_allowed, visible};
use super::partial::partial;
use crate::domain::clock::Millis;
use crate::knowledge::article::Article;

/// So many pieces of a model's answer (about as many tokens) are worth showing.
const PIECES: u32 = 20;
/// No two showings come sooner after each other, which keeps a channel within Discord's five edits in five seconds; and what there
/// is is shown after so long, however little it is.
const EVERY_MS: Millis = 1_000;

/// What of the answer can be shown now, given what the model has written so far; `None` if nothing can.
pub fn presentable(written: &str, given: &[&Article]) -> Option<String> {
    let known = partial(written);
    if known.answerable != Some(true) {
        return None;
    }
    let cited = grounded(&known.article_ids?, given).ok()?;
    let text = visible(&known.answer);
    // The last word may be half a word, or half a link.
    let end = text.rfind(char::is_whitespace).max(after_last_wide_sign(&text))?;
    let text = text[..end].trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_ANSWER && links_are_allowed(text, &cited);
    fits.then(|| text.to_owned())
}

/// Languages that put no spaces between words: the end of the last sign that no link could begin with.
fn after_last_wide_sign(text: &str) -> Option<usize> {
    text.char_indices().rev().find(|(_, c)| !c.is_ascii()).map(|(at, c)| at + c.len_utf8())
}

/// When to show a growing answer. Plain numbers: the time is handed in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pace {
    begun: Option<Millis>,
    shown: Option<Millis>,
    pieces: u32,
}

impl Pace {
    /// The answer has grown by a piece. When is it worth showing?
    pub fn grown(&mut self, now: Millis, pieces: u32) -> Millis {
        self.pieces += pieces;
        let begun = *self.begun.get_or_insert(now);
        match self.shown {
            Some(shown) => shown + EVERY_MS,
            None if self.pieces >= PIECES => now,
            None => begun + EVERY_MS,
        }
    }

    /// It was shown.
    pub fn shown(&mut self, now: Millis) {
        self.shown = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(written: &str) -> Option<String> {
        let mut refund = Article::new("refund", "Refund?", "See https://shop.example/refund.");
        refund.url = Some("https://help.example/refund".into());
        presentable(written, &[&refund])
    }

    #[test]
    fn nothing_is_shown_before_the_head_has_passed() {
        assert_eq!(shown(r#"{"answer":"Within 14 days you can "#), None);
        assert_eq!(shown(r#"{"article_ids":["refund"],"answer":"Within 14 days "#), None);
        assert_eq!(shown(r#"{"article_ids":["made-up"],"answerable":true,"answer":"Within 14 days "#), None);
        assert_eq!(shown(r#"{"article_ids":[],"answerable":true,"answer":"Within 14 days "#), None);
        assert_eq!(shown(r#"{"article_ids":["refund"],"answerable":false,"answer":"Within 14 days "#), None);
        assert_eq!(shown(r#"{"article_ids":["refund"],"answerable":true,"answer":"Within 14 day"#).unwrap(), "Within 14");
    }

    #[test]
    fn a_foreign_link_is_never_shown_not_even_its_beginning() {
        let head = r#"{"article_ids":["refund"],"answerable":true,"answer":"#;
        let whole = "\"Go to https://evil.example/win now or to https://shop.example/refund at once\"";
        for end in 1..whole.len() {
            if let Some(text) = shown(&format!("{head}{}", &whole[..end])) {
                assert!("Go to".starts_with(&text), "{text}");
            }
        }
        assert_eq!(shown(&format!("{head}\"See https://shop.example/refund please")).unwrap(), "See https://shop.example/refund");
    }

    #[test]
    fn languages_without_spaces_grow_too() {
        assert_eq!(shown(r#"{"article_ids":["refund"],"answerable":true,"answer":"14日以内なら返htt"#).unwrap(), "14日以内なら返");
    }

    #[test]
    fn the_first_words_come_soon_and_then_one_edit_a_second() {
        let mut pace = Pace::default();
        assert_eq!(pace.grown(10_000, 1), 11_000);
        assert_eq!(pace.grown(10_100, 18), 11_000);
        assert_eq!(pace.grown(10_200, 1), 10_200);
        pace.shown(10_200);
        assert_eq!(pace.grown(10_300, 40), 11_200);
    }
}
