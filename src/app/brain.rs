//! The assistant as a carrier: questions go to the articles, answers come back as facts.
//!
//! The index lives in memory and is built from the store; before each question the revision of the articles is looked at, so that a
//! change is visible to the next question.

use crate::assistant::articles_only::{self, Said};
use crate::domain::delivery::{Delivery, Question};
use crate::domain::outcome::{Answer, Fact, Outcome, Receipt, Refusal, Source};
use crate::knowledge::article::Article;
use crate::knowledge::index::Index;
use crate::relay::carrier::{Carrier, Job, Try};
use crate::store::{Store, articles};
use std::sync::Arc;
use tokio::sync::RwLock;

/// See the module.
pub struct ArticleBrain {
    store: Store,
    library: RwLock<Arc<Library>>,
    /// How sure a hit must be; `None` takes the brain's own measure.
    floor: Option<f32>,
}

/// The articles of one revision.
#[derive(Default)]
struct Library {
    revision: i64,
    articles: Vec<Article>,
    index: Index,
}
