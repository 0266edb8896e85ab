//! Which short texts say the same as a new one: reports of the same bug by different people.
//!
//! Words (stemmed in the language of the new text) and pieces of letters are compared by cosine; what many of the texts say counts
//! little. Titles count for more than what stands below them.

use super::fold::normalise;
use super::grams::{Gram, grams};
use super::language::guess;
use super::terms::{PLAIN, count, cutter, shelf_for};
use super::words::Words;
use std::collections::HashMap;
use std::hash::Hash;

/// Below this two texts are about different things. Found with the examples in the tests: a wrong guess costs one press, a missed
/// one a double.
const ALIKE: f32 = 0.34;
/// How often a word of a title counts.
const TITLE: f32 = 3.0;
/// The longest text that is compared, in bytes.
const LONGEST: usize = 4_000;
/// Added to the number of texts for the weight of rare words, so that the first few reports of a server do not make every word rare.
const SUPPOSED: f32 = 4.0;

/// A title and what stands below it.
pub type Text<'a, B> = (&'a str, B);

/// The positions of those of `texts` that say the same as `new`, the likeliest first, at most `limit`.
pub fn closest<B: AsRef<str>>(new: Text<'_, &str>, texts: &[Text<'_, B>], limit: usize) -> Vec<usize> {
    let whole = format!("{}\n{}", new.0, cut(new.1));
    let words = cutter(guess(&whole).map_or(PLAIN, |language| shelf_for(&language)));
    let of = |(title, body): (&str, &str)| Vectors::of(title, cut(body), &words);
    let mut new = of(new);
    let mut all: Vec<Vectors> = texts.iter().map(|(title, body)| of((title, body.as_ref()))).collect();
    let (rare_words, rare_grams) = (Rarity::of(all.iter().map(|v| &v.words)), Rarity::of(all.iter().map(|v| &v.grams)));
    for vectors in all.iter_mut().chain([&mut new]) {
        rare_words.weigh(&mut vectors.words);
        rare_grams.weigh(&mut vectors.grams);
    }
    let mut found: Vec<(usize, f32)> =
        all.iter().map(|vectors| new.alike(vectors)).enumerate().filter(|(_, alike)| *alike >= ALIKE).collect();
    // Equal ones in their order, so that the same question gets the same answer.
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    found.into_iter().take(limit).map(|(at, _)| at).collect()
}

fn cut(text: &str) -> &str {
    let end = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// How often each feature occurs; later its weight.
type Features<K> = HashMap<K, f32>;

struct Vectors {
    words: Features<String>,
    grams: Features<Gram>,
}

impl Vectors {
    fn of(title: &str, body: &str, cutter: &Words) -> Self {
        let (mut words, mut grams_of) = (Features::new(), Features::new());
        for (text, weight) in [(normalise(title), TITLE), (normalise(body), 1.0)] {
            for (term, times) in count(&text, cutter).terms {
                *words.entry(term).or_default() += weight * times as f32;
            }
            for (gram, times) in grams(&text) {
                *grams_of.entry(gram).or_default() += weight * times as f32;
            }
        }
        Self { words, grams: grams_of }
    }

    fn alike(&self, other: &Self) -> f32 {
        (cosine(&self.words, &other.words) + cosine(&self.grams, &other.grams)) / 2.0
    }
}

/// In how many texts each feature occurs.
struct Rarity<K> {
    texts: f32,
    holding: HashMap<K, f32>,
}

impl<K: Hash + Eq + Clone> Rarity<K> {
    fn of<'f>(all: impl Iterator<Item = &'f Features<K>>) -> Self
    where
        K: 'f,
    {
        let (mut texts, mut holding) = (0.0, HashMap::new());
        for features in all {
            texts += 1.0;
            for feature in features.keys() {
                *holding.entry(feature.clone()).or_default() += 1.0;
            }
        }
        Self { texts, holding }
    }

    fn weigh(&self, features: &mut Features<K>) {
        for (feature, times) in features.iter_mut() {
            let holding = self.holding.get(feature).copied().unwrap_or(0.0);
            let rarity = (1.0 + (self.texts + SUPPOSED) / (holding + 1.0)).ln();
            *times = (1.0 + *times).ln() * rarity;
        }
    }
}

fn cosine<K: Hash + Eq>(a: &Features<K>, b: &Features<K>) -> f32 {
    let length = |of: &Features<K>| of.values().map(|weight| weight * weight).sum::<f32>().sqrt();
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let common: f32 = few.iter().filter_map(|(feature, weight)| Some(weight * many.get(feature)?)).sum();
    let lengths = length(a) * length(b);
    if lengths > 0.0 { common / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OPEN: [(&str, &str); 9] = [
        ("App crashes when opening the inventory", "I tap on inventory and the app closes. Android 14."),
        ("Can't log in with Google", "After choosing my account I am back at the start screen."),
        ("Trade window shows wrong cards", "My friend sees other cards than I offered."),
        ("No sound on iPhone", "Music and effects are silent since the update."),
        ("Badge for the spring event is missing", "I won the event but there is no badge on my profile."),
        ("Bild im Profil wird nicht angezeigt", "Ich habe ein neues Bild hochgeladen, man sieht nur grau."),
        ("ログインできない", "パスワードを入れても最初の画面に戻る"),
        ("배지가 보이지 않아요", "이벤트에서 이겼는데 배지가 없어요"),
        ("Search finds nothing", "Whatever I type, the list stays empty."),
    ];

    fn like(title: &str, body: &str) -> Vec<usize> {
        closest((title, body), &OPEN, 3)
    }

    #[test]
    fn the_same_bug_in_other_words_is_found() {
        for (title, body, at) in [
            ("Inventory crash", "The app crashes every time I open my inventory", 0),
            ("crashing when i open inventroy", "", 0),
            ("Google login does not work", "I choose my Google account and land on the start screen again", 1),
            ("Spring event badge missing", "", 4),
            ("Profilbild wird nicht angezeigt", "Nur grau zu sehen", 5),
            ("ログインできません", "パスワードを入れても戻ってしまう", 6),
            ("이벤트 배지가 안 보여요", "", 7),
        ] {
            assert_eq!(like(title, body).first(), Some(&at), "{title}");
        }
    }

    #[test]
    fn something_else_is_new() {
        for (title, body) in [
            ("Please add a dark theme", "The white hurts my eyes at night."),
            ("Payment was taken twice", "I bought gems once and paid two times."),
            ("Chat messages arrive late", "Sometimes after ten minutes"),
            ("Karten lassen sich nicht sortieren", "Nach Art wäre gut"),
            ("カードの並び順がおかしい", ""),
        ] {
            assert!(like(title, body).is_empty(), "{title}: {:?}", like(title, body));
        }
    }

    #[test]
    fn the_only_open_one_is_not_alike_because_it_is_the_only_one() {
        let one = [("App crashes when opening the inventory", "I tap on inventory and the app closes.")];
        assert!(closest(("The shop is closed when I open it", "It says come back later"), &one, 3).is_empty());
        assert_eq!(closest(("Inventory crashes the app", "I open the inventory and it closes"), &one, 3), [0]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_each_is_like_itself(title in "\\PC{1,60}", body in any::<String>()) {
            let found = closest((&title, &body), &[(title.as_str(), body.as_str())], 3);
            let has_words = !grams(&normalise(&title)).is_empty();
            prop_assert!(!has_words || found == [0]);
        }
    }
}
