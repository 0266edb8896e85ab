//! What the library knows of the articles' meaning, and how it learns it: in the background, some articles with each request.

use super::Library;
use crate::knowledge::article::{Article, ArticleId};
use crate::knowledge::embedding::{Embedder, fingerprint, texts};
use crate::knowledge::meaning::{Closest, Meanings};
use crate::store::vectors::{self, Vector};
use crate::store::{Store, StoreError};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// How long a question waits for the model.
const PATIENCE: Duration = Duration::from_secs(3);
/// So many articles are asked about with one request.
const ASKED_AT_ONCE: usize = 16;

/// Why nothing was learned this time.
#[derive(Debug, thiserror::Error)]
pub enum NotLearned {
    /// The vectors cannot be read or kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The model did not answer.
    #[error("the model for embeddings: {0}")]
    Model(String),
}

/// A model that knows what texts mean, and what it said about the articles.
pub(super) struct Model {
    embedder: Arc<dyn Embedder>,
    /// The likeness at which an article is as likely right as not.
    pub even: f32,
    /// None before they were read from the store.
    meanings: RwLock<Option<Meanings>>,
    /// Articles it may not have been asked about.
    to_learn: Mutex<BTreeSet<ArticleId>>,
}

impl Model {
    pub fn new(embedder: Arc<dyn Embedder>, even: f32) -> Self {
        Self { embedder, even, meanings: RwLock::default(), to_learn: Mutex::default() }
    }

    /// Notes articles that are new, changed or gone.
    pub fn is_to_learn(&self, articles: impl Iterator<Item = ArticleId>) {
        self.to_learn.lock().unwrap_or_else(PoisonError::into_inner).extend(articles);
    }

    /// What the model makes of a question; None without an answer in time.
    pub async fn meaning_of(&self, question: &str) -> Option<Vec<f32>> {
        let question = [question.to_owned()];
        match tokio::time::timeout(PATIENCE, self.embedder.embed(&question)).await {
            Ok(Ok(mut vectors)) => vectors.pop(),
            Ok(Err(error)) => {
                tracing::debug!(%error, "The question is answered by its words alone");
                None
            }
            Err(_) => {
                tracing::debug!("The model for embeddings took too long: the question is answered by its words alone");
                None
            }
        }
    }

    /// The articles that mean most nearly the same as a question.
    pub fn closest(&self, question: &[f32], may_be_seen: impl Fn(&ArticleId) -> bool) -> Closest {
        let meanings = self.meanings.read().unwrap_or_else(PoisonError::into_inner);
        meanings.as_ref().map(|meanings| meanings.closest(question, may_be_seen)).unwrap_or_default()
    }

    /// Reads the vectors that were kept, once.
    async fn recall(&self, store: &Store) -> Result<(), StoreError> {
        if self.meanings.read().unwrap_or_else(PoisonError::into_inner).is_some() {
            return Ok(());
        }
        let kept = vectors::list(store, self.embedder.model()).await?;
        let mut meanings = Meanings::default();
        for of_one in kept.chunk_by(|a, b| a.article == b.article) {
            let vectors: Vec<(String, Vec<f32>)> = of_one.iter().map(|v| (v.fingerprint.clone(), v.values.clone())).collect();
            meanings.put(&of_one[0].article.as_str().into(), &vectors);
        }
        *self.meanings.write().unwrap_or_else(PoisonError::into_inner) = Some(meanings);
        Ok(())
    }

    /// Some of the articles to learn whose texts are new to the model. What is gone is forgotten, what is known is passed over.
    fn next(&self, library: &Library) -> Vec<Arc<Article>> {
        let shelves = library.shared.shelves.read().unwrap_or_else(PoisonError::into_inner);
        let mut meanings = self.meanings.write().unwrap_or_else(PoisonError::into_inner);
        let meanings = meanings.get_or_insert_default();
        let mut to_learn = self.to_learn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted = Vec::new();
        while wanted.len() < ASKED_AT_ONCE
            && let Some(id) = to_learn.pop_first()
        {
            let Some(article) = shelves.articles.get(&id) else {
                meanings.remove(&id);
                continue;
            };
            let prints: Vec<String> = texts(article).iter().map(|text| fingerprint(self.embedder.model(), text)).collect();
            if !meanings.are_of(&id, &prints) {
                wanted.push(article.clone());
            }
        }
        wanted
    }

    /// Asks about articles, keeps the answer in the store and in memory.
    async fn learn(&self, store: &Store, wanted: &[Arc<Article>]) -> Result<(), NotLearned> {
        let (mut all, mut prints) = (Vec::new(), Vec::new());
        for article in wanted {
            for (part, text) in (0..).zip(texts(article)) {
                prints.push((article.id.clone(), part, fingerprint(self.embedder.model(), &text)));
                all.push(text);
            }
        }
        let values = self.embedder.embed(&all).await.map_err(|error| NotLearned::Model(error.to_string()))?;
        if values.len() != prints.len() {
            return Err(NotLearned::Model("it answered for another number of texts".into()));
        }
        let vectors =
            prints.into_iter().zip(values).map(|((id, part, fingerprint), values)| Vector { article: id.0, part, fingerprint, values });
        let vectors: Vec<Vector> = vectors.collect();
        let ids: Vec<&str> = wanted.iter().map(|article| article.id.as_str()).collect();
        let mut tx = store.begin().await?;
        vectors::replace(&mut tx, &ids, self.embedder.model(), &vectors).await?;
        tx.commit().await?;
        let mut meanings = self.meanings.write().unwrap_or_else(PoisonError::into_inner);
        let meanings = meanings.get_or_insert_default();
        for article in wanted {
            let of = vectors.iter().filter(|vector| vector.article == article.id.0);
            meanings.put(&article.id, &of.map(|vector| (vector.fingerprint.clone(), vector.values.clone())).collect::<Vec<_>>());
        }
        Ok(())
    }
}

impl Library {
    /// Asks the model about some of the articles it does not know, and says about how many: 0 when all is done, or there is no model.
    /// Questions are answered meanwhile, by words and by what is known already.
    ///
    /// # Errors
    /// When the model or the store fails: then the same articles are asked about the next time.
    pub async fn learn(&self) -> Result<usize, NotLearned> {
        let Some(model) = &self.shared.model else { return Ok(0) };
        self.refresh().await?;
        model.recall(&self.shared.store).await?;
        let wanted = model.next(self);
        if wanted.is_empty() {
            return Ok(0);
        }
        let learned = model.learn(&self.shared.store, &wanted).await;
        if learned.is_err() {
            model.is_to_learn(wanted.iter().map(|article| article.id.clone()));
        }
        learned.map(|()| wanted.len())
    }
}
