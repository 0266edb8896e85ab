//! What was said before a question, as long as the session lasts: within so long a time, by this member and to them, in this server,
//! also in talks that have ended since.

use crate::assistant::prompt::TURNS;
use crate::assistant::turn::Turn;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::ids::ConversationId;
use crate::domain::message::{Author, Message};
use crate::relay::carrier::Job;
use crate::relay::decide::spoken;
use crate::store::{Store, StoreError, messages};

/// Lines that are read: some are the question's own, or nothing but a file.
const LINES: u32 = 3 * TURNS as u32;

/// See the module.
pub struct Memory {
    pub store: Store,
    pub clock: SharedClock,
    pub session_ms: Millis,
}

impl Memory {
    /// The turns before the question of this job, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn before(&self, job: &Job) -> Result<Vec<Turn>, StoreError> {
        let talk = &job.conversation;
        let since = self.clock.now() - self.session_ms;
        let mut lines = messages::of_session(&self.store, talk.member, talk.server, since, LINES).await?;
        // The member's lines that are not answered yet are the question.
        lines.retain(|(conversation, m)| *conversation != talk.id || m.author != Author::Member || m.seq <= talk.answered_up_to);
        let lines: Vec<Message> = lines.into_iter().map(|(_, message)| message).collect();
        Ok(newest(spoken(&lines, |_| None)))
    }

    /// The turns of a conversation, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn of(&self, conversation: ConversationId) -> Result<Vec<Turn>, StoreError> {
        Ok(newest(spoken(&messages::history(&self.store, conversation, None, LINES).await?, |_| None)))
    }
}

/// The newest turns that say something: erased texts and files alone say nothing.
fn newest(mut turns: Vec<Turn>) -> Vec<Turn> {
    turns.retain(|turn| !turn.text.trim().is_empty());
    turns.split_off(turns.len().saturating_sub(TURNS))
}
