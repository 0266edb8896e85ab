//! Shared HTTP kit: what every route gets, whoever it belongs to.
//!
//! **What lives here.** [`layers`] (request id, one log line and one measurement per request, bounds on time and size, panics caught)
//! and [`health`] (`/healthz`, `/readyz`, `/metrics`).
//!
//! **How data passes through.** `app` merges the routers of the adapters with these and puts the layers around all of them.
//!
//! **What always holds.** Every request ends within its time with an answer that says nothing of our inside; the log line names the
//! route pattern, never the path's ids, and no header or body.
//!
//! **One more bound.** A layer in [`layers::around`], with its reason.

pub mod health;
pub mod layers;
