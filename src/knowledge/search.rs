//! Asking the index: BM25F over words plus the cosine over characters, and how sure each hit is.

use serde::{Deserialize, Serialize};

use super::article::ArticleId;
use super::asking::asks;
use super::confidence::{Evidence, confidence};
use super::fold::normalise;
use super::grams::grams;
use super::index::{Index, gram_weight};
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
/// How much the character view counts against the word view.
const COSINE_WEIGHT: f32 = 0.8;
/// Longest question that is read, in characters. What a longer message asks is asked by then.
const LONGEST_QUESTION: usize = 1_000;
/// How many list entries one view may visit. The most telling terms come first, so only the least telling of a long question in
/// a very large index are left out.
const BUDGET: usize = 1_500_000;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The question as the member wrote it.
    pub text: &'a str,
    /// The server it was asked on; decides which articles may be seen.
    pub server: Option<&'a str>,
    /// At most so many hits.
    pub limit: usize,
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Which one.
    pub article: ArticleId,
    /// What it is ranked by, above 0 and below 2; only comparable within one answer.
    pub score: f32,
    /// How likely it answers the question, from 0 to 1; comparable across questions.
    pub confidence: f32,
    /// Which of the article's questions ([`super::article::Article::questions`]) fits best, from 0.
    pub phrasing: usize,
}

impl Index {
    /// The best articles for a question, best first. Ties go by id, so that the same question always gets the same answer.
    pub fn search(&self, query: Query<'_>) -> Vec<Hit> {
        if query.limit == 0 || self.is_empty() {
            return Vec::new();
        }
        let text: String = query.text.chars().take(LONGEST_QUESTION).collect();
        let asked = Asked::new(self, &normalise(&text));
        let words = asked.words(self);
        let cosines = asked.cosines(self);

        let (mut best_words, mut best_cosine) = (0.0_f32, 0.0_f32);
        let mut seen = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            if (words.articles[at] > 0.0 || cosines.articles[at] > 0.0) && slot.alive && slot.servers.allows(query.server) {
                best_words = best_words.max(words.articles[at]);
                best_cosine = best_cosine.max(cosines.articles[at]);
                seen.push(at);
            }
        }
        let share = |value: f32, best: f32| if best > 0.0 { value / best } else { 0.0 };
        let score = |at: usize| share(words.articles[at], best_words) + COSINE_WEIGHT * share(cosines.articles[at], best_cosine);
        let mut ranked: Vec<(f32, usize)> = seen.into_iter().map(|at| (score(at), at)).collect();
        let order = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then_with(|| self.slots[a.1].id.cmp(&self.slots[b.1].id));
        if ranked.len() > query.limit {
            ranked.select_nth_unstable_by(query.limit, order);
            ranked.truncate(query.limit);
        }
        ranked.sort_by(order);
        let hit = |(score, at): (f32, usize)| {
            let slot = &self.slots[at];
            let fit = |place: u32| cosines.questions[place as usize] + share(words.questions[place as usize], best_words);
            let mut phrasing = 0;
            for nth in 1..slot.questions.len() {
                if fit(slot.questions[nth]) > fit(slot.questions[phrasing]) {
                    phrasing = nth;
                }
            }
            let evidence = asked.evidence(slot.shelf, slot.bare, words.articles[at], cosines.articles[at]);
            Hit { article: slot.id.clone(), score, confidence: confidence(&evidence), phrasing }
        };
        ranked.into_iter().map(hit).collect()
    }
}

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
    /// The BM25F that nothing can reach.
    most: f32,
    /// How much of it belongs to terms that no article has, 0 to 1.
    unseen: f32,
}

/// The question, cut up for every shelf in use.
struct Asked {
    shelves: Vec<AskedShelf>,
    grams: Vec<(u32, f32)>,
    norm: f32,
}

/// One view's marks: of every article, and of every question by itself.
struct Marks {
    articles: Vec<f32>,
    questions: Vec<f32>,
}

impl Asked {
    fn new(index: &Index, text: &str) -> Self {
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
        Self { shelves: in_use.map(|shelf| AskedShelf::new(index, shelf, text)).collect(), grams: found, norm: norm.sqrt() }
    }

    /// BM25F of every article, by its best question.
    fn words(&self, index: &Index) -> Marks {
        let mut articles = vec![0.0_f32; index.slots.len()];
        let mut questions = vec![0.0_f32; index.questions.len()];
        let mut visited = 0;
        for AskedShelf { shelf, terms, .. } in &self.shelves {
            let totals = index.totals[usize::from(*shelf)];
            let in_answer = Norm::new(ANSWER_B, totals.answer_words, totals.articles);
            let in_bare = Norm::new(BARE_B, totals.answer_words, totals.articles);
            let in_question = Norm::new(QUESTION_B, totals.question_words, totals.questions);
            for term in terms {
                let Some(entry) = term.entry.map(|entry| &index.terms[entry as usize]) else { continue };
                visited += entry.answers.len() + entry.questions.len();
                if visited > BUDGET {
                    break;
                }
                for place in &entry.answers {
                    let slot = &index.lengths[place.article as usize];
                    let times = f32::from(place.times);
                    let weight = if slot.bare { BARE_WEIGHT * times / in_bare.of(slot.words) } else { times / in_answer.of(slot.words) };
                    articles[place.article as usize] += term.idf * term.in_answer * saturate(weight);
                }
                for place in &entry.questions {
                    let question = &index.question_lengths[place.question as usize];
                    let answer = match place.in_answer {
                        0 => 0.0,
                        times => f32::from(times) / in_answer.of(index.lengths[question.article as usize].words),
                    };
                    let both = answer + QUESTION_WEIGHT * f32::from(place.times) / in_question.of(question.words);
                    // What the answer alone gives is in the article's mark already.
                    questions[place.question as usize] += term.idf * (saturate(both) - term.in_answer * saturate(answer));
                }
            }
        }
        let mut best = vec![0.0_f32; index.slots.len()];
        for (question, &mark) in index.question_lengths.iter().zip(&questions) {
            let best = &mut best[question.article as usize];
            *best = best.max(mark);
        }
        articles.iter_mut().zip(best).for_each(|(mark, best)| *mark += best);
        Marks { articles, questions }
    }

    /// The cosine of every article, by its best question.
    fn cosines(&self, index: &Index) -> Marks {
        let mut questions = vec![0.0_f32; index.questions.len()];
        let mut visited = 0;
        for &(entry, weight) in &self.grams {
            let entry = &index.grams[entry as usize];
            visited += entry.list.len();
            if visited > BUDGET {
                break;
            }
            for &(question, times) in &entry.list {
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
        Marks { articles, questions }
    }

    /// What speaks for an article with these marks.
    fn evidence(&self, shelf: Shelf, bare: bool, words: f32, cosine: f32) -> Evidence {
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

impl AskedShelf {
    fn new(index: &Index, shelf: Shelf, text: &str) -> Self {
        let articles = index.totals[usize::from(shelf)].articles as f32;
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
        Self { shelf, terms, most: all * (K1 + 1.0), unseen: if all > 0.0 { unseen / all } else { 0.0 } }
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
