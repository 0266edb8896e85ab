//! What deciding may know: handed in as plain data, so that `decide` needs no database.
//!
//! Every decision gets the conversation. Rarer knowledge is asked for: `decide` answers with a [`Need`], the inlet looks it up
//! within the same transaction and decides again from the start. So a decision stays a pure function, and the common case stays
//! cheap.

use crate::domain::case::{Case, CaseKind};
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::ids::{CaseId, ConversationId, DraftId, Seq, Snowflake};
use crate::domain::intake::{Draft, Intakes};
use crate::domain::message::{Message, Side};
use crate::domain::person::Server;
use crate::domain::text::file_name::FilePolicy;
use std::sync::Arc;
use uuid::Uuid;

/// How the desk is run: settings that change decisions. Times in milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Is there a Twilio desk at all?
    pub desk: bool,
    /// Wait this long for more lines before the assistant is asked, so that a burst gets one answer.
    pub burst_ms: Millis,
    /// The flow must have asked for an answer by then; else the assistant answers without it.
    pub answer_within_ms: Millis,
    /// The assistant must have answered by then; else the member hears that it does not know.
    pub thinking_ms: Millis,
    /// An agent silent for so long while the member waits is stood in for by the assistant.
    pub hand_back_ms: Millis,
    /// How often the place in the queue is looked at again.
    pub queue_notice_ms: Millis,
    /// A task must have appeared by then.
    pub handover_ms: Millis,
    /// After the end of a task: how long to wait for the desk conversation to close.
    pub wrapup_ms: Millis,
    /// A conversation nobody has said anything in for so long is ended.
    pub idle_ms: Millis,
    /// A solved case may be opened again for so many days.
    pub reopen_days: u32,
    /// Say agents' names, or only the team's.
    pub show_agent_names: bool,
    /// What members call the people at the desk.
    pub team: String,
    pub files: FilePolicy,
    pub ask: AskRules,
    /// A model sums talks up for the agents.
    pub summaries: bool,
    /// A case asked to be closed closes by itself after so long.
    pub closing_ms: Millis,
    /// A filled form whose sender does not say whether it is new is filed after so long.
    pub draft_ms: Millis,
    /// The pause between two members who are told the same.
    pub tell_pause_ms: Millis,
    /// What the forms for bugs and ideas ask.
    pub intakes: Arc<Intakes>,
}

/// How questions in passing are dealt with: `/ask` and mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskRules {
    /// Only the asker sees answers to `/ask`, but for servers in `otherwise`.
    pub private: bool,
    /// Servers in which it is the other way round.
    pub otherwise: Vec<Snowflake>,
    /// Are mentions in channels answered?
    pub mentions: bool,
    /// Questions of one member that are answered within a minute, and within a day.
    pub per_minute: u32,
    pub per_day: u32,
    /// So long after its last word an aside goes on; then it is forgotten.
    pub session_ms: Millis,
}

impl AskRules {
    /// Does only the asker see answers to `/ask` there? In a DM everybody does who is there.
    pub fn is_private_in(&self, server: Option<Snowflake>) -> bool {
        server.is_some_and(|server| self.private != self.otherwise.contains(&server))
    }
}

#[cfg(test)]
impl Rules {
    /// Rules for tests.
    pub fn example() -> Self {
        Self {
            desk: true,
            burst_ms: 700,
            answer_within_ms: 20_000,
            thinking_ms: 30_000,
            hand_back_ms: 180_000,
            queue_notice_ms: 60_000,
            handover_ms: 60_000,
            wrapup_ms: 5_000,
            idle_ms: 86_400_000,
            reopen_days: 14,
            show_agent_names: true,
            team: "Support".into(),
            files: FilePolicy::new(10 << 20, &["exe".into()]),
            ask: AskRules { private: true, otherwise: vec![], mentions: true, per_minute: 6, per_day: 100, session_ms: 86_400_000 },
            summaries: false,
            closing_ms: 86_400_000,
            draft_ms: 600_000,
            tell_pause_ms: 1_000,
            intakes: Arc::new(example_intakes()),
        }
    }
}

/// The shipped forms, with a channel for bugs.
#[cfg(test)]
fn example_intakes() -> Intakes {
    use crate::domain::intake::Intake;
    let read = |text| Intake::read(text).expect("the shipped forms are sound");
    let bug = Intake { channel: Some(Snowflake(90)), ..read(include_str!("../../flows/intake/bug.toml")) };
    Intakes { bug, feature: read(include_str!("../../flows/intake/feature.toml")), of_servers: std::collections::BTreeMap::new() }
}

/// Fresh ids, handed in so that tests can repeat a decision exactly.
pub trait Fresh: Send + Sync {
    /// An id never given before, in time order.
    fn id(&self) -> Uuid;
}

/// What is known for one decision.
pub struct Known<'a> {
    pub now: Millis,
    /// The source of the event that is decided on, for histories.
    pub source: &'a str,
    pub rules: &'a Rules,
    pub fresh: &'a dyn Fresh,
    /// All servers the bot is in.
    pub servers: &'a [Server],
    /// The conversation the event is about, if there is one. It may have ended.
    pub conversation: Option<&'a Conversation>,
    /// The case the event is about: its own, or the conversation's.
    pub case: Option<&'a Case>,
    /// The answers to needs, as far as they were asked for.
    pub found: &'a Found,
}

/// Something `decide` has to know before it can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// What there was before the conversation that is about to begin.
    Past { member: Snowflake },
    /// The open case of this member in this server, or else the next free number.
    Case { server: Snowflake, member: Snowflake },
    /// The case with this id.
    CaseById(CaseId),
    /// The member's open help case in this server, if there is one.
    OpenHelp { server: Snowflake, member: Snowflake },
    /// The next free number for a case of this kind.
    Number { server: Snowflake, kind: CaseKind },
    /// The open cases of this kind in this server, to compare with.
    OpenCases { server: Snowflake, kind: CaseKind },
    /// The member's newest cases.
    CasesOf { member: Snowflake, server: Option<Snowflake> },
    /// Who has said "it's this one" of this case.
    Voters(CaseId),
    /// The form that waits under this id.
    Draft(DraftId),
    /// Everything said in the conversations of a case, oldest first.
    Talks(Vec<ConversationId>),
    /// The conversation's messages so far.
    Turns,
    /// The member's place in the queue.
    Queue,
    /// Which of our messages has this id on that side?
    Message { side: Side, id: String },
    /// What was said in this aside.
    Aside(ConversationId),
    /// How much has this member asked in passing of late?
    Asked { member: Snowflake },
    /// How many of our own lines stand at the desk strictly between these indexes?
    OwnLines { after: i64, before: i64 },
}

/// Answers to [`Need`]s. `None` means: not asked yet.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub past: Option<Past>,
    pub case: Option<NextCase>,
    pub cases_by_id: Vec<(CaseId, Option<Case>)>,
    pub open_help: Option<Option<Case>>,
    pub number: Option<i64>,
    pub open_cases: Option<Vec<Case>>,
    pub cases_of: Option<Vec<Case>>,
    pub voters: Option<Vec<Snowflake>>,
    pub draft: Option<Option<Draft>>,
    pub talks: Option<Vec<(Conversation, Vec<Message>)>>,
    pub turns: Option<Vec<Message>>,
    pub queue: Option<Queue>,
    pub messages: Vec<(Side, String, Option<Message>)>,
    pub own_lines: Option<i64>,
    pub aside: Option<Option<(Box<Conversation>, Vec<Message>)>>,
    pub asked: Option<Asked>,
}

/// See [`Need::Asked`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub within_a_minute: u32,
    pub within_a_day: u32,
}

/// See [`Need::Past`].
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The member's shown name and language when last seen.
    pub name: Option<String>,
    pub locale: Option<String>,
    /// The member's last conversation that has ended, with its case.
    pub last: Option<Box<Conversation>>,
    /// How many cases the member had.
    pub cases: u32,
}

/// See [`Need::Case`].
#[derive(Clone, Debug)]
pub enum NextCase {
    Open(Box<Case>),
    Number(i64),
}

/// See [`Need::Queue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    /// Counted from 1.
    pub place: u32,
    /// How long those before waited on average; unknown before anybody was served.
    pub minutes: Option<u32>,
}

impl Found {
    /// The case with this id, once looked up.
    pub fn case_by_id(&self, id: CaseId) -> Option<Option<&Case>> {
        self.cases_by_id.iter().find(|(i, _)| *i == id).map(|(_, case)| case.as_ref())
    }

    /// The message found for this id, once looked up.
    pub fn message(&self, side: Side, id: &str) -> Option<Option<&Message>> {
        self.messages.iter().find(|(s, i, _)| *s == side && i == id).map(|(_, _, m)| m.as_ref())
    }

    /// The message with this position among the turns, once these were looked up.
    pub fn turn(&self, seq: Seq) -> Option<&Message> {
        self.turns.as_ref()?.iter().find(|m| m.seq == seq)
    }
}
