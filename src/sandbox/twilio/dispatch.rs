//! Sends webhooks: signed forms, one lane per conversation so that their order is kept, repeated on failure, mistreated on request.

use super::core::{Busy, Core};
use super::hooks::Fields;
use super::{sid, sign};
use crate::domain::clock::Millis;
use crate::sandbox::faults::{Service, WebhookHarm};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How a webhook is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

impl Method {
    /// POST unless the text says GET, in any case.
    pub(crate) fn read(text: &str) -> Self {
        if text.eq_ignore_ascii_case("GET") { Self::Get } else { Self::Post }
    }
}

/// A webhook that is to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub id: u64,
    /// Those of one lane go out one after the other.
    pub lane: String,
    pub url: String,
    pub method: Method,
    pub event: String,
    pub fields: Fields,
    /// Whether `RetryCount` belongs to the fields and a failure is repeated.
    pub repeats: bool,
    pub timeout: Duration,
    /// The same for every repetition, so that a receiver can recognise one.
    pub idempotency: String,
}

/// A webhook as it is remembered for tests and for the page.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub id: u64,
    pub at: Millis,
    pub url: String,
    pub event: String,
    pub fields: Fields,
    pub attempts: Vec<Attempt>,
    pub lost: bool,
}

/// One request and what came of it.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub at: Millis,
    pub retry: u32,
    pub result: Result<u16, String>,
}

impl Outgoing {
    /// A Conversations webhook: five seconds, repeated on failure.
    pub(crate) fn new(lane: &str, url: String, method: Method, event: &str, fields: Fields) -> Self {
        let timeout = Duration::from_secs(5);
        Self {
            id: 0,
            lane: lane.to_owned(),
            url,
            method,
            event: event.to_owned(),
            fields,
            repeats: true,
            timeout,
            idempotency: sid::uuid(),
        }
    }

    /// A TaskRouter event callback: fifteen seconds, sent once.
    pub(crate) fn event_callback(lane: &str, url: String, event: &str, fields: Fields) -> Self {
        let timeout = Duration::from_secs(15);
        Self { repeats: false, timeout, ..Self::new(&format!("events/{lane}"), url, Method::Post, event, fields) }
    }

    pub(crate) fn record(&self, at: Millis) -> Sent {
        let (url, event, fields) = (self.url.clone(), self.event.clone(), self.fields.clone());
        Sent { id: 0, at, url, event, fields, attempts: Vec::new(), lost: false }
    }
}

impl Sent {
    /// The form of the page and of tests.
    pub(crate) fn json(&self) -> Value {
        let fields: serde_json::Map<String, Value> = self.fields.iter().map(|(n, v)| (n.clone(), json!(v))).collect();
        let attempts: Vec<Value> = self
            .attempts
            .iter()
            .map(|a| match &a.result {
                Ok(status) => json!({ "at": a.at, "retry": a.retry, "status": status }),
                Err(error) => json!({ "at": a.at, "retry": a.retry, "error": error }),
            })
            .collect();
        json!({ "id": self.id, "at": self.at, "url": self.url, "event": self.event, "fields": fields, "attempts": attempts, "lost": self.lost })
    }
}

/// The waiting webhooks. A lane exists while its worker runs.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<HashMap<String, VecDeque<(Outgoing, Busy)>>>);

impl Lanes {
    /// True if the lane needs a worker.
    fn add(&self, outgoing: Outgoing, busy: Busy) -> bool {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = !lanes.contains_key(&outgoing.lane);
        lanes.entry(outgoing.lane.clone()).or_default().push_back((outgoing, busy));
        new
    }

    /// The next of a lane, or the end of the lane.
    fn take(&self, lane: &str) -> Option<(Outgoing, Busy)> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = lanes.get_mut(lane).and_then(VecDeque::pop_front);
        if next.is_none() {
            lanes.remove(lane);
        }
        next
    }
}

/// Puts a webhook into its lane.
pub(crate) fn push(core: &Arc<Core>, outgoing: Outgoing) {
    let lane = outgoing.lane.clone();
    if core.lanes.add(outgoing, core.busy()) {
        let worker = Arc::clone(core);
        core.spawn(async move {
            while let Some((outgoing, busy)) = worker.lanes.take(&lane) {
                handle(&worker, outgoing, busy).await;
            }
        });
    }
}

async fn handle(core: &Arc<Core>, outgoing: Outgoing, busy: Busy) {
    match core.faults.webhook(Service::Twilio, &outgoing.event) {
        None => deliver(core, &outgoing, false).await,
        Some(WebhookHarm::Forge) => deliver(core, &outgoing, true).await,
        Some(WebhookHarm::Lose) => core.with(|state| {
            if let Some(sent) = state.sent.iter_mut().rev().find(|s| s.id == outgoing.id) {
                sent.lost = true;
            }
        }),
        Some(WebhookHarm::Duplicate { copies }) => {
            deliver(core, &outgoing, false).await;
            for copy in 1..=copies {
                let _ = attempt(core, &outgoing, copy, false).await;
            }
        }
        Some(WebhookHarm::Delay { ms }) => {
            let later = Arc::clone(core);
            let at = core.clock.now() + i64::try_from(ms).unwrap_or(i64::MAX / 2);
            core.spawn(async move {
                later.clock.until(at).await;
                deliver(&later, &outgoing, false).await;
                drop(busy);
            });
        }
    }
}

async fn deliver(core: &Arc<Core>, outgoing: &Outgoing, forged: bool) {
    let retries = if outgoing.repeats { core.settings.webhook_retries } else { 0 };
    for retry in 0..=retries {
        if retry > 0 {
            core.clock.until(core.clock.now() + core.settings.webhook_retry_delay_ms).await;
        }
        if attempt(core, outgoing, retry, forged).await {
            return;
        }
    }
}

/// One request; true if it was answered with 2xx.
async fn attempt(core: &Arc<Core>, outgoing: &Outgoing, retry: u32, forged: bool) -> bool {
    let at = core.clock.now();
    let result = request(core, outgoing, retry, forged).await;
    let good = matches!(result, Ok(status) if (200..300).contains(&status));
    core.with(|state| {
        if let Some(sent) = state.sent.iter_mut().rev().find(|s| s.id == outgoing.id) {
            sent.attempts.push(Attempt { at, retry, result });
        }
        state.tell("webhook", &outgoing.id.to_string(), &outgoing.event);
    });
    good
}

async fn request(core: &Arc<Core>, outgoing: &Outgoing, retry: u32, forged: bool) -> Result<u16, String> {
    let mut fields = outgoing.fields.clone();
    if outgoing.repeats {
        fields.push(("RetryCount".into(), retry.to_string()));
    }
    let mut url = reqwest::Url::parse(&outgoing.url).map_err(|e| e.to_string())?;
    url.set_fragment(None);
    let token = if forged { "forged".to_owned() } else { core.with(|state| state.account.token.clone()) };
    let request = match outgoing.method {
        Method::Post => {
            let signature = sign::sign(&token, url.as_str(), &fields);
            let body = serde_urlencoded::to_string(&fields).map_err(|e| e.to_string())?;
            let kind = "application/x-www-form-urlencoded; charset=utf-8";
            core.http.post(url).header("content-type", kind).header("x-twilio-signature", signature).body(body)
        }
        Method::Get => {
            url.query_pairs_mut().extend_pairs(&fields);
            let signature = sign::sign(&token, url.as_str(), &[]);
            core.http.get(url).header("x-twilio-signature", signature)
        }
    };
    let answer = request
        .header("i-twilio-idempotency-token", &outgoing.idempotency)
        .header("accept", "*/*")
        .timeout(outgoing.timeout)
        .send()
        .await
        .map_err(|e| e.without_url().to_string())?;
    Ok(answer.status().as_u16())
}
