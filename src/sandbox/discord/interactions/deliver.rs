//! Brings an interaction to the application and keeps the three-second clock.

use super::endpoint::{self, Reply};
use super::respond::apply;
use super::{FIRST_ANSWER, Standing};
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::ids::Id;
use crate::sandbox::discord::state::Hub;
use crate::sandbox::faults::{Service, WebhookHarm};
use serde_json::Value;
use std::sync::Arc;

/// Sends it off in the background.
pub fn launch(hub: &Arc<Hub>, id: Id, payload: Value) {
    let hub = Arc::clone(hub);
    let tasks = hub.tasks.clone();
    tasks.spawn(async move {
        let stop = hub.stop.clone();
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = deliver(&hub, id, &payload) => {}
        }
    });
}

async fn deliver(hub: &Hub, id: Id, payload: &Value) {
    let endpoint = hub.world().app.endpoint.clone();
    let harm = hub.faults.webhook(Service::Discord, "interaction");
    if let Some(WebhookHarm::Delay { ms }) = harm {
        hub.clock.until(hub.clock.now() + i64::try_from(ms).unwrap_or(i64::MAX / 2)).await;
    }
    let sent = hub.clock.now();
    if let Some(interaction) = hub.world().interactions.get_mut(&id) {
        interaction.sent = sent;
    }
    let deadline = hub.clock.until(sent + FIRST_ANSWER);
    tokio::pin!(deadline);
    let lost = harm == Some(WebhookHarm::Lose);
    match endpoint {
        Some(url) if !lost => {
            let copies = if let Some(WebhookHarm::Duplicate { copies }) = harm { copies + 1 } else { 1 };
            let sending = async {
                for _ in 0..copies {
                    let reply = endpoint::send(hub, &url, payload, harm == Some(WebhookHarm::Forge)).await;
                    take_reply(hub, id, reply);
                }
            };
            tokio::select! {
                biased;
                () = sending => {}
                () = &mut deadline => {
                    hub.world().fail_interaction(id, "no answer within 3 seconds");
                    return;
                }
            }
        }
        None if !lost => {
            let mut world = hub.world();
            let bot = world.bot;
            world.dispatch(Event { name: "INTERACTION_CREATE", data: payload.clone(), to: To::Users(vec![bot]) });
        }
        _ => {}
    }
    if hub.world().interactions.get(&id).is_some_and(|found| found.standing == Standing::Waiting) {
        deadline.await;
        hub.world().fail_interaction(id, "no answer within 3 seconds");
    }
}

/// Takes the HTTP reply: an answer, or 202 for "comes by the callback route".
fn take_reply(hub: &Hub, id: Id, reply: Result<Reply, String>) {
    let mut world = hub.world();
    let waiting = world.interactions.get(&id).is_some_and(|found| found.standing == Standing::Waiting);
    let reply = match reply {
        _ if !waiting => return,
        Ok(reply) if reply.status == 202 || reply.status == 204 => return,
        Ok(reply) if reply.status != 200 => Err(format!("answered with status {}", reply.status)),
        Ok(reply) if !reply.json => Err("answered with something that is not JSON".to_owned()),
        Ok(reply) => serde_json::from_slice::<Value>(&reply.body).map_err(|_| "answered with broken JSON".to_owned()),
        Err(reason) => Err(reason),
    };
    let outcome = reply.and_then(|value| {
        let applied = apply(&mut world, id, Form { value, files: Vec::new() });
        applied.map(drop).map_err(|refusal| format!("answer refused: {refusal}"))
    });
    if let Err(reason) = outcome {
        world.fail_interaction(id, reason);
    }
}
