//! A question, and what speaks for each article: BM25F over words, and the cosine over characters.

use super::asking::asks;
use super::confidence::Evidence;
use super::grams::grams;
use super::index::{InAnswer, InQuestion, Index, gram_weight};
use super::script::{Script, runs};
use super::terms::{SHELVES, Shelf, count, cutter};

/// How much a word in the question counts against one in the answer.
const QUESTION_WEIGHT: f32 = 4.0;
/// How much a word in the answer of an article without a question counts: it has to stand for both.
const BARE_WEIGHT: f32 = 5.0;
/// How much a question word counts in an answer.
const ASKING_IN_ANSWER: f32 = 0.1;
/// How soon a repeated word adds nothing more.
const K1: f32 = 1.6;
/// How much its length is held against a question, an answer, and an answer without a question.
const QUESTION_B: f32 = 0.5;
const ANSWER_B: f32 = 0.75;
const BARE_B: f32 = 0.6;
/// The same for articles without one: where words are cut into signs and pairs, the character view says much the same once more.
const BARE_COSINE_WEIGHT: f32 = 1.2;
const BARE_COSINE_WEIGHT_OF_SIGNS: f32 = 0.8;
/// How many list entries one view may visit. The most telling terms come first; the longest lists, those of the least telling terms,
/// are then looked up for the best candidates only. Small knowledge bases never come to that.
const BUDGET: usize = 250_000;
/// A term of the question on one shelf.
struct AskedTerm {
    /// Its entry, when the shelf has it.
    entry: Option<u32>,
    idf: f32,
    /// What it counts in an answer, 0 to 1.
    in_answer: f32,
}

/// The question as one shelf reads it.
struct AskedShelf {
    shelf: Shelf,
    /// Most telling first.
    terms: Vec<AskedTerm>,
    /// How many of them are read; the lists of the others are too long.
    read: usize,
    /// The entries of those others with their places in `terms`, in order of the entries.
    unread: Vec<(u32, usize)>,
    /// The BM25F that nothing can reach.
    most: f32,
    /// How much of it belongs to terms that no article has, 0 to 1.
    unseen: f32,
    answer: Norm,
    bare: Norm,
    question: Norm,
}

/// The question, cut up for every shelf in use.
pub(super) struct Asked {
    shelves: Vec<AskedShelf>,
    /// Entries and weights, most telling first.
    grams: Vec<(u32, f32)>,
    /// How many of them are read; the lists of the others are too long.
    grams_read: usize,
    /// Those others, in order of the entries.
    grams_unread: Vec<(u32, f32)>,
    norm: f32,
    /// How much the character view counts against the word view, for articles without a question.
    pub bare_cosine_weight: f32,
}

/// One view's marks.
pub(super) struct Marks {
    /// Of every article, by its best question.
    pub articles: Vec<f32>,
    /// Of every question: what it adds to its article's answer.
    pub questions: Vec<f32>,
    /// Whether lists were left unread.
    pub is_partial: bool,
}

/// How many of these lists, in their order, may be read: always the first one.
fn readable(lengths: impl Iterator<Item = usize>, budget: usize) -> usize {
    let mut read = 0;
    lengths
        .take_while(|length| {
            let first = read == 0;
            read += length.max(&1);
            first || read <= budget
        })
        .count()
}

impl Asked {
    /// Cuts a normalised question up.
    pub fn new(index: &Index, text: &str) -> Self {
        let in_use = (0..SHELVES as Shelf).filter(|shelf| index.totals[usize::from(*shelf)].articles > 0);
        let mut norm = 0.0;
        let mut found = Vec::new();
        for (gram, times) in grams(text) {
            let entry = index.gram_ids.get(&gram).copied();
            let idf = index.gram_idf(entry.map_or(0, |entry| index.grams[entry as usize].questions));
            let weight = gram_weight(times) * idf;
            norm += weight * weight;
            found.extend(entry.map(|entry| (entry, weight * idf)));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let grams_read = readable(found.iter().map(|&(entry, _)| index.grams[entry as usize].list.len()), BUDGET);
        let shelves = in_use.map(|shelf| AskedShelf::new(index, shelf, text)).collect();
        let mut grams_unread = found[grams_read..].to_vec();
        grams_unread.sort_unstable_by_key(|&(entry, _)| entry);
        Self { shelves, grams: found, grams_read, grams_unread, norm: norm.sqrt(), bare_cosine_weight: bare_cosine_weight(text) }
    }

    /// BM25F of every article.
    pub fn words(&self, index: &Index) -> Marks {
        let mut articles = vec![0.0_f32; index.slots.len()];
        let mut questions = vec![0.0_f32; index.questions.len()];
        for shelf in &self.shelves {
            for term in &shelf.terms[..shelf.read] {
                let Some(entry) = term.entry.map(|entry| &index.terms[entry as usize]) else { continue };
                for place in &entry.answers {
                    articles[place.article as usize] += shelf.in_answer(index, term, place);
                }
                for place in &entry.questions {
                    questions[place.question as usize] += shelf.in_question(index, term, place);
                }
            }
        }
        let mut best = vec![0.0_f32; index.slots.len()];
        for (question, &mark) in index.question_lengths.iter().zip(&questions) {
            let best = &mut best[question.article as usize];
            *best = best.max(mark);
        }
        articles.iter_mut().zip(best).for_each(|(mark, best)| *mark += best);
        Marks { articles, questions, is_partial: self.shelves.iter().any(|shelf| shelf.read < shelf.terms.len()) }
    }

    /// The cosine of every article.
    pub fn cosines(&self, index: &Index) -> Marks {
        let mut questions = vec![0.0_f32; index.questions.len()];
        for &(entry, weight) in &self.grams[..self.grams_read] {
            for &(question, times) in &index.grams[entry as usize].list {
                questions[question as usize] += weight * gram_weight(u32::from(times));
            }
        }
        let mut articles = vec![0.0_f32; index.slots.len()];
        for (mark, question) in questions.iter_mut().zip(&index.question_lengths) {
            let norms = self.norm * question.norm;
            *mark = if norms > 0.0 { *mark / norms } else { 0.0 };
            let best = &mut articles[question.article as usize];
            *best = best.max(*mark);
        }
        Marks { articles, questions, is_partial: self.grams_read < self.grams.len() }
    }

    /// Adds to one article's marks what was left unread.
    pub fn complete(&self, index: &Index, at: usize, words: &mut Marks, cosines: &mut Marks) {
        let slot = &index.slots[at];
        let best = |marks: &Marks| slot.questions.iter().fold(0.0_f32, |best, &place| best.max(marks.questions[place as usize]));
        if let Some(shelf) = self.shelves.iter().find(|shelf| shelf.shelf == slot.shelf) {
            let mut answer = words.articles[at] - best(words);
            for (nth, times) in shared(&shelf.unread, &slot.terms).filter(|&(_, times)| times > 0) {
                answer += shelf.in_answer(index, &shelf.terms[nth], &InAnswer { article: at as u32, times });
            }
            for &question in &slot.questions {
                for (nth, times) in shared(&shelf.unread, &index.questions[question as usize].terms) {
                    let term = &shelf.terms[nth];
                    let held = slot.terms.binary_search_by_key(&term.entry, |&(entry, _)| Some(entry));
                    let in_answer = held.map_or(0, |held| slot.terms[held].1);
                    words.questions[question as usize] += shelf.in_question(index, term, &InQuestion { question, times, in_answer });
                }
            }
            words.articles[at] = answer + best(words);
        }
        for &place in &slot.questions {
            let norms = self.norm * index.question_lengths[place as usize].norm;
            for (weight, times) in shared(&self.grams_unread, &index.questions[place as usize].grams) {
                cosines.questions[place as usize] += weight * gram_weight(u32::from(times)) / norms;
            }
        }
        cosines.articles[at] = best(cosines);
    }

    /// What speaks for an article with these marks.
    pub fn evidence(&self, shelf: Shelf, bare: bool, words: f32, cosine: f32) -> Evidence {
        let read = self.shelves.iter().find(|read| read.shelf == shelf);
        Evidence {
            cosine,
            words: read.filter(|read| read.most > 0.0).map_or(0.0, |read| words / read.most),
            unseen: read.map_or(0.0, |read| read.unseen),
            terms: read.map_or(0, |read| read.terms.len()),
            bare,
        }
    }
}

/// What two lists in the order of their entries say about the entries that both have.
fn shared<A: Copy, B: Copy>(some: &[(u32, A)], others: &[(u32, B)]) -> impl Iterator<Item = (A, B)> {
    let mut others = others.iter().peekable();
    some.iter().filter_map(move |&(entry, a)| {
        while others.next_if(|&&(other, _)| other < entry).is_some() {}
        others.next_if(|&&(other, _)| other == entry).map(|&(_, b)| (a, b))
    })
}

fn bare_cosine_weight(text: &str) -> f32 {
    let (mut signs, mut all) = (0, 0);
    for (script, run) in runs(text) {
        let length = run.chars().count();
        all += length;
        signs += if matches!(script, Script::Han | Script::Kana) { length } else { 0 };
    }
    let share = signs as f32 / all.max(1) as f32;
    BARE_COSINE_WEIGHT + share * (BARE_COSINE_WEIGHT_OF_SIGNS - BARE_COSINE_WEIGHT)
}

impl AskedShelf {
    fn new(index: &Index, shelf: Shelf, text: &str) -> Self {
        let totals = index.totals[usize::from(shelf)];
        let articles = totals.articles as f32;
        let ids = &index.term_ids[usize::from(shelf)];
        let term = |term: &String| {
            let entry = ids.get(term.as_str()).copied().filter(|&entry| index.terms[entry as usize].articles > 0);
            let having = entry.map_or(0, |entry| index.terms[entry as usize].articles) as f32;
            let idf = (1.0 + (articles - having + 0.5) / (having + 0.5)).ln();
            AskedTerm { entry, idf, in_answer: if asks(shelf, term) { ASKING_IN_ANSWER } else { 1.0 } }
        };
        let mut terms: Vec<AskedTerm> = count(text, &cutter(shelf)).terms.keys().map(term).collect();
        terms.sort_by(|a, b| b.idf.total_cmp(&a.idf));
        let all: f32 = terms.iter().map(|term| term.idf).sum();
        let unseen: f32 = terms.iter().filter(|term| term.entry.is_none()).map(|term| term.idf).sum();
        let length = |term: &AskedTerm| {
            let entry = term.entry.map(|entry| &index.terms[entry as usize]);
            entry.map_or(0, |entry| entry.answers.len() + entry.questions.len())
        };
        // Each shelf reads as much as it holds of all articles.
        let budget = (BUDGET as f32 * articles / index.len().max(1) as f32) as usize;
        let read = readable(terms.iter().map(length), budget.max(BUDGET / SHELVES));
        let mut unread: Vec<(u32, usize)> = (read..terms.len()).filter_map(|nth| Some((terms[nth].entry?, nth))).collect();
        unread.sort_unstable();
        Self {
            shelf,
            read,
            unread,
            terms,
            most: all * (K1 + 1.0),
            unseen: if all > 0.0 { unseen / all } else { 0.0 },
            answer: Norm::new(ANSWER_B, totals.answer_words, totals.articles),
            bare: Norm::new(BARE_B, totals.answer_words, totals.articles),
            question: Norm::new(QUESTION_B, totals.question_words, totals.questions),
        }
    }

    /// What a term adds for an answer that holds it.
    fn in_answer(&self, index: &Index, term: &AskedTerm, place: &InAnswer) -> f32 {
        let article = &index.lengths[place.article as usize];
        let times = f32::from(place.times);
        let weight = if article.bare { BARE_WEIGHT * times / self.bare.of(article.words) } else { times / self.answer.of(article.words) };
        term.idf * term.in_answer * saturate(weight)
    }

    /// What a term adds for a question that holds it, beyond what its article's answer gives.
    fn in_question(&self, index: &Index, term: &AskedTerm, place: &InQuestion) -> f32 {
        let question = &index.question_lengths[place.question as usize];
        let answer = match place.in_answer {
            0 => 0.0,
            times => f32::from(times) / self.answer.of(index.lengths[question.article as usize].words),
        };
        let both = answer + QUESTION_WEIGHT * f32::from(place.times) / self.question.of(question.words);
        term.idf * (saturate(both) - term.in_answer * saturate(answer))
    }
}

/// The length normalisation of a field.
struct Norm {
    base: f32,
    per_word: f32,
}

impl Norm {
    fn new(b: f32, words: u64, fields: u32) -> Self {
        let average = if fields == 0 { 0.0 } else { words as f32 / fields as f32 };
        Self { base: 1.0 - b, per_word: if average > 0.0 { b / average } else { 0.0 } }
    }

    fn of(&self, length: u32) -> f32 {
        self.base + self.per_word * length as f32
    }
}

fn saturate(weight: f32) -> f32 {
    weight * (K1 + 1.0) / (K1 + weight)
}
