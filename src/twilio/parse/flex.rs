//! What becomes of the work: `/flex-events`, called by TaskRouter and by interaction webhooks.
//!
//! Tasks of other conversations and of telephone calls are reported too; those without a conversation are passed over here, those of
//! foreign conversations by the inlet. A task ends once, however many reports of it there are: after `task.wrapup` come
//! `task.completed` and, minutes later, `task.deleted`. So the first report of the end is the event and the rest are its repeats.

use super::{BadPayload, Ignored, Parsed, need};
use crate::domain::clock::Millis;
use crate::domain::event::{Body, Event, Subject, TaskLoss};
use crate::domain::person::Agent;
use crate::twilio::form::Form;
use crate::twilio::identity;
use serde::Deserialize;
use serde_json::Value;

/// The TaskRouter events we want, for the workspace's filter.
pub const EVENTS: &str = "task.created,reservation.accepted,task.transfer-initiated,task.wrapup,task.completed,task.canceled,task.deleted,\
                          task.system-deleted,workflow.timeout";

/// Reads a verified form.
///
/// # Errors
/// When a field is missing that the event must have.
pub fn parse(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    match need(form.text("EventType")?, "EventType")? {
        "task.created" => about_task(form, now, |task| Ok((format!("desk:task:{task}:created"), Body::TaskCreated { task }))),
        "reservation.accepted" => {
            let reservation = need(form.text("ReservationSid")?, "ReservationSid")?;
            let agent = worker(form)?;
            about_task(form, now, |task| Ok((format!("desk:reservation:{reservation}:accepted"), Body::TaskAccepted { task, agent })))
        }
        "task.transfer-initiated" => {
            let event = need(form.text("Sid")?, "Sid")?;
            about_task(form, now, |task| Ok((format!("desk:task:{event}"), Body::TaskTransferring { task, to: None })))
        }
        "task.wrapup" | "task.completed" => about_task(form, now, |task| Ok(over(task, None))),
        "workflow.timeout" => about_task(form, now, |task| Ok(over(task, Some(TaskLoss::TimedOut)))),
        "task.canceled" | "task.deleted" | "task.system-deleted" => {
            let loss = loss(form)?;
            about_task(form, now, |task| Ok(over(task, loss)))
        }
        "onChannelCreateFailed" => channel_failed(form, now),
        known if is_known(known) => Ok(Parsed::Ignored(Ignored::NotOurs)),
        _ => Ok(Parsed::Ignored(Ignored::Unknown)),
    }
}

/// The end of a task that was found out otherwise than by a report.
pub fn ended(conversation: &str, task: &str, loss: Option<TaskLoss>, at: Millis) -> Parsed {
    let (source, body) = over(task.to_owned(), loss);
    Parsed::Event(Box::new(Event { source, at, subject: Subject::Desk { sid: conversation.to_owned() }, body }))
}

/// The end of a task, good or bad, under its one source.
fn over(task: String, loss: Option<TaskLoss>) -> (String, Body) {
    let source = format!("desk:task:{task}:over");
    match loss {
        Some(why) => (source, Body::TaskLost { task, why }),
        None => (source, Body::TaskEnded { task }),
    }
}

/// Why a task was thrown away; none if the work on it was done before.
fn loss(form: &Form<'_>) -> Result<Option<TaskLoss>, BadPayload> {
    if matches!(form.text("TaskAssignmentStatus")?, Some("completed" | "wrapping")) {
        return Ok(None);
    }
    Ok(Some(why(form.text("TaskCanceledReason")?.unwrap_or_default())))
}

/// What a reason for cancelling a task, which is free text, amounts to.
pub fn why(reason: &str) -> TaskLoss {
    let reason = reason.to_ascii_lowercase();
    let timed_out = ["timeout", "timed out", "time out"].iter().any(|word| reason.contains(word));
    if timed_out { TaskLoss::TimedOut } else { TaskLoss::Cancelled }
}

/// Events TaskRouter and interactions may report that change nothing for us.
fn is_known(kind: &str) -> bool {
    const FAMILIES: [&str; 7] = ["task.", "reservation.", "task-queue.", "workflow.", "worker.", "activity.", "workspace."];
    const INTERACTION: [&str; 6] = [
        "onInteractionCreated",
        "onChannelCreated",
        "onChannelStatusUpdated",
        "onParticipantJoined",
        "onParticipantLeft",
        "onParticipantUpdated",
    ];
    FAMILIES.iter().any(|family| kind.starts_with(family)) || INTERACTION.contains(&kind)
}

fn about_task(
    form: &Form<'_>,
    now: Millis,
    event: impl FnOnce(String) -> Result<(String, Body), BadPayload>,
) -> Result<Parsed, BadPayload> {
    #[derive(Deserialize)]
    struct Attributes {
        #[serde(rename = "conversationSid")]
        conversation: Option<String>,
    }
    let task = need(form.text("TaskSid")?, "TaskSid")?.to_owned();
    let attributes = form.text("TaskAttributes")?.unwrap_or("{}");
    // Attributes are whatever the creator of the task wrote; what is no such object is no task of a conversation.
    let conversation = serde_json::from_str::<Attributes>(attributes).ok().and_then(|attributes| attributes.conversation);
    let Some(sid) = conversation.filter(|sid| !sid.is_empty()) else { return Ok(Parsed::Ignored(Ignored::NotOurs)) };
    let (source, body) = event(task)?;
    Ok(Parsed::Event(Box::new(Event { source, at: time(form)?.unwrap_or(now), subject: Subject::Desk { sid }, body })))
}

/// When it happened: TaskRouter writes Unix seconds, and milliseconds in a field of their own.
fn time(form: &Form<'_>) -> Result<Option<Millis>, BadPayload> {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<Millis>().ok());
    let seconds = number(form.text("Timestamp")?).and_then(|seconds| seconds.checked_mul(1_000));
    Ok(number(form.text("TimestampMs")?).or(seconds))
}

/// The worker of a reservation.
fn worker(form: &Form<'_>) -> Result<Agent, BadPayload> {
    let name = need(form.text("WorkerName")?, "WorkerName")?;
    let attributes: Value = form.text("WorkerAttributes")?.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let text = |key: &str| attributes.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let contact = text("contact_uri").map(|uri| identity::plain(uri.strip_prefix("client:").unwrap_or(uri)));
    let identity = contact.unwrap_or_else(|| identity::plain(name));
    let shown = text("full_name").into_iter().chain([name]).find_map(|name| identity::shown_name(name, &identity));
    Ok(Agent { identity, name: shown })
}

/// Flex took the task's creation on and then could not do it.
fn channel_failed(form: &Form<'_>, now: Millis) -> Result<Parsed, BadPayload> {
    let sid = need(form.text("MediaChannelSid")?, "MediaChannelSid")?.to_owned();
    let channel = need(form.text("ChannelSid")?.or(form.text("InteractionSid")?), "ChannelSid")?;
    let event = Event { source: format!("desk:channel:{channel}:failed"), at: now, subject: Subject::Desk { sid }, body: Body::FlowFailed };
    Ok(Parsed::Event(Box::new(event)))
}

#[cfg(test)]
#[path = "flex_tests.rs"]
mod tests;
