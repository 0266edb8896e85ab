//! What all parts of the local Twilio share: the state behind its lock, the clock, and the way out.

use super::dispatch::{self, Lanes, Outgoing};
use super::state::State;
use super::{Settings, studio, timers};
use crate::domain::clock::SharedClock;
use crate::sandbox::faults::Faults;
use serde_json::Value;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Something that a change of the state makes happen outside the lock.
pub(crate) enum Effect {
    /// Send a webhook.
    Hook(Outgoing),
    /// Run the Studio execution with this SID.
    Run(String),
    /// Tell the sandbox page.
    Live(Value),
}

/// See the module.
pub(crate) struct Core {
    state: Mutex<State>,
    pub clock: SharedClock,
    pub faults: Faults,
    pub settings: Settings,
    pub http: reqwest::Client,
    /// Where this server answers, such as `http://127.0.0.1:4010`.
    pub base: String,
    pub lanes: Lanes,
    pub live: broadcast::Sender<Value>,
    pub wake: Notify,
    busy: watch::Sender<usize>,
    pub stop: CancellationToken,
    /// Everything that runs for this server.
    pub tasks: TaskTracker,
}

/// Counts as work under way until it is dropped.
pub(crate) struct Busy(Arc<Core>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.busy.send_modify(|n| *n -= 1);
    }
}

impl Core {
    pub(crate) fn new(
        state: State,
        clock: SharedClock,
        faults: Faults,
        settings: Settings,
        http: reqwest::Client,
        base: String,
    ) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(state),
            clock,
            faults,
            settings,
            http,
            base,
            lanes: Lanes::default(),
            live: broadcast::channel(1024).0,
            wake: Notify::new(),
            busy: watch::channel(0).0,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The only way to the state: timers that are due go first, then `change`, then its effects in the order they came.
    pub(crate) fn with<T>(self: &Arc<Self>, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        state.now = self.clock.now();
        let due_before = state.next_due();
        timers::sweep(&mut state);
        let out = change(&mut state);
        for effect in std::mem::take(&mut state.effects) {
            match effect {
                Effect::Hook(outgoing) => dispatch::push(self, outgoing),
                Effect::Run(execution) => studio::launch(self, execution),
                // Nobody need be listening.
                Effect::Live(value) => drop(self.live.send(value)),
            }
        }
        if state.next_due() != due_before {
            self.wake.notify_one();
        }
        out
    }

    /// Runs a task that ends with the server.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move { stop.run_until_cancelled_owned(task).await });
    }

    /// Marks the beginning of work that [`Core::quiet`] waits for.
    pub(crate) fn busy(self: &Arc<Self>) -> Busy {
        self.busy.send_modify(|n| *n += 1);
        Busy(Arc::clone(self))
    }

    /// Completes when no webhook is on its way and no execution is at work.
    pub(crate) async fn quiet(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.busy.subscribe().wait_for(|n| *n == 0).await;
    }
}
