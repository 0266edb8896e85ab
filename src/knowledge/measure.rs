//! The measures of retrieval, as the field defines them, and how they are printed.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde::Serialize;

use super::article::{Article, ArticleId};
use super::import::beir::Relevance;

/// What came back for one question, and what should have.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The articles found, best first.
    pub found: Vec<ArticleId>,
    /// Those that answer the question, with their grade.
    pub relevant: BTreeMap<ArticleId, u32>,
    /// The confidence in the first one.
    pub confidence: f32,
}

impl Ranking {
    fn is_right(&self, at: usize) -> bool {
        self.found.get(at).is_some_and(|id| self.relevant.contains_key(id))
    }

    fn right_within(&self, depth: usize) -> usize {
        (0..depth).filter(|&at| self.is_right(at)).count()
    }

    fn reciprocal_rank(&self) -> f64 {
        (0..self.found.len()).find(|&at| self.is_right(at)).map_or(0.0, |at| 1.0 / (at + 1) as f64)
    }

    fn average_precision(&self) -> f64 {
        let mut right = 0;
        let mut sum = 0.0;
        for at in 0..self.found.len() {
            if self.is_right(at) {
                right += 1;
                sum += f64::from(right) / (at + 1) as f64;
            }
        }
        sum / self.relevant.len().max(1) as f64
    }

    fn ndcg(&self, depth: usize) -> f64 {
        let discounted = |grades: &mut dyn Iterator<Item = u32>| -> f64 {
            grades.take(depth).enumerate().map(|(at, grade)| f64::from(grade) / ((at + 2) as f64).log2()).sum()
        };
        let gained = discounted(&mut self.found.iter().map(|id| self.relevant.get(id).copied().unwrap_or(0)));
        let mut ideal: Vec<u32> = self.relevant.values().copied().collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        let ideal = discounted(&mut ideal.into_iter());
        if ideal > 0.0 { gained / ideal } else { 0.0 }
    }
}

/// How good the answers are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// How many articles there are.
    pub articles: usize,
    /// How many questions with an answer were asked.
    pub questions: usize,
    /// Share of questions with a right article in the first place.
    pub r_at_1: f64,
    /// Share of questions with a right article in the first five places.
    pub r_at_5: f64,
    /// Mean of one by the place of the first right article.
    pub mrr: f64,
    /// Mean average precision.
    pub map: f64,
    /// Normalised discounted cumulative gain of the first ten.
    pub ndcg_at_10: f64,
    /// Share of right articles among the first five.
    pub p_at_5: f64,
    /// How well the confidence tells what can be answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abstain: Option<Abstain>,
}

/// How well the confidence tells answerable questions from others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Abstain {
    /// Where the unanswerable questions come from.
    pub protocol: &'static str,
    /// Questions asked that have an answer.
    pub answerable: usize,
    /// Questions asked that have none.
    pub unanswerable: usize,
    /// How likely an answerable question is trusted more than one that is not. 0.5 is a coin.
    pub auroc: f64,
    /// Answering only the surest questions: how many, and how many of those rightly.
    pub curve: Vec<Point>,
}

/// One point of the precision/coverage curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Share of all questions that are answered.
    pub coverage: f64,
    /// Share of those whose first article is right.
    pub precision: f64,
    /// The lowest confidence among them.
    pub confidence: f64,
}

/// The measures over questions that have an answer.
pub fn report(articles: usize, rankings: &[Ranking]) -> Report {
    let mean = |measure: &dyn Fn(&Ranking) -> f64| rankings.iter().map(measure).sum::<f64>() / rankings.len().max(1) as f64;
    let any_within = |depth: usize| move |ranking: &Ranking| f64::from(u8::from(ranking.right_within(depth) > 0));
    Report {
        articles,
        questions: rankings.len(),
        r_at_1: mean(&any_within(1)),
        r_at_5: mean(&any_within(5)),
        mrr: mean(&Ranking::reciprocal_rank),
        map: mean(&Ranking::average_precision),
        ndcg_at_10: mean(&|ranking| ranking.ndcg(10)),
        p_at_5: mean(&|ranking| ranking.right_within(5) as f64 / 5.0),
        abstain: None,
    }
}

/// The measures of the confidence, over questions with and without an answer.
pub fn abstain(protocol: &'static str, mut rankings: Vec<Ranking>) -> Abstain {
    rankings.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let answerable = rankings.iter().filter(|ranking| !ranking.relevant.is_empty()).count();
    let curve = (1..=10).filter_map(|tenth| {
        let answered = &rankings[..(rankings.len() * tenth).div_ceil(10)];
        let right = answered.iter().filter(|ranking| ranking.is_right(0)).count();
        Some(Point {
            coverage: tenth as f64 / 10.0,
            precision: right as f64 / answered.len() as f64,
            confidence: f64::from(answered.last()?.confidence),
        })
    });
    Abstain { protocol, answerable, unanswerable: rankings.len() - answerable, auroc: auroc(&rankings), curve: curve.collect() }
}

/// Area under the ROC curve by ranks; equal confidences share their rank. `rankings` are sorted, surest first.
fn auroc(rankings: &[Ranking]) -> f64 {
    let (mut below, mut pairs) = (rankings.iter().filter(|ranking| ranking.relevant.is_empty()).count() as f64, 0.0);
    let (unanswerable, mut answerable) = (below, 0.0);
    for same in rankings.chunk_by(|a, b| a.confidence == b.confidence) {
        let without = same.iter().filter(|ranking| ranking.relevant.is_empty()).count() as f64;
        let with = same.len() as f64 - without;
        below -= without;
        pairs += with * (below + without / 2.0);
        answerable += with;
    }
    if answerable == 0.0 || unanswerable == 0.0 { 0.5 } else { pairs / (answerable * unanswerable) }
}

/// Which articles belong together, as a number per article: those with the same title, or that answer the same question. Groups
/// are numbered in the order of their first article, so that halves can be made by odd and even.
pub fn groups(articles: &[Article], relevance: &Relevance) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..articles.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    let mut join = |a: usize, b: usize| {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b)] = a.min(b);
    };
    let place: HashMap<&str, usize> = articles.iter().enumerate().map(|(at, article)| (article.id.as_str(), at)).collect();
    let mut titled: HashMap<&str, usize> = HashMap::new();
    for (at, article) in articles.iter().enumerate().filter(|(_, article)| !article.title.is_empty()) {
        join(*titled.entry(&article.title).or_insert(at), at);
    }
    for answers in relevance.values() {
        let mut answers = answers.keys().filter_map(|id| place.get(id.as_str()).copied());
        if let Some(first) = answers.next() {
            answers.for_each(|other| join(first, other));
        }
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    (0..articles.len())
        .map(|at| {
            let next = numbers.len();
            *numbers.entry(root(&mut parent, at)).or_insert(next)
        })
        .collect()
}

impl Report {
    /// For scripts.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers and text always serialise")
    }

    /// For people.
    pub fn table(&self) -> String {
        let mut text = format!("{} articles, {} questions\n\n", self.articles, self.questions);
        for (name, value) in [
            ("R@1", self.r_at_1),
            ("R@5", self.r_at_5),
            ("MRR", self.mrr),
            ("MAP", self.map),
            ("nDCG@10", self.ndcg_at_10),
            ("P@5", self.p_at_5),
        ] {
            let _ = writeln!(text, "{name:<8} {value:.3}");
        }
        if let Some(abstain) = &self.abstain {
            let _ = writeln!(text, "\nCan it be answered? ({})", abstain.protocol);
            let _ = writeln!(text, "{} with an answer, {} without", abstain.answerable, abstain.unanswerable);
            let _ = writeln!(text, "AUROC    {:.3}\n\ncoverage precision confidence", abstain.auroc);
            for point in &abstain.curve {
                let _ = writeln!(text, "{:>7.0}% {:>9.3} {:>10.3}", point.coverage * 100.0, point.precision, point.confidence);
            }
        }
        text
    }
}
