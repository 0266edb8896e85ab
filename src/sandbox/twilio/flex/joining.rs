//! Agents come and go: accepting, leaving, passing on, finishing.

use super::super::conversations::{participant, user};
use super::super::hooks::Origin;
use super::super::refusal::Refusal;
use super::super::sid;
use super::super::state::State;
use super::super::taskrouter::model::{Task, TaskStatus};
use super::super::taskrouter::tasks;
use super::interaction::{self, Agent, ChannelStatus, Interaction, Invitation, Routing};

/// To whom a conversation is passed on.
#[derive(Debug, Clone)]
pub(crate) enum Transfer {
    Worker(String),
    Queue(String),
}

fn interaction_of(state: &State, task: &Task) -> Option<Interaction> {
    task.interaction.as_deref().and_then(|sid| state.interactions.get(sid)).cloned()
}

fn agent_of(state: &State, task: &Task) -> Result<(Interaction, Agent), Refusal> {
    let interaction = interaction_of(state, task).ok_or_else(|| Refusal::invalid(format!("Task {} has no conversation", task.sid)))?;
    let agent = interaction.agents.iter().find(|a| a.task == task.sid).cloned();
    let agent = agent.ok_or_else(|| Refusal::invalid(format!("Nobody has joined with task {}", task.sid)))?;
    Ok((interaction, agent))
}

/// A worker has accepted a task: the worker joins the conversation, and a transfer is done.
pub(crate) fn accepted(state: &mut State, task: &str, worker: &str) -> Result<(), Refusal> {
    let task = state.task(task)?.clone();
    let Some(interaction) = interaction_of(state, &task) else { return Ok(()) };
    let worker = state.desk.workers.get(worker).ok_or_else(|| Refusal::missing(&format!("/Workers/{worker}")))?.clone();
    let conversation = &interaction.conversation;
    let identity = worker.chat_identity();
    let service = state.conversation(conversation)?.service.clone();
    user::ensure(state, &service, &identity, Some(&worker.full_name()));
    if state.conversation(conversation)?.participant(&identity).is_none() {
        let attributes = serde_json::json!({ "member_type": "agent" }).to_string();
        participant::add(state, conversation, &identity, &attributes, &Origin::System)?;
    }
    let reservation = task.holder().map(|r| r.sid.clone()).unwrap_or_default();
    if let Some(row) = state.interactions.get_mut(&interaction.sid) {
        row.status = ChannelStatus::Active;
        row.agents.push(Agent { sid: sid::new("UT"), worker: worker.sid, task: task.sid.clone(), reservation, identity });
    }
    match task.transfer_of.as_deref().and_then(|old| state.tasks.get(old)).filter(|old| !old.status.over()).cloned() {
        Some(old) => {
            take_out(state, &old, "transferred")?;
            state.task_event("task.transfer-completed", &old, None);
            Ok(())
        }
        None => Ok(()),
    }
}

/// Completes one agent's task and takes the agent out of the conversation, which stays open.
fn take_out(state: &mut State, task: &Task, reason: &str) -> Result<(), Refusal> {
    let (interaction, agent) = agent_of(state, task)?;
    tasks::complete(state, &task.sid, reason)?;
    if let Some(row) = state.interactions.get_mut(&interaction.sid) {
        row.agents.retain(|a| a.sid != agent.sid);
    }
    let stays = state.interactions.get(&interaction.sid).is_some_and(|i| i.agents.iter().any(|a| a.identity == agent.identity));
    if stays {
        return Ok(());
    }
    participant::remove(state, &interaction.conversation, &agent.identity, &Origin::Desk { identity: agent.identity.clone() })
}

/// The agent goes without ending the conversation. If it was the last one, the channel waits for somebody to be invited.
pub(crate) fn leave(state: &mut State, task: &str, reason: &str) -> Result<(), Refusal> {
    let task = state.task(task)?.clone();
    take_out(state, &task, reason)?;
    let Some(interaction) = interaction_of(state, &task).filter(|i| i.agents.is_empty()) else { return Ok(()) };
    let invited = interaction.invites.iter().any(|i| state.tasks.get(&i.task).is_some_and(|t| t.status.waiting()));
    if let Some(row) = state.interactions.get_mut(&interaction.sid).filter(|_| !invited) {
        row.status = ChannelStatus::Inactive;
    }
    Ok(())
}

/// The agent asks a colleague, or a queue, to take over. The agent stays until somebody has accepted.
pub(crate) fn transfer(state: &mut State, task: &str, to: &Transfer) -> Result<String, Refusal> {
    let old = state.task(task)?.clone();
    if old.status != TaskStatus::Assigned {
        return Err(Refusal::invalid(format!("Task {task} is {} and cannot be transferred", old.status.name())));
    }
    let (interaction, agent) = agent_of(state, &old)?;
    if state.tasks.iter().any(|t| t.transfer_of.as_deref() == Some(task) && t.status.waiting()) {
        return Err(Refusal::invalid(format!("Task {task} is already being transferred")));
    }
    let mut invitation = Invitation { transfer_of: Some(task.to_owned()), ..Invitation::default() };
    invitation.declined.insert(agent.worker.clone());
    let routing = Routing {
        workflow: Some(old.workflow.clone()),
        channel: Some(old.channel.clone()),
        queue: Some(match to {
            Transfer::Queue(queue) => queue.clone(),
            Transfer::Worker(_) => old.queue.clone(),
        }),
        worker: match to {
            Transfer::Worker(worker) => Some(worker.clone()),
            Transfer::Queue(_) => None,
        },
        attributes: serde_json::from_str(&old.attributes).unwrap_or_default(),
        priority: old.priority,
        timeout: Some(old.timeout),
    };
    if routing.worker.as_deref() == Some(&agent.worker) {
        return Err(Refusal::invalid("The agent already has the task"));
    }
    state.task_event("task.transfer-initiated", &old, None);
    interaction::invite(state, &interaction.sid, "agent", &routing, invitation)
}

/// The agent is done. While colleagues remain, the agent just goes; the last one closes channel and conversation.
pub(crate) fn complete(state: &mut State, task: &str, reason: &str) -> Result<(), Refusal> {
    let row = state.task(task)?.clone();
    let Some(interaction) = interaction_of(state, &row).filter(|i| i.status != ChannelStatus::Closed) else {
        return tasks::complete(state, task, reason);
    };
    if interaction.agents.iter().any(|a| a.task != task) {
        return take_out(state, &row, reason);
    }
    tasks::complete(state, task, reason)?;
    interaction::close(state, &interaction.sid, ChannelStatus::Closed, true)
}
