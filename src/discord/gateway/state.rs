//! What the gateway is doing, for health page, metrics and doctor.

use crate::domain::clock::Millis;
use crate::telemetry::metrics;
use tokio::sync::watch;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GatewayState {
    /// READY or RESUMED came and nothing has broken since.
    pub connected: bool,
    pub ready_at: Option<Millis>,
    /// The last event or answered heartbeat.
    pub last_event_at: Option<Millis>,
    pub resumes: u64,
    /// New sessions since the program started.
    pub identifies: u64,
    pub session: Option<String>,
    /// Why it is not connected, in words for people.
    pub trouble: Option<String>,
}

/// Where the state is changed and looked at.
#[derive(Clone, Debug)]
pub struct Board(watch::Sender<GatewayState>);

impl Board {
    pub fn new() -> Self {
        Self(watch::Sender::new(GatewayState::default()))
    }

    /// To look at it.
    pub fn watch(&self) -> watch::Receiver<GatewayState> {
        self.0.subscribe()
    }

    /// A session began.
    pub fn ready(&self, now: Millis, session: String) {
        metrics::gateway_identified();
        self.change(|s| {
            s.identifies += 1;
            s.ready_at = Some(now);
            s.session = Some(session);
            up(s, now);
        });
    }

    /// A session went on.
    pub fn resumed(&self, now: Millis) {
        metrics::gateway_resumed();
        self.change(|s| {
            s.resumes += 1;
            up(s, now);
        });
    }

    /// Something came.
    pub fn alive(&self, now: Millis) {
        // Nobody has to be woken for this: it happens thousands of times a second.
        self.0.send_if_modified(|s| {
            s.last_event_at = Some(now);
            false
        });
    }

    /// The connection is gone, or not there yet.
    pub fn down(&self, why: &str) {
        self.change(|s| {
            s.connected = false;
            s.trouble = Some(why.to_owned());
        });
    }

    fn change(&self, change: impl FnOnce(&mut GatewayState)) {
        self.0.send_modify(change);
        metrics::gateway_up(self.0.borrow().connected);
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

fn up(state: &mut GatewayState, now: Millis) {
    state.connected = true;
    state.last_event_at = Some(now);
    state.trouble = None;
}
