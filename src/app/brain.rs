//! The assistant as a carrier: questions go to the articles, answers come back as facts.
//!
//! The index lives in memory and is built from the store. Before each question the revision of the articles is looked at, so that a
//! change is visible to the next question.

use crate::assistant::answer;
use crate::assistant::articles_only::{Found, Thresholds, answer};
use crate::console::knowledge::try_it;
use crate::domain::delivery::{Delivery, Question};
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Answer, Fact, Outcome, Receipt, Refusal, Source};
use crate::knowledge::article::{Article, ArticleId, Visibility};
use crate::knowledge::index::Index;
use crate::knowledge::language::Language;
use crate::knowledge::search::Query;
use crate::relay::carrier::{Carrier, Job, Try};
use crate::store::{Store, StoreError, articles};
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::RwLock;

/// Hits that are looked at for an answer.
const HITS: usize = 5;

/// See the module.
pub struct ArticleBrain {
    store: Store,
    library: RwLock<Arc<Library>>,
    thresholds: Thresholds,
}

/// The articles of one revision.
#[derive(Default)]
struct Library {
    revision: i64,
    articles: HashMap<ArticleId, Article>,
    index: Index,
}

impl ArticleBrain {
    /// A brain over the store's articles. `floor` moves the bar under which it says that it does not know.
    pub fn new(store: Store, floor: Option<f32>) -> Self {
        let mut thresholds = Thresholds::default();
        if let Some(floor) = floor {
            thresholds.suggest = floor;
            thresholds.answer = thresholds.answer.max(floor);
        }
        Self { store, library: RwLock::default(), thresholds }
    }

    async fn think(&self, question: &Question) -> Outcome {
        let library = match self.library().await {
            Ok(library) => library,
            Err(error) => return Outcome::Later { why: format!("the articles cannot be read: {error}"), after_ms: None },
        };
        let (text, server, thresholds) = (question.text.clone(), question.server.map(|id| id.to_string()), self.thresholds);
        // Searching is pure computing of up to some milliseconds: not for the threads that serve sockets.
        let thought = tokio::task::spawn_blocking(move || {
            let hits = library.index.search(Query { text: &text, server: server.as_deref(), limit: HITS });
            let found: Vec<Found<'_>> = hits
                .iter()
                .filter_map(|hit| Some(Found { article: library.articles.get(&hit.article)?, confidence: hit.confidence }))
                .collect();
            answer(&text, &found, thresholds)
        });
        match thought.await {
            Ok(answer) => Outcome::Done(Receipt::fact(Fact::Answer(told(answer)))),
            Err(error) => Outcome::Refused { why: format!("the search failed: {error}"), refusal: Refusal::Invalid },
        }
    }

    /// The library of the current revision, built anew if an article has changed.
    async fn library(&self) -> Result<Arc<Library>, StoreError> {
        let revision = articles::revision(&self.store).await?;
        {
            let library = self.library.read().await;
            if library.revision == revision {
                return Ok(library.clone());
            }
        }
        let mut library = self.library.write().await;
        if library.revision != revision {
            let stored = articles::list(&self.store).await?;
            let articles: Vec<Article> = stored.into_iter().map(article).collect();
            let built = tokio::task::spawn_blocking(move || {
                let index = Index::build(&articles);
                Library { revision, index, articles: articles.into_iter().map(|a| (a.id.clone(), a)).collect() }
            });
            *library = Arc::new(built.await.map_err(|error| StoreError::Database(format!("the index was not built: {error}")))?);
        }
        Ok(library.clone())
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

impl try_it::Finder for ArticleBrain {
    fn find(
        &self,
        question: String,
        server: Option<Snowflake>,
        limit: usize,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<try_it::Found>, StoreError>> + Send + '_>> {
        Box::pin(async move {
            let library = self.library().await?;
            let searched = tokio::task::spawn_blocking(move || {
                let server = server.map(|id| id.to_string());
                let hits = library.index.search(Query { text: &question, server: server.as_deref(), limit });
                let found = hits.into_iter().filter_map(|hit| {
                    let article = library.articles.get(&hit.article)?.clone();
                    Some(try_it::Found { article, confidence: hit.confidence, phrasing: hit.phrasing })
                });
                found.collect()
            });
            searched.await.map_err(|error| StoreError::Database(format!("the search failed: {error}")))
        })
    }

    fn thresholds(&self) -> Thresholds {
        self.thresholds
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

fn article(stored: articles::StoredArticle) -> Article {
    let kept = stored.article;
    let servers = match kept.servers.as_slice() {
        [] => Visibility::Everywhere,
        some => Visibility::Only(some.iter().map(ToString::to_string).collect()),
    };
    Article {
        id: ArticleId(kept.id),
        title: kept.title,
        body: kept.body,
        language: kept.language.and_then(|tag| Language::parse(&tag).ok()),
        phrasings: kept.phrasings,
        tags: kept.tags,
        servers,
        url: kept.url,
        version: stored.version,
    }
}
