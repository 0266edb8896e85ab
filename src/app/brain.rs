//! The assistant as a carrier: a question becomes a thought, the chosen brain thinks about it, its answer comes back as a fact.
//!
//! Whatever goes wrong with a model or a chatbot, and if it takes too long, the articles answer.

use super::drafts::{self, Drafts};
use super::memory::Memory;
use super::patience::Patience;
use crate::assistant::answer;
use crate::assistant::articles_only::{Found, Thresholds, answer};
use crate::assistant::brain::{Brain, Draft, Finding, Said, Thinking, Thought, Trouble};
use crate::assistant::context::{fused, in_context, leans};
use crate::assistant::turn::Turn;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::delivery::{Delivery, Question};
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Answer, Fact, Outcome, Receipt, Refusal, Source};
use crate::knowledge::library::{self, Library};
use crate::llm;
use crate::relay::carrier::{Carrier, Job, Try};
use crate::store::{Result as FromStore, Store, people};
use crate::telemetry::metrics;
use std::sync::Arc;
use std::time::Duration;

/// Hits that are looked at for an answer.
const HITS: usize = 5;
/// The kind of trouble of a brain that did not answer in time.
const TIMEOUT: &str = "timeout";

/// See the module.
pub struct Assistant {
    pub store: Store,
    pub clock: SharedClock,
    pub library: Library,
    pub thresholds: Thresholds,
    pub memory: Memory,
    /// The brain besides the articles, and how long it may take.
    pub brain: Option<(Arc<dyn Brain>, Millis)>,
    /// The model that sums talks up, and how long it may take.
    pub summaries: Option<(Arc<llm::chat::Chat>, Millis)>,
    pub drafts: Drafts,
    pub patience: Patience,
}

impl Assistant {
    async fn think(&self, job: &Job, question: &Question) -> Outcome {
        let thought = match self.thought(job, question).await {
            Ok(thought) => Arc::new(thought),
            Err(error) => return Outcome::Later { why: format!("the articles cannot be read: {error}"), after_ms: None },
        };
        let mut said = None;
        if let Some((brain, within_ms)) = &self.brain
            && self.patience.lasts(self.clock.now())
        {
            said = self.ask(brain.as_ref(), *within_ms, job, question, &thought).await;
        }
        let said = match said {
            Some(said) => Ok(said),
            None => self.articles(&thought).await,
        };
        match said {
            Ok(said) => Outcome::Done(Receipt::fact(Fact::Answer(told(said)))),
            Err(trouble) => Outcome::Refused { why: trouble.to_string(), refusal: Refusal::Invalid },
        }
    }

    /// Has a model or chatbot think. `None` after trouble, which is counted and logged.
    async fn ask(&self, brain: &dyn Brain, within_ms: Millis, job: &Job, question: &Question, thought: &Arc<Thought>) -> Option<Said> {
        let began = self.clock.now();
        let (draft, showing) = drafts::begin(self.drafts.place(job.key.conversation, question.up_to), self.clock.clone());
        let thinking = async {
            let result = tokio::select! {
                said = brain.think(thought.clone(), &draft) => said,
                () = self.clock.until(began + within_ms) => Err(Trouble::new(TIMEOUT, format!("no answer within {within_ms} ms"))),
            };
            draft.close();
            result
        };
        // What is being shown comes to its end before the answer is told: a showing must not come after it.
        let (result, ()) = tokio::join!(thinking, showing);
        let counted = |result| metrics::brain(brain.name(), result, took(began, self.clock.now()));
        match result {
            Ok(said) => {
                self.patience.answered();
                counted(name(&said));
                Some(said)
            }
            Err(trouble) => {
                if trouble.kind == TIMEOUT {
                    self.patience.waited_in_vain(self.clock.now())
                } else {
                    self.patience.answered()
                }
                counted(trouble.kind);
                tracing::warn!(brain = brain.name(), delivery.key = %job.key, kind = trouble.kind, why = trouble.why, "The articles answer instead");
                None
            }
        }
    }

    async fn articles(&self, thought: &Arc<Thought>) -> Result<Said, Trouble> {
        let began = self.clock.now();
        let said = Articles(self.thresholds).think(thought.clone(), &drafts::Nowhere).await;
        metrics::brain("articles", said.as_ref().map_or("lost", name), took(began, self.clock.now()));
        said
    }

    /// Everything a brain may know of a question.
    async fn thought(&self, job: &Job, question: &Question) -> FromStore<Thought> {
        let talk = self.talk(job, question).await;
        let found = search(&self.library, &question.text, question.server, &talk, self.thresholds).await?;
        let conversation = &job.conversation;
        Ok(Thought {
            id: job.key.to_string(),
            conversation: conversation.id.to_string(),
            question: question.text.clone(),
            talk,
            found,
            community: self.community(question).await,
            server: question.server.map(|id| id.to_string()),
            member: (conversation.member.to_string(), conversation.member_name.clone()),
            locale: question.locale.clone(),
        })
    }

    /// What was said before. The articles alone need to know it only for a question that leans on it.
    async fn talk(&self, job: &Job, question: &Question) -> Vec<Turn> {
        if self.brain.is_none() && !leans(&question.text) {
            return Vec::new();
        }
        self.memory.before(job).await.unwrap_or_else(|error| {
            tracing::warn!(delivery.key = %job.key, %error, "What was said before cannot be read; the question stands alone");
            Vec::new()
        })
    }

    /// The name of the community a question is asked in; empty where nobody knows.
    async fn community(&self, question: &Question) -> String {
        if self.brain.is_none() {
            return String::new();
        }
        let servers = people::servers(&self.store).await.unwrap_or_default();
        servers.into_iter().find(|known| Some(known.server.id) == question.server).map(|known| known.server.name).unwrap_or_default()
    }

    /// A model sums the talk up. Nobody waits for it, so it has one try.
    async fn summarise(&self, job: &Job) -> Outcome {
        let refused = |why: String| Outcome::Refused { why, refusal: Refusal::Invalid };
        let Some((chat, within_ms)) = &self.summaries else { return refused("no model sums talks up".into()) };
        let talk = match self.memory.of(job.key.conversation).await {
            Ok(talk) => talk,
            Err(error) => return refused(format!("the talk cannot be read: {error}")),
        };
        let began = self.clock.now();
        let summary = tokio::select! {
            summary = llm::summary::summarise(chat, &talk) => summary,
            () = self.clock.until(began + within_ms) => Err(Trouble::new(TIMEOUT, "no summary in time")),
        };
        let result = summary.as_ref().map_or_else(|trouble| trouble.kind, |_| "answered");
        metrics::brain("summary", result, took(began, self.clock.now()));
        match summary {
            Ok(text) => Outcome::Done(Receipt::fact(Fact::Summary { text })),
            Err(trouble) => refused(trouble.to_string()),
        }
    }
}

impl Carrier for Assistant {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        Box::pin(async move {
            match &job.delivery {
                Delivery::Ask(question) => self.think(job, question).await,
                Delivery::Summarise => self.summarise(job).await,
                other => Outcome::Refused { why: format!("{} is not for the assistant", other.kind()), refusal: Refusal::Invalid },
            }
        })
    }
}

/// The brain that needs nobody: the articles themselves.
struct Articles(Thresholds);

impl Brain for Articles {
    fn name(&self) -> &'static str {
        "articles"
    }

    fn think<'a>(&'a self, thought: Arc<Thought>, _draft: &'a dyn Draft) -> Thinking<'a> {
        let thresholds = self.0;
        Box::pin(async move {
            // Picking the passages is pure computing of up to some milliseconds: not for the threads that serve sockets.
            let picked = tokio::task::spawn_blocking(move || {
                let found: Vec<Found<'_>> =
                    thought.found.iter().map(|found| Found { article: &found.article, confidence: found.confidence }).collect();
                answer(&thought.question, &found, thresholds)
            });
            picked.await.map(Said::from).map_err(|error| Trouble::new("lost", format!("picking the passages failed: {error}")))
        })
    }
}

/// The articles that may answer a question, best first. One that leans on what was said before is looked for together with that, unless
/// it surely finds what it needs by itself.
async fn search(
    library: &Library,
    text: &str,
    server: Option<Snowflake>,
    talk: &[Turn],
    thresholds: Thresholds,
) -> FromStore<Vec<Finding>> {
    let plain = library.search(text, server, HITS).await?;
    let unsure = plain.first().is_none_or(|best| best.confidence < thresholds.answer);
    let hits = match in_context(text, talk).filter(|_| unsure) {
        Some(together) => {
            let both = library.search(&together, server, HITS).await?;
            fused(&plain, &both, thresholds.suggest, |hit| (hit.article.id.clone(), hit.confidence))
        }
        None => plain,
    };
    let finding = |hit: library::Found| Finding { article: hit.article, confidence: hit.confidence };
    Ok(hits.into_iter().take(HITS).map(finding).collect())
}

fn took(began: Millis, now: Millis) -> Duration {
    Duration::from_millis(u64::try_from(now - began).unwrap_or(0))
}

/// What was said, as a word for the metric.
fn name(said: &Said) -> &'static str {
    match &said.answer {
        _ if said.hand_over => "handed_over",
        answer::Answer::Answered { .. } => "answered",
        answer::Answer::Suggest { .. } => "suggested",
        answer::Answer::DontKnow => "unknown",
    }
}

fn told(said: Said) -> Answer {
    let source = |s: answer::Source| Source { article: s.article_id.0, title: s.title, url: s.url };
    match said.answer {
        answer::Answer::Answered { text, .. } if said.hand_over => Answer::HandOver { text: Some(text) },
        _ if said.hand_over => Answer::HandOver { text: None },
        answer::Answer::Answered { text, sources } => {
            let sources = sources.into_iter().map(source).collect();
            if said.suggests_person { Answer::Referred { text, sources } } else { Answer::Known { text, sources } }
        }
        answer::Answer::Suggest { suggestions } => {
            Answer::Likely { suggestions: suggestions.into_iter().map(|s| (source(s.source), s.passage)).collect() }
        }
        answer::Answer::DontKnow => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::turn::Speaker;
    use crate::knowledge::article::Article;
    use crate::knowledge::kept::to_store;
    use crate::store::{articles, testing};

    /// A library of four articles, as long as the folder is there.
    async fn library() -> (Library, tempfile::TempDir) {
        let articles = [
            Article::new("log-in", "How do I reset my password?", "Press the reset link. On iOS open the mail on the phone."),
            Article::new("badges", "Where do I see my badges?", "Your badges are on your profile."),
            Article::new("refunds", "Can I get my money back?", "Unused things go back within 14 days."),
            Article::new("crash", "The app crashes on iOS", "Install the newest version of the app."),
        ];
        let (store, folder) = testing::sqlite().await;
        let mut tx = store.begin().await.unwrap();
        articles::upsert(&mut tx, &articles.map(|article| to_store(article).unwrap())).await.unwrap();
        tx.commit().await.unwrap();
        (Library::new(store), folder)
    }

    async fn found(library: &Library, question: &str, before: &str) -> Vec<String> {
        let talk = vec![Turn { speaker: Speaker::Member, text: before.into(), articles: vec![], helped: None }];
        let found = search(library, question, None, &talk, Thresholds::default()).await.unwrap();
        found.into_iter().map(|found| found.article.id.to_string()).collect()
    }

    #[tokio::test]
    async fn a_question_that_leans_finds_what_it_leans_on() {
        let (library, _folder) = library().await;
        assert_eq!(found(&library, "And how does that work?", "How do I reset my password?").await[0], "log-in");
        assert_eq!(found(&library, "what about my badges?", "Can I get my money back?").await[0], "badges");
    }

    #[tokio::test]
    async fn a_question_that_stands_by_itself_finds_what_it_would_find_alone() {
        let (library, _folder) = library().await;
        for question in ["How do I reset my password?", "Where do I see my badges?", "Can I get my money back?", "The app crashes on iOS"] {
            let alone = found(&library, question, "").await;
            for before in ["How do I reset my password?", "Where do I see my badges?", "The app crashes on iOS"] {
                assert_eq!(found(&library, question, before).await, alone, "{question} after {before}");
            }
        }
    }

    #[test]
    fn only_a_chatbot_can_hand_over_and_only_with_what_it_said() {
        let answered = answer::Answer::Answered { text: "Yes.".into(), sources: vec![] };
        let said = |hand_over, suggests_person| Said { answer: answered.clone(), hand_over, suggests_person };
        assert!(matches!(told(said(false, false)), Answer::Known { .. }));
        assert!(matches!(told(said(false, true)), Answer::Referred { .. }));
        assert_eq!(told(said(true, true)), Answer::HandOver { text: Some("Yes.".into()) });
        assert_eq!(told(Said { hand_over: true, ..Said::from(answer::Answer::DontKnow) }), Answer::HandOver { text: None });
        assert_eq!(told(Said { suggests_person: true, ..Said::from(answer::Answer::DontKnow) }), Answer::Unknown);
    }
}
