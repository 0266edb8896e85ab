//! The article: what the knowledge base knows, as it is kept and shown.

use serde::{Deserialize, Serialize};

use super::language::Language;

/// The key of an article. Ours (a UUIDv7) for articles written here, the file's own for imported ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ArticleId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl std::fmt::Display for ArticleId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// On which servers an article may be used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// On every server of the integration.
    #[default]
    Everywhere,
    /// On the servers with these ids alone. An empty list hides the article.
    Only(Vec<String>),
}

impl Visibility {
    /// Whether the article may be used on `server`. A question from no server (a DM that is tied to none) sees what is public everywhere.
    pub fn allows(&self, server: Option<&str>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Only(servers) => server.is_some_and(|server| servers.iter().any(|allowed| allowed == server)),
        }
    }
}

/// One piece of knowledge: a question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// Its key, unique in the integration.
    pub id: ArticleId,
    /// The question it answers, as its readers would put it. May be empty for a passage without a heading.
    pub title: String,
    /// The answer, in Markdown.
    pub body: String,
    /// The language it is written in; guessed when not said.
    #[serde(default)]
    pub language: Option<Language>,
    /// Other ways to ask the same question. Each counts as a further title.
    #[serde(default)]
    pub phrasings: Vec<String>,
    /// Labels for people; they are not searched.
    #[serde(default)]
    pub tags: Vec<String>,
    /// On which servers it may be used.
    #[serde(default)]
    pub servers: Visibility,
    /// Where it can be read in full.
    #[serde(default)]
    pub url: Option<String>,
    /// Grows by one with each edit, from 1.
    #[serde(default = "first_version")]
    pub version: u32,
}

fn first_version() -> u32 {
    1
}

impl Article {
    /// A public article in its first version, with everything optional left out.
    pub fn new(id: &str, title: &str, body: &str) -> Self {
        Self {
            id: id.into(),
            title: title.to_owned(),
            body: body.to_owned(),
            language: None,
            phrasings: Vec::new(),
            tags: Vec::new(),
            servers: Visibility::Everywhere,
            url: None,
            version: first_version(),
        }
    }

    /// The title and the further phrasings, without empty ones.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str()).chain(self.phrasings.iter().map(String::as_str)).map(str::trim).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_article_is_seen_on_its_servers_alone() {
        let staff = Visibility::Only(vec!["7".into()]);
        assert!(staff.allows(Some("7")));
        assert!(!staff.allows(Some("8")));
        assert!(!staff.allows(None));
        assert!(Visibility::Everywhere.allows(None));
        assert!(!Visibility::Only(vec![]).allows(Some("7")));
    }

    #[test]
    fn a_stored_article_needs_only_id_title_and_body() {
        let article: Article = serde_json::from_str(r#"{"id":"a","title":"How?","body":"So."}"#).unwrap();
        assert_eq!(article, Article::new("a", "How?", "So."));
    }
}
