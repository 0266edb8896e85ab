//! The only room that speaks out: takes deliveries in order per lane, has an adapter try each, and records how it ended.
//!
//! **What lives here.** `lanes` (who is next, as plain data), `backoff` (when again, when never), `attempt` (one try, from the guard
//! to the recorded outcome) and the loop that ties them together.
//!
//! **How data passes through.** The committer hands over what it has just committed as a [`Wake`]; at the start everything
//! unsettled is read from the store. A free place among [`Settings::lanes_at_once`] takes the next row; its try runs as a task of
//! its own and reports to the inlet, whose commit settles it.
//!
//! **What always holds.** A lane has at most one row in the air, and the next one starts only after the outcome of the last is on
//! disk: so after a crash at most the first row of a lane is in doubt, and that one is looked up before it is tried again.
//!
//! **One more side.** Implement [`Carrier`] and add it to [`Carriers`].

mod attempt;
mod backoff;
mod lanes;

pub use lanes::Row;

use super::carrier::Carrier;
use super::inlet::Inlet;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{Delivery, Lane};
use crate::domain::file::FileSource;
use crate::domain::ids::{CaseId, ConversationId, Snowflake};
use crate::store::{self, Store};
use attempt::{Ended, Try};
use lanes::Lanes;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Rows read at once when taking up what an earlier process left.
const PAGE: u32 = 1_000;
/// How often the oldest row is looked for, to show how far behind we are.
const LOOK_MS: Millis = 1_000;

/// What the committer tells the deliverer after a commit.
#[derive(Debug, Default)]
pub struct Wake {
    /// Conversations as they are now.
    pub talks: Vec<Arc<Conversation>>,
    /// Deliveries that have just been written.
    pub rows: Vec<(ConversationId, Row)>,
    /// Channels in which the bot shall be shown as typing.
    pub typing: Vec<Snowflake>,
    /// Timers were set.
    pub timers: bool,
    /// Appointments were made.
    pub appointments: bool,
}

/// The adapters.
#[derive(Clone)]
pub struct Carriers {
    pub discord: Arc<dyn Carrier>,
    /// None without a desk: its deliveries are never written then.
    pub desk: Option<Arc<dyn Carrier>>,
    pub assistant: Arc<dyn Carrier>,
}

/// How hard to try.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Rows in the air at the same time.
    pub lanes_at_once: usize,
    /// A row that failed so often while others succeed is set aside.
    pub max_attempts: u32,
    /// A try that takes longer has an unknown outcome.
    pub try_ms: Millis,
}

/// What the deliverer is doing, for readiness and metrics.
#[derive(Debug, Default)]
pub struct Gauge {
    pub waiting: AtomicUsize,
    pub running: AtomicUsize,
    /// When the row that has waited longest was written; 0 if none waits.
    pub oldest: AtomicI64,
}

/// Everything a try needs besides its row.
pub(super) struct Shared {
    pub store: Store,
    pub carriers: Carriers,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub settings: Settings,
    /// When a delivery last succeeded: Discord, desk, assistant.
    pub last_success: [AtomicI64; 3],
}

impl Shared {
    /// The adapter for a delivery, and its place in [`Shared::last_success`].
    fn carrier(&self, delivery: &Delivery) -> (Option<&Arc<dyn Carrier>>, usize) {
        match delivery {
            Delivery::Say(_)
            | Delivery::Revise { .. }
            | Delivery::Finish(_)
            | Delivery::Retract { .. }
            | Delivery::React { .. }
            | Delivery::Answer { .. }
            | Delivery::Respond(_)
            | Delivery::OpenPlace { .. }
            | Delivery::LookUpStaff { .. }
            | Delivery::SendCopy { .. }
            | Delivery::PostCard { .. }
            | Delivery::ReviseCard { .. }
            | Delivery::LookUpMember { .. } => (Some(&self.carriers.discord), 0),
            Delivery::OpenDesk { .. }
            | Delivery::Write(_)
            | Delivery::Rewrite { .. }
            | Delivery::Mark { .. }
            | Delivery::CloseDesk { .. }
            | Delivery::NameMember
            | Delivery::LookUpAgent { .. }
            | Delivery::CatchUp { .. } => (self.carriers.desk.as_ref(), 1),
            Delivery::Ask(_) | Delivery::Summarise => (Some(&self.carriers.assistant), 2),
            Delivery::Fetch { file } => match file.source {
                FileSource::Discord { .. } => (Some(&self.carriers.discord), 0),
                FileSource::Desk { .. } => (self.carriers.desk.as_ref(), 1),
            },
        }
    }
}

/// The deliverer's parts, as `app` hands them over.
pub struct Deliverer {
    pub store: Store,
    pub carriers: Carriers,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub settings: Settings,
    pub gauge: Arc<Gauge>,
}

impl Deliverer {
    /// Runs until `stop`; then starts nothing more, lets what is in the air land and be recorded, and returns.
    ///
    /// # Errors
    /// When the unsettled deliveries cannot be read at the start.
    pub async fn run(self, mut wakes: mpsc::UnboundedReceiver<Wake>, stop: CancellationToken) -> Result<(), store::StoreError> {
        let mut state = Running { lanes: Lanes::default(), talks: HashMap::new(), in_the_air: 0, looked_at: 0 };
        state.recover(&self.store).await?;
        let shared = Arc::new(Shared {
            store: self.store,
            carriers: self.carriers,
            inlet: self.inlet,
            clock: self.clock.clone(),
            settings: self.settings,
            last_success: Default::default(),
        });
        let (ended, mut endings) = mpsc::unbounded_channel::<Ended>();
        let mut stopping = false;
        loop {
            // The end of a try comes after the commit that recorded it, and what that commit made of the conversation must be known
            // before the next row of its lane starts: a line for the desk would else find no desk where one has just been opened.
            while let Ok(wake) = wakes.try_recv() {
                state.take(wake);
            }
            if !stopping {
                state.start(&shared, &ended);
            } else if state.in_the_air == 0 {
                return Ok(());
            }
            state.show(&self.gauge, self.clock.now());
            let next = if stopping || state.in_the_air >= shared.settings.lanes_at_once { None } else { state.lanes.next_at() };
            tokio::select! {
                () = stop.cancelled(), if !stopping => stopping = true,
                Some(wake) = wakes.recv() => state.take(wake),
                Some(end) = endings.recv() => {
                    state.ended(end);
                    while let Ok(more) = endings.try_recv() {
                        state.ended(more);
                    }
                }
                () = self.clock.until(next.unwrap_or(Millis::MAX)), if next.is_some() => {}
            }
        }
    }
}

struct Running {
    lanes: Lanes,
    /// The conversations of all lanes that hold something, as last committed.
    talks: HashMap<ConversationId, Arc<Conversation>>,
    in_the_air: usize,
    /// When the oldest row was last looked for.
    looked_at: Millis,
}

impl Running {
    fn show(&mut self, gauge: &Gauge, now: Millis) {
        gauge.waiting.store(self.lanes.waiting(), Ordering::Relaxed);
        gauge.running.store(self.in_the_air, Ordering::Relaxed);
        // With many lanes looking for the oldest row costs more than all else here.
        if self.lanes.waiting() == 0 || now - self.looked_at >= LOOK_MS {
            self.looked_at = now;
            gauge.oldest.store(self.lanes.oldest().unwrap_or(0), Ordering::Relaxed);
        }
    }

    /// Takes up what an earlier process left. The first row of each lane may have been in the air when it stopped.
    async fn recover(&mut self, store: &Store) -> Result<(), store::StoreError> {
        let mut first: std::collections::HashSet<Lane> = std::collections::HashSet::new();
        let mut after = None;
        loop {
            let page = store::deliveries::pending_page(store, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key);
            for stored in page {
                let conversation = stored.key.conversation;
                let mut row = Row::from(stored);
                row.doubtful |= first.insert(Lane { conversation, kind: row.delivery.lane() });
                self.lanes.add(conversation, row);
            }
        }
        let ids: std::collections::BTreeSet<ConversationId> = first.iter().map(|lane| lane.conversation).collect();
        let ids: Vec<ConversationId> = ids.into_iter().collect();
        for talk in store::conversations::by_ids(store, &ids).await? {
            self.talks.insert(talk.id, Arc::new(talk));
        }
        // What is no conversation is a case: its deliveries go under its own id.
        let of_cases: Vec<CaseId> = ids.iter().filter(|id| !self.talks.contains_key(id)).map(|id| CaseId(id.0)).collect();
        for case in store::cases::by_ids(store, &of_cases).await? {
            self.talks.insert(case.lane(), Arc::new(case.stand_in()));
        }
        Ok(())
    }

    fn take(&mut self, wake: Wake) {
        for (conversation, row) in wake.rows {
            self.lanes.add(conversation, row);
        }
        for talk in wake.talks {
            if self.lanes.holds(talk.id) {
                self.talks.insert(talk.id, talk);
            }
        }
    }

    fn start(&mut self, shared: &Arc<Shared>, ended: &mpsc::UnboundedSender<Ended>) {
        let now = shared.clock.now();
        while self.in_the_air < shared.settings.lanes_at_once {
            let Some((lane, row)) = self.lanes.next(now) else { return };
            let Some(talk) = self.talks.get(&lane.conversation).cloned() else {
                tracing::error!(conversation.id = %lane.conversation, "A delivery has no conversation; it is left for the next start");
                self.lanes.finished(lane);
                continue;
            };
            self.in_the_air += 1;
            attempt::spawn(Try { shared: shared.clone(), lane, row, talk }, ended.clone());
        }
    }

    fn ended(&mut self, end: Ended) {
        self.in_the_air -= 1;
        match end.again {
            Some(row) => self.lanes.put_back(end.lane, *row),
            None => {
                if self.lanes.finished(end.lane) && !self.lanes.holds(end.lane.conversation) {
                    self.talks.remove(&end.lane.conversation);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
