//! `[model]`

use secrecy::SecretString;

use super::checks::{self, service_address};
use super::reader::{Reader, hidden};

/// The language model the assistant answers with, if it does.
#[derive(Debug, Clone)]
pub struct Model {
    /// The endpoint with its version, without a slash at the end.
    pub api_base: String,
    /// The model's name over there.
    pub name: String,
    /// The key, where one is needed.
    pub api_key: Option<SecretString>,
    /// How long an answer may take, in seconds.
    pub timeout_secs: u64,
    /// How long an answer may get, in tokens.
    pub max_tokens: u32,
    /// What that bound is called over there.
    pub token_limit: TokenLimit,
    /// How freely it may choose its words; `None` for what the endpoint thinks best.
    pub temperature: Option<f64>,
    /// Whether members see the answer grow.
    pub stream: bool,
    /// Whether it sums talks up for agents.
    pub summaries: bool,
}

/// What the bound on an answer's length is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenLimit {
    /// As nearly everywhere.
    MaxTokens,
    /// As the newer models of OpenAI want it.
    MaxCompletionTokens,
}

impl Model {
    /// `None` if the section is absent and not needed, or after a problem was noted.
    pub(super) fn read(reader: &mut Reader, needed: bool) -> Option<Self> {
        let absent = !needed && !reader.has_key_in("model");
        reader.may_be_missing(absent);
        let remedy = "the address of an OpenAI-compatible endpoint with its version, such as https://api.openai.com/v1";
        let api_base = reader.required("model.api_base", remedy, service_address);
        let name = reader.required("model.name", "the model's name at the endpoint", checks::text);
        let api_key = reader.secret("model.api_key", "leave it out where the endpoint needs none", hidden);
        let limits = [("max_tokens", TokenLimit::MaxTokens), ("max_completion_tokens", TokenLimit::MaxCompletionTokens)];
        let read = (
            reader.number("model.timeout_secs", 20, 1..=60),
            reader.number("model.max_tokens", 600, 50..=8_000),
            reader.choice("model.token_limit", &limits),
            reader.flag("model.stream", true),
            reader.flag("model.summaries", true),
        );
        let remedy = "a number such as 0.2; leave it out where the model takes none";
        let temperature = reader.optional("model.temperature", remedy, |text| match text.parse() {
            Ok(temperature) if (0.0..=2.0).contains(&temperature) => Ok(temperature),
            _ => Err("must be a number from 0 to 2"),
        });
        reader.may_be_missing(false);
        let (timeout_secs, max_tokens, token_limit, stream, summaries) = read;
        Some(Self { api_base: api_base?, name: name?, api_key, timeout_secs, max_tokens, token_limit, temperature, stream, summaries })
    }
}
