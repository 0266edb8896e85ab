//! The articles of the store, ready to be asked: one index for all who ask, kept up to date.
//!
//! Before each question the revision of the articles is looked at, and what has changed since is put into the index: a change is seen
//! by the next question. Putting in goes article by article, so that questions are answered meanwhile; a question waits for news
//! at most [`PATIENCE`], then it is answered from what is there. Only the very first load is waited for.
//!
//! With a model, the question's meaning is looked up as well. Without an answer of the model words alone decide.

mod learning;

use self::learning::Model;
use super::article::{Article, ArticleId};
use super::embedding::Embedder;
use super::index::Index;
use super::kept::from_store;
use super::meaning::{FROM_EACH, fuse};
use super::search::{Hit, Query};
use crate::domain::ids::Snowflake;
use crate::store::{Result, Store, StoreError, articles};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a question waits for what is new.
const PATIENCE: Duration = Duration::from_secs(1);
/// So many changes are put in before questions get their turn.
const PORTION: usize = 16;
/// See the module. Cheap to clone.
#[derive(Clone)]
pub struct Library {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    shelves: RwLock<Shelves>,
    /// Held by who brings the shelves up to date.
    updating: Mutex<()>,
    model: Option<Model>,
}

/// The articles as of a revision.
#[derive(Default)]
struct Shelves {
    /// None before the first load.
    revision: Option<i64>,
    articles: HashMap<ArticleId, Arc<Article>>,
    index: Index,
}

/// An article that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// It.
    pub article: Arc<Article>,
    /// What it is ranked by; only comparable within one answer.
    pub score: f32,
    /// How likely it answers the question, from 0 to 1.
    pub confidence: f32,
    /// Which of its questions fits best, from 0.
    pub phrasing: usize,
}

impl Library {
    /// A library over the store's articles. They are loaded with the first question, or by [`Library::refresh`].
    pub fn new(store: Store) -> Self {
        Self::over(store, None)
    }

    /// The same with a model. `even` is the likeness at which an article is as likely right as not.
    pub fn with_model(store: Store, embedder: Arc<dyn Embedder>, even: f32) -> Self {
        Self::over(store, Some(Model::new(embedder, even)))
    }

    fn over(store: Store, model: Option<Model>) -> Self {
        Self { shared: Arc::new(Shared { store, shelves: RwLock::default(), updating: Mutex::default(), model }) }
    }

    /// The best articles for a question asked on `server`, best first.
    ///
    /// # Errors
    /// When the articles cannot be read.
    pub async fn search(&self, text: &str, server: Option<Snowflake>, limit: usize) -> Result<Vec<Found>> {
        self.refresh().await?;
        let meant = match &self.shared.model {
            Some(model) => model.meaning_of(text).await,
            None => None,
        };
        let (shared, text, server) = (self.shared.clone(), text.to_owned(), server.map(|id| id.to_string()));
        // Searching is pure computing of up to some milliseconds: not for the threads that serve sockets.
        let search = tokio::task::spawn_blocking(move || {
            let shelves = shared.shelves.read().unwrap_or_else(PoisonError::into_inner);
            let server = server.as_deref();
            let hits = match (&shared.model, meant) {
                (Some(model), Some(meant)) => {
                    let words = shelves.index.search(Query { text: &text, server, limit: limit.max(FROM_EACH) });
                    let may_be_seen = |id: &ArticleId| shelves.articles.get(id).is_some_and(|article| article.servers.allows(server));
                    fuse(words, &model.closest(&meant, may_be_seen), model.even, limit)
                }
                _ => shelves.index.search(Query { text: &text, server, limit }),
            };
            hits.into_iter().filter_map(|hit| shelves.found(hit)).collect()
        });
        search.await.map_err(|error| StoreError::Database(format!("the search failed: {error}")))
    }

    /// Brings everything that has changed onto the shelves, or as much of it as there is patience for.
    ///
    /// # Errors
    /// When the articles cannot be read.
    pub async fn refresh(&self) -> Result<()> {
        let revision = articles::revision(&self.shared.store).await?;
        let Some(known) = self.shared.revision() else {
            return self.shared.clone().update().await;
        };
        if known == revision {
            return Ok(());
        }
        // A task of its own: it goes on when the patience is over.
        let update = tokio::spawn(self.shared.clone().update());
        match tokio::time::timeout(PATIENCE, update).await {
            Ok(Ok(updated)) => updated,
            Ok(Err(error)) => Err(StoreError::Database(format!("the index was not brought up to date: {error}"))),
            Err(_) => Ok(()),
        }
    }
}

impl Shelves {
    fn found(&self, hit: Hit) -> Option<Found> {
        let article = self.articles.get(&hit.article)?.clone();
        Some(Found { article, score: hit.score, confidence: hit.confidence, phrasing: hit.phrasing })
    }

    fn put(&mut self, article: Article) {
        self.index.put(&article);
        self.articles.insert(article.id.clone(), Arc::new(article));
    }

    fn remove(&mut self, id: &ArticleId) {
        self.index.remove(id);
        self.articles.remove(id);
    }
}

impl Shared {
    fn revision(&self) -> Option<i64> {
        self.shelves.read().unwrap_or_else(PoisonError::into_inner).revision
    }

    async fn update(self: Arc<Self>) -> Result<()> {
        let _alone = self.updating.lock().await;
        // Read first: what is written meanwhile is then read a second time at worst.
        let revision = articles::revision(&self.store).await?;
        let known = self.revision();
        if known == Some(revision) {
            return Ok(());
        }
        let shared = self.clone();
        let done = match known {
            None => {
                let kept = articles::list(&self.store).await?;
                tokio::task::spawn_blocking(move || shared.fill(&kept, revision))
            }
            Some(known) => {
                let changed = articles::changed_since(&self.store, known).await?;
                tokio::task::spawn_blocking(move || shared.change(&changed, revision))
            }
        };
        done.await.map_err(|error| StoreError::Database(format!("the index was not built: {error}")))
    }

    fn fill(&self, kept: &[articles::StoredArticle], revision: i64) {
        let articles: Vec<Article> = kept.iter().map(from_store).collect();
        let index = Index::build(&articles);
        if let Some(model) = &self.model {
            model.is_to_learn(articles.iter().map(|article| article.id.clone()));
        }
        let articles = articles.into_iter().map(|article| (article.id.clone(), Arc::new(article))).collect();
        *self.shelves.write().unwrap_or_else(PoisonError::into_inner) = Shelves { revision: Some(revision), articles, index };
    }

    fn change(&self, changed: &[articles::StoredArticle], revision: i64) {
        for portion in changed.chunks(PORTION) {
            let mut shelves = self.shelves.write().unwrap_or_else(PoisonError::into_inner);
            for stored in portion {
                match stored.deleted_at {
                    None => shelves.put(from_store(stored)),
                    Some(_) => shelves.remove(&stored.article.id.as_str().into()),
                }
            }
        }
        if let Some(model) = &self.model {
            model.is_to_learn(changed.iter().map(|stored| stored.article.id.as_str().into()));
        }
        self.shelves.write().unwrap_or_else(PoisonError::into_inner).revision = Some(revision);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    fn article(id: &str, title: &str) -> articles::Article {
        crate::knowledge::kept::to_store(Article::new(id, title, "In the menu.")).unwrap()
    }

    async fn first(library: &Library, question: &str) -> Option<String> {
        library.search(question, None, 3).await.unwrap().first().map(|found| found.article.id.to_string())
    }

    #[tokio::test]
    async fn each_change_is_seen_by_the_next_question() {
        let (store, _dir) = testing::sqlite().await;
        let library = Library::new(store.clone());
        assert_eq!(first(&library, "gift card").await, None);

        let mut tx = store.begin().await.unwrap();
        articles::save(&mut tx, &article("gift", "Where do I redeem a gift card?"), None, "maya").await.unwrap();
        articles::save(&mut tx, &article("map", "Where is the map?"), None, "maya").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(first(&library, "gift card").await.as_deref(), Some("gift"));

        let mut tx = store.begin().await.unwrap();
        articles::save(&mut tx, &article("map", "Where is the treasure map?"), Some(1), "maya").await.unwrap();
        articles::delete(&mut tx, "gift", 1, "maya").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(first(&library, "gift card").await, None);
        assert_eq!(first(&library, "treasure").await.as_deref(), Some("map"));

        let mut tx = store.begin().await.unwrap();
        articles::restore(&mut tx, "gift", 1, 2, "maya").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(first(&library, "gift card").await.as_deref(), Some("gift"));
        store.close().await;
    }
}
