//! Carries deliveries to the desk: the desk lane, and the errands that concern it.
//!
//! [`open`] sets a desk conversation up, [`mod@write`] writes and changes lines, this file does the rest. Each is one bounded try in which
//! every call's failure is turned into an outcome by [`error`](super::error); nothing waits or repeats here. What makes something
//! new either has a unique name (the conversation) or bears our [`mark`](super::mark) (a line), so that a try in doubt can look first.
//!
//! **One more delivery.** A match arm in [`DeskCarrier::attempt`] and a method in the file of its kind.

mod open;
mod write;

#[cfg(test)]
mod tests;

use super::catch_up::{Behind, CatchUp, NotCaughtUp};
use super::client::Client;
use super::error::{About, Effect, Failure, code};
use super::identity;
use super::settings::Settings;
use crate::domain::delivery::Delivery;
use crate::domain::file::{FileRef, FileSource};
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt, Refusal};
use crate::relay::carrier::{Carrier, Job, Try};
use crate::relay::files::{BoxError, FileBox};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The most that fits into a conversation's attributes, in bytes.
const ATTRIBUTES_LIMIT: usize = 16 * 1024;

/// A try inside the carrier: what was made, or how it ended otherwise.
type Tried = Result<Receipt, Outcome>;

/// The [`Carrier`] of the desk. Built by `app`.
pub struct DeskCarrier {
    client: Arc<Client>,
    files: Arc<dyn FileBox>,
    settings: Arc<Settings>,
    catch_up: CatchUp,
}

impl DeskCarrier {
    /// A carrier that speaks through `client`, takes and leaves copies of files in `files`, and brings what was missed in by `catch_up`.
    pub fn new(client: Arc<Client>, files: Arc<dyn FileBox>, settings: Arc<Settings>, catch_up: CatchUp) -> Self {
        Self { client, files, settings, catch_up }
    }

    async fn attempt(&self, job: &Job) -> Tried {
        match &job.delivery {
            Delivery::OpenDesk { unique_name, title, attributes } => self.open(job, unique_name, title, attributes).await,
            Delivery::Write(write) => self.write(job, write).await,
            Delivery::Rewrite { of, text } => self.rewrite(job, *of, text).await,
            Delivery::Mark { attributes } => self.mark(job, attributes).await,
            Delivery::CloseDesk { sid } => self.close(job, sid).await,
            Delivery::CatchUp { after, lines_only } => self.catch_up(job, *after, *lines_only).await,
            Delivery::NameMember => self.name_member(&job.conversation).await,
            Delivery::LookUpAgent { identity } => self.look_up(identity).await,
            Delivery::Fetch { file } => self.fetch(file).await,
            Delivery::Say(_)
            | Delivery::Revise { .. }
            | Delivery::Finish(_)
            | Delivery::Retract { .. }
            | Delivery::React { .. }
            | Delivery::Answer { .. }
            | Delivery::OpenPlace { .. }
            | Delivery::SendCopy { .. }
            | Delivery::PostCard { .. }
            | Delivery::ReviseCard { .. }
            | Delivery::Ask(_)
            | Delivery::Respond(_)
            | Delivery::LookUpStaff { .. }
            | Delivery::Summarise
            | Delivery::LookUpMember { .. } => Err(refused("this delivery is not for the desk", Refusal::Invalid)),
        }
    }

    /// Merges attributes into those of the conversation.
    async fn mark(&self, job: &Job, attributes: &Map<String, Value>) -> Tried {
        let sid = desk_of(job)?;
        let now = self.client.conversation(sid).await.map_err(desk(Effect::Repeatable))?;
        if now.is_closed() {
            return Err(closed());
        }
        let before: Map<String, Value> = now.attributes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let mut after = before.clone();
        after.extend(attributes.clone());
        if after == before {
            return Ok(Receipt::default());
        }
        self.client.set_attributes(sid, &packed(&after)?).await.map_err(desk(Effect::Repeatable))?;
        Ok(Receipt::default())
    }

    /// Closes the interaction channel where the task still tells it, and the conversation in any case.
    async fn close(&self, job: &Job, sid: &str) -> Tried {
        let task = job.conversation.handover.as_ref().and_then(|handover| handover.task.as_deref());
        if let (Some(workspace), Some(task)) = (&self.settings.workspace_sid, task) {
            self.close_channel_of(workspace, task, sid).await?;
        }
        match self.client.close_conversation(sid).await {
            Err(failure) if failure.code() == Some(code::CLOSED) || failure.is_not_found() => Ok(Receipt::default()),
            other => other.map(|()| Receipt::default()).map_err(desk(Effect::Repeatable)),
        }
    }

    /// Refusals are passed over: a task that is finished or deleted has no channel to close, and the conversation is closed anyway.
    /// The task we know may already be one of the next desk conversation, whose channel stays open.
    async fn close_channel_of(&self, workspace: &str, task: &str, conversation: &str) -> Result<(), Outcome> {
        let closing = async {
            let task = self.client.task(workspace, task).await?;
            let attributes: Value = serde_json::from_str(&task.attributes).unwrap_or_default();
            let sid = |name: &str| attributes.get(name).and_then(Value::as_str);
            match (sid("conversationSid"), sid("flexInteractionSid"), sid("flexInteractionChannelSid")) {
                (Some(of), Some(interaction), Some(channel)) if of == conversation => self.client.close_channel(interaction, channel).await,
                _ => Ok(()),
            }
        };
        match closing.await.map_err(|failure| failure.outcome(About::Account, Effect::Repeatable)) {
            Err(wait @ (Outcome::Later { .. } | Outcome::Unknown { .. })) => Err(wait),
            Err(credentials @ Outcome::Refused { refusal: Refusal::Credentials, .. }) => Err(credentials),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The shown name behind an identity; no fact if there is none to show.
    async fn look_up(&self, identity: &str) -> Tried {
        let escaped = identity::escaped(identity);
        let mut found = self.client.user_name(&escaped).await;
        if escaped != identity && found.as_ref().is_err_and(Failure::is_not_found) {
            found = self.client.user_name(identity).await;
        }
        match found {
            Ok(name) => {
                let name = name.and_then(|name| identity::shown_name(&name, identity));
                Ok(name.map_or_else(Receipt::default, |name| Receipt::fact(Fact::AgentName { name })))
            }
            Err(failure) if failure.is_not_found() => Ok(Receipt::default()),
            Err(failure) => Err(failure.outcome(About::Account, Effect::Repeatable)),
        }
    }

    /// Brings in what was missed, by the same door as webhooks do.
    async fn catch_up(&self, job: &Job, after: Option<i64>, lines_only: bool) -> Tried {
        let Some(sid) = job.conversation.desk.sid() else { return Ok(Receipt::default()) };
        let caught = if lines_only {
            self.catch_up.lines(sid, after).await
        } else {
            self.catch_up.one(Behind { sid: sid.to_owned(), last_index: after, agent: None, task: None }).await
        };
        match caught {
            Ok(caught) => Ok(Receipt::fact(Fact::Looked { last: caught.last_index })),
            Err(NotCaughtUp::Twilio(failure)) => Err(desk(Effect::Repeatable)(failure)),
            Err(NotCaughtUp::Inlet(error)) => Err(Outcome::Later { why: error.to_string(), after_ms: None }),
        }
    }

    /// Copies a file of the desk to our store.
    async fn fetch(&self, file: &FileRef) -> Tried {
        let FileSource::Desk { media } = &file.source else {
            return Err(refused("this file is not at the desk", Refusal::Invalid));
        };
        let content = self.client.download(media).await.map_err(|failure| failure.outcome(About::File, Effect::Repeatable))?;
        let size = self.files.put(file.id, Box::pin(content), self.settings.max_file_bytes).await.map_err(not_kept)?;
        Ok(Receipt::fact(Fact::Stored { file: file.id, size }))
    }
}

impl Carrier for DeskCarrier {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        Box::pin(async move {
            match self.attempt(job).await {
                Ok(receipt) => Outcome::Done(receipt),
                Err(outcome) => outcome,
            }
        })
    }
}

/// The desk conversation the job is about.
fn desk_of(job: &Job) -> Result<&str, Outcome> {
    job.conversation.desk.sid().ok_or_else(closed)
}

fn closed() -> Outcome {
    Outcome::Gone { why: "there is no open desk conversation".to_owned(), what: Missing::DeskClosed }
}

fn refused(why: &str, refusal: Refusal) -> Outcome {
    Outcome::Refused { why: why.to_owned(), refusal }
}

/// Turns failures of calls about the conversation into outcomes.
fn desk(effect: Effect) -> impl Fn(Failure) -> Outcome {
    move |failure| failure.outcome(About::Desk, effect)
}

/// Attributes as text, if they are not too long.
fn packed(attributes: &Map<String, Value>) -> Result<String, Outcome> {
    let text = serde_json::to_string(attributes).map_err(|error| refused(&error.to_string(), Refusal::Invalid))?;
    if text.len() > ATTRIBUTES_LIMIT { Err(refused("the attributes are longer than 16 KB", Refusal::Invalid)) } else { Ok(text) }
}

fn not_kept(error: BoxError) -> Outcome {
    let why = error.to_string();
    match error {
        BoxError::TooLarge => Outcome::Refused { why, refusal: Refusal::Invalid },
        BoxError::NotThere => Outcome::Gone { why, what: Missing::File },
        BoxError::BrokeOff(_) | BoxError::Storage(_) => Outcome::Later { why, after_ms: None },
    }
}
