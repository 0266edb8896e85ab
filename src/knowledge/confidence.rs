//! How sure a hit is: one number from 0 to 1 that means the same for every question.
//!
//! A logistic curve over what speaks for the hit. Its weights were fitted on the tuning halves of three FAQ sets (articles with
//! a question) and four passage sets (articles without), with half of the articles taken away so that half of the questions had
//! no answer. Around 0.5 the article was there for 31 to 57 of a hundred questions, depending on the set: 0.5 is only roughly where a right article is as likely to be there as not.

/// What speaks for an article.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Evidence {
    /// Likeness of the letters to the article's best question, 0 to 1.
    pub cosine: f32,
    /// BM25F against the most it could be, 0 to 1.
    pub words: f32,
    /// How much of the question's telling words no article has, 0 to 1.
    pub unseen: f32,
    /// How many different terms the question has.
    pub terms: usize,
    /// Whether the article has no question of its own.
    pub bare: bool,
}

/// From here on a longer question says nothing more about how sure one can be.
const MANY_TERMS: usize = 24;

/// The confidence in a hit.
pub fn confidence(evidence: &Evidence) -> f32 {
    let Evidence { cosine, words, unseen, terms, bare } = *evidence;
    if cosine <= 0.0 && words <= 0.0 {
        return 0.0;
    }
    let logit = if bare {
        4.4 * cosine + 13.3 * words - 5.5
    } else {
        // A long question is never matched as fully as a short one, and one with unknown words not either.
        8.4 * cosine + 5.6 * words + 1.2 * unseen + 0.083 * terms.min(MANY_TERMS) as f32 - 5.5
    };
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_evidence_makes_surer() {
        let weak = Evidence { cosine: 0.2, words: 0.2, unseen: 0.0, terms: 6, bare: false };
        let strong = Evidence { cosine: 0.7, words: 0.6, ..weak };
        assert!(confidence(&weak) < 0.2, "{}", confidence(&weak));
        assert!(confidence(&strong) > 0.9, "{}", confidence(&strong));
    }

    #[test]
    fn nothing_in_common_is_no_confidence() {
        assert_eq!(confidence(&Evidence { unseen: 1.0, terms: 24, ..Evidence::default() }), 0.0);
    }
}
