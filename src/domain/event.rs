//! What happened outside, in one enum: the only way anything gets in.
//!
//! An event is named by its [`Event::source`], which is unique at its origin (a message id, an interaction id, a webhook's sid):
//! the inlet lets the same source through once. It says to which conversation it belongs by a [`Subject`].

use super::case::{Actor, CaseKind, CaseNumber, CaseState, Change};
use super::clock::Millis;
use super::conversation::PendingInteraction;
use super::delivery::{Button, Delivery};
use super::file::OfferedFile;
use super::form::{Filled, FormId};
use super::ids::{CaseId, ConversationId, DraftId, Seq, Snowflake};
use super::message::Place;
use super::outcome::Outcome;
use super::person::{Agent, Member, Membership, Server};
use serde::{Deserialize, Serialize};

/// Something happened outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Unique name at its origin, such as `discord:message:123`. A second event of the same source is a repeat and is dropped.
    pub source: String,
    /// When it happened, by the origin's clock where it tells, else when it reached us.
    pub at: Millis,
    pub subject: Subject,
    pub body: Body,
}

/// What an event is about: how the inlet finds the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// The open conversation of this member: in this server, or (in a DM) the newest one.
    Member { member: Snowflake, server: Option<Snowflake> },
    /// The conversation with this id on the desk's side.
    Desk { sid: String },
    /// One of ours.
    Conversation { id: ConversationId },
    /// A case.
    Case { id: CaseId },
    /// None: about the integration as a whole.
    Integration,
}

/// See [`Event`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Body {
    // --- from Discord ---
    /// The member wrote in their DM or private thread.
    MemberWrote {
        member: Member,
        place: Place,
        message: Said,
    },
    /// The member changed a message.
    MemberEdited {
        message: Snowflake,
        text: String,
    },
    /// The member deleted messages.
    MemberDeleted {
        message: Snowflake,
    },
    /// The member called the bot in a channel of a server, or answered a line of the bot there.
    Mentioned {
        member: Member,
        server: Snowflake,
        channel: Snowflake,
        message: Said,
    },
    /// Somebody asks by a reaction for a line of ours to be taken away.
    Hushed {
        by: Snowflake,
        message: Snowflake,
        channel: Snowflake,
        /// None in a DM.
        server: Option<Snowflake>,
    },
    /// A slash command.
    Command {
        member: Member,
        membership: Option<Membership>,
        server: Option<Snowflake>,
        command: Command,
        interaction: PendingInteraction,
    },
    /// A button or menu under one of our messages.
    Pressed {
        member: Member,
        button: Button,
        place: Place,
        message: Snowflake,
        interaction: PendingInteraction,
    },
    /// A form was filled in and sent.
    Submitted {
        member: Member,
        server: Option<Snowflake>,
        form: FormId,
        filled: Vec<Filled>,
        interaction: PendingInteraction,
    },
    /// The bot is in this server.
    ServerSeen {
        server: Server,
    },
    /// The bot was removed from this server.
    ServerGone {
        server: Snowflake,
    },

    // --- from the desk ---
    /// A line in the desk conversation that we did not write.
    DeskWrote {
        id: String,
        index: i64,
        author: Agent,
        text: String,
        files: Vec<OfferedFile>,
    },
    DeskEdited {
        id: String,
        text: String,
    },
    DeskDeleted {
        id: String,
    },
    /// The desk conversation was closed: final over there.
    DeskClosed,
    /// Somebody entered the desk conversation.
    DeskJoined {
        agent: Agent,
    },
    /// Somebody left the desk conversation.
    DeskLeft {
        agent: Agent,
    },
    /// The flow asks what to do with the member's message. Answered with [`Reply::Flow`](super::delivery::Reply::Flow).
    FlowAsked {
        message: String,
    },
    /// The flow could not create the task.
    FlowFailed,
    /// A task for this conversation came into being.
    TaskCreated {
        task: String,
    },
    /// An agent took the task.
    TaskAccepted {
        task: String,
        agent: Agent,
    },
    /// An agent hands the task on; the new task is `to` where the desk tells it.
    TaskTransferring {
        task: String,
        to: Option<String>,
    },
    /// The work on the task is done. After a transfer the old task ends like this too.
    TaskEnded {
        task: String,
    },
    /// Nobody took the task, or it was thrown away.
    TaskLost {
        task: String,
        why: TaskLoss,
    },

    // --- from the console and the API ---
    /// Somebody of the staff does something to a case. Answered with [`Reply::Changed`](super::delivery::Reply::Changed) or
    /// [`Reply::Denied`](super::delivery::Reply::Denied).
    CaseChange {
        by: Actor,
        change: Change,
        /// The version they have before their eyes; `None` if it does not matter to them.
        seen: Option<u32>,
    },

    // --- appointments ---
    /// The sender of a form has not said whether an open case is the same: it is a new one.
    DraftDue {
        draft: DraftId,
    },
    /// It is this follower's turn to hear that a case is in another state.
    TellFollower {
        member: Snowflake,
        case: CaseId,
        number: CaseNumber,
        title: String,
        state: CaseState,
        /// What whoever changed it wants to be said with it.
        told: Option<String>,
    },

    // --- from the console ---
    /// Somebody of the staff does something in a talk. Answered with [`Reply::Ok`](super::delivery::Reply::Ok), or with
    /// [`Reply::Denied`](super::delivery::Reply::Denied) when the talk is over.
    Staff {
        agent: Agent,
        does: StaffAct,
    },

    // --- from inside ---
    /// The first words of an answer in the making may be shown. `question` is the [`Question::up_to`](super::delivery::Question::up_to)
    /// it answers. A courtesy: nothing is lost without it.
    Drafted {
        question: Seq,
        text: String,
    },
    /// A timer ran out.
    Timer {
        timer: Timer,
        due: Millis,
    },
    /// A delivery came to an end, after so many tries.
    Settled {
        seq: Seq,
        delivery: Box<Delivery>,
        outcome: Outcome,
        attempts: u32,
    },
    /// A delivery found its place closed and waits in its turn for the next one.
    Blocked {
        seq: Seq,
        delivery: Box<Delivery>,
        outcome: Outcome,
    },
    /// A delivery has failed several times and goes on trying.
    Struggling {
        seq: Seq,
        delivery: Box<Delivery>,
    },
    /// A person asked for a dead delivery to be tried again.
    Retry {
        seq: Seq,
    },
}

impl Body {
    /// Is it about our own doings? Such events are written down already, as a timer or a delivery, and cannot be repeated from
    /// outside.
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Body::Drafted { .. }
                | Body::Timer { .. }
                | Body::Settled { .. }
                | Body::Blocked { .. }
                | Body::Struggling { .. }
                | Body::Retry { .. }
        )
    }

    /// Is it one that was made to happen at a time? Its commit forgets the appointment, whose name is the event's source.
    pub fn is_appointment(&self) -> bool {
        matches!(self, Body::DraftDue { .. } | Body::TellFollower { .. })
    }

    /// Short name for logs, metrics and the event table.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::MemberWrote { .. } => "member_wrote",
            Body::MemberEdited { .. } => "member_edited",
            Body::MemberDeleted { .. } => "member_deleted",
            Body::Mentioned { .. } => "mentioned",
            Body::Hushed { .. } => "hushed",
            Body::Command { .. } => "command",
            Body::Pressed { .. } => "pressed",
            Body::Submitted { .. } => "submitted",
            Body::CaseChange { .. } => "case_change",
            Body::DraftDue { .. } => "draft_due",
            Body::TellFollower { .. } => "tell_follower",
            Body::ServerSeen { .. } => "server_seen",
            Body::ServerGone { .. } => "server_gone",
            Body::DeskWrote { .. } => "desk_wrote",
            Body::DeskEdited { .. } => "desk_edited",
            Body::DeskDeleted { .. } => "desk_deleted",
            Body::DeskClosed => "desk_closed",
            Body::DeskJoined { .. } => "desk_joined",
            Body::DeskLeft { .. } => "desk_left",
            Body::FlowAsked { .. } => "flow_asked",
            Body::FlowFailed => "flow_failed",
            Body::TaskCreated { .. } => "task_created",
            Body::TaskAccepted { .. } => "task_accepted",
            Body::TaskTransferring { .. } => "task_transferring",
            Body::TaskEnded { .. } => "task_ended",
            Body::TaskLost { .. } => "task_lost",
            Body::Drafted { .. } => "drafted",
            Body::Staff { .. } => "staff",
            Body::Timer { .. } => "timer",
            Body::Settled { .. } => "settled",
            Body::Blocked { .. } => "blocked",
            Body::Struggling { .. } => "struggling",
            Body::Retry { .. } => "retry",
        }
    }
}

/// What a member said, made readable by the adapter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub id: Snowflake,
    /// Text with stickers, forwards, embeds and the like already turned into readable lines. May be empty when files say it all.
    pub text: String,
    pub files: Vec<OfferedFile>,
    /// The Discord message this one answers.
    pub reply_to: Option<Snowflake>,
}

/// A slash command of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// `/helpme [what]`
    HelpMe { what: Option<String> },
    /// `/ask question`, typed in this channel
    Ask { question: String, channel: Snowflake },
    /// `/bug`, `/new_feature`: the form is shown.
    Report { kind: CaseKind },
    /// *Report as bug*, in the menu of a message: the form is shown with what that message says.
    ReportMessage { author: String, text: String, link: String },
    /// `/mycases`
    MyCases,
}

/// What staff can do in a talk, from the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
pub enum StaffAct {
    /// The talk is theirs from now on; whatever the assistant is working on is thrown away.
    TakesOver,
    /// They write to the member, and have the talk from then on.
    Says { text: String },
    /// The assistant has the talk again.
    HandsBack,
    /// They think it is solved: the member is asked.
    Finishes,
}

/// Why nobody will take a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskLoss {
    /// The queue's time ran out.
    TimedOut,
    /// Somebody cancelled or deleted it.
    Cancelled,
}

/// What a conversation waits for. One timer of a kind per conversation; they survive a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// The member has stopped typing in bursts: ask the assistant now.
    Ask,
    /// The flow has not asked for an answer: ask the assistant without it.
    Unasked,
    /// The assistant has not come back with an answer.
    Thinking,
    /// No task appeared after a hand-over.
    Handover,
    /// Tell the place in the queue again.
    QueueNotice,
    /// The agent owes the member an answer for too long.
    AgentSilent,
    /// The task ended; is the conversation really over?
    Wrapup,
    /// The member has not said whether the case may be closed: it closes by itself.
    Closing,
    /// Nobody has said anything for long.
    Idle,
}

impl Timer {
    /// All of them, for storage and tests.
    pub const ALL: [Timer; 9] = [
        Timer::Ask,
        Timer::Unasked,
        Timer::Thinking,
        Timer::Handover,
        Timer::QueueNotice,
        Timer::AgentSilent,
        Timer::Wrapup,
        Timer::Closing,
        Timer::Idle,
    ];

    /// Name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Timer::Ask => "ask",
            Timer::Unasked => "unasked",
            Timer::Thinking => "thinking",
            Timer::Handover => "handover",
            Timer::QueueNotice => "queue_notice",
            Timer::AgentSilent => "agent_silent",
            Timer::Wrapup => "wrapup",
            Timer::Closing => "closing",
            Timer::Idle => "idle",
        }
    }

    /// The timer of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }
}
