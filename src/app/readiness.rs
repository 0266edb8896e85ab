//! What must work for the program to be of use, looked at by `/readyz`.

use crate::discord::gateway::state::GatewayState;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::delivery::LaneKind;
use crate::relay::deliver::Gauge;
use crate::relay::inlet::Inlet;
use crate::store::{Store, deliveries, stuck};
use crate::telemetry::metrics;
use crate::web::health::Check;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;

/// A gateway from which nothing came for so long (not even answers to heartbeats, every 41 s) is silent.
const SILENT_MS: Millis = 120_000;
/// A delivery that has waited so long means that a side is in trouble.
const STUCK_MS: Millis = 300_000;
/// Less room than this on the disk and the database will soon not take a commit.
const ROOM_BYTES: u64 = 200 << 20;

/// What is looked at.
#[derive(Clone)]
pub struct Readiness {
    pub store: Store,
    pub inlet: Inlet,
    pub clock: SharedClock,
    pub gateway: watch::Receiver<GatewayState>,
    pub deliveries: Arc<Gauge>,
    pub data_dir: PathBuf,
}

impl Readiness {
    /// Looks at everything.
    pub async fn look(self) -> Vec<Check> {
        vec![self.database().await, self.gateway(), self.lanes(), self.inlet(), self.disk(), self.left_over().await]
    }

    async fn database(&self) -> Check {
        match self.store.check().await {
            Ok(()) => good("database", self.store.kind().to_owned()),
            Err(error) => bad("database", error.to_string()),
        }
    }

    fn gateway(&self) -> Check {
        let state = self.gateway.borrow().clone();
        let silent = state.last_event_at.is_some_and(|at| self.clock.now() - at > SILENT_MS);
        match (state.connected, silent) {
            (true, false) => good("gateway", format!("connected, {} resumed, {} sessions", state.resumes, state.identifies)),
            (true, true) => bad("gateway", "silent: nothing has come from Discord for two minutes".into()),
            (false, _) => bad("gateway", state.trouble.unwrap_or_else(|| "not connected yet".into())),
        }
    }

    fn lanes(&self) -> Check {
        let waiting = self.deliveries.waiting.load(Ordering::Relaxed);
        let oldest = self.deliveries.oldest.load(Ordering::Relaxed);
        let age = self.clock.now() - oldest;
        if oldest > 0 && age > STUCK_MS {
            bad("lanes", format!("{waiting} wait, the longest for {} s: see the log for which side refuses", age / 1_000))
        } else {
            good("lanes", format!("{waiting} wait, {} under way", self.deliveries.running.load(Ordering::Relaxed)))
        }
    }

    fn inlet(&self) -> Check {
        let room = self.inlet.room();
        if room == 0 {
            bad("inlet", "full: events come in faster than they are committed".into())
        } else {
            good("inlet", format!("room for {room}"))
        }
    }

    fn disk(&self) -> Check {
        match rustix::fs::statvfs(self.data_dir.as_path()) {
            Ok(stat) => {
                let free = stat.f_bavail.saturating_mul(stat.f_frsize);
                let detail = format!("{} MB free", free >> 20);
                if free < ROOM_BYTES {
                    bad("disk", format!("{detail}: make room in {}", self.data_dir.display()))
                } else {
                    good("disk", detail)
                }
            }
            Err(error) => bad("disk", format!("{}: {error}", self.data_dir.display())),
        }
    }

    /// Dead letters and stuck events are no reason to take the program out of service, but somebody should look.
    async fn left_over(&self) -> Check {
        let backlog = deliveries::backlog(&self.store).await.unwrap_or_default();
        let whole = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        for kind in LaneKind::ALL {
            let waiting = backlog.iter().find(|b| b.lane == kind).map_or(0, |b| b.pending);
            metrics::lane_depth(kind.name(), whole(waiting));
        }
        let dead: i64 = backlog.iter().map(|b| b.dead).sum();
        let stuck = stuck::count(&self.store).await.unwrap_or(0);
        metrics::dead_letters(whole(dead));
        metrics::stuck_events(whole(stuck));
        good("left over", format!("{dead} dead letters, {stuck} stuck events"))
    }
}

fn good(name: &'static str, detail: String) -> Check {
    Check { name, ok: true, detail }
}

fn bad(name: &'static str, detail: String) -> Check {
    Check { name, ok: false, detail }
}
