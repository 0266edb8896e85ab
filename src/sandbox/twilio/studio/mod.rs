//! Studio v2: flow definitions, and an interpreter that runs them.
//!
//! `flow` keeps and publishes definitions, `definition` reads and checks them, `run` walks from widget to widget, `widgets` and
//! `http` do what a widget does, `split` decides conditions, `liquid` renders templates, `execution` remembers every step.
//!
//! What always holds: one active execution per conversation. A message that comes while one runs waits for its end; one that
//! comes while an execution waits in Send & Wait goes to it.
//!
//! To add a widget type: its events in `definition`, its work in `widgets`.

pub(crate) mod definition;
pub(crate) mod execution;
pub(crate) mod flow;
mod http;
pub(crate) mod liquid;
mod run;
mod split;
mod widgets;

use super::core::{Core, Effect};
use super::hooks::Fields;
use super::state::State;
use axum::Router;
use axum::routing::{get, post};
use execution::Execution;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The routes below `/v2`.
pub(crate) fn routes() -> Router<Arc<Core>> {
    let executions = "/Flows/{flow}/Executions";
    Router::new()
        .route("/Flows", get(flow::list).post(flow::create))
        .route("/Flows/Validate", post(flow::validate))
        .route("/Flows/{flow}", get(flow::fetch).post(flow::update).delete(flow::delete))
        .route("/Flows/{flow}/Revisions", get(flow::revisions))
        .route("/Flows/{flow}/Revisions/{revision}", get(flow::revision))
        .route(executions, get(execution::list).post(execution::create))
        .route(&format!("{executions}/{{sid}}"), get(execution::fetch).post(execution::update).delete(execution::delete))
        .route(&format!("{executions}/{{sid}}/Context"), get(execution::context))
        .route(&format!("{executions}/{{sid}}/Steps"), get(execution::steps))
        .route(&format!("{executions}/{{sid}}/Steps/{{step}}"), get(execution::step))
        .route(&format!("{executions}/{{sid}}/Steps/{{step}}/Context"), get(execution::step_context))
}

/// A message has reached a conversation's studio webhook.
pub(crate) fn message_arrived(state: &mut State, conversation: &str, flow: &str, fields: &Fields) {
    let trigger = trigger(state, conversation, fields);
    if let Some(active) = state.active.get(conversation).cloned() {
        let waiting = state.executions.get_mut(&active).and_then(|e| e.waiting.take());
        if let Some(waiting) = waiting {
            // If the execution has just stopped waiting, its end will look at the queue.
            if let Err(trigger) = waiting.send(trigger) {
                state.queued.entry(conversation.to_owned()).or_default().push_back((flow.to_owned(), trigger));
            }
            return;
        }
        state.queued.entry(conversation.to_owned()).or_default().push_back((flow.to_owned(), trigger));
        return;
    }
    start(state, flow, Some(conversation), trigger);
}

/// What a flow sees as `trigger.conversation`: the webhook's fields, the old names beside the new ones, parsed attributes.
fn trigger(state: &State, conversation: &str, fields: &Fields) -> Value {
    let mut all: Map<String, Value> = fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    for (old, new) in [("ChannelSid", "ConversationSid"), ("InstanceSid", "ChatServiceSid"), ("From", "Author")] {
        if let Some(value) = all.get(new).cloned() {
            all.insert(old.into(), value);
        }
    }
    if let Some(row) = state.conversations.get(conversation) {
        all.insert("ChannelAttributes".into(), serde_json::from_str(&row.attributes).unwrap_or_default());
    }
    json!({ "conversation": all })
}

/// Begins an execution of the published revision; a flow without one does nothing. Gives the execution's SID.
pub(crate) fn start(state: &mut State, flow: &str, conversation: Option<&str>, trigger: Value) -> Option<String> {
    let (revision, definition) = state.flows.get(flow)?.published()?;
    let execution = Execution::new(flow, revision, definition, conversation, trigger, state.now);
    let sid = execution.sid.clone();
    if let Some(conversation) = conversation {
        state.active.insert(conversation.to_owned(), sid.clone());
    }
    state.executions.insert(&sid, execution);
    state.tell("execution", &sid, "started");
    state.effects.push(Effect::Run(sid.clone()));
    Some(sid)
}

/// Ends an execution; the next message that waited begins one of its own, if the conversation still has its studio webhook.
pub(crate) fn end(state: &mut State, sid: &str, error: Option<(u32, String)>) {
    let now = state.now;
    let Some(execution) = state.executions.get_mut(sid).filter(|e| !e.ended) else { return };
    execution.ended = true;
    execution.error = error;
    execution.updated = now;
    execution.waiting = None;
    let conversation = execution.conversation.clone();
    state.tell("execution", sid, "ended");
    let Some(conversation) = conversation.filter(|c| state.active.get(c).is_some_and(|active| active == sid)) else { return };
    state.active.remove(&conversation);
    while let Some((flow, trigger)) = state.queued.get_mut(&conversation).and_then(std::collections::VecDeque::pop_front) {
        let row = state.conversations.get(&conversation);
        let wanted = row.is_some_and(|c| c.webhooks.iter().any(|h| h.flow.as_deref() == Some(&flow)));
        if wanted && start(state, &flow, Some(&conversation), trigger).is_some() {
            return;
        }
    }
    state.queued.remove(&conversation);
}

/// Runs an execution in a task of its own.
pub(crate) fn launch(core: &Arc<Core>, execution: String) {
    let task = run::run(Arc::clone(core), execution, core.busy());
    core.spawn(task);
}
