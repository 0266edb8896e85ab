//! Flex: interactions, invitations, and what happens when agents join and leave.
//!
//! `interaction` has the data and opens and closes channels, `joining` moves agents in and out of the conversation, `api` serves
//! the Interactions API. An interaction has one channel and belongs to one conversation; each invitation is one task.
//!
//! What always holds: an agent is a participant of the conversation exactly from the acceptance of the task until the task is
//! over or passed on; closing the channel closes the conversation, and the other way round.

pub(crate) mod api;
pub(crate) mod interaction;
pub(crate) mod joining;

use super::call::Call;
use super::core::Core;
use super::refusal::{Answer, ok};
use super::time;
use axum::Router;
use axum::routing::{get, post};
use serde_json::json;
use std::sync::Arc;

/// The routes below `/v1/Interactions`.
pub(crate) fn routes() -> Router<Arc<Core>> {
    let channel = "/Interactions/{interaction}/Channels/{channel}";
    Router::new()
        .route("/Interactions", post(api::create))
        .route("/Interactions/{interaction}", get(api::fetch).post(api::update))
        .route("/Interactions/{interaction}/Channels", get(api::channels))
        .route(channel, get(api::channel).post(api::update_channel))
        .route(&format!("{channel}/Invites"), get(api::invites).post(api::invite))
        .route(&format!("{channel}/Participants"), get(api::participants))
        .route(&format!("{channel}/Participants/{{sid}}"), post(api::update_participant))
}

/// `GET /v1/Configuration` of the Flex host.
pub(crate) fn configuration(call: &Call) -> Answer {
    call.core.with(|state| {
        ok(json!({
            "account_sid": state.account.sid, "status": "ok", "flex_service_instance_sid": state.account.instance,
            "flex_instance_sid": state.account.instance, "taskrouter_workspace_sid": state.desk.workspace,
            "taskrouter_target_workflow_sid": state.desk.workflows.iter().next().map(|w| &w.sid),
            "taskrouter_target_taskqueue_sid": state.desk.queues.iter().next().map(|q| &q.sid),
            "chat_service_instance_sid": state.default_service, "attributes": {}, "runtime_domain": "localhost",
            "date_created": time::rest(state.account.created), "date_updated": time::rest(state.account.created),
            "url": format!("{}/v1/Configuration", state.base),
        }))
    })
}
