//! `[embeddings]`

use secrecy::SecretString;

use super::checks::{self, service_address};
use super::reader::{Reader, hidden};

/// The model that knows what articles and questions mean, if there is one.
#[derive(Debug, Clone)]
pub struct Embeddings {
    /// The endpoint with its version, without a slash at the end.
    pub api_base: String,
    /// The model's name over there.
    pub model: String,
    /// The key, where one is needed.
    pub api_key: Option<SecretString>,
    /// How long one request may take, in seconds.
    pub timeout_secs: u64,
    /// The likeness at which an article is as likely right as not, 0 to 1.
    pub even: f32,
}

/// Fits small models; larger ones spread further apart or lie closer together.
const EVEN: f32 = 0.6;

impl Embeddings {
    /// `None` if the section is absent, or after a problem was noted.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let absent = !reader.has_key_in("embeddings");
        reader.may_be_missing(absent);
        let remedy = "the address of an OpenAI-compatible endpoint with its version, such as https://api.openai.com/v1";
        let api_base = reader.required("embeddings.api_base", remedy, service_address);
        let model = reader.required("embeddings.model", "the model's name at the endpoint", checks::text);
        let api_key = reader.secret("embeddings.api_key", "leave it out where the endpoint needs none", hidden);
        let timeout_secs = reader.number("embeddings.timeout_secs", 20, 1..=120);
        let even = reader.optional("embeddings.even", "a number such as 0.6; leave it out for that", |text| match text.parse() {
            Ok(even) if (0.0..=1.0).contains(&even) => Ok(even),
            _ => Err("must be a number from 0 to 1"),
        });
        reader.may_be_missing(false);
        Some(Self { api_base: api_base?, model: model?, api_key, timeout_secs, even: even.unwrap_or(EVEN) })
    }
}
