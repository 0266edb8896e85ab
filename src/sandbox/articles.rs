//! What the invented community "Pokéfans" knows: the shipped articles, as the program loads an operator's.
//!
//! An article is a Markdown file with TOML between two lines `+++` in front. To add one: a file in `articles/` and its name in [`FILES`].

use crate::knowledge::import::error::ImportError;
use crate::knowledge::import::markdown;
use crate::knowledge::kept;
use crate::store::articles::Article;

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

/// All articles, read as an import reads them.
///
/// # Errors
/// When one has something in its front matter that no article has.
pub fn all() -> Result<Vec<Article>, Unreadable> {
    FILES.iter().map(|(id, text)| Ok(kept::to_store(markdown::article(&format!("{id}.md"), text)?)?)).collect()
}

/// An article that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file is not in order.
    #[error(transparent)]
    File(#[from] ImportError),
    /// It names a server in the wrong way.
    #[error(transparent)]
    Server(#[from] kept::NotAServer),
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
}
