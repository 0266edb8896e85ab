//! The character view of a text: short overlapping pieces, so that typing errors and word endings cost little.
//!
//! Words give the pieces of three and four letters of `_word_`, without accents. Han, Kana, Hangul and scripts without spaces
//! give single signs and pairs.

use super::fold::without_accents;
use super::script::{Script, runs};

/// Up to four characters, packed at 21 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gram(u128);

impl Gram {
    fn pack(signs: &[char]) -> Self {
        Self(signs.iter().fold(0, |packed, &c| packed << 21 | (u128::from(u32::from(c)) + 1)))
    }
}

/// Every piece of `text`, which must be in the form of [`super::fold::searchable`], with the times it occurs, in a fixed order.
pub fn grams(text: &str) -> Vec<(Gram, u32)> {
    let folded = without_accents(text);
    let mut all = Vec::new();
    let mut signs: Vec<char> = Vec::new();
    for (script, run) in runs(folded.as_deref().unwrap_or(text)) {
        signs.clear();
        let sizes = if script == Script::Spaced {
            signs.push('_');
            signs.extend(run.chars());
            signs.push('_');
            3..=4
        } else {
            signs.extend(run.chars());
            1..=2
        };
        for size in sizes {
            all.extend(signs.windows(size).map(Gram::pack));
        }
    }
    all.sort_unstable();
    all.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u32)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fold::searchable;
    use super::*;
    use proptest::prelude::*;

    fn of(piece: &str) -> Gram {
        Gram::pack(&piece.chars().collect::<Vec<_>>())
    }

    #[test]
    fn words_give_threes_and_fours_with_their_edges() {
        let found = grams("bot");
        let mut expected: Vec<Gram> = ["_bo", "bot", "ot_", "_bot", "bot_"].map(of).into();
        expected.sort_unstable();
        assert_eq!(found.iter().map(|&(gram, _)| gram).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn repeated_pieces_are_counted() {
        assert!(grams("ばば").contains(&(of("ば"), 2)));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_cutter(text in any::<String>()) {
            grams(&searchable(&text));
        }
    }
}
