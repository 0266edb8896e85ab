//! The embedded brain: answers with the articles themselves, without a model.

use super::answer::{Answer, Source, Suggestion};
use crate::knowledge::article::Article;
use crate::knowledge::passage::telling_passage;

/// At most so many articles are suggested.
pub const SUGGESTIONS: usize = 3;

/// How sure one has to be.
///
/// The defaults are read off the tuning sets (stackfaq-threads, stackfaq, covidfaq) with half of the articles taken away, so that
/// half of the questions have no answer. From 0.85 up the first article was right in 92, 97 and 75 of a hundred (covidfaq has
/// many near-equal articles); below 0.25 a right one was among the first three in 6, 11 and 14. The same sets fitted the confidence,
/// so expect a little less elsewhere; `flexcord knowledge evaluate --abstain` on an operator's own history tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// From here on the first article is given as the answer.
    pub answer: f32,
    /// From here on an article is suggested. Also the floor under which no model is asked.
    pub suggest: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { answer: 0.85, suggest: 0.25 }
    }
}

/// An article that was found, and how sure that hit is.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The article.
    pub article: &'a Article,
    /// [`crate::knowledge::search::Hit::confidence`].
    pub confidence: f32,
}

/// The answer to a question from what was found, best first.
pub fn answer(question: &str, found: &[Found<'_>], thresholds: Thresholds) -> Answer {
    let likely: Vec<&Found<'_>> = found.iter().take(SUGGESTIONS).filter(|found| found.confidence >= thresholds.suggest).collect();
    let Some(best) = likely.first() else { return Answer::DontKnow };
    let text = telling_passage(best.article, question);
    if best.confidence >= thresholds.answer && !text.is_empty() {
        return Answer::Answered { text, sources: vec![Source::from(best.article)] };
    }
    let suggestion =
        |found: &&Found<'_>| Suggestion { source: Source::from(found.article), passage: telling_passage(found.article, question) };
    Answer::Suggest { suggestions: likely.iter().map(suggestion).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_sure_one_is_decides_how_one_speaks() {
        let article = Article::new("refund", "Can I get a refund?", "Unused goods can be returned within 14 days.");
        let at = |confidence| answer("refund?", &[Found { article: &article, confidence }], Thresholds::default());
        assert!(
            matches!(at(0.9), Answer::Answered { ref text, ref sources } if text.contains("14 days") && sources[0].article_id.as_str() == "refund")
        );
        assert!(matches!(at(0.5), Answer::Suggest { ref suggestions } if suggestions.len() == 1));
        assert_eq!(at(0.1), Answer::DontKnow);
        assert_eq!(answer("refund?", &[], Thresholds::default()), Answer::DontKnow);
    }

    #[test]
    fn at_most_three_are_suggested() {
        let article = Article::new("a", "A?", "B.");
        let found = [Found { article: &article, confidence: 0.5 }; 5];
        assert!(matches!(answer("a", &found, Thresholds::default()), Answer::Suggest { suggestions } if suggestions.len() == 3));
    }
}
