//! What a decision wants done. `apply` writes all of it in the transaction of the event.

use crate::domain::case::Case;
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Delivery, Reply};
use crate::domain::event::Timer;
use crate::domain::file::FileRef;
use crate::domain::gap::NewGap;
use crate::domain::ids::{Seq, Snowflake};
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
    pub case: Option<Case>,
    /// The number of `case` was taken from the counter.
    pub new_case: bool,
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
            case: None,
            new_case: false,
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
