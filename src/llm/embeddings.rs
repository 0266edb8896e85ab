//! What texts mean, from any endpoint that speaks OpenAI's `POST /v1/embeddings`.

use crate::knowledge::embedding::{Embedder, Embedding, NoEmbedding};
use crate::outgoing::{self, NoTls};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Texts of one request. Endpoints take more, but a large request fails as a whole.
const TEXTS_AT_ONCE: usize = 64;
/// The largest answer: 64 vectors of 4,096 numbers as text come to some 6 MB.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// How to reach the model.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The endpoint with its version and without a slash at the end, such as `https://api.openai.com/v1`.
    pub base: String,
    /// The model's name over there.
    pub model: String,
    /// The key, where one is needed.
    pub key: Option<SecretString>,
    /// For one request.
    pub timeout: Duration,
}

/// The model behind an endpoint.
pub struct Embeddings {
    client: Client,
    settings: Settings,
}

/// A client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum NoClient {
    #[error(transparent)]
    Tls(#[from] NoTls),
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

#[derive(Serialize)]
struct Asked<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    index: usize,
    embedding: Vec<f32>,
}

impl Embeddings {
    /// A client for the endpoint.
    ///
    /// # Errors
    /// When the HTTP or TLS library does not start.
    pub fn new(settings: Settings) -> Result<Self, NoClient> {
        Ok(Self { client: outgoing::client()?.timeout(settings.timeout).build()?, settings })
    }

    async fn ask(&self, texts: &[String]) -> Result<Vec<Vec<f32>>, NoEmbedding> {
        let asked = Asked { model: &self.settings.model, input: texts, encoding_format: "float" };
        let mut request = self.client.post(format!("{}/embeddings", self.settings.base)).json(&asked);
        if let Some(key) = &self.settings.key {
            request = request.bearer_auth(key.expose_secret());
        }
        // Neither the address nor what was sent stands in the message.
        let lost = |error: reqwest::Error| NoEmbedding(error.without_url().to_string());
        let mut response = request.send().await.map_err(lost)?;
        if !response.status().is_success() {
            return Err(NoEmbedding(format!("the endpoint answered {}", response.status().as_u16())));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(lost)? {
            if bytes.len() + chunk.len() > LARGEST_ANSWER {
                return Err(NoEmbedding("the answer is too large".into()));
            }
            bytes.extend_from_slice(&chunk);
        }
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| NoEmbedding("the answer is none of embeddings".into()))?;
        in_order(answer, texts.len())
    }
}

/// The vectors in the order of the texts: one for each, all as long, all made of numbers.
fn in_order(answer: Answer, texts: usize) -> Result<Vec<Vec<f32>>, NoEmbedding> {
    let mut vectors = vec![Vec::new(); texts];
    for one in answer.data {
        let place = vectors.get_mut(one.index).ok_or_else(|| NoEmbedding("the answer holds more than was asked".into()))?;
        *place = one.embedding;
    }
    let length = vectors.first().map_or(0, Vec::len);
    let sound = |vector: &Vec<f32>| !vector.is_empty() && vector.len() == length && vector.iter().all(|value| value.is_finite());
    if vectors.iter().all(sound) { Ok(vectors) } else { Err(NoEmbedding("the answer holds no vector for some of the texts".into())) }
}

impl Embedder for Embeddings {
    fn model(&self) -> &str {
        &self.settings.model
    }

    fn embed<'a>(&'a self, texts: &'a [String]) -> Embedding<'a> {
        Box::pin(async move {
            let mut vectors = Vec::with_capacity(texts.len());
            for portion in texts.chunks(TEXTS_AT_ONCE) {
                vectors.extend(self.ask(portion).await?);
            }
            Ok(vectors)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, texts: usize) -> Result<Vec<Vec<f32>>, NoEmbedding> {
        in_order(serde_json::from_str(json).unwrap(), texts)
    }

    #[test]
    fn vectors_come_in_the_order_of_the_texts() {
        let said = read(r#"{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}],"usage":{}}"#, 2).unwrap();
        assert_eq!(said, [[1.0, 0.0], [0.0, 1.0]]);
    }

    #[test]
    fn an_answer_that_does_not_fit_is_refused() {
        assert!(read(r#"{"data":[{"index":0,"embedding":[1]}]}"#, 2).is_err());
        assert!(read(r#"{"data":[{"index":7,"embedding":[1]}]}"#, 1).is_err());
        assert!(read(r#"{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}"#, 2).is_err());
        assert!(read(r#"{"data":[{"index":0,"embedding":[]}]}"#, 1).is_err());
    }
}
