//! One request and what became of it.

use super::super::error::{Answered, Failure};
use super::{Client, Host};
use crate::domain::clock::Millis;
use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The longest JSON answer that is read: a full page of messages with full attributes.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;
/// The longest error body that is read.
const LONGEST_ERROR: usize = 64 * 1024;
/// Twilio's text in errors is cut to this many characters.
const LONGEST_TEXT: usize = 200;

/// How long a file may take, in place of the ordinary limit.
const FILE_TIMEOUT: Duration = Duration::from_secs(60);

/// A request that has not been sent.
pub(super) struct Call {
    request: RequestBuilder,
}

impl Client {
    pub(super) fn get(&self, host: Host, path: &[&str]) -> Call {
        self.call(Method::GET, host, path)
    }

    pub(super) fn post(&self, host: Host, path: &[&str]) -> Call {
        self.call(Method::POST, host, path)
    }

    pub(super) fn delete(&self, host: Host, path: &[&str]) -> Call {
        self.call(Method::DELETE, host, path)
    }

    fn call(&self, method: Method, host: Host, path: &[&str]) -> Call {
        let mut url = self.base(host).clone();
        url.path_segments_mut().expect("a base address is an HTTP address").pop_if_empty().extend(path);
        self.with_credentials(method, host, url)
    }

    /// The next page of a list: the address Twilio gave, but on our own base, so that credentials go nowhere else.
    pub(super) fn follow(&self, host: Host, address: &str) -> Result<Call, Failure> {
        let unreadable = || Failure::Unreadable("the address of the next page".to_owned());
        let theirs = Url::parse(address).map_err(|_| unreadable())?;
        let base = self.base(host);
        let mut url = base.clone();
        let prefix = base.path().trim_end_matches('/');
        let path = theirs.path().strip_prefix(prefix).unwrap_or(theirs.path());
        url.set_path(&format!("{prefix}{path}"));
        url.set_query(theirs.query());
        Ok(self.with_credentials(Method::GET, host, url))
    }

    fn with_credentials(&self, method: Method, host: Host, url: Url) -> Call {
        let mut request = self.http.request(method, url).header(AUTHORIZATION, self.authorization.clone());
        if self.one_base {
            request = request.header("X-Original-Host", host.name());
        }
        Call { request }
    }

    /// Fetches from an address that carries its own authority, without our credentials.
    pub(super) fn open(&self, address: &str) -> Call {
        Call { request: self.http.get(address) }
    }
}

impl Call {
    pub(super) fn form(self, fields: &[(&str, &str)]) -> Self {
        Self { request: self.request.form(fields) }
    }

    pub(super) fn query(self, fields: &[(&str, &str)]) -> Self {
        Self { request: self.request.query(fields) }
    }

    /// Tells webhooks and the flow about what this writes.
    pub(super) fn announced(self, announce: bool) -> Self {
        if announce { Self { request: self.request.header("X-Twilio-Webhook-Enabled", "true") } } else { self }
    }

    pub(super) fn raw(self, content_type: &str, content: Bytes) -> Self {
        Self { request: self.request.header(CONTENT_TYPE, content_type).body(content) }
    }

    /// Allows the time a file needs.
    pub(super) fn patient(self) -> Self {
        Self { request: self.request.timeout(FILE_TIMEOUT) }
    }

    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, Failure> {
        Ok(self.json_and_date().await?.0)
    }

    pub(super) async fn json_and_date<T: DeserializeOwned>(self) -> Result<(T, Option<String>), Failure> {
        let response = self.send().await?;
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok()).map(str::to_owned);
        let body = bounded(response, LONGEST_ANSWER).await?;
        let answer = serde_json::from_slice(&body).map_err(|error| Failure::Unreadable(error.to_string()))?;
        Ok((answer, date))
    }

    pub(super) async fn nothing(self) -> Result<(), Failure> {
        let response = self.send().await?;
        // Read to its end, so that the connection can be used again.
        bounded(response, LONGEST_ANSWER).await.map(|_| ())
    }

    /// The response when it is a success, otherwise why not.
    pub(super) async fn send(self) -> Result<Response, Failure> {
        let response = self.request.send().await.map_err(not_sent)?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }

    /// Like [`Call::send`], but an address to go to instead is an answer too.
    pub(super) async fn send_or_moved(self) -> Result<Result<Response, String>, Failure> {
        let response = self.request.send().await.map_err(not_sent)?;
        if response.status().is_redirection()
            && let Some(address) = response.headers().get(LOCATION).and_then(|address| address.to_str().ok())
        {
            let address = response.url().join(address).map_err(|_| Failure::Unreadable("a redirect".to_owned()))?;
            return Ok(Err(address.into()));
        }
        if response.status().is_success() { Ok(Ok(response)) } else { Err(refusal(response).await) }
    }
}

/// The text of an HTTP error without the address, which may hold a signature.
pub(super) fn broken(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

fn not_sent(error: reqwest::Error) -> Failure {
    if error.is_connect() || error.is_builder() { Failure::NotReached(broken(error)) } else { Failure::NoAnswer(broken(error)) }
}

async fn bounded(mut response: Response, limit: usize) -> Result<Bytes, Failure> {
    let Some(first) = response.chunk().await.map_err(|error| Failure::NoAnswer(broken(error)))? else {
        return Ok(Bytes::new());
    };
    let mut whole = None;
    while let Some(more) = response.chunk().await.map_err(|error| Failure::NoAnswer(broken(error)))? {
        let whole = whole.get_or_insert_with(|| BytesMut::from(&first[..]));
        if whole.len() + more.len() > limit {
            return Err(Failure::Unreadable("it is too long".to_owned()));
        }
        whole.extend_from_slice(&more);
    }
    Ok(whole.map_or(first, BytesMut::freeze))
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    code: Option<u32>,
    #[serde(default)]
    message: String,
    /// The text in the newer error format.
    #[serde(default)]
    detail: String,
}

async fn refusal(response: Response) -> Failure {
    let status = response.status().as_u16();
    let retry_after = retry_after(response.headers());
    // A body that cannot be read is no body: status and header say enough.
    let body = bounded(response, LONGEST_ERROR).await.unwrap_or_default();
    let ErrorBody { code, message, detail } = serde_json::from_slice(&body).unwrap_or_default();
    let text = if message.is_empty() { detail } else { message };
    Failure::Answered(Answered { status, code, message: text.chars().take(LONGEST_TEXT).collect(), retry_after })
}

/// `Retry-After` in seconds, as milliseconds. The form with a date, which Twilio does not use, counts as none.
fn retry_after(headers: &HeaderMap) -> Option<Millis> {
    let seconds: f64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a day before")]
    (seconds.is_finite() && seconds >= 0.0).then_some((seconds.min(86_400.0) * 1_000.0) as Millis)
}
