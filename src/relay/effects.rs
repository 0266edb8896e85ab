//! What a decision wants done. `apply` writes all of it in the transaction of the event.

use crate::domain::appointment::Appointment;
use crate::domain::case::{Case, Entry};
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Delivery, Reply};
use crate::domain::event::Timer;
use crate::domain::file::FileRef;
use crate::domain::gap::NewGap;
use crate::domain::ids::{CaseId, DraftId, Seq, Snowflake};
use crate::domain::intake::Draft;
use crate::domain::message::{Message, Side};
use crate::domain::person::{Member, Server};

/// See the module.
#[derive(Clone, Debug)]
pub struct Effects {
    /// The conversation as it is from now on.
    pub conversation: Option<Conversation>,
    pub messages: Vec<Message>,
    /// Ids under which a side knows a message that came from there: id, position, message.
    pub vendor_ids: Vec<(Side, String, Option<i64>, Seq)>,
    /// New texts of messages; the old ones are kept as versions.
    pub edits: Vec<(Seq, String)>,
    pub deletions: Vec<Seq>,
    pub deliveries: Vec<(Seq, Delivery)>,
    /// Timers to set (`Some(due)`) or to clear.
    pub timers: Vec<(Timer, Option<Millis>)>,
    pub cases: CaseEffects,
    /// Events that are to happen later.
    pub appointments: Vec<Appointment>,
    /// Names of appointments that are not wanted any more.
    pub called_off: Vec<String>,
    pub member: Option<Member>,
    pub server: Option<ServerChange>,
    pub files: Vec<FileRef>,
    /// Questions without a good answer.
    pub gaps: Vec<NewGap>,
    /// The newest message seen in a Discord channel, for catching up.
    pub seen: Option<(Snowflake, Snowflake)>,
    /// The newest call of the bot in a channel: server, channel, message.
    pub called: Option<(Snowflake, Snowflake, Snowflake)>,
    /// A dead delivery to be tried again.
    pub revive: Option<Seq>,
    /// Channels in which the bot is shown as typing; done after the commit and forgotten.
    pub typing: Vec<Snowflake>,
    pub reply: Reply,
}

/// What a decision does to cases.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseEffects {
    /// As they are from now on; each once.
    pub changed: Vec<Case>,
    pub history: Vec<Entry>,
    pub votes: Vec<(CaseId, Snowflake)>,
    pub draft: Option<Draft>,
    pub dropped: Option<DraftId>,
    /// In the cases' own lanes.
    pub deliveries: Vec<(CaseId, Seq, Delivery)>,
    pub files: Vec<(CaseId, FileRef)>,
    /// A dead delivery of a case's own to be tried again.
    pub revive: Option<(CaseId, Seq)>,
}

impl CaseEffects {
    /// Notes a case as it is from now on.
    pub fn put(&mut self, case: Case) {
        match self.changed.iter_mut().find(|c| c.id == case.id) {
            Some(before) => *before = case,
            None => self.changed.push(case),
        }
    }
}

/// A server came or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerChange {
    Seen(Server),
    Gone(Snowflake),
}

impl Default for Effects {
    fn default() -> Self {
        Self {
            conversation: None,
            messages: Vec::new(),
            vendor_ids: Vec::new(),
            edits: Vec::new(),
            deletions: Vec::new(),
            deliveries: Vec::new(),
            timers: Vec::new(),
            cases: CaseEffects::default(),
            appointments: Vec::new(),
            called_off: Vec::new(),
            member: None,
            server: None,
            files: Vec::new(),
            gaps: Vec::new(),
            seen: None,
            called: None,
            revive: None,
            typing: Vec::new(),
            reply: Reply::Ok,
        }
    }
}
