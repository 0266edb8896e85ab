//! What tests and the sandbox page may see of the local Twilio.

use super::core::Core;
use super::desk::worker_json;
use super::taskrouter::model::Worker;
use super::{DeskWorker, LocalTwilio, News, sid, time};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

impl LocalTwilio {
    /// Where the REST API answers, for all of Twilio's hosts.
    #[must_use]
    pub fn api(&self) -> &str {
        &self.core.base
    }

    /// Where the agents' desk answers.
    #[must_use]
    pub fn desk_api(&self) -> String {
        format!("{}/desk", self.core.base)
    }

    /// `AC…`
    #[must_use]
    pub fn account_sid(&self) -> String {
        self.core.with(|state| state.account.sid.clone())
    }

    /// The primary token, which signs webhooks.
    #[must_use]
    pub fn auth_token(&self) -> String {
        self.core.with(|state| state.account.token.clone())
    }

    /// The API key and its secret.
    #[must_use]
    pub fn api_key(&self) -> (String, String) {
        self.core.with(|state| (state.account.key.clone(), state.account.key_secret.clone()))
    }

    /// Makes a new primary token and gives it. The API takes the old one until the next rotation; webhooks are signed with the
    /// new one from now on.
    pub fn rotate_token(&self) -> String {
        self.core.with(|state| {
            let new = sid::random_hex();
            state.account.previous_token = Some(std::mem::replace(&mut state.account.token, new.clone()));
            new
        })
    }

    /// `IS…`, the Flex chat service and the account's default.
    #[must_use]
    pub fn service_sid(&self) -> String {
        self.core.with(|state| state.default_service.clone())
    }

    /// `FW…`, which has no published revision at the start.
    #[must_use]
    pub fn flow_sid(&self) -> String {
        self.core.with(|state| state.flows.iter().next().map(|f| f.sid.clone()).unwrap_or_default())
    }

    /// `WS…`
    #[must_use]
    pub fn workspace_sid(&self) -> String {
        self.core.with(|state| state.desk.workspace.clone())
    }

    /// `WW…`
    #[must_use]
    pub fn workflow_sid(&self) -> String {
        self.core.with(|state| state.desk.workflows.iter().next().map(|w| w.sid.clone()).unwrap_or_default())
    }

    /// `TC…` of the task channel `chat`.
    #[must_use]
    pub fn task_channel_sid(&self) -> String {
        self.core.with(|state| state.desk.channels.iter().next().map(|c| c.sid.clone()).unwrap_or_default())
    }

    /// The people at the desk.
    #[must_use]
    pub fn workers(&self) -> Vec<DeskWorker> {
        let plain = |w: &Worker| DeskWorker { name: w.name.clone(), identity: w.identity.clone(), sid: w.sid.clone() };
        self.core.with(|state| state.desk.workers.iter().map(plain).collect())
    }

    /// All conversations with participants, webhooks and messages.
    #[must_use]
    pub fn conversations(&self) -> Vec<Value> {
        let json = super::desk::conversation_json;
        self.core.with(|state| state.conversations.iter().map(|c| json(state, c)).collect())
    }

    /// All tasks, finished ones too.
    #[must_use]
    pub fn tasks(&self) -> Vec<Value> {
        self.core.with(|state| state.tasks.iter().map(|t| super::desk::task_json(state, t)).collect())
    }

    /// All Studio executions with their steps.
    #[must_use]
    pub fn executions(&self) -> Vec<Value> {
        self.core.with(|state| state.executions.iter().map(super::studio::execution::Execution::story).collect())
    }

    /// The webhooks and event callbacks that were sent, with the answers they got.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Value> {
        self.core.with(|state| state.sent.iter().map(super::dispatch::Sent::json).collect())
    }

    /// A link to a file's content that needs no credentials and lives for five minutes. Faults do not strike here.
    #[must_use]
    pub fn media(&self, sid: &str) -> Option<String> {
        self.core.with(|state| super::media::link(state, sid))
    }

    /// Requests that nobody serves; a test must find none.
    #[must_use]
    pub fn unknown_routes(&self) -> Vec<String> {
        self.core.with(|state| state.unknown.clone())
    }

    /// Everything that the page shows.
    #[must_use]
    pub fn view(&self) -> Value {
        let workers: Vec<Value> = self.core.with(|state| state.desk.workers.iter().map(|w| worker_json(state, w)).collect());
        json!({
            "account_sid": self.account_sid(), "workers": workers, "conversations": self.conversations(), "tasks": self.tasks(),
            "executions": self.executions(), "webhooks": self.webhooks(), "unknown_routes": self.unknown_routes(),
        })
    }

    /// News of every change: `{"type", "sid", "what", "at"}`, where type is conversation, message, task, interaction, execution
    /// or webhook. A slow reader misses some and should look at [`LocalTwilio::view`] again.
    #[must_use]
    pub fn subscribe(&self) -> News {
        self.core.live.subscribe()
    }

    /// Completes when no webhook is on its way and no execution is at work; one that waits for a reply does not count.
    pub async fn quiet(&self) {
        self.core.quiet().await;
    }
}

/// Gives every answer a request id, as Twilio does, and the time by the clock handed in.
pub(super) async fn stamp_request(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let date = time::http(core.clock.now());
    for (name, value) in [("twilio-request-id", sid::new("RQ")), ("date", date)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
