//! Asks a model for JSON: with a schema, without one where the endpoint takes none, and in plain words where it knows no JSON mode.
//!
//! What an endpoint refused is not asked of it again. Nothing depends on which way worked: the answer is read and checked all the same.

use super::Settings;
use super::call::{Call, Unusable};
use super::error::Failure;
use super::stream::Pieces;
use crate::assistant::prompt::PromptMessage;
use crate::domain::clock::SharedClock;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The forms of an answer, most exact first.
const FORMS: [Form; 3] = [Form::Schema, Form::Json, Form::Words];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Schema,
    Json,
    Words,
}

/// What has to come back.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Letters, digits, `_` and `-`.
    pub name: &'static str,
    /// Its JSON schema, as text.
    pub schema: &'static str,
    /// The messages.
    pub messages: &'a [PromptMessage],
    /// Piece by piece, if the endpoint does so.
    pub stream: bool,
}

/// See the module.
pub struct Chat {
    call: Call,
    settings: Settings,
    /// Which of [`FORMS`] is the first that was not refused.
    form: AtomicUsize,
}

#[derive(serde::Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: &'a [PromptMessage],
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<ResponseFormat>,
    #[serde(flatten)]
    bound: Map<String, Value>,
}

#[derive(serde::Serialize)]
struct ResponseFormat {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    json_schema: Option<Schema>,
}

#[derive(serde::Serialize)]
struct Schema {
    name: &'static str,
    strict: bool,
    /// As it was written: the order of its keys counts.
    schema: Box<RawValue>,
}

impl Chat {
    /// A client for this endpoint.
    ///
    /// # Errors
    /// When the HTTP or TLS library does not start.
    pub fn new(settings: Settings, clock: SharedClock) -> Result<Self, Unusable> {
        Ok(Self { call: Call::new(&settings, clock)?, settings, form: AtomicUsize::new(0) })
    }

    /// The settings it was built with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The endpoint, for other requests.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Asks, and gives the answer as it comes.
    ///
    /// # Errors
    /// How it failed, when it failed in every form or for another reason than the form.
    pub async fn ask(&self, wanted: Wanted<'_>) -> Result<Pieces, Failure> {
        let mut at = self.form.load(Ordering::Relaxed);
        loop {
            match self.call.post("/chat/completions", &self.request(wanted, FORMS[at])).await {
                Ok(response) => {
                    // Only what then worked says that it was the form that was refused.
                    self.form.store(at, Ordering::Relaxed);
                    return Pieces::of(response).await;
                }
                Err(failure) if failure.is_about_the_request() && at + 1 < FORMS.len() => at += 1,
                Err(failure) => return Err(failure),
            }
        }
    }

    /// Asks, and gives the whole answer.
    ///
    /// # Errors
    /// As [`Chat::ask`], and when the answer breaks off.
    pub async fn whole(&self, wanted: Wanted<'_>) -> Result<String, Failure> {
        let mut pieces = self.ask(wanted).await?;
        let mut text = String::new();
        while let Some(piece) = pieces.next().await? {
            text.push_str(&piece);
        }
        Ok(text)
    }

    fn request<'a>(&'a self, wanted: Wanted<'a>, form: Form) -> Request<'a> {
        let response_format = match form {
            Form::Schema => Some(ResponseFormat { kind: "json_schema", json_schema: schema(wanted) }),
            Form::Json => Some(ResponseFormat { kind: "json_object", json_schema: None }),
            Form::Words => None,
        };
        let bound = Map::from_iter([(self.settings.token_bound.to_owned(), json!(self.settings.max_tokens))]);
        let Settings { model, temperature, .. } = &self.settings;
        Request { model, messages: wanted.messages, stream: wanted.stream, temperature: *temperature, response_format, bound }
    }
}

fn schema(wanted: Wanted<'_>) -> Option<Schema> {
    let schema = RawValue::from_string(wanted.schema.to_owned()).expect("the schemas are our own and valid JSON");
    Some(Schema { name: wanted.name, strict: true, schema })
}
