//! An interaction: a conversation on its way through Flex.

use super::super::conversations::conversation::{Life, change_life};
use super::super::conversations::message::Message;
use super::super::conversations::participant;
use super::super::hooks::Origin;
use super::super::refusal::Refusal;
use super::super::sid;
use super::super::state::State;
use super::super::taskrouter::model::TaskStatus;
use super::super::taskrouter::tasks::{self, NewTask};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Where a channel is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChannelStatus {
    Active,
    Inactive,
    Closed,
}

impl ChannelStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Closed => "closed",
        }
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Interaction {
    pub sid: String,
    pub channel: String,
    pub channel_type: String,
    pub status: ChannelStatus,
    pub conversation: String,
    pub webhook_ttid: Option<String>,
    pub customer: String,
    /// Agents who have joined.
    pub agents: Vec<Agent>,
    pub invites: Vec<Invite>,
}

/// An agent in an interaction.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    pub sid: String,
    pub worker: String,
    pub task: String,
    pub reservation: String,
    /// The agent's identity in the conversation.
    pub identity: String,
}

/// An invitation to agents: one task.
#[derive(Debug, Clone)]
pub(crate) struct Invite {
    pub sid: String,
    pub task: String,
}

/// How agents are to be found.
#[derive(Debug, Default, Clone)]
pub(crate) struct Routing {
    pub workflow: Option<String>,
    pub channel: Option<String>,
    pub queue: Option<String>,
    pub worker: Option<String>,
    pub attributes: Value,
    pub priority: i64,
    pub timeout: Option<i64>,
}

impl Routing {
    /// Reads the `Routing` JSON of the Interactions API.
    pub(crate) fn read(routing: &Value) -> Result<Self, Refusal> {
        let properties = &routing["properties"];
        let text = |name: &str| properties[name].as_str().map(str::to_owned);
        let number = |name: &str| properties[name].as_i64().or_else(|| properties[name].as_str()?.parse().ok());
        let attributes = match &properties["attributes"] {
            Value::String(text) => serde_json::from_str(text).map_err(|_| Refusal::invalid("Routing attributes are not valid JSON"))?,
            other => other.clone(),
        };
        Ok(Self {
            workflow: text("workflow_sid"),
            channel: text("task_channel_sid").or_else(|| text("task_channel_unique_name")),
            queue: text("queue_sid"),
            worker: text("worker_sid"),
            attributes,
            priority: number("priority").unwrap_or(0),
            timeout: number("timeout"),
        })
    }
}

/// The open interaction of a conversation.
pub(crate) fn of_conversation<'s>(state: &'s State, conversation: &str) -> Option<&'s Interaction> {
    state.interactions.iter().rev().find(|i| i.conversation == conversation && i.status != ChannelStatus::Closed)
}

/// Brings a conversation into Flex and invites agents. Gives the SIDs of the interaction and of the task.
pub(crate) fn open(
    state: &mut State,
    conversation: &str,
    channel_type: &str,
    initiated_by: &str,
    routing: &Routing,
    webhook_ttid: Option<String>,
) -> Result<(String, String), Refusal> {
    let row = state.conversation(conversation)?;
    if row.state == Life::Closed {
        return Err(Refusal::new(400, 45354, "Conversation is closed: the interaction channel cannot be created"));
    }
    if of_conversation(state, conversation).is_some() {
        return Err(Refusal::new(400, 45353, "The conversation already has an interaction channel"));
    }
    let interaction = Interaction {
        sid: sid::new("KD"),
        channel: sid::new("UO"),
        channel_type: channel_type.to_owned(),
        status: ChannelStatus::Active,
        conversation: conversation.to_owned(),
        webhook_ttid,
        customer: sid::new("UT"),
        agents: Vec::new(),
        invites: Vec::new(),
    };
    let sid = interaction.sid.clone();
    state.interactions.insert(&sid, interaction);
    match invite(state, &sid, initiated_by, routing, Invitation::default()) {
        Ok(task) => Ok((sid, task)),
        Err(refusal) => {
            state.interactions.remove(&sid);
            Err(refusal)
        }
    }
}

/// What a transfer adds to an invitation.
#[derive(Debug, Default)]
pub(crate) struct Invitation {
    pub transfer_of: Option<String>,
    pub declined: BTreeSet<String>,
}

/// Invites agents into an interaction: makes the task. Gives its SID.
pub(crate) fn invite(
    state: &mut State,
    interaction: &str,
    initiated_by: &str,
    routing: &Routing,
    invitation: Invitation,
) -> Result<String, Refusal> {
    let row = state.interactions.get(interaction).ok_or_else(|| Refusal::missing(&format!("/Interactions/{interaction}")))?.clone();
    let invite = sid::new("KG");
    let attributes = task_attributes(state, &row, &invite, initiated_by, &routing.attributes);
    let only = || state.desk.workflows.iter().next().map(|w| w.sid.clone()).unwrap_or_default();
    let new = NewTask {
        workflow: routing.workflow.clone().unwrap_or_else(only),
        channel: routing.channel.clone(),
        queue: routing.queue.clone(),
        attributes: attributes.to_string(),
        priority: routing.priority,
        timeout: routing.timeout,
        target: routing.worker.clone(),
        declined: invitation.declined,
        interaction: Some(row.sid),
        transfer_of: invitation.transfer_of,
    };
    let task = tasks::add(state, new)?;
    if let Some(row) = state.interactions.get_mut(interaction) {
        row.invites.push(Invite { sid: invite, task: task.clone() });
    }
    Ok(task)
}

/// What Flex puts into a task beside the sender's own attributes.
fn task_attributes(state: &State, row: &Interaction, invite: &str, initiated_by: &str, given: &Value) -> Value {
    let customer = state.conversations.get(&row.conversation).and_then(|c| c.participants.first().and_then(|p| p.identity.clone()));
    let mut attributes = json!({
        "channelType": row.channel_type, "customerAddress": customer, "from": customer, "name": customer, "customerName": customer,
    });
    if let (Some(all), Some(given)) = (attributes.as_object_mut(), given.as_object()) {
        all.extend(given.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), v.clone())));
    }
    let flex = json!({
        "conversationSid": row.conversation, "flexInteractionSid": row.sid, "flexInteractionChannelSid": row.channel,
        "flexChannelInviteSid": invite, "initiatedBy": initiated_by, "direction": "inbound", "taskCreateSource": "interactions",
        "customers": { "phone": customer, "name": attributes["customerName"] },
        "conversations": {
            "initiated_by": initiated_by, "conversation_id": row.sid,
            "media": [{ "type": "ChatTranscript", "sid": row.conversation }],
        },
    });
    if let (Some(all), Value::Object(flex)) = (attributes.as_object_mut(), flex) {
        all.extend(flex);
    }
    attributes
}

/// Ends the channel. With `complete` its tasks are completed, else they go to wrap-up; those that still wait are canceled.
/// Agents leave; the conversation is closed unless the channel only becomes inactive.
pub(crate) fn close(state: &mut State, sid: &str, to: ChannelStatus, complete: bool) -> Result<(), Refusal> {
    let row = state.interactions.get_mut(sid).ok_or_else(|| Refusal::missing(&format!("/Interactions/{sid}")))?;
    if row.status == ChannelStatus::Closed {
        return Err(Refusal::invalid("The channel is already closed"));
    }
    row.status = to;
    let row = row.clone();
    for invite in &row.invites {
        let status = state.tasks.get(&invite.task).map(|t| t.status);
        match status {
            Some(TaskStatus::Pending | TaskStatus::Reserved) => tasks::cancel(state, &invite.task, "channel closed")?,
            Some(TaskStatus::Assigned) if !complete => tasks::wrap_up(state, &invite.task, "channel closed")?,
            Some(TaskStatus::Assigned | TaskStatus::Wrapping) if complete => tasks::complete(state, &invite.task, "channel closed")?,
            _ => {}
        }
    }
    for agent in &row.agents {
        participant::remove(state, &row.conversation, &agent.identity, &Origin::System)?;
    }
    if let Some(row) = state.interactions.get_mut(sid) {
        row.agents.clear();
    }
    state.tell("interaction", sid, to.name());
    if to == ChannelStatus::Closed && state.conversations.get(&row.conversation).is_some() {
        change_life(state, &row.conversation, Life::Closed, &Origin::System, "API")?;
    }
    Ok(())
}

/// The conversation was closed or deleted by somebody else: the channel ends with it.
pub(crate) fn conversation_closed(state: &mut State, conversation: &str) {
    if let Some(sid) = of_conversation(state, conversation).map(|i| i.sid.clone()) {
        // The channel is open, and its tasks are only moved where they can go.
        let _ = close(state, &sid, ChannelStatus::Closed, false);
    }
}

/// A parked channel comes back to life when the customer writes.
pub(crate) fn customer_wrote(state: &mut State, conversation: &str, message: &Message) {
    let Some(row) = of_conversation(state, conversation).filter(|i| i.status == ChannelStatus::Inactive) else { return };
    if row.agents.iter().any(|a| a.identity == message.author) {
        return;
    }
    let sid = row.sid.clone();
    if let Some(row) = state.interactions.get_mut(&sid) {
        row.status = ChannelStatus::Active;
    }
}
