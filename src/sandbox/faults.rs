//! Misbehaviour on request: what the emulators do wrong, how often and to whom.
//!
//! A test (or a person on the sandbox page) posts a [`Rule`]; the emulators ask [`Faults::http`], [`Faults::webhook`],
//! [`Faults::gateway`] and [`Faults::model`] at the moment they are about to act. Rules are counted down as they strike, so a run is repeatable.
//!
//! To add one more kind: a variant in [`Kind`], and the question in the emulator that can commit it.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Which emulator a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    Discord,
    Twilio,
    Model,
}

/// One instruction to misbehave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub service: Service,
    #[serde(flatten)]
    pub kind: Kind,
    /// How many times it strikes before it is spent.
    #[serde(default = "once")]
    pub times: u32,
    /// Let this many matching occasions pass first.
    #[serde(default)]
    pub skip: u32,
    /// Strike only every n-th matching occasion (1 = all).
    #[serde(default = "once")]
    pub every: u32,
}

fn once() -> u32 {
    1
}

/// What goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A REST request is answered wrongly, late or not at all.
    Http(Http),
    /// A webhook or interaction that the emulator sends is mistreated.
    Webhook {
        /// Event name (`onMessageAdded`, `task.created`, `interaction` …); every one if absent.
        event: Option<String>,
        #[serde(flatten)]
        harm: WebhookHarm,
    },
    /// The gateway misbehaves at the next dispatch.
    Gateway(GatewayHarm),
    /// The model misbehaves in its next answer.
    Model(ModelHarm),
}

/// See [`Kind::Http`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Http {
    /// `GET`, `POST` …; every method if absent.
    pub method: Option<String>,
    /// A part of the path that must occur, such as `/messages`.
    pub path: Option<String>,
    /// The status to answer instead.
    pub status: Option<u16>,
    /// Body of that answer: a JSON value, or a string sent as it is.
    pub body: Option<Value>,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Wait this long before answering, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// Do the work first, and only then answer wrongly: the caller cannot know.
    #[serde(default)]
    pub after_acting: bool,
    /// Break the connection in place of an answer.
    #[serde(default)]
    pub drop: bool,
}

/// See [`Kind::Webhook`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "harm", rename_all = "snake_case")]
pub enum WebhookHarm {
    /// Never sent.
    Lose,
    /// Sent again, `copies` more times, with a growing `RetryCount`.
    Duplicate { copies: u32 },
    /// Sent this much later, while later ones go ahead.
    Delay { ms: u64 },
    /// Sent with a signature that does not fit.
    Forge,
}

/// See [`Kind::Gateway`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "harm", rename_all = "snake_case")]
pub enum GatewayHarm {
    /// Close with this code.
    Close { code: u16 },
    /// Send op 7.
    Reconnect,
    /// Send op 9 with this `d`.
    InvalidSession { resumable: bool },
    /// Stop acknowledging heartbeats.
    IgnoreHeartbeats,
    /// Cut the TCP connection.
    Cut,
    /// Dispatch the same event twice.
    Duplicate,
    /// Swallow the dispatch as if it had never happened.
    Lose,
    /// Refuse to resume: the next op 6 is answered with op 9 `false`.
    ForgetSession,
    /// Send nothing more on this connection, heartbeat acknowledgements excepted.
    Silence,
    /// Hold the dispatch back until after the next one.
    Swap,
    /// Send the dispatch with fields of the wrong types, which strict clients cannot read.
    Garble,
    /// Accept the next connection and close it at once with this code.
    Refuse { code: u16 },
    /// Leave the guilds out of the next READY.
    OmitGuild,
}

/// See [`Kind::Model`]. `after` counts pieces of a streamed answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "harm", rename_all = "snake_case")]
pub enum ModelHarm {
    /// Refuse a request whose answer is to have this form: `json_schema`, `json_object` or `text`.
    RefuseForm { form: String },
    /// Send an error in place of the rest.
    FailInStream { after: usize },
    /// Break the connection.
    Cut { after: usize },
    /// End the stream as if that were all.
    End { after: usize },
    /// Say nothing more until told to go on.
    Hold { after: usize },
    /// Send what nobody can read.
    Garble,
}

#[derive(Debug)]
struct Armed {
    rule: Rule,
    seen: u32,
    left: u32,
}

/// The rules in force. Cheap to clone; all clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Armed>>>);

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a rule in force.
    pub fn add(&self, rule: Rule) {
        let left = rule.times;
        self.lock().push(Armed { rule, seen: 0, left });
    }

    /// Ends all misbehaviour.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn strike<T>(&self, service: Service, pick: impl Fn(&Kind) -> Option<T>) -> Option<T> {
        let mut rules = self.lock();
        for armed in rules.iter_mut() {
            if armed.rule.service != service || armed.left == 0 {
                continue;
            }
            let Some(found) = pick(&armed.rule.kind) else { continue };
            armed.seen += 1;
            let nth = armed.seen;
            if nth <= armed.rule.skip || !(nth - armed.rule.skip - 1).is_multiple_of(armed.rule.every.max(1)) {
                continue;
            }
            armed.left -= 1;
            return Some(found);
        }
        None
    }

    /// Is this REST request to be mistreated?
    pub fn http(&self, service: Service, method: &str, path: &str) -> Option<Http> {
        self.strike(service, |kind| match kind {
            Kind::Http(h)
                if h.method.as_deref().is_none_or(|m| m.eq_ignore_ascii_case(method))
                    && h.path.as_deref().is_none_or(|p| path.contains(p)) =>
            {
                Some(h.clone())
            }
            _ => None,
        })
    }

    /// Is this outgoing webhook to be mistreated?
    pub fn webhook(&self, service: Service, event: &str) -> Option<WebhookHarm> {
        self.strike(service, |kind| match kind {
            Kind::Webhook { event: wanted, harm } if wanted.as_deref().is_none_or(|w| w == event) => Some(*harm),
            _ => None,
        })
    }

    /// Is the gateway to misbehave now? `fits` says which harms can be done at this point.
    pub fn gateway(&self, fits: impl Fn(GatewayHarm) -> bool) -> Option<GatewayHarm> {
        self.strike(Service::Discord, |kind| match kind {
            Kind::Gateway(harm) if fits(*harm) => Some(*harm),
            _ => None,
        })
    }

    /// Is the model to misbehave now? `fits` says which harms can be done at this point.
    pub fn model(&self, fits: impl Fn(&ModelHarm) -> bool) -> Option<ModelHarm> {
        self.strike(Service::Model, |kind| match kind {
            Kind::Model(harm) if fits(harm) => Some(harm.clone()),
            _ => None,
        })
    }
}

/// Wraps a service's REST routes: use with `axum::middleware::from_fn_with_state((faults, service), intercept)`.
pub async fn intercept(State((faults, service)): State<(Faults, Service)>, request: Request, next: Next) -> Response {
    let Some(fault) = faults.http(service, request.method().as_str(), request.uri().path()) else {
        return next.run(request).await;
    };
    let real = if fault.after_acting || (fault.status.is_none() && !fault.drop) { Some(next.run(request).await) } else { None };
    if fault.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    }
    if fault.drop {
        return broken_connection();
    }
    match (fault.status, real) {
        (None, Some(real)) => real,
        (status, _) => wrong_answer(&fault, status.unwrap_or(500)),
    }
}

/// An answer whose body fails at once: hyper cuts the connection, which the caller sees as a reset.
fn broken_connection() -> Response {
    let broken = futures_util::stream::once(async { Err::<bytes::Bytes, _>(std::io::Error::other("dropped on request")) });
    let mut response = Response::new(Body::from_stream(broken));
    response.headers_mut().insert("content-length", HeaderValue::from_static("100000"));
    response
}

fn wrong_answer(fault: &Http, status: u16) -> Response {
    let mut headers = HeaderMap::new();
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str())) {
            headers.insert(name, value);
        }
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match &fault.body {
        Some(Value::String(text)) => (status, headers, text.clone()).into_response(),
        Some(value) => (status, headers, Json(value.clone())).into_response(),
        None => (status, headers).into_response(),
    }
}

/// `POST /faults`: put a rule, or a list of rules, in force.
pub async fn add(State(faults): State<Faults>, Json(body): Json<Value>) -> Response {
    let rules = if body.is_array() { serde_json::from_value::<Vec<Rule>>(body) } else { serde_json::from_value(body).map(|r| vec![r]) };
    match rules {
        Ok(rules) => {
            rules.into_iter().for_each(|rule| faults.add(rule));
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => (StatusCode::BAD_REQUEST, Json(json!({ "error": error.to_string() }))).into_response(),
    }
}

/// `DELETE /faults`: end all misbehaviour.
pub async fn clear(State(faults): State<Faults>) -> StatusCode {
    faults.clear();
    StatusCode::NO_CONTENT
}

/// `GET /faults`: the rules with what is left of each.
pub async fn list(State(faults): State<Faults>) -> Json<Value> {
    Json(faults.lock().iter().map(|a| json!({ "rule": a.rule, "seen": a.seen, "left": a.left })).collect())
}
