//! What is offered while a question is typed: the titles of articles, kept in memory.

use crate::discord::suggest::{CHOICES, Suggesting, Typed};
use crate::knowledge::language::Language;
use crate::knowledge::titles::{Title, Titles};
use crate::store::articles;
use crate::store::headings::{self, Heading};
use crate::store::{Result, Store};
use std::sync::Arc;
use tokio::sync::RwLock;

/// The titles of a revision of the articles.
#[derive(Default)]
struct Known {
    revision: i64,
    titles: Titles,
}

/// The hook of the Discord adapter.
pub fn suggestions(store: Store) -> Suggesting {
    let known: Arc<RwLock<Arc<Known>>> = Arc::default();
    Arc::new(move |typed| {
        let (store, known) = (store.clone(), known.clone());
        Box::pin(async move {
            match current(&store, &known).await {
                Ok(known) => fitting(&known.titles, &typed),
                Err(error) => {
                    tracing::debug!(%error, "No titles to offer");
                    Vec::new()
                }
            }
        })
    })
}

/// The titles as they are now, read anew if an article has changed.
async fn current(store: &Store, known: &RwLock<Arc<Known>>) -> Result<Arc<Known>> {
    let revision = articles::revision(store).await?;
    {
        let known = known.read().await;
        if known.revision == revision {
            return Ok(known.clone());
        }
    }
    let mut known = known.write().await;
    if known.revision != revision {
        let titles = Titles::new(headings::list(store).await?.into_iter().map(title));
        *known = Arc::new(Known { revision, titles });
    }
    Ok(known.clone())
}

fn title(heading: Heading) -> Title {
    Title {
        text: heading.title,
        phrasings: heading.phrasings,
        language: heading.language.and_then(|tag| Language::parse(&tag).ok()),
        servers: heading.servers.iter().map(|id| id.0).collect(),
    }
}

fn fitting(titles: &Titles, typed: &Typed) -> Vec<String> {
    let language = typed.locale.as_deref().and_then(|locale| Language::parse(locale).ok());
    let server = typed.server.map(|id| id.0);
    titles.fitting(&typed.text, language.as_ref(), server, CHOICES).into_iter().map(str::to_owned).collect()
}
