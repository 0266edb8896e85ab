//! One run of serenity's gateway client, on a thread of its own.
//!
//! serenity spawns a task per event, which on a runtime with several threads loses the order. A runtime with one thread polls new
//! tasks first in, first out, and our handler does all it has to in its first poll: so the order of the wire is kept. Leaving such
//! a runtime also ends serenity for sure, whatever it hangs in.
//!
//! serenity is given the address by us instead of looking it up: its own look-up falls back to the real Discord when it fails. It
//! asks for the address before every connection, through a lock that [`pace`] holds: that is how it is kept from reconnecting
//! without a pause, and how it resumes at the address READY told.

use super::guard::Guard;
use super::wire::{Dispatch, dispatch};
use crate::domain::clock::{Millis, SharedClock};
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use serenity::all::{Context, Event, GatewayIntents, Http, RawEventHandler, ShardManager, ShardManagerOptions};
use serenity::gateway::GatewayError;
use serenity::prelude::TypeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as AsyncMutex, RwLock, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

/// How often connections are let through and heartbeats are looked at.
const TICK: Millis = 100;
/// Heartbeats go every 41 s; without an answer or event for so long serenity hangs.
const SILENCE: Millis = 150_000;
/// How long a clean goodbye may take.
const GOODBYE: Millis = 3_000;

/// What a session needs.
pub struct Plan {
    pub token: SecretString,
    /// `ws://` or `wss://`, without a query.
    pub url: String,
    pub shards: u32,
    pub intents: u64,
    pub clock: SharedClock,
}

/// What a session tells while it runs.
#[derive(Debug)]
pub enum Signal {
    Dispatch(Dispatch),
    /// A heartbeat was answered.
    Alive,
    /// A connection is being made.
    Connecting,
}

/// Why a session ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// We stopped it.
    Stopped,
    /// Discord will not have us until somebody changes something.
    Fatal(String),
    /// It does not work any more; another one may.
    Unwell(String),
}

/// Starts a session. Its signals come through the channel, in the order of the wire; its end through the other one.
pub fn start(plan: Plan, stop: CancellationToken) -> (mpsc::UnboundedReceiver<Signal>, oneshot::Receiver<End>) {
    let (signals, receiver) = mpsc::unbounded_channel();
    let (end, ended) = oneshot::channel();
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let why = match runtime {
            Ok(runtime) => runtime.block_on(run(plan, signals, stop)),
            Err(why) => End::Unwell(format!("no runtime for the gateway: {why}")),
        };
        // Nobody listens any more when the program stops.
        let _ = end.send(why);
    };
    if let Err(why) = std::thread::Builder::new().name("discord-gateway".into()).spawn(run) {
        tracing::error!(%why, "no thread for the gateway");
    }
    (receiver, ended)
}

async fn run(plan: Plan, signals: mpsc::UnboundedSender<Signal>, stop: CancellationToken) -> End {
    let url = Arc::new(AsyncMutex::new(plan.url));
    let road = Road { guard: Arc::new(Mutex::new(Guard::new(plan.shards))), next: Arc::default() };
    let handler = Handler { signals: signals.clone(), road: road.clone(), alone: plan.shards == 1, clock: plan.clock.clone() };
    let (manager, mut returned) = ShardManager::new(ShardManagerOptions {
        data: Arc::new(RwLock::new(TypeMap::new())),
        event_handlers: Vec::new(),
        raw_event_handlers: vec![Arc::new(handler)],
        shard_index: 0,
        shard_init: plan.shards,
        shard_total: plan.shards,
        ws_url: url.clone(),
        // serenity wants one for its token; nothing is ever requested through it.
        http: Arc::new(Http::new(plan.token.expose_secret())),
        intents: GatewayIntents::from_bits_truncate(plan.intents),
        presence: None,
    });
    if let Err(why) = manager.initialize() {
        return End::Unwell(format!("serenity does not start: {why}"));
    }
    let end = tokio::select! {
        () = stop.cancelled() => End::Stopped,
        end = returned.next() => ended(end),
        end = pace(&url, &road, &signals, &plan.clock) => end,
        end = listen(&manager, &signals, &plan.clock) => end,
    };
    tokio::select! {
        () = manager.shutdown_all() => {}
        () = plan.clock.until(plan.clock.now() + GOODBYE) => {}
    }
    end
}

fn ended(end: Option<Result<(), GatewayError>>) -> End {
    match end {
        Some(Err(GatewayError::InvalidAuthentication)) => {
            End::Fatal("Discord refuses the bot token (close code 4004): put the current one from the developer portal into the settings".into())
        }
        Some(Err(GatewayError::DisallowedGatewayIntents)) => End::Fatal(
            "Discord refuses a privileged intent (close code 4014): switch it on in the developer portal, page \"Bot\", or off in the settings".into(),
        ),
        Some(Err(GatewayError::InvalidGatewayIntents)) => End::Fatal("Discord does not know the intents asked for (close code 4013)".into()),
        Some(Err(why)) => End::Unwell(format!("serenity gave up: {why}")),
        Some(Ok(())) | None => End::Unwell("serenity stopped".into()),
    }
}

/// Holds the address back so that connections keep a growing distance. When the lock is handed on to somebody who waited for it, a
/// connection is being made.
async fn pace(url: &AsyncMutex<String>, road: &Road, signals: &mpsc::UnboundedSender<Signal>, clock: &SharedClock) -> End {
    let mut held = url.lock().await;
    loop {
        drop(held);
        let pause = match url.try_lock() {
            Ok(free) => {
                held = free;
                TICK
            }
            Err(_) => {
                held = url.lock().await;
                let mut guard = road.guard.lock().unwrap_or_else(PoisonError::into_inner);
                let pause = guard.connecting(clock.now());
                if guard.is_hopeless() {
                    return End::Unwell("no connection lasts; Discord may be down, or closes every session".into());
                }
                // Only when the program stops is nobody there to hear it.
                let _ = signals.send(Signal::Connecting);
                pause
            }
        };
        if let Some(next) = road.next.lock().unwrap_or_else(PoisonError::into_inner).take() {
            *held = next;
        }
        clock.until(clock.now() + pause).await;
    }
}

/// Looks for answered heartbeats, which serenity shows as a new latency, and ends a session that has gone silent.
async fn listen(manager: &ShardManager, signals: &mpsc::UnboundedSender<Signal>, clock: &SharedClock) -> End {
    let mut seen = Vec::new();
    let mut alive_at = clock.now();
    loop {
        clock.until(clock.now() + 10 * TICK).await;
        let now: Vec<_> = manager.runners.lock().await.iter().map(|(id, shard)| (id.0, shard.latency, shard.stage)).collect();
        if now != seen {
            seen = now;
            alive_at = clock.now();
            let _ = signals.send(Signal::Alive);
        } else if clock.now() - alive_at > SILENCE {
            return End::Unwell("the gateway has gone silent".into());
        }
    }
}

/// What the handler and [`pace`] tell each other.
#[derive(Clone)]
struct Road {
    guard: Arc<Mutex<Guard>>,
    /// Where to connect from now on.
    next: Arc<Mutex<Option<String>>>,
}

struct Handler {
    signals: mpsc::UnboundedSender<Signal>,
    road: Road,
    /// There is one shard: only then the address to resume at is everybody's.
    alone: bool,
    clock: SharedClock,
}

#[serenity::async_trait]
impl RawEventHandler for Handler {
    /// Must not wait for anything: see the module.
    async fn raw_event(&self, _: Context, event: Event) {
        let dispatch = dispatch(event);
        match &dispatch {
            Dispatch::Other => return,
            Dispatch::Ready { resume_url, .. } if self.alone && !resume_url.is_empty() => {
                *self.road.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(resume_url.clone());
            }
            _ => {}
        }
        if matches!(dispatch, Dispatch::Ready { .. } | Dispatch::Resumed) {
            self.road.guard.lock().unwrap_or_else(PoisonError::into_inner).connected(self.clock.now());
        }
        // Only when the program stops is nobody there to hear it.
        let _ = self.signals.send(Signal::Dispatch(dispatch));
    }
}
