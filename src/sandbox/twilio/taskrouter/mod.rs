//! TaskRouter v1: workspace, queues, workflows, workers, tasks and reservations, statistics, and the event callback.
//!
//! `model` has the data, `tasks` and `reservations` their life, `events` tells the workspace's callback URL, `resources` serves
//! what is set up once, `statistics` counts. There is one workspace.
//!
//! A task waits in its queue; its workers get a reservation each (the queue's `max_reserved_workers`), the first to accept has it
//! and the others' reservations are rescinded. Who rejects a task, or lets it time out, is not asked again.

pub(crate) mod events;
pub(crate) mod model;
pub(crate) mod reservations;
pub(crate) mod resources;
pub(crate) mod statistics;
pub(crate) mod tasks;
pub(crate) mod workers;

use super::core::Core;
use super::refusal::Refusal;
use axum::Router;
use axum::extract::{RawPathParams, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes below `/v1/Workspaces`.
pub(crate) fn routes(core: &Arc<Core>) -> Router<Arc<Core>> {
    let workspace = Router::new()
        .route("/Activities", get(resources::activities))
        .route("/Activities/{sid}", get(resources::activity))
        .route("/TaskChannels", get(resources::channels))
        .route("/TaskChannels/{sid}", get(resources::channel))
        .route("/TaskQueues", get(resources::queues).post(resources::create_queue))
        .route("/TaskQueues/{sid}", get(resources::queue).post(resources::update_queue))
        .route("/Workflows", get(resources::workflows).post(resources::create_workflow))
        .route("/Workflows/{sid}", get(resources::workflow).post(resources::update_workflow))
        .route("/Workers", get(workers::list).post(workers::create))
        .route("/Workers/{sid}", get(workers::fetch).post(workers::update).delete(workers::delete))
        .route("/Workers/{worker}/Reservations", get(reservations::of_worker))
        .route("/Tasks", get(tasks::list).post(tasks::create))
        .route("/Tasks/{task}", get(tasks::fetch).post(tasks::update).delete(tasks::delete))
        .route("/Tasks/{task}/Reservations", get(reservations::list))
        .route("/Tasks/{task}/Reservations/{sid}", get(reservations::fetch).post(reservations::update));
    let counted = ["", "/TaskQueues/{sid}", "/Workflows/{sid}"].into_iter().fold(workspace, |router, of| {
        router
            .route(&format!("{of}/RealTimeStatistics"), get(statistics::real_time))
            .route(&format!("{of}/CumulativeStatistics"), get(statistics::cumulative))
            .route(&format!("{of}/Statistics"), get(statistics::both))
    });
    let root = get(resources::workspace).post(resources::update_workspace);
    Router::new()
        .route("/Workspaces", get(resources::workspaces))
        .route("/Workspaces/{workspace}", root)
        .nest("/Workspaces/{workspace}", counted)
        .route("/Workspaces/{workspace}/TaskQueues/RealTimeStatistics", post(statistics::queues))
        .route_layer(from_fn_with_state(Arc::clone(core), known_workspace))
}

/// 404 for every workspace but the one there is.
async fn known_workspace(State(core): State<Arc<Core>>, params: RawPathParams, request: Request, next: Next) -> Response {
    let other = core.with(|state| params.iter().any(|(name, value)| name == "workspace" && value != state.desk.workspace));
    if other { Refusal::missing(request.uri().path()).into_response() } else { next.run(request).await }
}
