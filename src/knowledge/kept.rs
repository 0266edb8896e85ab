//! Articles as the store keeps them, and back.

use super::article::{Article, ArticleId, Visibility};
use super::language::Language;
use crate::domain::ids::Snowflake;
use crate::store::articles::{self, StoredArticle};

/// A server that is not named by its Discord id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("article {article}: \"{server}\" is no server; a server is named by its Discord id, a long number")]
pub struct NotAServer {
    /// The article that names it.
    pub article: ArticleId,
    /// What stands there.
    pub server: String,
}

/// An article for the store. One that is for no server at all is kept for a server that cannot be.
pub fn to_store(article: Article) -> Result<articles::Article, NotAServer> {
    let servers = match &article.servers {
        Visibility::Everywhere => Vec::new(),
        Visibility::Only(ids) if ids.is_empty() => vec![NO_SERVER],
        Visibility::Only(ids) => {
            let server = |id: &String| id.parse().map_err(|_| NotAServer { article: article.id.clone(), server: id.clone() });
            ids.iter().map(server).collect::<Result<_, _>>()?
        }
    };
    Ok(articles::Article {
        id: article.id.0,
        title: article.title,
        body: article.body,
        language: article.language.map(String::from),
        tags: article.tags,
        phrasings: article.phrasings,
        url: article.url,
        servers,
    })
}

/// No server of Discord has this id.
const NO_SERVER: Snowflake = Snowflake(0);

/// An article of the store.
pub fn from_store(stored: &StoredArticle) -> Article {
    let kept = &stored.article;
    let servers = match kept.servers.as_slice() {
        [] => Visibility::Everywhere,
        some => Visibility::Only(some.iter().filter(|id| **id != NO_SERVER).map(ToString::to_string).collect()),
    };
    Article {
        id: ArticleId(kept.id.clone()),
        title: kept.title.clone(),
        body: kept.body.clone(),
        language: kept.language.as_deref().and_then(|tag| Language::parse(tag).ok()),
        phrasings: kept.phrasings.clone(),
        tags: kept.tags.clone(),
        servers,
        url: kept.url.clone(),
        version: stored.version,
    }
}
