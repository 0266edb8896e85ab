//! What the relay is doing, told as it happens to whoever listens: the sandbox page, later the live view.
//!
//! A courtesy beside the store, which holds the truth: a slow listener misses some and looks again.

use crate::domain::clock::Millis;
use crate::domain::ids::ConversationId;
use serde::Serialize;
use tokio::sync::broadcast;

/// Something the relay has just committed. Never holds what people wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happening {
    pub at: Millis,
    pub conversation: Option<ConversationId>,
    /// `event`, `delivery`.
    pub what: &'static str,
    /// The kind of event or delivery, such as `member_wrote` or `say`.
    pub kind: &'static str,
    /// How it ended: `taken`, `repeat`, `written`, `done`, `later`, …
    pub outcome: &'static str,
    /// Why it did not work, for the eye of an operator.
    pub why: String,
}

/// Where happenings are told. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feed(broadcast::Sender<Happening>);

impl Default for Feed {
    fn default() -> Self {
        Self(broadcast::channel(1_024).0)
    }
}

impl Feed {
    /// From now on.
    pub fn listen(&self) -> broadcast::Receiver<Happening> {
        self.0.subscribe()
    }

    /// Is anybody listening? Nothing is put together for nobody.
    pub fn is_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Tells those who listen.
    pub fn tell(&self, happening: Happening) {
        let _ = self.0.send(happening);
    }
}
