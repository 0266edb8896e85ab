//! The index: what is known, in a form that answers in milliseconds.
//!
//! Each article takes a slot; each of its questions (title and phrasings) takes a slot of its own. A term has one list of the
//! answers and one of the questions it occurs in; a question's entry repeats how often the term is in its article's answer, so
//! that both fields can be weighed together as BM25F asks. Grams have a list of questions.
//!
//! Changes are seen by the next question. A removed article is only marked; once they are a quarter of what is there they are
//! swept out and the places behind them move up. Counts (articles per term, lengths) are always exact, and scores never depend on the
//! order of changes. What an article or a question holds is also kept with it, in the order of the entries: so one that looks good
//! is weighed exactly without reading long lists.

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
    pub shelf: Shelf,
    pub servers: Visibility,
    pub questions: Box<[u32]>,
    /// Whether it has no question of its own.
    pub bare: bool,
    /// The entries of its terms, with the times in the answer; 0 where only a question has the term.
    pub terms: Holds,
}

/// Where an article is seen, as far as that can be said without looking at its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// It was removed.
    Nowhere,
    Everywhere,
    /// On some servers.
    OnServers,
}

/// What scoring needs of an article, kept close together.
#[derive(Debug, Clone, Copy)]
pub(super) struct ArticleLength {
    pub words: u32,
    pub bare: bool,
    pub seen: Seen,
}

/// What scoring needs of a question, kept close together.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuestionLength {
    pub article: u32,
    pub words: u32,
    /// The length of its gram vector.
    pub norm: f32,
}

/// Entries with the times they occur, in order of the entries.
type Holds = Box<[(u32, u16)]>;

/// What a question holds.
#[derive(Debug)]
pub(super) struct Question {
    pub terms: Holds,
    pub grams: Holds,
}

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
    pub(super) questions: Vec<Question>,
    pub(super) question_lengths: Vec<QuestionLength>,
    pub(super) totals: [ShelfTotals; SHELVES],
    pub(super) term_ids: Vec<HashMap<Box<str>, u32>>,
    pub(super) terms: Vec<TermEntry>,
    pub(super) gram_ids: HashMap<Gram, u32>,
    pub(super) grams: Vec<GramEntry>,
    by_id: HashMap<ArticleId, u32>,
    dead: u32,
    /// The next question whose norm is to be made anew.
    to_weigh: u32,
}

/// So many articles are cut up before they are put in.
const PORTION: usize = 4_096;
/// Fewer are not worth a second core.
const WORTH_A_CORE: usize = 256;
/// In an index of at most so many questions all are weighed anew with each change.
const SMALL: usize = 2_000;
/// In a larger one so many: the others' weights are off by less than half a percent until it is their turn.
const WEIGHED_PER_CHANGE: usize = 512;
/// Stands for a place that is no longer there.
const GONE: u32 = u32::MAX;

impl Index {
    /// An index without articles.
    pub fn new() -> Self {
        Self { term_ids: vec![HashMap::new(); SHELVES], ..Self::default() }
    }

    /// An index of these articles. Of two with the same id the later one stays. Many are cut up on all cores.
    pub fn build<'a>(articles: impl IntoIterator<Item = &'a Article>) -> Self {
        let mut index = Self::new();
        let mut articles = articles.into_iter();
        loop {
            let portion: Vec<&Article> = articles.by_ref().take(PORTION).collect();
            if portion.is_empty() {
                break;
            }
            for (article, analysed) in portion.iter().zip(analyse_all(&portion)) {
                index.insert(article, analysed);
            }
        }
        index.weigh(index.questions.len());
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
        self.insert(article, analyse(article));
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
        self.lengths[slot as usize].seen = seen(&servers);
        self.slots[slot as usize].servers = servers;
        true
    }

    fn insert(&mut self, article: &Article, analysed: Analysed) {
        self.bury(&article.id);
        let Analysed { shelf, questions, answer } = analysed;
        let slot = self.slots.len() as u32;
        let totals = &mut self.totals[usize::from(shelf)];
        totals.articles += 1;
        totals.answer_words += u64::from(answer.length);

        let mut terms = Vec::with_capacity(answer.terms.len());
        for (term, &times) in &answer.terms {
            let id = self.term_id(shelf, term);
            self.terms[id as usize].answers.push(InAnswer { article: slot, times: clamp(times) });
            terms.push((id, clamp(times)));
        }
        let mut places = Vec::with_capacity(questions.len());
        for question in questions {
            let place = self.questions.len() as u32;
            let totals = &mut self.totals[usize::from(shelf)];
            totals.questions += 1;
            totals.question_words += u64::from(question.words.length);
            let mut asked = Vec::with_capacity(question.words.terms.len());
            for (term, &times) in &question.words.terms {
                let id = self.term_id(shelf, term);
                let in_answer = clamp(answer.terms.get(term).copied().unwrap_or(0));
                self.terms[id as usize].questions.push(InQuestion { question: place, times: clamp(times), in_answer });
                asked.push((id, clamp(times)));
                if in_answer == 0 {
                    terms.push((id, 0));
                }
            }
            let grams = question.grams.iter().map(|&(gram, times)| (self.gram_seen(gram, place, clamp(times)), clamp(times)));
            let grams = in_order(grams.collect());
            self.questions.push(Question { terms: in_order(asked), grams });
            self.question_lengths.push(QuestionLength { article: slot, words: question.words.length, norm: self.norm(place) });
            places.push(place);
        }
        terms.sort_unstable();
        terms.dedup();
        for &(id, _) in &terms {
            self.terms[id as usize].articles += 1;
        }
        let filled = Slot {
            id: article.id.clone(),
            shelf,
            servers: article.servers.clone(),
            questions: places.into(),
            bare: article.questions().next().is_none(),
            terms: terms.into(),
        };
        self.lengths.push(ArticleLength { words: answer.length, bare: filled.bare, seen: seen(&filled.servers) });
        self.slots.push(filled);
        self.by_id.insert(article.id.clone(), slot);
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
        self.lengths[at as usize].seen = Seen::Nowhere;
        let slot = &self.slots[at as usize];
        let totals = &mut self.totals[usize::from(slot.shelf)];
        totals.articles -= 1;
        totals.answer_words -= u64::from(self.lengths[at as usize].words);
        for &(term, _) in &slot.terms {
            self.terms[term as usize].articles -= 1;
        }
        for &place in &slot.questions {
            totals.questions -= 1;
            totals.question_words -= u64::from(self.question_lengths[place as usize].words);
            for &(gram, _) in &self.questions[place as usize].grams {
                self.grams[gram as usize].questions -= 1;
            }
        }
        self.dead += 1;
        true
    }

    /// After a change: sweeps when a quarter is dead, and weighs questions anew.
    fn settle(&mut self) {
        if self.dead as usize * 4 > self.by_id.len() + 64 {
            self.sweep();
        }
        let all = self.questions.len();
        self.weigh(if all <= SMALL { all } else { WEIGHED_PER_CHANGE });
    }

    /// Takes out what is dead. What stays moves up but keeps its order.
    fn sweep(&mut self) {
        let mut stay = 0..;
        let articles: Vec<u32> =
            self.lengths.iter().map(|article| if article.seen == Seen::Nowhere { GONE } else { stay.next().unwrap_or(GONE) }).collect();
        let mut stay = 0..;
        let lives = |question: &QuestionLength| articles[question.article as usize] != GONE;
        let questions: Vec<u32> =
            self.question_lengths.iter().map(|question| if lives(question) { stay.next().unwrap_or(GONE) } else { GONE }).collect();
        let moved = |place: &mut u32, to: &[u32]| {
            *place = to[*place as usize];
            *place != GONE
        };
        for entry in &mut self.terms {
            entry.answers.retain_mut(|place| moved(&mut place.article, &articles));
            entry.questions.retain_mut(|place| moved(&mut place.question, &questions));
        }
        for entry in &mut self.grams {
            entry.list.retain_mut(|(question, _)| moved(question, &questions));
        }
        let mut at = 0..questions.len();
        self.questions.retain(|_| at.next().is_some_and(|at| questions[at] != GONE));
        self.question_lengths.retain_mut(|question| moved(&mut question.article, &articles));
        let mut at = 0..articles.len();
        self.slots.retain_mut(|slot| {
            slot.questions.iter_mut().for_each(|place| *place = questions[*place as usize]);
            at.next().is_some_and(|at| articles[at] != GONE)
        });
        self.lengths.retain(|article| article.seen != Seen::Nowhere);
        self.by_id.values_mut().for_each(|slot| *slot = articles[*slot as usize]);
        (self.dead, self.to_weigh) = (0, 0);
    }

    /// Weighs so many questions anew, going round.
    fn weigh(&mut self, count: usize) {
        for _ in 0..count.min(self.questions.len()) {
            self.to_weigh = if (self.to_weigh as usize) < self.questions.len() { self.to_weigh } else { 0 };
            self.question_lengths[self.to_weigh as usize].norm = self.norm(self.to_weigh);
            self.to_weigh += 1;
        }
    }

    /// The length of a question's gram vector.
    fn norm(&self, place: u32) -> f32 {
        let weight = |&(gram, times): &(u32, u16)| {
            let weight = gram_weight(u32::from(times)) * self.gram_idf(self.grams[gram as usize].questions);
            weight * weight
        };
        self.questions[place as usize].grams.iter().map(weight).sum::<f32>().sqrt()
    }

    /// How telling a gram is that this many questions have.
    pub(super) fn gram_idf(&self, questions: u32) -> f32 {
        let all: u32 = self.totals.iter().map(|totals| totals.questions).sum();
        (((1 + all) as f32) / ((1 + questions) as f32)).ln() + 1.0
    }
}

/// Cuts articles up, in their order.
fn analyse_all(articles: &[&Article]) -> Vec<Analysed> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = articles.len().div_ceil(cores).max(WORTH_A_CORE);
    let work = |part: &[&Article]| -> Vec<Analysed> { part.iter().map(|article| analyse(article)).collect() };
    if articles.len() <= share {
        return work(articles);
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = articles.chunks(share).map(|part| scope.spawn(move || work(part))).collect();
        let joined = workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    })
}

/// A gram's weight by the times it occurs: the second one adds less than the first.
pub(super) fn gram_weight(times: u32) -> f32 {
    if times == 1 { 1.0 } else { 1.0 + (times as f32).ln() }
}

fn clamp(times: u32) -> u16 {
    u16::try_from(times).unwrap_or(u16::MAX)
}

fn in_order(mut holds: Vec<(u32, u16)>) -> Holds {
    holds.sort_unstable();
    holds.into()
}

fn seen(servers: &Visibility) -> Seen {
    match servers {
        Visibility::Everywhere => Seen::Everywhere,
        Visibility::Only(_) => Seen::OnServers,
    }
}
