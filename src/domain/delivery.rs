//! What is to be done outside, in one enum: the only way anything gets out.
//!
//! A delivery is written in the transaction of the event that caused it and carried out later, in order within its [`Lane`].

use super::case::{Card, CardPlace, Denied};
use super::conversation::{Owner, PendingInteraction};
use super::file::FileRef;
use super::form::Form;
use super::ids::{CaseId, ConversationId, DraftId, Seq, Snowflake};
use super::outcome::Outcome;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The queue a delivery waits in: within a lane of a conversation things are done one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// Everything the member sees.
    Discord,
    /// Everything the desk sees.
    Desk,
    /// Questions to the assistant.
    Assistant,
    /// The card of a case in a server's channel: a lane of the case, not of a conversation.
    Card,
    /// Copies of files and look-ups: nothing waits behind them.
    Errands,
}

impl LaneKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Discord, Self::Desk, Self::Assistant, Self::Card, Self::Errands];

    /// Name in the database.
    pub fn name(self) -> &'static str {
        match self {
            LaneKind::Discord => "discord",
            LaneKind::Desk => "desk",
            LaneKind::Assistant => "assistant",
            LaneKind::Card => "card",
            LaneKind::Errands => "errands",
        }
    }

    /// The lane of that name, if there is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.name() == name)
    }
}

/// After so many failed tries the people concerned are told that something is stuck.
pub const STRUGGLING_AFTER: u32 = 3;

/// One conversation on one side; or one case, which has lanes under its own id ([`Case::lane`](super::case::Case::lane)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lane {
    pub conversation: ConversationId,
    pub kind: LaneKind,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Delivery {
    // --- Discord ---
    /// Send a message to the member.
    Say(Say),
    /// Replace the text of something said earlier (a message or notice with that `seq`).
    Revise { of: Seq, text: String, buttons: Vec<Button> },
    /// Complete a draft: put this in place of what stands under [`Say::message`], or say it anew if that is gone.
    Finish(Say),
    /// Delete something said earlier.
    Retract { of: Seq },
    /// Put a reaction under the member's message with that `seq`.
    React { to: Seq, emoji: String },
    /// Answer an interaction: by its token while that lives, else as an ordinary message.
    Answer { interaction: PendingInteraction, text: String, buttons: Vec<Button> },
    /// Answer a question asked in passing.
    Respond(Respond),
    /// Open the place to talk in: the DM channel, or a private thread in this server's help channel.
    OpenPlace { thread: Option<Thread> },
    /// Send the member a text file: the copy of a talk.
    SendCopy { message: Seq, text: String, name: String, document: String },
    /// Put the card of a case into this channel, with a thread to talk about it; in a forum, as a post.
    PostCard { channel: Snowflake, card: Card, files: Vec<FileRef> },
    /// Bring a card up to date.
    ReviseCard { at: CardPlace, card: Card },

    // --- the desk ---
    /// Create the desk conversation with its participant and webhooks.
    OpenDesk { unique_name: String, title: String, attributes: Map<String, Value> },
    /// Write a line there.
    Write(Write),
    /// Replace the text of a line written earlier.
    Rewrite { of: Seq, text: String },
    /// Merge these into the desk conversation's attributes.
    Mark { attributes: Map<String, Value> },
    /// Close this desk conversation, which may no longer be the current one.
    CloseDesk { sid: String },

    // --- helpers whose answer comes back as a fact ---
    /// Set the name agents see above the member's lines, before somebody looks. Talks that never get to a person do not cost the request.
    NameMember,
    /// Ask the assistant.
    Ask(Question),
    /// Have a model sum the talk up for the agent. Nobody waits for it.
    Summarise,
    /// Copy a file to our own store.
    Fetch { file: FileRef },
    /// What do these servers know about the member?
    LookUpMember { servers: Vec<Snowflake> },
    /// May this member take away lines of others in that channel? Asked about the answer with that `seq`.
    LookUpStaff { member: Snowflake, server: Snowflake, channel: Snowflake, answer: Seq },
    /// The shown name of the agent with this identity.
    LookUpAgent { identity: String },
    /// Bring in what was said at the desk after this message index, by the same door as webhooks do; and unless it is `lines_only`, who
    /// came and went, and whether it is over.
    CatchUp { after: Option<i64>, lines_only: bool },
}

impl Delivery {
    /// The lane it waits in.
    pub fn lane(&self) -> LaneKind {
        match self {
            Delivery::Say(_)
            | Delivery::Revise { .. }
            | Delivery::Finish(_)
            | Delivery::Retract { .. }
            | Delivery::React { .. }
            | Delivery::Answer { .. }
            | Delivery::Respond(_)
            | Delivery::OpenPlace { .. }
            | Delivery::SendCopy { .. } => LaneKind::Discord,
            Delivery::PostCard { .. } | Delivery::ReviseCard { .. } => LaneKind::Card,
            Delivery::OpenDesk { .. }
            | Delivery::Write(_)
            | Delivery::Rewrite { .. }
            | Delivery::Mark { .. }
            | Delivery::CloseDesk { .. } => LaneKind::Desk,
            Delivery::Ask(_) | Delivery::Summarise => LaneKind::Assistant,
            Delivery::NameMember
            | Delivery::Fetch { .. }
            | Delivery::LookUpMember { .. }
            | Delivery::LookUpStaff { .. }
            | Delivery::LookUpAgent { .. }
            | Delivery::CatchUp { .. } => LaneKind::Errands,
        }
    }

    /// Short name for logs and metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Delivery::Say(_) => "say",
            Delivery::Revise { .. } => "revise",
            Delivery::Finish(_) => "finish",
            Delivery::Retract { .. } => "retract",
            Delivery::React { .. } => "react",
            Delivery::Answer { .. } => "answer",
            Delivery::Respond(_) => "respond",
            Delivery::OpenPlace { .. } => "open_place",
            Delivery::SendCopy { .. } => "send_copy",
            Delivery::PostCard { .. } => "post_card",
            Delivery::ReviseCard { .. } => "revise_card",
            Delivery::OpenDesk { .. } => "open_desk",
            Delivery::Write(_) => "write",
            Delivery::Rewrite { .. } => "rewrite",
            Delivery::Mark { .. } => "mark",
            Delivery::CloseDesk { .. } => "close_desk",
            Delivery::NameMember => "name_member",
            Delivery::Ask(_) => "ask",
            Delivery::Summarise => "summarise",
            Delivery::Fetch { .. } => "fetch",
            Delivery::LookUpMember { .. } => "look_up_member",
            Delivery::LookUpStaff { .. } => "look_up_staff",
            Delivery::LookUpAgent { .. } => "look_up_agent",
            Delivery::CatchUp { .. } => "catch_up",
        }
    }

    /// The message it carries, if any: what the vendor ids of a success are recorded under.
    pub fn message(&self) -> Option<Seq> {
        match self {
            Delivery::Say(say) | Delivery::Finish(say) | Delivery::Respond(Respond { say, .. }) => Some(say.message),
            Delivery::Write(write) => Some(write.message),
            Delivery::SendCopy { message, .. } => Some(*message),
            _ => None,
        }
    }

    /// Files that must have been copied before it can be carried out.
    pub fn files(&self) -> &[FileRef] {
        match self {
            Delivery::Say(say) => &say.files,
            Delivery::Write(write) => &write.files,
            Delivery::PostCard { files, .. } => files,
            _ => &[],
        }
    }

    /// Does everything else in its lane need it first? Openings go ahead of what was written before them, so that a line
    /// that found its place closed keeps its turn.
    pub fn goes_first(&self) -> bool {
        matches!(self, Delivery::OpenDesk { .. } | Delivery::OpenPlace { .. })
    }

    /// Is it a courtesy that is dropped, not repeated for hours and mourned, when it does not work?
    pub fn is_courtesy(&self) -> bool {
        matches!(
            self,
            Delivery::React { .. }
                | Delivery::NameMember
                | Delivery::Summarise
                | Delivery::LookUpMember { .. }
                | Delivery::LookUpStaff { .. }
                | Delivery::LookUpAgent { .. }
                | Delivery::CatchUp { .. }
        )
    }

    /// Does nobody's talk hang on it? A channel that is gone or closed to us is then no reason to look for another place, or to
    /// trouble an operator.
    pub fn is_in_passing(&self) -> bool {
        matches!(self, Delivery::Respond(_))
    }

    /// Must the outcome be decided on, or is it enough to record it? Plain lines that arrived need no second thought, and
    /// sparing it is what keeps the hot path short.
    pub fn wants_a_decision(&self, outcome: &Outcome, attempts: u32) -> bool {
        match (self, outcome) {
            (Delivery::Say(say), Outcome::Done(_)) => say.report,
            (Delivery::Write(write), Outcome::Done(_)) => attempts >= STRUGGLING_AFTER || !write.files.is_empty(),
            (_, Outcome::Done(receipt)) => {
                receipt.fact.is_some() || matches!(self, Delivery::CatchUp { .. } | Delivery::LookUpAgent { .. })
            }
            _ => true,
        }
    }
}

/// See [`Delivery::Say`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Say {
    /// The message this is the delivery of.
    pub message: Seq,
    /// Shown in bold before the text: the agent's name.
    pub speaker: Option<String>,
    /// Discord Markdown; the adapter splits it. Empty when only files are sent.
    pub text: String,
    pub files: Vec<FileRef>,
    pub buttons: Vec<Button>,
    pub reply_to: Option<Seq>,
    /// Only send while this owner still has the conversation: an answer that comes too late is thrown away.
    pub only_while: Option<Owner>,
    /// Somebody waits to hear that it arrived: its success is told to `relay::decide`.
    pub report: bool,
}

/// See [`Delivery::Respond`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Respond {
    pub say: Say,
    /// What is answered, by its token while that lives; else it is said as an ordinary message.
    pub interaction: Option<PendingInteraction>,
}

/// See [`Delivery::Write`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The message this is the delivery of.
    pub message: Seq,
    pub author: DeskAuthor,
    pub text: String,
    pub files: Vec<FileRef>,
    /// Tell the flow and other listeners: true for the member's own lines only.
    pub announce: bool,
    pub only_while: Option<Owner>,
}

/// Under whose name a line stands at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeskAuthor {
    /// The participant that stands for the member.
    Member,
    Assistant,
    System,
}

/// See [`Delivery::OpenPlace`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    pub server: Snowflake,
    /// The channel the thread hangs under.
    pub parent: Snowflake,
    pub name: String,
}

/// See [`Delivery::Ask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question ends with this message; a newer one makes its answer void.
    pub up_to: Seq,
    /// The member's unanswered messages, joined.
    pub text: String,
    pub server: Option<Snowflake>,
    pub locale: Option<String>,
}

/// Something a member can press. The adapter turns it into a component with a `custom_id` and back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "button", rename_all = "snake_case")]
pub enum Button {
    /// *Talk to a person*
    Person,
    /// *That solved it*
    Solved,
    /// *Not quite*
    NotQuite,
    /// 👍 under an answer of an aside.
    Up { talk: ConversationId, answer: Seq },
    /// 👎 under an answer of an aside.
    Down { talk: ConversationId, answer: Seq },
    /// *Talk to a person*, pressed in an aside.
    Refer { talk: ConversationId },
    /// *Close*
    Close,
    /// *Reopen* this case.
    Reopen { case: CaseId },
    /// *My cases*
    MyCases,
    /// *+1*, on the card of a case.
    Vote { case: CaseId },
    /// *It's this one (+1)*: the draft is this open case, whose number and title are shown.
    Same { draft: DraftId, case: CaseId, label: String },
    /// *No, mine is new*
    MineIsNew { draft: DraftId },
    /// *Yes*, this case may be closed.
    SolvedYes { case: CaseId },
    /// *Not yet*: this case may not be closed.
    NotYet { case: CaseId },
    /// One entry of the menu of one's cases.
    OneCase { case: CaseId, label: String },
    /// *Close*, for one of one's cases.
    CloseCase { case: CaseId },
    /// One to five stars.
    Rate { case: CaseId, stars: u8 },
    /// *Add a line* to the stars.
    RateLine { case: CaseId },
    /// *Get a copy* of the talk.
    Copy { case: CaseId },
    /// *Keep waiting*, after the queue gave up.
    KeepWaiting,
    /// One entry of the menu *Which community is this about?*
    Community { server: Snowflake, name: String },
    /// A link.
    Link { label: LinkLabel, url: String },
}

impl Button {
    /// The case it is about, if it names one.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Button::Reopen { case }
            | Button::Vote { case }
            | Button::Same { case, .. }
            | Button::SolvedYes { case }
            | Button::NotYet { case }
            | Button::OneCase { case, .. }
            | Button::CloseCase { case }
            | Button::Rate { case, .. }
            | Button::RateLine { case }
            | Button::Copy { case } => Some(*case),
            Button::Person
            | Button::Solved
            | Button::NotQuite
            | Button::Up { .. }
            | Button::Down { .. }
            | Button::Refer { .. }
            | Button::Close
            | Button::KeepWaiting
            | Button::Community { .. }
            | Button::Link { .. }
            | Button::MyCases
            | Button::MineIsNew { .. } => None,
        }
    }
}

/// What a link button says; the words are in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkLabel {
    OpenDm,
    OpenThread,
}

/// What the one who brought the event is answered, after the commit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// Received; nothing to say.
    Ok,
    /// To the flow.
    Flow(Verdict),
    /// To an interaction.
    Interaction(InteractionReply),
    /// The case was changed, and has this version now.
    Changed { case: CaseId, version: u32 },
    /// The case was not changed.
    Denied(Denied),
}

/// What the Studio flow is to do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Verdict {
    /// The assistant is at work and answers by itself.
    Pending,
    /// Create a task with these facts.
    Handoff { task: Map<String, Value> },
    /// Nothing: somebody else owns the conversation, or it was said already.
    None,
}

/// The first answer to an interaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum InteractionReply {
    /// "Thinking…", visible to the member alone; the rest follows as [`Delivery::Answer`].
    Wait,
    /// "Thinking…", visible to all; the rest follows as [`Delivery::Respond`].
    WaitOpenly,
    /// A line for the member alone.
    Whisper { text: String, buttons: Vec<Button> },
    /// In place of the message that holds the button.
    Replace { text: String, buttons: Vec<Button> },
    /// A form to fill in.
    Ask { form: Form },
    /// Nothing visible changes.
    Silent,
    /// The message that holds the button stays, its buttons go.
    Settle,
}
