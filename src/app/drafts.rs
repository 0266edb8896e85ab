//! Answers in the making, shown to the member as they grow.
//!
//! A draft is a courtesy, not a fact. Its first words go the way of everything that is said: an event, a decision, a delivery; so there is
//! one message, known by its place in the conversation, that a crash cannot double, and that the decision on the answer (or on there
//! being none) completes or takes back. In between the message is edited at best effort, past the deliverer: an edit that fails, or
//! that Discord's limits leave no room for, is left out, and nothing is ever tried again. What the member reads in the end is what the
//! delivery of the answer puts there, and that goes out only after the last edit has come to its end.
//!
//! Where a draft is shown is a [`Place`]; the pace and the order are the same for all of them. One more place, such as the first answer of
//! an interaction, which is there from the start and needs no event: a type that is a [`Place`], picked in `brain`.

use crate::assistant::brain::Draft;
use crate::assistant::draft::Pace;
use crate::discord;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::conversation::{Conversation, Owner};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{ConversationId, Seq};
use crate::domain::message::Side;
use crate::domain::text::defuse::defuse;
use crate::domain::text::names::NoNames;
use crate::relay::inlet::Inlet;
use crate::store::{Store, conversations, vendor_ids};
use crate::telemetry::metrics;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// Stands after what is shown, so that nobody takes it for the whole.
const GROWING: &str = " …";
/// How long after the answer is there an edit that is on its way is waited for.
const GRACE_MS: Millis = 5_000;

/// Where a growing answer is shown.
pub trait Place: Send + Sync {
    /// Shows the answer so far, at best effort.
    fn show<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Shown> + Send + 'a>>;
}

/// What became of a showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It stands there, or there was no room for it just now.
    Fine,
    /// Nobody waits for this answer any more.
    Unwanted,
}

#[derive(Clone, Default)]
struct Growth {
    text: String,
    pieces: u32,
    closed: bool,
}

/// The writing end: what a brain lets grow.
pub struct Growing {
    growth: watch::Sender<Growth>,
    awaited: Arc<AtomicBool>,
}

impl Draft for Growing {
    fn grow(&self, text: String) {
        self.growth.send_modify(|growth| {
            growth.text = text;
            growth.pieces += 1;
        });
    }

    fn is_awaited(&self) -> bool {
        self.awaited.load(Ordering::Relaxed)
    }
}

impl Growing {
    /// The answer is there, or there will be none: nothing more is shown.
    pub fn close(&self) {
        self.growth.send_modify(|growth| growth.closed = true);
    }
}

/// A draft in this place: its writing end, and the work of showing it, which ends after [`Growing::close`].
pub fn begin(place: impl Place, clock: SharedClock) -> (Growing, impl Future<Output = ()>) {
    let (growth, grown) = watch::channel(Growth::default());
    let awaited = Arc::new(AtomicBool::new(true));
    let showing = show(place, clock, grown, awaited.clone());
    (Growing { growth, awaited }, showing)
}

async fn show(place: impl Place, clock: SharedClock, mut grown: watch::Receiver<Growth>, awaited: Arc<AtomicBool>) {
    let mut ending = grown.clone();
    let (mut pace, mut pieces, mut due) = (Pace::default(), 0, None);
    loop {
        tokio::select! {
            changed = grown.changed() => {
                let growth = grown.borrow_and_update();
                if changed.is_err() || growth.closed {
                    return;
                }
                due = Some(pace.grown(clock.now(), growth.pieces - pieces));
                pieces = growth.pieces;
            }
            () = clock.until(due.unwrap_or(Millis::MAX)), if due.is_some() => {
                let text = grown.borrow().text.clone();
                due = None;
                let late = async {
                    // A sender that is gone has closed it too.
                    let _ = ending.wait_for(|growth| growth.closed).await;
                    clock.until(clock.now() + GRACE_MS).await;
                };
                let shown = tokio::select! {
                    shown = place.show(&text) => shown,
                    () = late => return,
                };
                pace.shown(clock.now());
                if shown == Shown::Unwanted {
                    awaited.store(false, Ordering::Relaxed);
                    return;
                }
            }
        }
    }
}

/// A draft that nobody sees.
pub struct Nowhere;

impl Draft for Nowhere {
    fn grow(&self, _text: String) {}

    fn is_awaited(&self) -> bool {
        true
    }
}

/// What showing drafts in conversations takes.
#[derive(Clone)]
pub struct Drafts {
    pub store: Store,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub editor: Arc<discord::drafts::Editor>,
}

impl Drafts {
    /// The place of the answer to a question in a conversation.
    pub fn place(&self, conversation: ConversationId, question: Seq) -> impl Place + use<> {
        InTalk { drafts: self.clone(), conversation, question }
    }
}

struct InTalk {
    drafts: Drafts,
    conversation: ConversationId,
    question: Seq,
}

impl Place for InTalk {
    fn show<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Shown> + Send + 'a>> {
        Box::pin(async move {
            let found = conversations::by_ids(&self.drafts.store, &[self.conversation]).await;
            let Ok(Some(talk)) = found.map(|mut found| found.pop()) else { return Shown::Fine };
            if !self.is_awaited(&talk) {
                return Shown::Unwanted;
            }
            let text = format!("{}{GROWING}", defuse(text, &NoNames));
            let result = match talk.draft {
                None => self.first(text).await,
                Some(message) => self.further(&talk, message, &text).await,
            };
            metrics::draft(result);
            Shown::Fine
        })
    }
}

impl InTalk {
    fn is_awaited(&self, talk: &Conversation) -> bool {
        let newest = talk.member_spoke.is_some_and(|(seq, _)| seq == self.question);
        talk.owner == Owner::Assistant && talk.ended_at.is_none() && talk.thinking_about == Some(self.question) && newest
    }

    async fn first(&self, text: String) -> &'static str {
        let source = format!("draft:{}:{}", self.conversation, self.question);
        let body = Body::Drafted { question: self.question, text };
        let subject = Subject::Conversation { id: self.conversation };
        match self.drafts.inlet.submit(Event { source, at: self.drafts.clock.now(), subject, body }).await {
            Ok(_) => "begun",
            Err(_) => "skipped",
        }
    }

    async fn further(&self, talk: &Conversation, message: Seq, text: &str) -> &'static str {
        let ids = vendor_ids::of(&self.drafts.store, self.conversation, &[message], Side::Discord).await.unwrap_or_default();
        let id = ids.first().and_then(|(_, ids)| ids.first()).and_then(|id| id.snowflake());
        let (Some(place), Some(id)) = (talk.place, id) else { return "skipped" };
        if self.drafts.editor.edit(place.channel(), id, text).await { "edited" } else { "skipped" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::HandClock;
    use std::sync::Mutex;

    #[derive(Clone, Default)]
    struct Board {
        seen: Arc<Mutex<Vec<String>>>,
        unwanted: Arc<AtomicBool>,
    }

    impl Place for Board {
        fn show<'a>(&'a self, text: &'a str) -> Pin<Box<dyn Future<Output = Shown> + Send + 'a>> {
            self.seen.lock().unwrap().push(text.to_owned());
            let shown = if self.unwanted.load(Ordering::Relaxed) { Shown::Unwanted } else { Shown::Fine };
            Box::pin(async move { shown })
        }
    }

    async fn let_it_work() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_fast_answer_is_shown_once_a_second_and_never_after_its_end() {
        let (board, clock) = (Board::default(), HandClock::at(10_000));
        let (draft, showing) = begin(board.clone(), clock.clone());
        let work = tokio::spawn(showing);
        for n in 1..=60 {
            draft.grow(format!("{n}"));
            let_it_work().await;
        }
        assert_eq!(*board.seen.lock().unwrap(), ["20"]);
        clock.advance(1_000);
        let_it_work().await;
        assert_eq!(*board.seen.lock().unwrap(), ["20", "60"]);
        draft.grow("61".into());
        draft.close();
        work.await.unwrap();
        assert_eq!(board.seen.lock().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_slow_answer_is_shown_however_little_of_it_there_is() {
        let (board, clock) = (Board::default(), HandClock::at(10_000));
        let (draft, showing) = begin(board.clone(), clock.clone());
        let work = tokio::spawn(showing);
        draft.grow("one".into());
        let_it_work().await;
        clock.advance(1_000);
        let_it_work().await;
        assert_eq!(*board.seen.lock().unwrap(), ["one"]);
        draft.close();
        work.await.unwrap();
    }

    #[tokio::test]
    async fn whoever_makes_an_answer_nobody_waits_for_is_told() {
        let (board, clock) = (Board::default(), HandClock::at(10_000));
        board.unwanted.store(true, Ordering::Relaxed);
        let (draft, showing) = begin(board.clone(), clock.clone());
        let work = tokio::spawn(showing);
        assert!(draft.is_awaited());
        (0..20).for_each(|n| draft.grow(n.to_string()));
        work.await.unwrap();
        assert!(!draft.is_awaited());
    }
}
