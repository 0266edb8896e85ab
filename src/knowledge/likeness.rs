//! How like two short texts are: the cosine of what they are made of, where what is rare among the texts at hand counts more.
//!
//! A text is made of its words (stemmed) and of its pieces of letters, so that endings and typing errors cost little and scripts without
//! spaces fare as well as others. Small words and question words, which sentences about anything share, do not count.

use super::asking::asks;
use super::fold::normalise;
use super::grams::grams;
use super::language;
use super::terms::{PLAIN, count, cutter, shelf_for};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How much more a word counts than a piece of one.
const WORD: f32 = 1.5;

/// Something a text is made of, by its hash: two that share one are rarer than typing errors.
type Feature = u64;

/// What texts are made of, and how rare each part is among them.
pub struct Likeness {
    /// How many texts have a feature.
    having: HashMap<Feature, u32>,
    texts: u32,
}

/// A text as a direction: its features with their weights, of length 1 together.
pub struct Vector(Vec<(Feature, f32)>);

/// The words of a normalised text that are not small; of a text without any, all.
fn telling(text: &str) -> String {
    let words = || text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let telling: Vec<&str> = words().filter(|word| !language::is_small(word)).collect();
    if telling.is_empty() { words().collect::<Vec<_>>().join(" ") } else { telling.join(" ") }
}

fn features(text: &str) -> Vec<(Feature, f32)> {
    let hash = |kind: u8, part: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        kind.hash(&mut hasher);
        part(&mut hasher);
        hasher.finish()
    };
    let shelf = language::guess(text).map_or(PLAIN, |language| shelf_for(&language));
    let text = telling(&normalise(text));
    let terms = count(&text, &cutter(shelf)).terms;
    let words = terms.keys().filter(|term| !asks(shelf, term)).map(|term| (hash(0, &|to| term.hash(to)), WORD));
    let pieces = grams(&text).into_iter().map(|(gram, _)| (hash(1, &|to| gram.hash(to)), 1.0));
    let mut all: Vec<(Feature, f32)> = words.chain(pieces).collect();
    all.sort_by_key(|(feature, _)| *feature);
    all.dedup_by_key(|(feature, _)| *feature);
    all
}

impl Likeness {
    /// Learns from these texts what is rare.
    pub fn among<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut likeness = Self { having: HashMap::new(), texts: 0 };
        for text in texts {
            likeness.texts += 1;
            for (feature, _) in features(text) {
                *likeness.having.entry(feature).or_default() += 1;
            }
        }
        likeness
    }

    /// The direction of a text.
    pub fn vector(&self, text: &str) -> Vector {
        let mut weights: Vec<(Feature, f32)> =
            features(text).into_iter().map(|(feature, weight)| (feature, weight * self.rarity(feature))).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            weights.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        Vector(weights)
    }

    fn rarity(&self, feature: Feature) -> f32 {
        let having = self.having.get(&feature).copied().unwrap_or(0).max(1);
        (1.0 + self.texts as f32 / having as f32).ln()
    }
}

impl Vector {
    /// The features with their weights.
    pub fn parts(&self) -> &[(u64, f32)] {
        &self.0
    }

    /// 0 for nothing in common to 1 for the same.
    pub fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b, mut sum) = (0, 0, 0.0);
        while let (Some((left, x)), Some((right, y))) = (self.0.get(a), other.0.get(b)) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    sum += x * y;
                    (a, b) = (a + 1, b + 1);
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_symmetric_bounded_and_whole_for_the_same(a in "\\PC{0,60}", b in "\\PC{0,60}") {
            let likeness = Likeness::among([a.as_str(), b.as_str()]);
            let (x, y) = (likeness.vector(&a), likeness.vector(&b));
            let mark = x.likeness(&y);
            prop_assert!((0.0..=1.001).contains(&mark));
            prop_assert_eq!(mark, y.likeness(&x));
            prop_assert!(x.parts().is_empty() || x.likeness(&x) > 0.999);
        }
    }
}
