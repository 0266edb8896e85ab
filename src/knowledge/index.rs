//! The index: what is known, in a form that answers in milliseconds.
//!
//! Each article takes a slot; each of its questions (title and phrasings) takes a slot of its own. A term has one list of the
//! answers and one of the questions it occurs in; a question's entry repeats how often the term is in its article's answer, so
//! that both fields can be weighed together as BM25F asks. Grams have a list of questions.
//!
//! Changes are seen by the next question. A removed article is only marked; its entries are swept once they are a quarter of
//! what is there, and its slots are then used again. Counts (articles per term, lengths) are always exact, and scores never
//! depend on the order of changes.

use std::collections::HashMap;

use super::article::{Article, ArticleId, Visibility};
use super::grams::Gram;
use super::terms::{Analysed, SHELVES, Shelf, analyse};

/// An answer that holds a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct InAnswer {
    pub article: u32,
    pub times: u16,
}

/// A question that holds a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct InQuestion {
    pub question: u32,
    pub times: u16,
    /// How often the term is in the article's answer.
    pub in_answer: u16,
}

/// Where a term occurs.
#[derive(Debug, Default)]
pub(super) struct TermEntry {
    /// How many living articles have it anywhere.
    pub articles: u32,
    pub answers: Vec<InAnswer>,
    pub questions: Vec<InQuestion>,
}

/// Where a gram occurs.
#[derive(Debug, Default)]
pub(super) struct GramEntry {
    /// How many living questions have it.
    pub questions: u32,
    /// The questions, with the times.
    pub list: Vec<(u32, u16)>,
}

/// An article's place in the index.
#[derive(Debug)]
pub(super) struct Slot {
    pub id: ArticleId,
    pub alive: bool,
    pub shelf: Shelf,
    pub servers: Visibility,
    pub questions: Box<[u32]>,
    /// Whether it has no question of its own.
    pub bare: bool,
    /// The entries of its terms.
    pub terms: Box<[u32]>,
}

/// What scoring needs of an article, kept close together.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArticleLength {
    pub words: u32,
    pub bare: bool,
}

/// What scoring needs of a question, kept close together.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuestionLength {
    pub article: u32,
    pub words: u32,
    /// The length of its gram vector.
    pub norm: f32,
}

/// The grams of a question, with the times.
type QuestionGrams = Box<[(u32, u16)]>;

/// What a shelf holds, for the averages of BM25F.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ShelfTotals {
    pub articles: u32,
    pub questions: u32,
    pub answer_words: u64,
    pub question_words: u64,
}

/// All articles of one integration, ready to be asked.
#[derive(Debug, Default)]
pub struct Index {
    pub(super) slots: Vec<Slot>,
    pub(super) lengths: Vec<ArticleLength>,
    pub(super) questions: Vec<QuestionGrams>,
    pub(super) question_lengths: Vec<QuestionLength>,
    pub(super) totals: [ShelfTotals; SHELVES],
    pub(super) term_ids: Vec<HashMap<Box<str>, u32>>,
    pub(super) terms: Vec<TermEntry>,
    pub(super) gram_ids: HashMap<Gram, u32>,
    pub(super) grams: Vec<GramEntry>,
    by_id: HashMap<ArticleId, u32>,
    free_slots: Vec<u32>,
    free_questions: Vec<u32>,
    dead: u32,
    changes_since_weighed: u32,
}

impl Index {
    /// An index without articles.
    pub fn new() -> Self {
        Self { term_ids: vec![HashMap::new(); SHELVES], ..Self::default() }
    }

    /// An index of these articles. Of two with the same id the later one stays.
    pub fn build<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Self {
        let mut index = Self::new();
        for article in articles {
            index.insert(article);
        }
        index.weigh();
        index
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// Whether an article with this id is there.
    pub fn contains(&self, id: &ArticleId) -> bool {
        self.by_id.contains_key(id)
    }

    /// Adds an article, or puts it in the place of the one with the same id.
    pub fn put(&mut self, article: &Article) {
        self.insert(article);
        self.settle();
    }

    /// Takes an article out. Says whether it was there.
    pub fn remove(&mut self, id: &ArticleId) -> bool {
        let was_there = self.bury(id);
        if was_there {
            self.settle();
        }
        was_there
    }

    /// Changes on which servers an article is seen, without reading it again. Says whether it was there.
    pub fn show_on(&mut self, id: &ArticleId, servers: Visibility) -> bool {
        let Some(&slot) = self.by_id.get(id) else { return false };
        self.slots[slot as usize].servers = servers;
        true
    }

    fn insert(&mut self, article: &Article) {
        self.bury(&article.id);
        let Analysed { shelf, questions, answer } = analyse(article);
        let slot = self.free_slots.pop().unwrap_or(self.slots.len() as u32);
        let totals = &mut self.totals[usize::from(shelf)];
        totals.articles += 1;
        totals.answer_words += u64::from(answer.length);

        let mut terms = Vec::with_capacity(answer.terms.len());
        for (term, &times) in &answer.terms {
            let id = self.term_id(shelf, term);
            self.terms[id as usize].answers.push(InAnswer { article: slot, times: clamp(times) });
            terms.push(id);
        }
        let mut places = Vec::with_capacity(questions.len());
        for question in questions {
            let place = self.free_questions.pop().unwrap_or(self.questions.len() as u32);
            let totals = &mut self.totals[usize::from(shelf)];
            totals.questions += 1;
            totals.question_words += u64::from(question.words.length);
            for (term, &times) in &question.words.terms {
                let id = self.term_id(shelf, term);
                let in_answer = clamp(answer.terms.get(term).copied().unwrap_or(0));
                self.terms[id as usize].questions.push(InQuestion { question: place, times: clamp(times), in_answer });
                terms.push(id);
            }
            let grams = question.grams.iter().map(|&(gram, times)| (self.gram_seen(gram, place, clamp(times)), clamp(times))).collect();
            put_at(&mut self.questions, place, grams);
            let length = QuestionLength { article: slot, words: question.words.length, norm: self.norm(place) };
            put_at(&mut self.question_lengths, place, length);
            places.push(place);
        }
        terms.sort_unstable();
        terms.dedup();
        for &id in &terms {
            self.terms[id as usize].articles += 1;
        }
        let filled = Slot {
            id: article.id.clone(),
            alive: true,
            shelf,
            servers: article.servers.clone(),
            questions: places.into(),
            bare: article.questions().next().is_none(),
            terms: terms.into(),
        };
        put_at(&mut self.lengths, slot, ArticleLength { words: answer.length, bare: filled.bare });
        put_at(&mut self.slots, slot, filled);
        self.by_id.insert(article.id.clone(), slot);
        self.changes_since_weighed += 1;
    }

    fn term_id(&mut self, shelf: Shelf, term: &str) -> u32 {
        let ids = &mut self.term_ids[usize::from(shelf)];
        if let Some(&id) = ids.get(term) {
            return id;
        }
        let id = self.terms.len() as u32;
        ids.insert(term.into(), id);
        self.terms.push(TermEntry::default());
        id
    }

    fn gram_seen(&mut self, gram: Gram, question: u32, times: u16) -> u32 {
        let next = self.grams.len() as u32;
        let id = *self.gram_ids.entry(gram).or_insert(next);
        if id == next {
            self.grams.push(GramEntry::default());
        }
        let entry = &mut self.grams[id as usize];
        entry.questions += 1;
        entry.list.push((question, times));
        id
    }

    /// Marks an article as gone and takes it out of every count.
    fn bury(&mut self, id: &ArticleId) -> bool {
        let Some(at) = self.by_id.remove(id) else { return false };
        let slot = &mut self.slots[at as usize];
        slot.alive = false;
        let totals = &mut self.totals[usize::from(slot.shelf)];
        totals.articles -= 1;
        totals.answer_words -= u64::from(self.lengths[at as usize].words);
        for &term in &slot.terms {
            self.terms[term as usize].articles -= 1;
        }
        for &place in &slot.questions {
            totals.questions -= 1;
            totals.question_words -= u64::from(self.question_lengths[place as usize].words);
            for &(gram, _) in &self.questions[place as usize] {
                self.grams[gram as usize].questions -= 1;
            }
        }
        self.dead += 1;
        self.changes_since_weighed += 1;
        true
    }

    /// After a change: sweeps when a quarter is dead, and weighs the questions anew. In a small index each change is weighed at
    /// once; in a large one when a sixty-fourth has changed, which moves a weight by less than half a percent until then.
    fn settle(&mut self) {
        if self.dead as usize * 4 > self.by_id.len() + 64 {
            self.sweep();
        }
        if self.changes_since_weighed as usize * 64 > self.by_id.len().saturating_sub(2_000) {
            self.weigh();
        }
    }

    fn sweep(&mut self) {
        let (slots, questions) = (&self.slots, &self.question_lengths);
        let lives = |article: u32| slots[article as usize].alive;
        let asked = |question: u32| lives(questions[question as usize].article);
        for entry in &mut self.terms {
            entry.answers.retain(|place| lives(place.article));
            entry.questions.retain(|place| asked(place.question));
        }
        for entry in &mut self.grams {
            entry.list.retain(|&(question, _)| asked(question));
        }
        for (at, slot) in self.slots.iter_mut().enumerate() {
            if !slot.alive && !slot.questions.is_empty() {
                self.free_slots.push(at as u32);
                self.free_questions.extend(std::mem::take(&mut slot.questions));
                slot.terms = Box::default();
            }
        }
        self.dead = 0;
    }

    fn weigh(&mut self) {
        for place in 0..self.questions.len() as u32 {
            self.question_lengths[place as usize].norm = self.norm(place);
        }
        self.changes_since_weighed = 0;
    }

    /// The length of a question's gram vector.
    fn norm(&self, place: u32) -> f32 {
        let weight = |&(gram, times): &(u32, u16)| {
            let weight = gram_weight(u32::from(times)) * self.gram_idf(self.grams[gram as usize].questions);
            weight * weight
        };
        self.questions[place as usize].iter().map(weight).sum::<f32>().sqrt()
    }

    /// How telling a gram is that this many questions have.
    pub(super) fn gram_idf(&self, questions: u32) -> f32 {
        let all: u32 = self.totals.iter().map(|totals| totals.questions).sum();
        (((1 + all) as f32) / ((1 + questions) as f32)).ln() + 1.0
    }
}

/// A gram's weight by the times it occurs: the second one adds less than the first.
pub(super) fn gram_weight(times: u32) -> f32 {
    if times == 1 { 1.0 } else { 1.0 + (times as f32).ln() }
}

fn clamp(times: u32) -> u16 {
    u16::try_from(times).unwrap_or(u16::MAX)
}

fn put_at<T>(list: &mut Vec<T>, at: u32, item: T) {
    match list.get_mut(at as usize) {
        Some(place) => *place = item,
        None => list.push(item),
    }
}
