//! What texts mean, as vectors: the trait behind which the models are, and which texts of an article are asked about.

use std::future::Future;
use std::pin::Pin;

use sha2::{Digest, Sha256};

use super::article::Article;
use super::markdown;
use super::passage::clip;

/// The vectors of texts, in their order, all of one length.
pub type Embedding<'a> = Pin<Box<dyn Future<Output = Result<Vec<Vec<f32>>, NoEmbedding>> + Send + 'a>>;

/// A model did not answer, or not as it should. Holds nothing of what it was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoEmbedding(pub String);

/// Turns texts into vectors: texts that mean the same come to lie close together, whatever their language.
pub trait Embedder: Send + Sync {
    /// The model's name. Vectors of different models have nothing to do with each other.
    fn model(&self) -> &str;
    /// The vectors of texts.
    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedding<'a>;
}

/// So much of an article's body is looked at, in characters: its beginning says what it is about, and models read only so far.
const BODY: usize = 1_500;
/// So many of its questions have a vector of their own.
const MOST_QUESTIONS: usize = 16;

/// The texts of an article that get a vector: all of it together, and each of its questions.
pub fn texts(article: &Article) -> Vec<String> {
    let whole = format!("{}\n{}", article.title, clip(&markdown::plain(&article.body), BODY));
    let questions = article.questions().take(MOST_QUESTIONS).map(str::to_owned);
    std::iter::once(whole.trim().to_owned()).filter(|whole| !whole.is_empty()).chain(questions).collect()
}

/// Tells whether a vector belongs to a text and a model.
pub fn fingerprint(model: &str, text: &str) -> String {
    hex::encode(&Sha256::new().chain_update(model).chain_update([0]).chain_update(text).finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_asked_about_as_a_whole_and_by_its_questions() {
        let mut article = Article::new("a", "How?", "**So.**");
        article.phrasings = vec!["In what way?".into()];
        assert_eq!(texts(&article), ["How?\nSo.", "How?", "In what way?"]);
        assert!(texts(&Article::new("a", "", "")).is_empty());
    }

    #[test]
    fn another_model_or_text_has_another_fingerprint() {
        assert_ne!(fingerprint("m", "x"), fingerprint("m", "y"));
        assert_ne!(fingerprint("m", "x"), fingerprint("n", "x"));
        assert_ne!(fingerprint("ab", "c"), fingerprint("a", "bc"));
    }
}
