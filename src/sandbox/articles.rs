//! What the invented community "Pokéfans" knows: the shipped articles, as the program loads an operator's.
//!
//! An article is a Markdown file with TOML between two lines `+++` in front. To add one: a file in `articles/` and its name in [`FILES`].

use crate::store::articles::Article;
use serde::Deserialize;

macro_rules! files {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("articles/", $name, ".md")))),*] };
}

/// Id and text of every article.
const FILES: [(&str, &str); 15] = files![
    "app-crash",
    "badges",
    "change-nickname",
    "delete-account",
    "log-in",
    "log-in-de",
    "refunds",
    "refunds-ja",
    "report-a-player",
    "server-rules",
    "tournament-rules",
    "trading",
    "two-factor",
    "two-factor-ko",
    "verify-role",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    title: String,
    language: String,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    url: String,
}

/// An article that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the article {id}: {why}")]
pub struct Unreadable {
    id: &'static str,
    why: String,
}

/// All articles.
///
/// # Errors
/// When one has no front matter, or something in it that no article has.
pub fn all() -> Result<Vec<Article>, Unreadable> {
    FILES.iter().map(|(id, text)| parse(id, text).map_err(|why| Unreadable { id, why })).collect()
}

fn parse(id: &str, text: &str) -> Result<Article, String> {
    let apart = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (front, body) = apart.ok_or("it must begin with TOML between two lines of +++")?;
    let front: Front = toml::from_str(front).map_err(|error| error.message().to_owned())?;
    Ok(Article {
        id: id.to_owned(),
        title: front.title,
        body: body.trim().to_owned(),
        language: Some(front.language),
        tags: front.tags,
        phrasings: front.phrasings,
        url: Some(front.url),
        servers: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_can_be_read_and_leads_to_the_help_site() {
        let articles = all().unwrap();
        assert_eq!(articles.len(), FILES.len());
        for article in &articles {
            assert!(article.url.as_deref().is_some_and(|url| url.starts_with("https://help.pokefans.example/")), "{}", article.id);
            assert!(article.body.len() > 100 && !article.phrasings.is_empty() && !article.tags.is_empty(), "{}", article.id);
        }
        let languages: std::collections::BTreeSet<_> = articles.iter().filter_map(|a| a.language.as_deref()).collect();
        assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["de", "en", "ja", "ko"]);
    }

    #[test]
    fn an_article_without_front_matter_is_refused() {
        assert!(parse("x", "# Hello").is_err());
        assert!(parse("x", "+++\ntitle = 1\n+++\nHello").is_err());
    }
}
