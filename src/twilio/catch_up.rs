//! What happened at the desk while nobody listened.
//!
//! Asked after every start, after an outage and on a timer. What is found goes in by the same door as webhooks and has the same
//! sources, so it does no harm to ask too often.

use super::client::Client;
use super::client::conversations::Participant;
use super::client::messages::Message;
use super::error::Failure;
use super::identity;
use super::parse::Parsed;
use super::parse::conversation::{self, Line};
use super::parse::{flex, time};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::{Event, TaskLoss};
use crate::domain::person::Agent;
use crate::relay::inlet::{Inlet, InletError};
use futures_util::StreamExt as _;
use std::sync::Arc;

/// Conversations asked about at once: enough to be quick, few enough to leave room for what members write meanwhile.
const AT_ONCE: usize = 8;
/// How far back messages are read, in pages of fifty.
const PAGES: usize = 40;

/// An open desk conversation, and what we know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// `CH…`
    pub sid: String,
    /// The highest index seen; none if no line was.
    pub last_index: Option<i64>,
    /// The identity of the agent who, as far as we know, is in it. Only when nobody but members is left there do they count as gone:
    /// TaskRouter and conversations may know the same person under different identities.
    pub agent: Option<String>,
    /// The task that, as far as we know, waits or is worked on, and its workspace.
    pub task: Option<Work>,
}

/// See [`Behind::task`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// `WS…`
    pub workspace: String,
    /// `WT…`
    pub task: String,
}

/// What a round brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Conversations that were asked about.
    pub asked: usize,
    /// Events brought in, repeats included.
    pub events: usize,
    /// Conversations that could not be asked about, or whose events could not be stored; the next round finds them.
    pub failed: usize,
}

/// What one conversation brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caught {
    /// Events brought in, repeats included.
    pub events: usize,
    /// The index of the newest line there; none where there is no line.
    pub last_index: Option<i64>,
}

/// What happened in one conversation, in the order it must be told: who came, what was said, what became of the task, who is gone,
/// whether it is closed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Missed {
    pub events: Vec<Event>,
    /// See [`Caught::last_index`].
    pub last_index: Option<i64>,
}

/// Why a conversation was not caught up with.
#[derive(Debug, thiserror::Error)]
pub enum NotCaughtUp {
    /// The desk did not tell.
    #[error(transparent)]
    Twilio(#[from] Failure),
    /// What it told could not be stored.
    #[error(transparent)]
    Inlet(#[from] InletError),
}

/// Asks the desk for what was missed. Cheap to clone.
#[derive(Clone)]
pub struct CatchUp {
    client: Arc<Client>,
    inlet: Inlet,
    clock: SharedClock,
}

impl CatchUp {
    /// Asks through `client` and brings what it finds to `inlet`.
    pub fn new(client: Arc<Client>, inlet: Inlet, clock: SharedClock) -> Self {
        Self { client, inlet, clock }
    }

    /// Catches up with these conversations, some at a time, each in its order.
    pub async fn run(&self, behind: Vec<Behind>) -> Tally {
        let mut tally = Tally { asked: behind.len(), ..Tally::default() };
        let mut rounds = futures_util::stream::iter(behind).map(|behind| self.one(behind)).buffer_unordered(AT_ONCE);
        while let Some(caught) = rounds.next().await {
            match caught {
                Ok(caught) => tally.events += caught.events,
                Err(error) => {
                    tally.failed += 1;
                    tracing::warn!(%error, "could not catch up with a desk conversation");
                }
            }
        }
        tally
    }

    /// Catches up with one conversation and says what there was.
    ///
    /// # Errors
    /// When the desk did not tell, or what it told could not be stored.
    pub async fn one(&self, behind: Behind) -> Result<Caught, NotCaughtUp> {
        let Missed { events, last_index } = missed(&self.client, &behind, self.clock.now()).await?;
        let caught = Caught { events: events.len(), last_index };
        let mut answers = Vec::with_capacity(events.len());
        for event in events {
            answers.push(self.inlet.enqueue(event).await?);
        }
        for answer in answers {
            answer.await?;
        }
        Ok(caught)
    }
}

/// Asks what happened.
///
/// # Errors
/// When the desk cannot be asked.
pub async fn missed(client: &Client, behind: &Behind, now: Millis) -> Result<Missed, Failure> {
    let conversation = match client.conversation(&behind.sid).await {
        Ok(conversation) => conversation,
        Err(failure) if failure.is_not_found() => {
            return Ok(Missed { events: events([conversation::closed(&behind.sid, now)]), last_index: None });
        }
        Err(failure) => return Err(failure),
    };
    let last = behind.last_index.unwrap_or(-1);
    let seen = |page: &[Message]| page.iter().any(|message| message.index <= last);
    let (messages, participants) = tokio::try_join!(client.newest(&behind.sid, PAGES, seen), client.participants(&behind.sid))?;
    let last_index = messages.iter().map(|message| message.index).max();
    let mut found = Vec::new();
    found.extend(participants.iter().filter_map(|participant| came(&behind.sid, participant, now)));
    found.extend(messages.into_iter().rev().filter(|message| message.index > last).map(|message| said(&behind.sid, message, now)));
    if let Some(work) = &behind.task {
        found.extend(work_over(client, behind, work, now).await?);
    }
    if conversation.is_closed() {
        let at = conversation.date_updated.as_deref().and_then(time).unwrap_or(now);
        found.push(conversation::closed(&behind.sid, at));
    } else if let Some(agent) = behind.agent.as_deref()
        && participants.iter().filter_map(|participant| participant.identity.as_deref()).all(identity::is_member)
    {
        found.push(conversation::missing(&behind.sid, agent, last, now));
    }
    Ok(Missed { events: events(found), last_index })
}

/// The end of the task, if it has come. A deleted task was finished if somebody had it, else thrown away.
async fn work_over(client: &Client, behind: &Behind, work: &Work, now: Millis) -> Result<Option<Parsed>, Failure> {
    let loss = match client.task(&work.workspace, &work.task).await {
        Ok(task) => match task.assignment_status.as_str() {
            "completed" | "wrapping" => None,
            "canceled" => Some(flex::why(task.reason.as_deref().unwrap_or_default())),
            _ => return Ok(None),
        },
        Err(failure) if failure.is_not_found() => behind.agent.is_none().then_some(TaskLoss::Cancelled),
        Err(failure) => return Err(failure),
    };
    Ok(Some(flex::ended(&behind.sid, &work.task, loss, now)))
}

fn events(parsed: impl IntoIterator<Item = Parsed>) -> Vec<Event> {
    let event = |parsed| match parsed {
        Parsed::Event(event) => Some(*event),
        Parsed::Ignored(_) => None,
    };
    parsed.into_iter().filter_map(event).collect()
}

fn came(conversation: &str, participant: &Participant, now: Millis) -> Option<Parsed> {
    let who = participant.identity.as_deref().filter(|who| !identity::is_member(who))?;
    let agent = Agent { identity: identity::plain(who), name: None };
    let at = participant.date_created.as_deref().and_then(time).unwrap_or(now);
    Some(conversation::joined(conversation, &participant.sid, agent, at))
}

fn said(conversation: &str, message: Message, now: Millis) -> Parsed {
    let files = message.media.unwrap_or_default().into_iter();
    let line = Line {
        conversation,
        sid: &message.sid,
        index: message.index,
        author: message.author.as_deref().unwrap_or("system"),
        text: message.body.as_deref().unwrap_or_default(),
        files: files.map(|media| conversation::offered(media.sid, media.filename, media.content_type, media.size)).collect(),
        attributes: message.attributes.as_deref().unwrap_or_default(),
        at: message.date_created.as_deref().and_then(time).unwrap_or(now),
    };
    line.wrote()
}

#[cfg(test)]
#[path = "catch_up_tests.rs"]
mod tests;
