//! Asking the index: which articles answer a question best, and how sure each hit is.

use serde::{Deserialize, Serialize};

use super::article::ArticleId;
use super::asked::{Asked, Marks};
use super::confidence::confidence;
use super::fold::searchable;
use super::index::{Index, Seen};

/// How much the character view counts against the word view, for articles with a question.
const COSINE_WEIGHT: f32 = 0.8;
/// Longest question that is read, in characters. What a longer message asks is asked by then.
const LONGEST_QUESTION: usize = 1_000;
/// How many candidates are looked at closely where lists were too long to be read.
const CANDIDATES: usize = 200;

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
        let asked = Asked::new(self, &searchable(&text));
        let mut words = asked.words(self);
        let mut cosines = asked.cosines(self);

        let visible = |at: usize| match self.lengths[at].seen {
            Seen::Nowhere => false,
            Seen::Everywhere => true,
            Seen::OnServers => self.slots[at].servers.allows(query.server),
        };
        let found = |at: &usize| (words.articles[*at] > 0.0 || cosines.articles[*at] > 0.0) && visible(*at);
        let mut seen: Vec<usize> = (0..self.slots.len()).filter(found).collect();
        if words.is_partial || cosines.is_partial {
            seen = self.best(seen, query.limit.max(CANDIDATES), &asked, &words, &cosines).into_iter().map(|(_, at)| at).collect();
            for &at in &seen {
                asked.complete(self, at, &mut words, &mut cosines);
            }
        }
        let best_words = best_of(&seen, &words);
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
        self.best(seen, query.limit, &asked, &words, &cosines).into_iter().map(hit).collect()
    }

    /// The best of these articles with their scores, best first.
    fn best(&self, seen: Vec<usize>, limit: usize, asked: &Asked, words: &Marks, cosines: &Marks) -> Vec<(f32, usize)> {
        let (best_words, best_cosine) = (best_of(&seen, words), best_of(&seen, cosines));
        let score = |at: usize| {
            let cosine_weight = if self.lengths[at].bare { asked.bare_cosine_weight } else { COSINE_WEIGHT };
            share(words.articles[at], best_words) + cosine_weight * share(cosines.articles[at], best_cosine)
        };
        let mut ranked: Vec<(f32, usize)> = seen.into_iter().map(|at| (score(at), at)).collect();
        let order = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then_with(|| self.slots[a.1].id.cmp(&self.slots[b.1].id));
        if ranked.len() > limit {
            ranked.select_nth_unstable_by(limit, order);
            ranked.truncate(limit);
        }
        ranked.sort_by(order);
        ranked
    }
}

fn best_of(seen: &[usize], marks: &Marks) -> f32 {
    seen.iter().fold(0.0, |best, &at| best.max(marks.articles[at]))
}

fn share(value: f32, best: f32) -> f32 {
    if best > 0.0 { value / best } else { 0.0 }
}
