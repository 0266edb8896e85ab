//! One event, one commit: takes what waits at the inlet, decides, writes everything in one transaction, and only then answers.
//!
//! **What lives here.** The loop ([`Committer`]), `load` (the conversations a batch is about), `needs` (what a decision asks for), `order`
//! (what came together, as it was said), `writes` (what a batch writes, gathered so that each table costs one statement).
//!
//! **How data passes through.** Everything that has gathered at the inlet while the last commit was on its way to the disk becomes
//! the next batch: repeats are found, conversations loaded, each event decided in its turn on what the ones before it left, all
//! effects written, one commit. Then the bringers are answered, the deliverer and the timers are woken.
//!
//! **What always holds.** Nothing is answered before it is on disk. An event that cannot be decided does not hold up the others: it
//! is kept as *stuck* in a commit of its own, and acknowledged, for it is not lost. A batch that fails is taken apart and each part
//! tried alone.
//!
//! **One more kind of effect.** A field in `relay::effects`, its gathering and its statement in `writes`.

mod load;
mod needs;
mod order;
mod writes;

pub use writes::CALLS;

use super::decide::decide;
use super::deliver::Wake;
use super::effects::{Effects, ServerChange};
use super::feed::{Feed, Happening};
use super::inlet::{Incoming, InletError, Settlement, Then};
use super::known::{Fresh, Known, Rules};
use super::threads::Threads;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::delivery::{InteractionReply, Reply, STRUGGLING_AFTER, Verdict};
use crate::domain::event::{Body, Command, Event, Subject};
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::domain::person::Server;
use crate::store::{self, Store, StoreError, Tx};
use crate::telemetry::metrics;
use load::Working;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use writes::Writes;

/// Events taken into one commit at most: enough to make a commit's fixed cost small, few enough to keep the wait short.
const BATCH: usize = 256;
/// How often a batch in which somebody else was faster is tried before its bringers are told.
const TRIES: u32 = 5;

/// What the committer works with, as `app` hands it over.
pub struct Committer {
    pub store: Store,
    pub rules: Rules,
    pub clock: SharedClock,
    pub fresh: Arc<dyn Fresh>,
    /// Tells the deliverer what has been written.
    pub wakes: mpsc::UnboundedSender<Wake>,
    /// Fires when a timer was set that may be earlier than those before.
    pub timers: Arc<Notify>,
    /// Fires when an appointment was made that may be earlier than those before.
    pub appointments: Arc<Notify>,
    /// Channels in which the bot shall be shown as typing.
    pub typing: mpsc::Sender<Snowflake>,
    pub feed: Feed,
    pub threads: Threads,
}

/// The bringer, waiting.
enum Bringer {
    Event(oneshot::Sender<Result<Reply, InletError>>),
    Deliverer(oneshot::Sender<Result<(), InletError>>),
}

/// What is to be committed: an event, or the end of a try, which may be an event as well.
struct Item {
    event: Option<Event>,
    settlement: Option<Settlement>,
    /// Not seen before, as far as is known.
    fresh: bool,
    reply: Reply,
    bringer: Bringer,
}

impl Committer {
    /// Runs until `stop` and until what waits is committed, or until all inlets are gone.
    pub async fn run(mut self, mut queue: mpsc::Receiver<Incoming>, stop: CancellationToken) {
        let mut servers = self.load_servers().await;
        let mut incoming = Vec::with_capacity(BATCH);
        loop {
            let taken = tokio::select! {
                biased;
                n = gather(&mut queue, &mut incoming) => n,
                () = stop.cancelled() => {
                    queue.close();
                    queue.recv_many(&mut incoming, BATCH).await;
                    // What was being gathered counts too.
                    incoming.len()
                }
            };
            if taken == 0 {
                return;
            }
            metrics::commit_batch(u32::try_from(taken).unwrap_or(u32::MAX));
            let mut items: Vec<Item> = incoming.drain(..).map(item).collect();
            order::restore(&mut items);
            self.commit(items, &mut servers).await;
        }
    }

    async fn load_servers(&self) -> Vec<Server> {
        loop {
            match store::people::servers(&self.store).await {
                Ok(found) => return found.into_iter().filter(|s| s.seen_at.is_some()).map(|s| s.server).collect(),
                Err(error) => {
                    tracing::error!(%error, "The servers cannot be read; trying again");
                    self.clock.until(self.clock.now() + 1_000).await;
                }
            }
        }
    }

    async fn commit(&mut self, mut items: Vec<Item>, servers: &mut Vec<Server>) {
        let mut tries = 0;
        let error = loop {
            let now = self.clock.now();
            let mut seen = servers.clone();
            match self.attempt(&mut items, &mut seen, now).await {
                Ok(wake) => {
                    *servers = seen;
                    self.after(wake, items);
                    return;
                }
                Err(Failure::Store(StoreError::Conflict { .. } | StoreError::Busy(_))) if tries < TRIES => tries += 1,
                Err(failure) => break failure,
            }
        };
        if items.len() > 1 {
            for item in items {
                Box::pin(self.commit(vec![item], servers)).await;
            }
            return;
        }
        let Some(item) = items.pop() else { return };
        self.could_not(item, &error).await;
    }

    /// One item that cannot be committed: the bringer tries again if that may help; else the event is kept as stuck.
    async fn could_not(&self, item: Item, failure: &Failure) {
        let passing = matches!(failure, Failure::Store(error) if !matches!(error, StoreError::Inconsistent { .. }));
        let why = failure.to_string();
        if !passing && let Some(event) = &item.event {
            match self.keep_stuck(event, item.settlement.as_ref(), &why).await {
                Ok(()) => {
                    metrics::event(event.body.kind(), "stuck");
                    tracing::error!(event.source = %event.source, event.kind = event.body.kind(), why, "Event kept as stuck");
                    return answer(item, Ok(()));
                }
                Err(error) => tracing::error!(event.source = %event.source, %error, "A stuck event could not be kept"),
            }
        }
        tracing::error!(why, "Not committed");
        answer(item, Err(InletError::Storage(why)));
    }

    async fn keep_stuck(&self, event: &Event, settlement: Option<&Settlement>, why: &str) -> store::Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        store::stuck::keep(&mut tx, event, why, now).await?;
        if !event.body.is_internal() {
            store::events::insert_new(&mut tx, &[store::events::NewEvent::of(event, None)]).await?;
        }
        if let Some(settlement) = settlement {
            let mut writes = Writes::default();
            writes.settle(settlement, now);
            writes.flush(&mut tx).await?;
        }
        tx.commit().await
    }

    /// Decides and writes a batch in one transaction.
    async fn attempt(&self, items: &mut [Item], servers: &mut Vec<Server>, now: Millis) -> Result<Wake, Failure> {
        let mut tx = self.store.begin().await?;
        find_repeats(&mut tx, items).await?;
        let mut working = Working::load(&mut tx, items.iter().filter(|i| i.fresh).filter_map(|i| i.event.as_ref())).await?;
        let mut writes = Writes::default();
        for item in items.iter_mut() {
            if let Some(settlement) = &item.settlement {
                writes.settle(settlement, now);
            }
            let Some(event) = &item.event else { continue };
            if event.body.is_appointment() {
                writes.appointment_kept(&event.source);
            }
            if !item.fresh {
                item.reply = reply_to_repeat(event);
                continue;
            }
            if let (Body::Timer { timer, due }, Subject::Conversation { id }) = (&event.body, &event.subject) {
                writes.timer_fired(*id, *timer, *due);
            }

            let mut effects = self.decide(&mut tx, &mut working, &mut writes, servers, event, now).await?;
            item.reply = std::mem::replace(&mut effects.reply, Reply::Ok);
            match &effects.server {
                Some(ServerChange::Seen(server)) => {
                    servers.retain(|s| s.id != server.id);
                    servers.push(server.clone());
                    servers.sort_by_key(|s| s.id);
                }
                Some(ServerChange::Gone(id)) => servers.retain(|s| s.id != *id),
                None => {}
            }
            for case in &effects.cases.changed {
                working.put_case(Arc::new(case.clone()));
            }
            let talk = effects.conversation.take().map(Arc::new);
            if let Some(talk) = &talk
                && working.put(talk.clone())
            {
                writes.changed(talk.clone());
            }
            if let Some(talk) = &talk {
                for (side, id, _, _) in &effects.vendor_ids {
                    working.known_as(*side, id.clone(), talk.id);
                }
            }
            writes.take(effects, talk.map(|talk| talk.id), now);
        }
        writes.flush(&mut tx).await?;
        tx.commit().await?;
        Ok(writes.into_wake(&working))
    }

    /// Decides one event, looking up what the decision asks for.
    async fn decide(
        &self,
        tx: &mut Tx,
        working: &mut Working,
        writes: &mut Writes,
        servers: &[Server],
        event: &Event,
        now: Millis,
    ) -> Result<Effects, Failure> {
        let mut found = working.found(event);
        loop {
            let conversation = working.of(event);
            let case = working.case_of(event, conversation).map(Arc::as_ref);
            let (fresh, conversation) = (self.fresh.as_ref(), conversation.map(Arc::as_ref));
            let known = Known { now, source: &event.source, rules: &self.rules, fresh, servers, conversation, case, found: &found };
            let decided = catch_unwind(AssertUnwindSafe(|| decide(&known, event))).map_err(|_| Failure::Panicked)?;
            match decided {
                Ok(effects) => return Ok(effects),
                Err(need) => {
                    // What earlier events of this batch have decided must be visible to the look-up.
                    writes.flush(tx).await?;
                    let conversation = conversation.cloned();
                    needs::look_up(tx, &need, conversation.as_ref(), &mut found).await?;
                }
            }
        }
    }

    fn after(&self, wake: Wake, items: Vec<Item>) {
        for channel in &wake.typing {
            // A courtesy: when the queue is full, nobody misses it.
            let _ = self.typing.try_send(*channel);
        }
        for talk in &wake.talks {
            if let Some(Place::Thread { channel }) = talk.place {
                self.threads.add(channel);
            }
        }
        if self.feed.is_heard() {
            self.tell(&wake, &items);
        }
        if wake.timers {
            self.timers.notify_one();
        }
        if wake.appointments {
            self.appointments.notify_one();
        }
        let _ = self.wakes.send(wake);
        for item in items {
            if let Some(event) = &item.event {
                metrics::event(event.body.kind(), if item.fresh { "taken" } else { "repeat" });
            }
            answer(item, Ok(()));
        }
    }
}

impl Committer {
    /// Tells those who watch what has just been committed.
    fn tell(&self, wake: &Wake, items: &[Item]) {
        let at = self.clock.now();
        for item in items {
            if let Some(s) = &item.settlement {
                let (kind, outcome) = (s.delivery.kind(), s.outcome.name());
                let why = s.outcome.why().to_owned();
                self.feed.tell(Happening { at, conversation: Some(s.key.conversation), what: "delivery", kind, outcome, why });
            } else if let Some(event) = &item.event {
                let conversation = match event.subject {
                    Subject::Conversation { id } => Some(id),
                    _ => None,
                };
                let outcome = if item.fresh { "taken" } else { "repeat" };
                let why = String::new();
                self.feed.tell(Happening { at, conversation, what: "event", kind: event.body.kind(), outcome, why });
            }
        }
        for (conversation, row) in &wake.rows {
            let (conversation, kind, why) = (Some(*conversation), row.delivery.kind(), String::new());
            self.feed.tell(Happening { at, conversation, what: "delivery", kind, outcome: "written", why });
        }
    }
}

/// Why a batch was not committed.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("deciding panicked")]
    Panicked,
}

/// Takes what waits, and what those who are ready to run bring before anybody has to wait: a commit costs much the same for one event as
/// for many.
async fn gather(queue: &mut mpsc::Receiver<Incoming>, into: &mut Vec<Incoming>) -> usize {
    let mut taken = queue.recv_many(into, BATCH).await;
    while taken > 0 && taken < BATCH {
        tokio::task::yield_now().await;
        let before = taken;
        while taken < BATCH
            && let Ok(more) = queue.try_recv()
        {
            into.push(more);
            taken += 1;
        }
        if taken == before {
            break;
        }
    }
    taken
}

fn item(incoming: Incoming) -> Item {
    match incoming {
        Incoming::Event { event, answer } => {
            Item { event: Some(*event), settlement: None, fresh: true, reply: Reply::Ok, bringer: Bringer::Event(answer) }
        }
        Incoming::Settlement { settlement, answer } => {
            let event = told(&settlement);
            Item { event, settlement: Some(*settlement), fresh: true, reply: Reply::Ok, bringer: Bringer::Deliverer(answer) }
        }
    }
}

/// The event that the end of a try is, if anything is to be decided on it.
fn told(settlement: &Settlement) -> Option<Event> {
    let Settlement { key, delivery, outcome, attempts, then } = settlement;
    let (seq, boxed) = (key.seq, || Box::new(delivery.clone()));
    let body = match then {
        Then::Remove | Then::Bury if delivery.wants_a_decision(outcome, *attempts) => {
            Body::Settled { seq, delivery: boxed(), outcome: outcome.clone(), attempts: *attempts }
        }
        Then::Blocked { .. } => Body::Blocked { seq, delivery: boxed(), outcome: outcome.clone() },
        Then::Again { .. } if *attempts == STRUGGLING_AFTER => Body::Struggling { seq, delivery: boxed() },
        Then::Remove | Then::Bury | Then::Again { .. } => return None,
    };
    let source = format!("settled:{key}:{attempts}");
    Some(Event { source, at: 0, subject: Subject::Conversation { id: key.conversation }, body })
}

async fn find_repeats(tx: &mut Tx, items: &mut [Item]) -> store::Result<()> {
    let mut outside: Vec<&mut Item> =
        items.iter_mut().filter(|i| i.event.as_ref().is_some_and(|event| !event.body.is_internal())).collect();
    let rows: Vec<_> = outside.iter().filter_map(|i| i.event.as_ref()).map(|event| store::events::NewEvent::of(event, None)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let new = store::events::insert_new(tx, &rows).await?;
    for (item, new) in outside.iter_mut().zip(new) {
        item.fresh = new;
    }
    Ok(())
}

/// A repeat changes nothing, but whoever brings it must hear something that does no harm.
fn reply_to_repeat(event: &Event) -> Reply {
    match &event.body {
        Body::FlowAsked { .. } => Reply::Flow(Verdict::None),
        // A form cannot be shown twice, and what was sent twice is answered with "received" already.
        Body::Command { command: Command::Report { .. } | Command::ReportMessage { .. } | Command::MyCases, .. } => Reply::Ok,
        Body::Command { .. } => Reply::Interaction(InteractionReply::Wait),
        Body::Pressed { .. } => Reply::Interaction(InteractionReply::Silent),
        _ => Reply::Ok,
    }
}

fn answer(item: Item, result: Result<(), InletError>) {
    // A bringer that is gone has no use for the answer.
    match item.bringer {
        Bringer::Event(answer) => drop(answer.send(result.map(|()| item.reply))),
        Bringer::Deliverer(answer) => drop(answer.send(result)),
    }
}

#[cfg(test)]
mod tests;
