//! Everything the page shows, in one answer.

use super::{Shared, shortcuts};
use crate::sandbox::discord::Id;
use crate::sandbox::faults;
use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

/// How many of the newest executions and happenings are shown.
const EXECUTIONS: usize = 30;
const HAPPENINGS: usize = 200;

#[derive(Deserialize)]
pub struct Viewer {
    member: Option<Id>,
}

/// `GET /sandbox/view?member=…`: the ready line, both emulators as this member and the desk see them, and what the relay did lately.
/// `seq` is where to follow the feed from.
pub async fn view(State(stage): Shared, Query(viewer): Query<Viewer>) -> Json<Value> {
    // Taken first: what happens while the rest is gathered is told again, which does no harm.
    let seq = stage.live.id();
    let mut discord = stage.discord.view(viewer.member);
    // Many may have played a part; nobody can pick from so many.
    if let Some(failed) = discord["failed_interactions"].as_array_mut() {
        let surplus = failed.len().saturating_sub(EXECUTIONS);
        failed.drain(..surplus);
    }
    let Json(rules) = faults::list(State(stage.faults.clone())).await;
    Json(json!({
        "seq": seq, "ready": stage.ready, "discord": discord, "twilio": desk(stage.twilio.view()), "faults": rules,
        "shortcuts": shortcuts::list(stage.model.is_some()), "happenings": stage.live.recent("relay", HAPPENINGS),
    }))
}

/// Leaves out what nobody reads on a page: the fields of webhooks and what each widget left behind.
fn desk(mut view: Value) -> Value {
    if let Some(executions) = view["executions"].as_array_mut() {
        let surplus = executions.len().saturating_sub(EXECUTIONS);
        executions.drain(..surplus);
        let steps = executions.iter_mut().filter_map(|execution| execution["steps"].as_array_mut()).flatten();
        for step in steps.filter_map(Value::as_object_mut) {
            step.remove("output");
        }
    }
    let webhooks = view["webhooks"].as_array().map(Vec::as_slice).unwrap_or_default();
    let lost = webhooks.iter().filter(|webhook| webhook["lost"] == true).count();
    let attempts = webhooks.iter().flat_map(|webhook| webhook["attempts"].as_array().into_iter().flatten());
    let failed = attempts.filter(|attempt| attempt["status"].as_u64().is_none_or(|status| status >= 300)).count();
    view["webhooks"] = json!({ "sent": webhooks.len(), "lost": lost, "failed": failed });
    view
}
