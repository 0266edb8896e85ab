//! The three addresses Twilio calls.
//!
//! Read (bounded) → verify over the raw bytes → parse → submit → answer after the commit. A repeat is answered like the first. The
//! answer tells Twilio everything: 2xx it is on disk, 400/403/413 it never will be, 503 try again.

use super::form::{BadForm, Form};
use super::parse::{self, BadPayload, Parsed};
use super::settings::{CHATBOT, FLEX_EVENTS, FORWARD};
use super::verify::{self, Signed, Verifier};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::delivery::{Reply, Verdict};
use crate::relay::inlet::{Inlet, InletError};
use crate::telemetry::metrics;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::sync::Arc;

/// The largest body that is read.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// What the routes need.
pub struct Webhooks {
    pub verifier: Verifier,
    pub inlet: Inlet,
    pub clock: SharedClock,
}

/// The routes. They must be merged, not nested: the signature is over the whole path.
pub fn routes(webhooks: Arc<Webhooks>) -> Router {
    Router::new().route(FORWARD, post(forward)).route(CHATBOT, post(chatbot)).route(FLEX_EVENTS, post(flex_events)).with_state(webhooks)
}

/// Why a webhook is not accepted.
#[derive(Debug, thiserror::Error)]
enum Rejection {
    #[error("the body is larger than 1 MiB")]
    TooLarge,
    #[error("the X-Twilio-Signature header is missing")]
    Unsigned,
    #[error(transparent)]
    Forged(#[from] verify::Forged),
    #[error(transparent)]
    Bad(#[from] BadPayload),
    #[error("not now, try again")]
    NotStored(#[from] InletError),
}

impl Rejection {
    fn status(&self) -> StatusCode {
        match self {
            Rejection::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Rejection::Unsigned | Rejection::Bad(_) => StatusCode::BAD_REQUEST,
            Rejection::Forged(_) => StatusCode::FORBIDDEN,
            Rejection::NotStored(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<BadForm> for Rejection {
    fn from(bad: BadForm) -> Self {
        Rejection::Bad(bad.into())
    }
}

async fn forward(State(webhooks): State<Arc<Webhooks>>, request: Request) -> Response {
    let taken = webhooks.take(request, |payload, now| parse::conversation::parse(payload.form(), now)).await;
    finish(FORWARD, taken, |_| StatusCode::NO_CONTENT.into_response())
}

async fn flex_events(State(webhooks): State<Arc<Webhooks>>, request: Request) -> Response {
    let taken = webhooks.take(request, |payload, now| parse::flex::parse(payload.form(), now)).await;
    finish(FLEX_EVENTS, taken, |_| StatusCode::NO_CONTENT.into_response())
}

async fn chatbot(State(webhooks): State<Arc<Webhooks>>, request: Request) -> Response {
    let read = |payload: &Payload<'_>, now| match payload {
        Payload::Form(form) => parse::flow::parse_form(form, now),
        Payload::Raw(body) => parse::flow::parse_json(body, now),
    };
    finish(CHATBOT, webhooks.take(request, read).await, |reply| verdict(&reply))
}

/// A verified body.
enum Payload<'a> {
    Form(Form<'a>),
    Raw(&'a [u8]),
}

impl<'a> Payload<'a> {
    /// The fields; none of what is no form, so that the first one needed is said to be missing.
    fn form(&self) -> &Form<'a> {
        const NONE: &Form<'static> = &Form::EMPTY;
        match self {
            Payload::Form(form) => form,
            Payload::Raw(_) => NONE,
        }
    }
}

impl Webhooks {
    async fn take(
        &self,
        request: Request,
        parse: impl FnOnce(&Payload<'_>, Millis) -> Result<Parsed, BadPayload>,
    ) -> Result<Reply, Rejection> {
        let (head, body) = request.into_parts();
        let signature = head.headers.get(verify::HEADER).ok_or(Rejection::Unsigned)?;
        let body = axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|_| Rejection::TooLarge)?;
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        match self.read(path, signature.as_bytes(), &head.headers, &body, parse)? {
            Parsed::Event(event) => Ok(self.inlet.submit(*event).await?),
            Parsed::Ignored(why) => {
                metrics::webhook_ignored(why.name());
                match why {
                    parse::Ignored::Unknown | parse::Ignored::Empty => {
                        tracing::warn!(path = head.uri.path(), why = why.name(), "webhook passed over")
                    }
                    parse::Ignored::Ours | parse::Ignored::NotOurs => {}
                }
                Ok(Reply::Ok)
            }
        }
    }

    fn read(
        &self,
        path: &str,
        signature: &[u8],
        headers: &HeaderMap,
        body: &Bytes,
        parse: impl FnOnce(&Payload<'_>, Millis) -> Result<Parsed, BadPayload>,
    ) -> Result<Parsed, Rejection> {
        let payload = if body.is_empty() || is_form(headers) { Payload::Form(Form::decode(body)?) } else { Payload::Raw(body) };
        let signed = match &payload {
            Payload::Form(form) => Signed::Form(form),
            Payload::Raw(body) => Signed::Raw(body),
        };
        self.verifier.check(path, signature, signed)?;
        Ok(parse(&payload, self.clock.now())?)
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    const FORM: &[u8] = b"application/x-www-form-urlencoded";
    let given = headers.get(CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    given.get(..FORM.len()).is_some_and(|start| start.eq_ignore_ascii_case(FORM))
}

fn finish(path: &'static str, taken: Result<Reply, Rejection>, answer: impl FnOnce(Reply) -> Response) -> Response {
    let rejection = match taken {
        Ok(reply) => return answer(reply),
        Err(rejection) => rejection,
    };
    let status = rejection.status();
    metrics::webhook_rejected(status.as_u16());
    match &rejection {
        Rejection::NotStored(inside) => tracing::error!(path, %inside, "webhook could not be stored"),
        Rejection::TooLarge | Rejection::Unsigned | Rejection::Forged(_) | Rejection::Bad(_) => {
            tracing::warn!(path, status = status.as_u16(), why = %rejection, "webhook refused");
        }
    }
    let mut response = (status, rejection.to_string()).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, axum::http::HeaderValue::from_static("1"));
    }
    response
}

/// The answer to the flow. Studio parses it only when the content type is exactly `application/json`.
fn verdict(reply: &Reply) -> Response {
    let nothing = Verdict::None;
    let verdict = match reply {
        Reply::Flow(verdict) => verdict,
        Reply::Ok | Reply::Interaction(_) | Reply::Changed { .. } | Reply::Denied(_) => &nothing,
    };
    let body = serde_json::to_vec(verdict).expect("a verdict is plain JSON");
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
#[path = "routes_tests.rs"]
mod tests;
