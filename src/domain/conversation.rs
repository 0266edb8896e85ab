//! One member's running talk with the help desk, the unit of order.
//!
//! A conversation is open until it is ended; a member has at most one open conversation per server (a database rule). Exactly one
//! [`Owner`] answers for it at any time. The owner is changed only by `relay::decide`, under the row's lock, and looked at again
//! by the deliverer just before it sends.

use super::case::CaseNumber;
use super::clock::Millis;
use super::file::OfferedFile;
use super::ids::{CaseId, ConversationId, Seq, Snowflake};
use super::message::Place;
use super::person::{Agent, Membership};
use serde::{Deserialize, Serialize};

/// Who answers the member now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    Assistant,
    /// Waiting for a person.
    Queue,
    Agent,
}

/// The talk on the desk's side. A desk conversation that was closed there is final; the next word opens another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Desk {
    /// Nothing there yet, or the last one was closed.
    None,
    /// An opening is on its way.
    Opening,
    Open {
        sid: String,
    },
}

impl Desk {
    /// The far side's id of the open conversation.
    pub fn sid(&self) -> Option<&str> {
        match self {
            Desk::Open { sid } => Some(sid),
            Desk::None | Desk::Opening => None,
        }
    }
}

/// The handing over to a person, from the wish to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    pub asked_at: Millis,
    /// The flow has been told to create the task (and must not be told twice).
    pub told_flow_at: Option<Millis>,
    /// The task waits or is worked on.
    pub task: Option<String>,
    /// The task of a transfer under way; the old one ends when the new agent accepts.
    pub transfer: Option<String>,
    /// How often the flow had to be asked again because no task appeared.
    pub retries: u32,
    /// The notice that tells the place in the queue; it is edited, not repeated.
    pub notice: Option<Seq>,
    /// The place the member was last told.
    pub place: Option<u32>,
    pub accepted_at: Option<Millis>,
    /// The desk says that the work on the task is done.
    pub done: bool,
    /// The agent is no longer in the desk conversation.
    pub left: bool,
    /// The desk has been asked whether its conversation is over, since work and agent are gone from it.
    #[serde(default)]
    pub looked: bool,
    /// Somebody has entered the desk conversation and is announced once their name is known.
    pub entered: Option<Agent>,
    /// What a model makes of the talk; without it the agent reads what the rules make of it.
    #[serde(default)]
    pub summary: Option<String>,
}

impl Handover {
    /// A hand-over that has just been asked for.
    pub fn asked(at: Millis) -> Self {
        Self {
            asked_at: at,
            told_flow_at: None,
            task: None,
            transfer: None,
            retries: 0,
            notice: None,
            place: None,
            accepted_at: None,
            done: false,
            left: false,
            looked: false,
            entered: None,
            summary: None,
        }
    }
}

/// A line from the desk that came before its predecessors and waits for them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The delivery that looks for its predecessors: once that is through, there is nothing more to wait for.
    #[serde(default)]
    pub looked_for_by: Seq,
    pub id: String,
    pub index: i64,
    pub author: Agent,
    pub text: String,
    pub files: Vec<OfferedFile>,
    pub at: Millis,
}

/// What makes a conversation an *aside*: a question asked in passing, with `/ask` or by a mention in a channel.
///
/// An aside lives beside the member's help conversation: it has no desk, no case, and always the assistant for its owner. Who wants a
/// person from it goes over to the help conversation, and what was said goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// Keeps it apart from the member's others: the channel for mentions, the interaction for `/ask`.
    pub key: Snowflake,
    /// Only the asker sees the answers.
    pub private: bool,
}

/// What the member thought of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    pub answer: Seq,
    pub helped: bool,
}

/// An aside whose words have been taken over, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    pub aside: ConversationId,
    pub up_to: Seq,
}

/// Ratings that are kept: those of the answers people still have before their eyes.
const RATINGS: usize = 50;

/// An interaction that still owes its first visible answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingInteraction {
    pub id: Snowflake,
    /// Authorises the answer for 15 minutes; a secret for that time.
    pub token: String,
    pub at: Millis,
}

/// The conversation with everything that deciding needs to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    pub id: ConversationId,
    pub member: Snowflake,
    /// The member's shown name when last seen. Untrusted text.
    pub member_name: String,
    pub locale: Option<String>,
    /// None until the member has said which community it is about.
    pub server: Option<Snowflake>,
    pub place: Option<Place>,
    /// Sending to the member's DM was refused; a thread is used instead.
    pub dms_closed: bool,
    pub owner: Owner,
    pub desk: Desk,
    /// How many desk conversations there were: part of the next one's unique name.
    pub desk_epoch: u32,
    pub case: Option<(CaseId, CaseNumber)>,
    pub agent: Option<Agent>,
    pub handover: Option<Handover>,
    pub membership: Option<Membership>,
    pub pending_interaction: Option<PendingInteraction>,
    /// None for a help conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Aside>,
    /// Asides that a person was wanted from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<Carried>,
    /// What the member thought of answers, one for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// Questions in a row that the assistant could not answer or that did not help.
    pub misses: u32,
    /// The newest message of the member.
    pub member_spoke: Option<(Seq, Millis)>,
    /// The member's newest message that has been answered by assistant or agent.
    pub answered_up_to: Seq,
    /// The member has been asked whether the case may be closed.
    #[serde(default)]
    pub closing_asked: bool,
    /// The question the assistant is thinking about ends with this message.
    pub thinking_about: Option<Seq>,
    /// The message on Discord in which an answer in the making is shown. It is no fact yet: it has no row among the messages until
    /// the answer is there, which completes it, and it is taken back when there will be none.
    #[serde(default)]
    pub draft: Option<Seq>,
    pub agent_spoke_at: Option<Millis>,
    /// The highest message index of the desk conversation up to which nothing is missing.
    pub desk_index: Option<i64>,
    /// Looks into the desk's history, one after the other, in which the line that had caused them was not found.
    #[serde(default)]
    pub desk_looks_in_vain: u32,
    /// Lines of the desk that wait for earlier ones.
    pub held: Vec<Held>,
    /// The last position given to a message or delivery.
    pub seq: Seq,
    pub began_at: Millis,
    pub ended_at: Option<Millis>,
    pub why_ended: Option<Ending>,
}

/// Why a conversation is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// An agent finished it.
    Agent,
    /// The member pressed *Close*.
    Member,
    /// Nobody said anything for long.
    Idle,
    /// It was begun to tell the member something, and nothing else.
    Notice,
}

impl Conversation {
    /// A conversation that has just begun, with the assistant as its owner.
    pub fn begin(id: ConversationId, member: Snowflake, member_name: String, now: Millis) -> Self {
        Self {
            id,
            member,
            member_name,
            locale: None,
            server: None,
            place: None,
            dms_closed: false,
            owner: Owner::Assistant,
            desk: Desk::None,
            desk_epoch: 0,
            case: None,
            agent: None,
            handover: None,
            membership: None,
            pending_interaction: None,
            aside: None,
            carried: Vec::new(),
            ratings: Vec::new(),
            misses: 0,
            member_spoke: None,
            answered_up_to: 0,
            closing_asked: false,
            thinking_about: None,
            draft: None,
            agent_spoke_at: None,
            desk_index: None,
            desk_looks_in_vain: 0,
            held: Vec::new(),
            seq: 0,
            began_at: now,
            ended_at: None,
            why_ended: None,
        }
    }

    /// The next position in this conversation.
    pub fn next_seq(&mut self) -> Seq {
        self.seq += 1;
        self.seq
    }

    /// Notes what the member thinks of an answer. False when that was known already.
    pub fn rate(&mut self, answer: Seq, helped: bool) -> bool {
        if self.helped(answer) == Some(helped) {
            return false;
        }
        self.ratings.retain(|rating| rating.answer != answer);
        self.ratings.push(Rating { answer, helped });
        let surplus = self.ratings.len().saturating_sub(RATINGS);
        self.ratings.drain(..surplus);
        true
    }

    /// What the member thought of an answer, where they said.
    pub fn helped(&self, answer: Seq) -> Option<bool> {
        self.ratings.iter().find(|rating| rating.answer == answer).map(|rating| rating.helped)
    }

    /// Is a message of the member still without an answer?
    pub fn owes_an_answer(&self) -> bool {
        self.member_spoke.is_some_and(|(seq, _)| seq > self.answered_up_to)
    }

    /// The name the desk gives the member: unique and without personal data, as Twilio asks.
    pub fn desk_identity(&self) -> String {
        format!("discord:{}", self.member)
    }

    /// Unique name of the next desk conversation. Whether a closed one's name may be used again is not documented, so none is. It stands
    /// in addresses, so it has no slash.
    pub fn desk_unique_name(&self) -> String {
        format!("flexcord-{}-{}", self.id, self.desk_epoch)
    }
}
