//! Is it alive, is it ready, how much is it doing.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// One thing that must work, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at, such as `database`.
    pub name: &'static str,
    pub ok: bool,
    /// What is wrong and what to do, or how it is doing.
    pub detail: String,
}

/// Looks at everything that must work. Built by `app`.
pub type Probe = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Vec<Check>> + Send>> + Send + Sync>;

/// What the routes show.
#[derive(Clone)]
pub struct Health {
    pub probe: Probe,
    /// Everything counted, in Prometheus' text format.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

/// `/healthz` (the process answers), `/readyz` (everything works, or what does not), `/metrics`.
pub fn routes(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> Response {
    let checks = (health.probe)().await;
    let ok = checks.iter().all(|check| check.ok);
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(serde_json::json!({ "ready": ok, "checks": checks }))).into_response()
}

/// Looks first: what waits and what was given up is measured by looking.
async fn metrics(State(health): State<Health>) -> Response {
    (health.probe)().await;
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], (health.metrics)()).into_response()
}
