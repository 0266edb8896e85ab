//! From the gateway into the inlet: in order per channel, at once across channels, and kept until it is committed.
//!
//! A channel has one event on its way; the next follows when that one is on disk. An event that could not be stored is tried again,
//! before those behind it. After a new session (READY) channels are held until catch-up has brought what was missed, so that the
//! newer does not overtake the older. Should the process die, catch-up finds what was only here.

use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::Event;
use crate::relay::inlet::{Inlet, InletError};
use crate::telemetry::metrics;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use std::collections::{HashMap, HashSet, VecDeque};

/// Channels with an event on its way at one time.
const CHANNELS: usize = 512;
/// Events waiting here. More are left to catch-up, so that memory stays bounded.
const WAITING: usize = 50_000;
/// The longest that catch-up holds up what is new.
const HOLD: Millis = 30_000;
/// Pauses between tries to store an event.
const FIRST_PAUSE: Millis = 100;
const LONGEST_PAUSE: Millis = 10_000;

/// What has to stay in order among itself: a channel, or a server for what is about the server.
pub type Line = u64;

/// See the module.
pub struct Intake {
    inlet: Inlet,
    clock: SharedClock,
    /// Lines with something on its way or waiting; the event on its way is not in its queue.
    waiting: HashMap<Line, VecDeque<Event>>,
    /// Lines whose turn it is, as soon as there is room or they are released.
    ready: VecDeque<Line>,
    under_way: FuturesUnordered<BoxFuture<'static, (Line, Result<(), InletError>)>>,
    count: usize,
    held: Option<Held>,
    overflowed: bool,
}

struct Held {
    until: Millis,
    released: HashSet<Line>,
}

impl Intake {
    pub fn new(inlet: Inlet, clock: SharedClock) -> Self {
        Self {
            inlet,
            clock,
            waiting: HashMap::new(),
            ready: VecDeque::new(),
            under_way: FuturesUnordered::new(),
            count: 0,
            held: None,
            overflowed: false,
        }
    }

    /// Takes an event on. When too many wait it is dropped here, and [`Intake::take_overflow`] says so afterwards.
    pub fn push(&mut self, line: Line, event: Event) {
        if self.count >= WAITING {
            self.overflowed = true;
            metrics::gateway_left_to_catch_up();
            return;
        }
        self.count += 1;
        match self.waiting.get_mut(&line) {
            Some(queue) => queue.push_back(event),
            None => {
                self.waiting.insert(line, VecDeque::from([event]));
                self.ready.push_back(line);
            }
        }
        self.start();
    }

    /// Holds every line until it is released, for a bounded time.
    pub fn hold(&mut self) {
        self.held = Some(Held { until: self.clock.now() + HOLD, released: HashSet::new() });
    }

    /// Catch-up is through with this line.
    pub fn release(&mut self, line: Line) {
        if let Some(held) = &mut self.held {
            held.released.insert(line);
        }
        self.start();
    }

    /// Catch-up is over.
    pub fn release_all(&mut self) {
        self.held = None;
        self.start();
    }

    /// Events were dropped and there is room again: catch-up should run.
    pub fn take_overflow(&mut self) -> bool {
        self.count < WAITING / 2 && std::mem::take(&mut self.overflowed)
    }

    /// Nothing is on its way or waiting.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Completes when something has moved on. Cancelling it loses nothing. While all is quiet it never completes.
    pub async fn step(&mut self) {
        let hold = self.held.as_ref().map(|held| self.clock.until(held.until));
        tokio::select! {
            Some((line, result)) = self.under_way.next(), if !self.under_way.is_empty() => self.settled(line, result),
            () = async { match hold { Some(hold) => hold.await, None => std::future::pending().await } } => self.release_all(),
        }
    }

    fn settled(&mut self, line: Line, result: Result<(), InletError>) {
        self.count -= 1;
        if let Err(why) = result {
            // Only when the program stops; the rest of the line is left to catch-up after the next start.
            tracing::debug!(%why, "an event was not taken in");
        }
        match self.waiting.get(&line) {
            Some(queue) if !queue.is_empty() => self.ready.push_back(line),
            _ => drop(self.waiting.remove(&line)),
        }
        self.start();
    }

    /// Sends off the first event of every line that may go.
    fn start(&mut self) {
        let mut kept = VecDeque::new();
        while self.under_way.len() < CHANNELS {
            let Some(line) = self.ready.pop_front() else { break };
            if self.held.as_ref().is_some_and(|held| !held.released.contains(&line)) {
                kept.push_back(line);
                continue;
            }
            if let Some(event) = self.waiting.get_mut(&line).and_then(VecDeque::pop_front) {
                self.under_way.push(Box::pin(submit(self.inlet.clone(), self.clock.clone(), line, event)));
            }
        }
        kept.append(&mut self.ready);
        self.ready = kept;
    }
}

/// Submits until it is committed, or the program stops.
async fn submit(inlet: Inlet, clock: SharedClock, line: Line, event: Event) -> (Line, Result<(), InletError>) {
    let mut pause = FIRST_PAUSE;
    loop {
        match inlet.submit(event.clone()).await {
            Ok(_) => return (line, Ok(())),
            Err(why @ InletError::Stopping) => return (line, Err(why)),
            Err(why) => {
                tracing::warn!(%why, pause_ms = pause, "an event could not be stored, trying again");
                metrics::gateway_store_retry();
                clock.until(clock.now() + pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::testing::HandClock;
    use crate::domain::delivery::Reply;
    use crate::domain::event::{Body, Subject};
    use crate::domain::ids::Snowflake;
    use crate::relay::inlet::Incoming;
    use std::sync::Arc;
    use tokio::sync::{mpsc, oneshot};

    type Answer = oneshot::Sender<Result<Reply, InletError>>;

    struct World {
        intake: Intake,
        queue: mpsc::Receiver<Incoming>,
        clock: Arc<HandClock>,
    }

    fn world() -> World {
        let (inlet, queue) = Inlet::channel(64);
        let clock = HandClock::at(0);
        World { intake: Intake::new(inlet, clock.clone()), queue, clock }
    }

    fn event(name: &str) -> Event {
        Event { source: name.into(), at: 0, subject: Subject::Integration, body: Body::ServerGone { server: Snowflake(1) } }
    }

    impl World {
        /// The next event that reaches the inlet while the intake runs.
        async fn next(&mut self) -> (String, Answer) {
            loop {
                tokio::select! {
                    Some(Incoming::Event { event, answer }) = self.queue.recv() => return (event.source, answer),
                    () = self.intake.step() => {}
                }
            }
        }

        /// Lets everything run that can, and says whether something new reached the inlet.
        async fn is_quiet(&mut self) -> bool {
            for _ in 0..20 {
                tokio::select! { biased; () = self.intake.step() => {}, () = tokio::task::yield_now() => {} }
            }
            self.queue.is_empty()
        }
    }

    #[tokio::test]
    async fn a_channel_waits_for_its_own_and_not_for_others() {
        let mut w = world();
        for (line, name) in [(1, "a1"), (1, "a2"), (2, "b1")] {
            w.intake.push(line, event(name));
        }
        let (first, a1) = w.next().await;
        let (second, _b1) = w.next().await;
        assert_eq!((first.as_str(), second.as_str()), ("a1", "b1"));
        assert!(w.is_quiet().await);
        a1.send(Ok(Reply::Ok)).unwrap();
        assert_eq!(w.next().await.0, "a2");
    }

    #[tokio::test]
    async fn what_could_not_be_stored_goes_before_what_came_later() {
        let mut w = world();
        w.intake.push(1, event("a1"));
        w.intake.push(1, event("a2"));
        let (_, a1) = w.next().await;
        a1.send(Err(InletError::Storage("locked".into()))).unwrap();
        assert!(w.is_quiet().await);
        w.clock.advance(FIRST_PAUSE);
        let (again, a1) = w.next().await;
        assert_eq!(again, "a1");
        a1.send(Ok(Reply::Ok)).unwrap();
        assert_eq!(w.next().await.0, "a2");
    }

    #[tokio::test]
    async fn after_a_new_session_channels_wait_for_catch_up_but_not_for_ever() {
        let mut w = world();
        w.intake.hold();
        w.intake.push(1, event("a1"));
        w.intake.push(2, event("b1"));
        assert!(w.is_quiet().await);
        w.intake.release(2);
        assert_eq!(w.next().await.0, "b1");
        w.clock.advance(HOLD);
        assert_eq!(w.next().await.0, "a1");
    }

    #[tokio::test]
    async fn memory_is_bounded_and_what_is_left_out_is_asked_for_later() {
        let mut w = world();
        w.intake.hold();
        for _ in 0..=WAITING {
            w.intake.push(1, event("x"));
        }
        assert_eq!(w.intake.count, WAITING);
        assert!(!w.intake.take_overflow(), "not while it is still full");
        w.intake.count = 0;
        assert!(w.intake.take_overflow());
        assert!(!w.intake.take_overflow());
    }
}
