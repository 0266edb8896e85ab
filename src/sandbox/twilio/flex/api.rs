//! The Interactions API.

use super::super::call::Call;
use super::super::page::{page, usual};
use super::super::refusal::{Answer, Refusal, ok};
use super::super::sid;
use super::super::state::State;
use super::super::taskrouter::model::Task;
use super::super::taskrouter::tasks;
use super::interaction::{self, ChannelStatus, Interaction, Invitation, Invite, Routing};
use super::joining;
use crate::sandbox::twilio::conversations::participant;
use serde_json::{Value, json};

fn task_properties(state: &State, task: &Task) -> Value {
    json!({
        "account_sid": state.account.sid, "workspace_sid": state.desk.workspace, "sid": task.sid,
        "date_created": task.created / 1000, "date_updated": task.updated / 1000, "attributes": task.attributes,
        "assignment_status": task.status.name(), "workflow_sid": task.workflow,
        "workflow_name": state.desk.workflows.get(&task.workflow).map(|w| &w.name), "queue_sid": task.queue,
        "queue_name": state.desk.queues.get(&task.queue).map(|q| &q.name), "priority": task.priority,
        "age": (state.now - task.created) / 1000, "age_in_queue": (state.now - task.created) / 1000, "reason": task.reason,
        "timeout": task.timeout, "assignmentCounter": 0, "task_channel_sid": task.channel,
        "task_channel_unique_name": state.desk.channels.get(&task.channel).map(|c| &c.unique_name),
        "routing_target": task.target, "task_queue_entered_date": task.created / 1000, "addons": "{}",
    })
}

fn routing_json(state: &State, task: Option<&str>) -> Value {
    let properties = task.and_then(|sid| state.tasks.get(sid)).map(|t| task_properties(state, t));
    json!({ "reservation": null, "properties": properties })
}

/// The answer to a creation also has the reservation, which is never there yet.
fn json(state: &State, row: &Interaction, new: bool) -> Value {
    let mut routing = routing_json(state, row.invites.first().map(|i| i.task.as_str()));
    if let (false, Some(routing)) = (new, routing.as_object_mut()) {
        routing.remove("reservation");
    }
    let url = format!("{}/v1/Interactions/{}", state.base, row.sid);
    json!({
        "sid": row.sid, "channel": { "type": row.channel_type, "sid": row.channel },
        "routing": routing, "interaction_context_sid": null,
        "webhook_ttid": row.webhook_ttid, "links": { "channels": format!("{url}/Channels") }, "url": url,
    })
}

fn channel_json(state: &State, row: &Interaction) -> Value {
    let url = format!("{}/v1/Interactions/{}/Channels/{}", state.base, row.sid, row.channel);
    json!({
        "sid": row.channel, "interaction_sid": row.sid, "type": row.channel_type, "status": row.status.name(), "error_code": null,
        "error_message": null,
        "links": {
            "participants": format!("{url}/Participants"), "invites": format!("{url}/Invites"), "transfers": format!("{url}/Transfers"),
        },
        "url": url,
    })
}

fn invite_json(state: &State, row: &Interaction, invite: &Invite) -> Value {
    json!({
        "sid": invite.sid, "interaction_sid": row.sid, "channel_sid": row.channel, "routing": routing_json(state, Some(&invite.task)),
        "url": format!("{}/v1/Interactions/{}/Channels/{}/Invites/{}", state.base, row.sid, row.channel, invite.sid),
    })
}

fn participant_json(state: &State, row: &Interaction, sid: &str, kind: &str, routing: Value) -> Value {
    json!({
        "sid": sid, "interaction_sid": row.sid, "channel_sid": row.channel, "type": kind, "routing_properties": routing,
        "url": format!("{}/v1/Interactions/{}/Channels/{}/Participants/{sid}", state.base, row.sid, row.channel),
    })
}

fn participants_json(state: &State, row: &Interaction) -> Vec<Value> {
    let customer = participant_json(state, row, &row.customer, "customer", Value::Null);
    let agents = row.agents.iter().map(|a| {
        let routing = json!({ "task_sid": a.task, "worker_sid": a.worker, "reservation_sid": a.reservation });
        participant_json(state, row, &a.sid, "agent", routing)
    });
    std::iter::once(customer).chain(agents).collect()
}

fn find<'s>(state: &'s State, call: &Call) -> Result<&'s Interaction, Refusal> {
    let row = state.interactions.get(call.param("interaction"));
    let fits = |row: &&Interaction| call.param("channel").is_empty() || row.channel == call.param("channel");
    row.filter(fits).ok_or_else(|| Refusal::missing(&call.path))
}

/// `POST /v1/Interactions`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let channel = call.json("Channel")?.ok_or_else(|| Refusal::invalid("Channel is required"))?;
        let routing = Routing::read(&call.json("Routing")?.unwrap_or_default())?;
        let kind = channel["type"].as_str().ok_or_else(|| Refusal::invalid("Channel.type is required"))?;
        let initiated_by = channel["initiated_by"].as_str().unwrap_or("api").to_lowercase();
        let given = channel["properties"]["media_channel_sid"].as_str();
        let conversation = match given {
            Some(given) => given.to_owned(),
            None if initiated_by == "customer" => return Err(Refusal::invalid("properties.media_channel_sid is required")),
            None => new_conversation(state, &channel)?,
        };
        let (sid, _) = interaction::open(state, &conversation, kind, &initiated_by, &routing, call.text("WebhookTtid"))?;
        ok(json(state, state.interactions.get(&sid).ok_or_else(|| Refusal::missing(&call.path))?, true))
    })
}

/// Flex makes the conversation itself if the caller names none.
fn new_conversation(state: &mut State, channel: &Value) -> Result<String, Refusal> {
    let sid = sid::new("CH");
    let conversation = super::super::seed::empty_conversation(state, &sid);
    state.conversations.insert(&sid, conversation);
    for person in channel["participants"].as_array().into_iter().flatten() {
        if let Some(identity) = person["identity"].as_str() {
            participant::add(state, &sid, identity, "{}", &super::super::hooks::Origin::System)?;
        }
    }
    Ok(sid)
}

/// `GET /v1/Interactions/{KD}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| ok(json(state, find(state, &call)?, false)))
}

/// `POST /v1/Interactions/{KD}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        find(state, &call)?;
        if let Some(row) = state.interactions.get_mut(call.param("interaction")) {
            row.webhook_ttid = call.text("WebhookTtid").or(row.webhook_ttid.take());
        }
        ok(json(state, find(state, &call)?, false))
    })
}

/// `GET /v1/Interactions/{KD}/Channels`
pub(crate) async fn channels(call: Call) -> Answer {
    let rows = call.core.with(|state| find(state, &call).map(|row| vec![channel_json(state, row)]))?;
    page(&call, &usual("channels"), rows)
}

/// `GET /v1/Interactions/{KD}/Channels/{UO}`
pub(crate) async fn channel(call: Call) -> Answer {
    call.core.with(|state| ok(channel_json(state, find(state, &call)?)))
}

/// `POST /v1/Interactions/{KD}/Channels/{UO}`
pub(crate) async fn update_channel(call: Call) -> Answer {
    call.core.with(|state| {
        let sid = find(state, &call)?.sid.clone();
        let routing = call.json("Routing")?;
        let complete = routing.as_ref().is_some_and(|r| r["status"] == "closed");
        match call.require("Status")? {
            "closed" => interaction::close(state, &sid, ChannelStatus::Closed, complete)?,
            "inactive" if routing.is_none() => return Err(Refusal::invalid("Routing.status is required with Status=inactive")),
            "inactive" => interaction::close(state, &sid, ChannelStatus::Inactive, complete)?,
            other => return Err(Refusal::invalid(format!("A channel cannot be set to '{other}'"))),
        }
        ok(channel_json(state, find(state, &call)?))
    })
}

/// `GET …/Invites`
pub(crate) async fn invites(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let row = find(state, &call)?;
        Ok(row.invites.iter().map(|i| invite_json(state, row, i)).collect())
    })?;
    page(&call, &usual("invites"), rows)
}

/// `POST …/Invites`: asks for another agent.
pub(crate) async fn invite(call: Call) -> Answer {
    call.core.with(|state| {
        let row = find(state, &call)?;
        if row.status == ChannelStatus::Closed {
            return Err(Refusal::new(400, 45376, "Conversation is closed: nobody can be invited"));
        }
        let sid = row.sid.clone();
        let routing = Routing::read(&call.json("Routing")?.ok_or_else(|| Refusal::invalid("Routing is required"))?)?;
        let task = interaction::invite(state, &sid, "api", &routing, Invitation::default())?;
        let row = find(state, &call)?;
        let invite = row.invites.iter().find(|i| i.task == task).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(invite_json(state, row, invite))
    })
}

/// `GET …/Participants`
pub(crate) async fn participants(call: Call) -> Answer {
    let rows = call.core.with(|state| find(state, &call).map(|row| participants_json(state, row)))?;
    page(&call, &usual("participants"), rows)
}

/// `POST …/Participants/{UT}`: lets one agent go, or wrap up.
pub(crate) async fn update_participant(call: Call) -> Answer {
    call.core.with(|state| {
        let row = find(state, &call)?.clone();
        let agent = row.agents.iter().find(|a| a.sid == call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        match call.require("Status")? {
            "closed" => joining::leave(state, &agent.task, "participant closed")?,
            "wrapup" => tasks::wrap_up(state, &agent.task, "")?,
            other => return Err(Refusal::invalid(format!("A participant cannot be set to '{other}'"))),
        }
        let routing = json!({ "task_sid": agent.task, "worker_sid": agent.worker, "reservation_sid": agent.reservation });
        ok(participant_json(state, &row, &agent.sid, "agent", routing))
    })
}
