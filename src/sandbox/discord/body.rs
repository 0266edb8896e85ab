//! Reads request bodies: JSON, or multipart with `payload_json` and `files[n]`.

use super::errors::{Answer, INVALID_JSON, Refusal, TOO_LARGE};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use serde_json::{Map, Value};

/// Discord's ceiling for a whole request.
pub const MAX_REQUEST: usize = 25 * 1024 * 1024;
/// Discord's ceiling for one attachment where nobody has paid for more.
pub const MAX_FILE: usize = 10 * 1024 * 1024;

/// A file of a multipart body.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The `n` of `files[n]`, which `attachments[].id` refers to.
    pub index: u64,
    pub filename: String,
    pub content_type: Option<String>,
    pub bytes: Bytes,
}

/// A body: an object (or a list, for bulk routes) and its files. No body at all reads as `{}`.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub value: Value,
    pub files: Vec<Upload>,
}

impl Form {
    /// A member of the body, if it is there and not null.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.value.get(key).filter(|value| !value.is_null())
    }

    /// A text member of the body.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Value::as_str)
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Answer<Self> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, state).await.map_err(|_| Refusal::from(INVALID_JSON))?;
            return multipart(parts).await;
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Refusal::from(TOO_LARGE))?;
        if bytes.is_empty() {
            return Ok(Self { value: Value::Object(Map::new()), files: Vec::new() });
        }
        if !kind.starts_with("application/json") {
            return Err(Refusal::field("", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be one of {'application/json'}."));
        }
        Ok(Self { value: parse(&bytes)?, files: Vec::new() })
    }
}

fn parse(bytes: &[u8]) -> Answer<Value> {
    match serde_json::from_slice(bytes) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => Ok(value),
        Ok(_) => Err(Refusal::field("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")),
        Err(_) => Err(INVALID_JSON.into()),
    }
}

async fn multipart(mut parts: Multipart) -> Answer<Form> {
    let mut form = Form { value: Value::Object(Map::new()), files: Vec::new() };
    let mut loose = Map::new();
    while let Some(field) = parts.next_field().await.map_err(|_| Refusal::from(TOO_LARGE))? {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| Refusal::from(TOO_LARGE))?;
        if name == "payload_json" {
            form.value = parse(&bytes)?;
        } else if let Some(filename) = filename {
            if bytes.len() > MAX_FILE {
                return Err(TOO_LARGE.into());
            }
            let number = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')).and_then(|n| n.parse().ok());
            let index = number.unwrap_or(form.files.len() as u64);
            form.files.push(Upload { index, filename, content_type, bytes });
        } else {
            loose.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    if let Value::Object(map) = &mut form.value {
        for (key, value) in loose {
            map.entry(key).or_insert(value);
        }
    }
    Ok(form)
}
