//! What is answered when it is not what was asked for: told outside without our inside, and to the log with it.

use super::frame::{self, Frame};
use super::password::HashFailed;
use super::token::NoRandom;
use crate::relay::inlet::InletError;
use crate::store::StoreError;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::csrf::ProtectionError;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not there, or not for them: which of both must not show.
    #[error("There is nothing here, or it is not for you to see.")]
    NotFound,
    /// Seen, but not to be done by them.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Sent in a form that no page of ours sends.
    #[error("{0}")]
    Malformed(&'static str),
    /// It was there once.
    #[error("{0}")]
    Gone(&'static str),
    /// Too much at once.
    #[error("{0}")]
    TooMuch(&'static str),
    /// Ours to mend. Holds what the log is told.
    #[error("Something went wrong on our side. Nothing was changed; try again in a moment.")]
    Ours(String),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Forbidden(_) => StatusCode::FORBIDDEN,
            Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
            Refusal::Gone(_) => StatusCode::GONE,
            Refusal::TooMuch(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Ours(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Refusal::NotFound => "Not found",
            Refusal::Forbidden(_) => "Not allowed",
            Refusal::Malformed(_) => "Not understood",
            Refusal::Gone(_) => "No longer there",
            Refusal::TooMuch(_) => "Too much at once",
            Refusal::Ours(_) => "Not now",
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<InletError> for Refusal {
    fn from(error: InletError) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<HashFailed> for Refusal {
    fn from(error: HashFailed) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<NoRandom> for Refusal {
    fn from(error: NoRandom) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<askama::Error> for Refusal {
    fn from(error: askama::Error) -> Self {
        Self::Ours(format!("a page was not made: {error}"))
    }
}

impl IntoResponse for Refusal {
    /// Bare; [`dress`] makes a page of it, which has to know the request.
    fn into_response(self) -> Response {
        if let Refusal::Ours(inside) = &self {
            tracing::warn!(why = inside, "A page of the console could not be served");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    frame: Frame,
    title: &'static str,
    text: String,
}

/// Makes pages of bare refusals: our own, those of the same-origin check, and forms that cannot be read.
pub async fn dress(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let by_script = is_by_script(&parts.headers);
    let response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let refusal = if let Some(refusal) = response.extensions().get::<Refusal>() {
        refusal.clone()
    } else if kind.starts_with("text/html") || !(status.is_client_error() || status.is_server_error()) {
        return response;
    } else if response.extensions().get::<ProtectionError>().is_some() {
        Refusal::Forbidden("This came from another site, so it was not done. Open the console itself and try again there.")
    } else {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Refusal::NotFound,
            // Says where to sign in.
            StatusCode::UNAUTHORIZED => return response,
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::Malformed("That is more than can be taken at once (limits.body_bytes)."),
            status if status.is_client_error() => Refusal::Malformed("The form could not be read. Go back, reload the page and try again."),
            _ => return response,
        }
    };
    let status = refusal.status();
    if by_script {
        // A script puts the answer into the page that is there.
        return (status, frame::html(Fragment { text: refusal.to_string() })).into_response();
    }
    (status, frame::html(RefusalPage { frame, title: refusal.title(), text: refusal.to_string() })).into_response()
}

#[derive(Template)]
#[template(source = "<p class=\"problem\" role=\"alert\">{{ text }}</p>", ext = "html")]
struct Fragment {
    text: String,
}

/// Is it a script on our pages that asks?
pub fn is_by_script(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}
