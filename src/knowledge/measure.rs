//! The measures of retrieval, as the field defines them, and how they are printed.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::time::Duration;

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
    /// How long finding takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Times>,
}

/// How long questions took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Times {
    /// Half of them were faster.
    pub median_ms: f64,
    /// Ninety-nine of a hundred were faster.
    pub p99_ms: f64,
    /// The slowest.
    pub max_ms: f64,
}

/// Sums up how long questions took.
pub fn times(mut spent: Vec<Duration>) -> Times {
    spent.sort_unstable();
    let at = |share: f64| {
        let place = (spent.len() as f64 * share).ceil() as usize;
        spent.get(place.clamp(1, spent.len().max(1)) - 1).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    Times { median_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1.0) }
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
        time: None,
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
        if let Some(Times { median_ms, p99_ms, max_ms }) = self.time {
            let _ =
                writeln!(text, "\nOne question takes {median_ms:.2} ms, one in a hundred {p99_ms:.2} ms or more, none over {max_ms:.2} ms");
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(found: &[&str], relevant: &[(&str, u32)], confidence: f32) -> Ranking {
        Ranking {
            found: found.iter().map(|&id| id.into()).collect(),
            relevant: relevant.iter().map(|&(id, grade)| (id.into(), grade)).collect(),
            confidence,
        }
    }

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 5e-6, "{value} instead of {expected}");
    }

    /// Two right articles in places 2 and 4 (with grades 1 and 2), a single right one in place 1, and nothing at all.
    #[test]
    fn the_measures_come_out_as_by_hand() {
        let report = report(
            9,
            &[
                ranking(&["a", "b", "c", "d", "e"], &[("b", 1), ("d", 2)], 0.9),
                ranking(&["x"], &[("x", 1)], 0.8),
                ranking(&[], &[("y", 1)], 0.0),
            ],
        );
        assert_eq!((report.articles, report.questions), (9, 3));
        near(report.r_at_1, 1.0 / 3.0);
        near(report.r_at_5, 2.0 / 3.0);
        near(report.mrr, (0.5 + 1.0) / 3.0);
        near(report.map, ((1.0 / 2.0 + 2.0 / 4.0) / 2.0 + 1.0) / 3.0);
        // (1/log2(3) + 2/log2(5)) / (2/log2(2) + 1/log2(3)) = 0.567208 for the first one.
        near(report.ndcg_at_10, (0.567_208 + 1.0) / 3.0);
        near(report.p_at_5, (2.0 / 5.0 + 1.0 / 5.0) / 3.0);
    }

    #[test]
    fn the_curve_and_its_area_come_out_as_by_hand() {
        let told = abstain(
            "as given",
            vec![
                ranking(&["a"], &[], 0.6),
                ranking(&["a"], &[("a", 1)], 0.9),
                ranking(&["b"], &[("a", 1)], 0.6),
                ranking(&["a"], &[("a", 1)], 0.4),
                ranking(&["a"], &[], 0.1),
            ],
        );
        assert_eq!((told.answerable, told.unanswerable), (3, 2));
        // 0.9 beats both, 0.6 ties with one and beats one, 0.4 beats one: 4.5 of 6 pairs.
        near(told.auroc, 0.75);
        let (first, last) = (told.curve[0], told.curve[9]);
        assert_eq!((first.coverage, first.precision), (0.1, 1.0));
        near(last.precision, 2.0 / 5.0);
        near(last.confidence, f64::from(0.1_f32));
    }

    #[test]
    fn times_are_told_by_their_places() {
        let spent = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(times(spent), Times { median_ms: 100.0, p99_ms: 198.0, max_ms: 200.0 });
        assert_eq!(times(vec![]), Times { median_ms: 0.0, p99_ms: 0.0, max_ms: 0.0 });
    }

    #[test]
    fn articles_that_answer_the_same_question_belong_together() {
        let articles = ["a", "b", "c", "d"].map(|id| Article::new(id, if id == "d" { "c" } else { id }, ""));
        // `d` has the title of `c`, and `c` answers what `a` answers.
        let relevance = Relevance::from([("q".to_owned(), [("a".to_owned(), 1), ("c".to_owned(), 1)].into())]);
        assert_eq!(groups(&articles, &relevance), [0, 1, 0, 0]);
    }
}
