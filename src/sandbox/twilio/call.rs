//! One REST request, taken apart: path parameters, query, form, and what the headers say.

use super::core::Core;
use super::hooks::Origin;
use super::refusal::Refusal;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

type Pairs = Vec<(String, String)>;

/// The path before nested routers have cut it, put into the request by `account::authenticate`.
#[derive(Clone)]
pub(crate) struct FullPath(pub String);

/// What every REST handler gets.
pub(crate) struct Call {
    pub core: Arc<Core>,
    /// The path without the query.
    pub path: String,
    /// The host that the client believes it is talking to.
    pub host: String,
    params: HashMap<String, String>,
    query: Pairs,
    form: Pairs,
    hooks: bool,
}

impl FromRequest<Arc<Core>> for Call {
    type Rejection = Refusal;

    async fn from_request(request: Request, core: &Arc<Core>) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let raw = RawPathParams::from_request_parts(&mut parts, core).await.map_err(|e| Refusal::invalid(e.to_string()))?;
        let params = raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let header = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let host = Some(header("x-original-host")).filter(|h| !h.is_empty()).unwrap_or_else(|| header("host"));
        let hooks = header("x-twilio-webhook-enabled").eq_ignore_ascii_case("true");
        let path = parts.extensions.get::<FullPath>().map_or_else(|| parts.uri.path().to_owned(), |full| full.0.clone());
        let query = pairs(parts.uri.query().unwrap_or_default().as_bytes())?;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), core)
            .await
            .map_err(|_| Refusal::new(413, 20413, "Request entity too large"))?;
        Ok(Self { core: Arc::clone(core), path, host, params, query, form: pairs(&bytes)?, hooks })
    }
}

fn pairs(bytes: &[u8]) -> Result<Pairs, Refusal> {
    serde_urlencoded::from_bytes(bytes).map_err(|_| Refusal::invalid("The form could not be read"))
}

impl Call {
    /// A parameter of the path, empty if the route has none of that name.
    pub(crate) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("", String::as_str)
    }

    /// A field of the form or else of the query.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let find = |pairs: &'_ Pairs| pairs.iter().position(|(n, _)| n == name);
        match find(&self.form) {
            Some(at) => Some(&self.form[at].1),
            None => find(&self.query).map(|at| self.query[at].1.as_str()),
        }
    }

    /// A field, owned.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// A field that must be there.
    pub(crate) fn require(&self, name: &str) -> Result<&str, Refusal> {
        self.get(name).ok_or_else(|| Refusal::invalid(format!("Missing required parameter {name} in the post body")))
    }

    /// All values of a repeated field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.form.iter().chain(&self.query).filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect()
    }

    /// A field that holds a whole number.
    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let read = |text: &str| text.parse().map_err(|_| Refusal::invalid(format!("{name} must be a whole number")));
        self.get(name).filter(|t| !t.is_empty()).map(read).transpose()
    }

    /// A field that holds JSON text.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        let read = |text: &str| serde_json::from_str(text).map_err(|e| Refusal::invalid(format!("{name} is not valid JSON: {e}")));
        self.get(name).map(read).transpose()
    }

    /// An `Attributes` field: JSON text, kept as text, at most `limit` bytes.
    pub(crate) fn attributes(&self, limit: usize) -> Result<Option<String>, Refusal> {
        self.json("Attributes")?;
        match self.text("Attributes") {
            Some(text) if text.len() > limit => Err(Refusal::invalid(format!("Attributes must not be longer than {limit} bytes"))),
            other => Ok(other),
        }
    }

    /// A field of at most `limit` characters.
    pub(crate) fn short(&self, name: &str, limit: usize) -> Result<Option<String>, Refusal> {
        match self.text(name) {
            Some(text) if text.chars().count() > limit => {
                Err(Refusal::invalid(format!("{name} must not be longer than {limit} characters")))
            }
            other => Ok(other),
        }
    }

    /// The chat service that the path names, if the request came through the `/Services/{IS}` tree.
    pub(crate) fn service(&self) -> Option<&str> {
        self.params.get("service").map(String::as_str)
    }

    /// The start of the URLs in this request's answer: with or without the service.
    pub(crate) fn tree(&self) -> String {
        match self.service() {
            Some(service) => format!("{}/v1/Services/{service}", self.core.base),
            None => format!("{}/v1", self.core.base),
        }
    }

    /// Who writes, and whether webhooks are wanted.
    pub(crate) fn origin(&self) -> Origin {
        Origin::Rest { hooks: self.hooks }
    }

    /// The query without what belongs to paging.
    pub(crate) fn filters(&self) -> impl Iterator<Item = &(String, String)> {
        self.query.iter().filter(|(name, _)| !matches!(name.as_str(), "Page" | "PageSize" | "PageToken"))
    }
}
