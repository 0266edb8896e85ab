//! Conversations v1: conversations, participants, messages, scoped webhooks, users, services.
//!
//! Every resource has one file with its data, its JSON and its handlers. The same routes hang under `/v1` (the account's default
//! service) and `/v1/Services/{IS}`; a handler learns which from `Call::service`.
//!
//! What always holds: a closed conversation takes no write (50377), an index is never given twice, and a change sets off its
//! webhooks only if its origin wants them (`hooks`).
//!
//! To add a resource: a file, its table in `State`, its routes in [`routes`].

pub(crate) mod conversation;
pub(crate) mod message;
pub(crate) mod participant;
pub(crate) mod service;
pub(crate) mod user;
pub(crate) mod webhook;

use super::core::Core;
use axum::Router;
use axum::routing::get;
use std::sync::Arc;

/// The routes that exist in both trees.
pub(crate) fn routes() -> Router<Arc<Core>> {
    Router::new()
        .route("/Conversations", get(conversation::list).post(conversation::create))
        .route("/Conversations/{conversation}", get(conversation::fetch).post(conversation::update).delete(conversation::delete))
        .route("/Conversations/{conversation}/Participants", get(participant::list).post(participant::create))
        .route(
            "/Conversations/{conversation}/Participants/{sid}",
            get(participant::fetch).post(participant::update).delete(participant::delete),
        )
        .route("/Conversations/{conversation}/Messages", get(message::list).post(message::create))
        .route("/Conversations/{conversation}/Messages/{sid}", get(message::fetch).post(message::update).delete(message::delete))
        .route("/Conversations/{conversation}/Messages/{sid}/Receipts", get(message::receipts))
        .route("/Conversations/{conversation}/Webhooks", get(webhook::list).post(webhook::create))
        .route("/Conversations/{conversation}/Webhooks/{sid}", get(webhook::fetch).post(webhook::update).delete(webhook::delete))
        .route("/ParticipantConversations", get(participant::conversations))
        .route("/Users", get(user::list).post(user::create))
        .route("/Users/{sid}", get(user::fetch).post(user::update).delete(user::delete))
        .route("/Users/{sid}/Conversations", get(user::conversations))
        .route("/Roles", get(service::roles))
        .route("/Roles/{sid}", get(service::role))
        .route("/Configuration", get(service::configuration).post(service::configure))
        .route("/Configuration/Webhooks", get(service::hooks).post(service::set_hooks))
}
