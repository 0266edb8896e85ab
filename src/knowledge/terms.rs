//! What an article and a question come down to: counted terms, grams and lengths. Shared by indexing and asking, so that both
//! cut text the same way.

use std::collections::BTreeMap;

use rust_stemmers::Algorithm;

use super::article::Article;
use super::fold::searchable;
use super::grams::{Gram, grams};
use super::language::{self, Language};
use super::markdown;
use super::words::Words;

/// The rules by which a text was cut into words: those of one stemmer, or none. Terms of different shelves never meet.
pub type Shelf = u8;

/// The shelf without a stemmer.
pub const PLAIN: Shelf = 0;

/// The stemmers in the order of their shelves.
const STEMMERS: [Algorithm; 18] = [
    Algorithm::Arabic,
    Algorithm::Danish,
    Algorithm::Dutch,
    Algorithm::English,
    Algorithm::Finnish,
    Algorithm::French,
    Algorithm::German,
    Algorithm::Greek,
    Algorithm::Hungarian,
    Algorithm::Italian,
    Algorithm::Norwegian,
    Algorithm::Portuguese,
    Algorithm::Romanian,
    Algorithm::Russian,
    Algorithm::Spanish,
    Algorithm::Swedish,
    Algorithm::Tamil,
    Algorithm::Turkish,
];

/// How many shelves there are.
pub const SHELVES: usize = STEMMERS.len() + 1;

/// The cutter of a shelf.
pub fn cutter(shelf: Shelf) -> Words {
    Words::new(usize::from(shelf).checked_sub(1).map(|at| STEMMERS[at]))
}

/// The shelf an article belongs on: by its language, said or guessed.
pub fn shelf_of(article: &Article, plain_body: &str) -> Shelf {
    match &article.language {
        Some(language) => shelf_for(language),
        None => language::guess(&format!("{}\n{plain_body}", article.title)).map_or(PLAIN, |language| shelf_for(&language)),
    }
}

/// The shelf of a language.
pub fn shelf_for(language: &Language) -> Shelf {
    let place = language.stemmer().and_then(|wanted| STEMMERS.iter().position(|&algorithm| algorithm == wanted));
    place.and_then(|at| Shelf::try_from(at + 1).ok()).unwrap_or(PLAIN)
}

/// Longest body that is indexed, in bytes. What comes after is not found (but still shown).
const LONGEST_BODY: usize = 200_000;

/// A field's terms with their counts, and its length in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counted {
    /// The terms in a fixed order.
    pub terms: BTreeMap<String, u32>,
    /// How many words the field has; second forms of a word do not count.
    pub length: u32,
}

/// Counts the terms of a normalised text.
pub fn count(text: &str, cutter: &Words) -> Counted {
    let mut counted = Counted::default();
    cutter.each(text, |term, counts| {
        match counted.terms.get_mut(term) {
            Some(times) => *times += 1,
            None => {
                counted.terms.insert(term.to_owned(), 1);
            }
        }
        counted.length += u32::from(counts);
    });
    counted
}

/// One way to ask for an article.
#[derive(Debug)]
pub struct Question {
    /// Its words.
    pub words: Counted,
    /// Its character pieces.
    pub grams: Vec<(Gram, u32)>,
}

/// An article, cut up.
#[derive(Debug)]
pub struct Analysed {
    /// The shelf whose rules cut it.
    pub shelf: Shelf,
    /// Title and phrasings. An article without any (it is *bare*) has one question that has no words and the grams of the answer,
    /// so that it has a character view all the same.
    pub questions: Vec<Question>,
    /// The answer's words.
    pub answer: Counted,
}

/// Cuts up an article.
pub fn analyse(article: &Article) -> Analysed {
    let body = markdown::plain(&article.body);
    let body = match body.char_indices().take_while(|&(at, _)| at <= LONGEST_BODY).last() {
        Some((at, _)) if at + 4 < body.len() => &body[..at],
        _ => body.as_str(),
    };
    let shelf = shelf_of(article, body);
    let cutter = cutter(shelf);
    let body = searchable(body);
    let mut questions: Vec<Question> = article
        .questions()
        .map(|text| {
            let text = searchable(text);
            Question { words: count(&text, &cutter), grams: grams(&text) }
        })
        .collect();
    if questions.is_empty() {
        questions.push(Question { words: Counted::default(), grams: grams(&body) });
    }
    Analysed { shelf, questions, answer: count(&body, &cutter) }
}
