//! The word view of a text: what BM25F counts.
//!
//! Words of a language with a stemmer are stemmed, in the form with accents and in the one without. Han and Kana become single
//! signs and pairs, Hangul whole words and pairs of syllables, scripts without spaces pairs of letters. Question words stay:
//! dropping them hurts short questions. A number also goes together with the sign that says what it counts (第49届, 30日, 3번).

use rust_stemmers::{Algorithm, Stemmer};

use super::fold::without_accents;
use super::script::{Script, runs};

/// Cuts text into terms, for one language.
pub struct Words {
    stemmer: Option<Stemmer>,
}

impl Words {
    /// A cutter that stems with `algorithm`, or not at all.
    pub fn new(algorithm: Option<Algorithm>) -> Self {
        Self { stemmer: algorithm.map(Stemmer::create) }
    }

    /// Calls `take` with every term of `text`, which must be in the form of [`super::fold::searchable`], and says whether the term counts for
    /// the text's length. A second form of the same word does not.
    pub fn each(&self, text: &str, mut take: impl FnMut(&str, bool)) {
        let mut number = None;
        for (script, run) in runs(text) {
            if let (Some(number), Script::Han | Script::Kana | Script::Hangul) = (number, script) {
                let counted: String = str::chars(number).chain(run.chars().next()).collect();
                take(&counted, false);
            }
            number = (script == Script::Spaced && run.bytes().all(|byte| byte.is_ascii_digit())).then_some(run);
            match script {
                Script::Spaced => self.word(run, &mut take),
                Script::Han | Script::Kana => pieces(run, 1, &mut take),
                Script::Unspaced => pieces(run, 2, &mut take),
                Script::Hangul => {
                    take(run, true);
                    if run.chars().count() > 2 {
                        pieces(run, 2, &mut take);
                    }
                }
                Script::Separator => {}
            }
        }
    }

    fn word(&self, word: &str, take: &mut impl FnMut(&str, bool)) {
        // Some stemmers leave nothing of a word that is all endings or marks.
        let mut take = |term: &str, counts| {
            if !term.is_empty() {
                take(term, counts);
            }
        };
        let stem = match &self.stemmer {
            Some(stemmer) => stemmer.stem(word),
            None => word.into(),
        };
        take(&stem, true);
        let Some(plain) = without_accents(word) else {
            if let Some(folded) = without_accents(&stem) {
                take(&folded, false);
            }
            return;
        };
        let plain = match &self.stemmer {
            Some(stemmer) => stemmer.stem(&plain).into_owned(),
            None => plain,
        };
        take(&plain, false);
        if let Some(folded) = without_accents(&stem).filter(|folded| *folded != plain) {
            take(&folded, false);
        }
    }
}

/// Single signs (when `from` is 1) and overlapping pairs of a run. A run of one sign is taken as it is.
fn pieces(run: &str, from: usize, take: &mut impl FnMut(&str, bool)) {
    let mut previous: Option<usize> = None;
    let mut count = 0;
    for (at, c) in run.char_indices() {
        let end = at + c.len_utf8();
        if from == 1 {
            take(&run[at..end], true);
        }
        if let Some(start) = previous {
            take(&run[start..end], true);
        }
        previous = Some(at);
        count += 1;
    }
    if count == 1 && from != 1 {
        take(run, true);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::searchable;
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str, algorithm: Option<Algorithm>) -> Vec<String> {
        let mut found = Vec::new();
        Words::new(algorithm).each(&searchable(text), |term, _| found.push(term.to_owned()));
        found
    }

    #[test]
    fn english_words_are_stemmed() {
        assert_eq!(terms("Resetting passwords", Some(Algorithm::English)), ["reset", "password"]);
        assert_eq!(terms("Resetting passwords", None), ["resetting", "passwords"]);
    }

    #[test]
    fn accented_words_have_a_second_form() {
        assert_eq!(terms("știri", None), ["știri", "stiri"]);
    }

    #[test]
    fn chinese_and_japanese_become_signs_and_pairs() {
        assert_eq!(terms("重置密", None), ["重", "置", "重置", "密", "置密"]);
    }

    #[test]
    fn korean_becomes_words_and_syllable_pairs() {
        assert_eq!(terms("비밀번호 를", None), ["비밀번호", "비밀", "밀번", "번호", "를"]);
    }

    #[test]
    fn a_number_goes_with_what_it_counts() {
        assert_eq!(terms("第49届", None), ["第", "49", "49届", "届"]);
        assert_eq!(terms("v2 49", None), ["v2", "49"]);
    }

    #[test]
    fn thai_becomes_pairs() {
        assert_eq!(terms("กขค", None), ["กข", "ขค"]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_cutter(text in any::<String>()) {
            for algorithm in [None, Some(Algorithm::English), Some(Algorithm::Romanian), Some(Algorithm::Arabic), Some(Algorithm::Turkish)] {
                Words::new(algorithm).each(&searchable(&text), |term, _| assert!(!term.is_empty()));
            }
        }
    }
}
