//! The assistant as a carrier: questions go to the articles, answers come back as facts.

use crate::assistant::answer;
use crate::assistant::articles_only::{Found, Thresholds, answer};
use crate::domain::delivery::{Delivery, Question};
use crate::domain::outcome::{Answer, Fact, Outcome, Receipt, Refusal, Source};
use crate::knowledge::library::Library;
use crate::relay::carrier::{Carrier, Job, Try};

/// Hits that are looked at for an answer.
const HITS: usize = 5;

/// See the module.
pub struct ArticleBrain {
    library: Library,
    thresholds: Thresholds,
}

impl ArticleBrain {
    /// A brain over the store's articles. `floor` moves the bar under which it says that it does not know.
    pub fn new(library: Library, floor: Option<f32>) -> Self {
        let mut thresholds = Thresholds::default();
        if let Some(floor) = floor {
            thresholds.suggest = floor;
            thresholds.answer = thresholds.answer.max(floor);
        }
        Self { library, thresholds }
    }

    /// How sure it has to be.
    pub fn thresholds(&self) -> Thresholds {
        self.thresholds
    }

    async fn think(&self, question: &Question) -> Outcome {
        let found = match self.library.search(&question.text, question.server, HITS).await {
            Ok(found) => found,
            Err(error) => return Outcome::Later { why: format!("the articles cannot be read: {error}"), after_ms: None },
        };
        let (text, thresholds) = (question.text.clone(), self.thresholds);
        // Picking the telling passages is computing: not for the threads that serve sockets.
        let thought = tokio::task::spawn_blocking(move || {
            let found: Vec<Found<'_>> = found.iter().map(|found| Found { article: &found.article, confidence: found.confidence }).collect();
            answer(&text, &found, thresholds)
        });
        match thought.await {
            Ok(answer) => Outcome::Done(Receipt::fact(Fact::Answer(told(answer)))),
            Err(error) => Outcome::Refused { why: format!("the search failed: {error}"), refusal: Refusal::Invalid },
        }
    }
}

impl Carrier for ArticleBrain {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        Box::pin(async move {
            match &job.delivery {
                Delivery::Ask(question) => self.think(question).await,
                other => Outcome::Refused { why: format!("{} is not for the assistant", other.kind()), refusal: Refusal::Invalid },
            }
        })
    }
}

fn told(answer: answer::Answer) -> Answer {
    let source = |s: answer::Source| Source { article: s.article_id.0, title: s.title, url: s.url };
    match answer {
        answer::Answer::Answered { text, sources } => Answer::Known { text, sources: sources.into_iter().map(source).collect() },
        answer::Answer::Suggest { suggestions } => {
            Answer::Likely { suggestions: suggestions.into_iter().map(|s| (source(s.source), s.passage)).collect() }
        }
        answer::Answer::DontKnow => Answer::Unknown,
    }
}
