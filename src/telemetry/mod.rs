//! What the program says about itself: [`logs`] for what happened, [`metrics`] for how much of it.
//!
//! Both are installed once, by `app`, at the start; everything else uses `tracing` and the functions of [`metrics`].
//! Log fields have dotted names, the thing first (`conversation.id`, `delivery.key`, `delivery.kind`, `event.kind`, `event.source`,
//! `http.route`, `http.status`, `request.id`); units stand in names (`took_ms`); the reason of a trouble is `why` or `error`.
//!
//! What always holds: no message text, token, e-mail or signature is in a log line or a label. Values that might be one
//! are wrapped in [`Redacted`] by the type that holds them. The libraries that log what goes over the wire are kept at
//! `warn`, whatever level is asked for. Labels come from a fixed set of words, never from the outside.
//!
//! To add a measure: a constant with its description and a function in [`metrics`]. To add a log field: take a name that
//! is in use already if there is one.

pub mod logs;
pub mod metrics;
mod redacted;

pub use redacted::Redacted;
