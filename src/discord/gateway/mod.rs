//! The gateway: how messages, and (where no address is set) interactions reach us.
//!
//! **How data passes through.** [`session`] runs serenity on a thread of its own and tells what comes, in order. [`Gateway::run`]
//! turns it into events and gives them to [`intake`], which brings each channel's events into the inlet one after the other. After
//! READY or RESUMED it asks for catch-up and holds new messages until that is through.
//!
//! **What always holds.** Only this folder knows serenity. A connection is never made more often than [`guard`] allows. Fatal
//! refusals stop with words that say what to do; everything else is tried again, with a growing pause.
//!
//! **One more event.** A variant in [`wire`], its function in `parse`, an arm in [`Gateway::take`].

pub mod guard;
pub mod intake;
pub mod session;
pub mod state;
#[cfg(test)]
mod tests;
pub mod wire;

use super::http::{Http, Method, Request};
use super::interactions::Interactions;
use super::parse::{Ours, mention, message, reaction, server};
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::event::Event;
use crate::domain::ids::Snowflake;
use crate::relay::inlet::Inlet;
use crate::telemetry::metrics;
use intake::Intake;
use serde::Deserialize;
use session::{End, Plan, Signal};
use state::{Board, GatewayState};
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use wire::Dispatch;

/// Pauses between sessions.
const FIRST_PAUSE: Millis = 1_000;
const LONGEST_PAUSE: Millis = 120_000;
/// How long what has come in may take to be committed when the program stops.
const DRAIN: Millis = 5_000;

/// GUILDS, GUILD_MESSAGES, GUILD_MESSAGE_REACTIONS, DIRECT_MESSAGES, DIRECT_MESSAGE_REACTIONS, DIRECT_MESSAGE_TYPING.
const INTENTS: u64 = 1 | 1 << 9 | 1 << 10 | 1 << 12 | 1 << 13 | 1 << 14;
const GUILD_MEMBERS: u64 = 1 << 1;
const MESSAGE_CONTENT: u64 = 1 << 15;

/// What may be chosen.
#[derive(Clone, Debug, Default)]
pub struct GatewaySettings {
    /// Ask for the content of all messages in servers, so that private threads can be read (privileged).
    pub message_content: bool,
    /// Ask for members' coming and going (privileged).
    pub guild_members: bool,
    /// Where to connect, in place of where Discord says.
    pub url: Option<String>,
}

impl GatewaySettings {
    /// The intents as Discord's bits.
    pub fn intents(&self) -> u64 {
        INTENTS | if self.guild_members { GUILD_MEMBERS } else { 0 } | if self.message_content { MESSAGE_CONTENT } else { 0 }
    }
}

/// Somebody types. Not an event: nothing is stored for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typing {
    pub channel: Snowflake,
    pub member: Snowflake,
}

/// The connection is back: whoever gets this has to run catch-up. New messages wait until their channel is released, or until this
/// is dropped, or for half a minute.
#[derive(Debug)]
pub struct Reconnected {
    /// Events may be missing between two sessions; after a resumption Discord sends them again.
    pub resumed: bool,
    release: mpsc::UnboundedSender<Option<Snowflake>>,
}

impl Reconnected {
    /// Catch-up is through with this channel.
    pub fn release(&self, channel: Snowflake) {
        // When the gateway has stopped there is nothing to release.
        let _ = self.release.send(Some(channel));
    }
}

impl Drop for Reconnected {
    fn drop(&mut self) {
        let _ = self.release.send(None);
    }
}

/// The gateway stopped for good.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// Discord refuses us, and trying again would not help. The text says what to do.
    #[error("{0}")]
    Refused(String),
}

/// See the module.
pub struct Gateway {
    pub settings: GatewaySettings,
    pub http: Arc<Http>,
    pub inlet: Inlet,
    pub ours: Ours,
    pub interactions: Arc<Interactions>,
    pub clock: SharedClock,
    /// Told of every (re)connection.
    pub reconnected: mpsc::UnboundedSender<Reconnected>,
    /// Told of members who type; a full channel drops them.
    pub typing: mpsc::Sender<Typing>,
    pub board: Board,
}

#[derive(Debug, Deserialize)]
struct Door {
    url: String,
    #[serde(default)]
    shards: Option<u32>,
    #[serde(default)]
    session_start_limit: Option<StartLimit>,
}

#[derive(Debug, Deserialize)]
struct StartLimit {
    remaining: u64,
    reset_after: Millis,
}

impl Gateway {
    /// The state, to look at.
    pub fn watch(&self) -> watch::Receiver<GatewayState> {
        self.board.watch()
    }

    /// Runs until `stop`.
    ///
    /// # Errors
    /// When Discord refuses for good.
    pub async fn run(&self, stop: CancellationToken) -> Result<(), Fatal> {
        let mut intake = Intake::new(self.inlet.clone(), self.clock.clone());
        let mut pause = FIRST_PAUSE;
        while !stop.is_cancelled() {
            let began = self.clock.now();
            let end = tokio::select! {
                () = stop.cancelled() => break,
                door = self.door() => match door {
                    Ok(plan) => self.session(plan, &mut intake, &stop).await,
                    Err(end) => end,
                }
            };
            match end {
                End::Stopped => break,
                End::Fatal(why) => {
                    tracing::error!(%why, "the gateway stops");
                    self.board.down(&why);
                    return Err(Fatal::Refused(why));
                }
                End::Unwell(why) => {
                    if self.clock.now() - began > LONGEST_PAUSE {
                        pause = FIRST_PAUSE;
                    }
                    tracing::warn!(%why, pause_ms = pause, "the gateway begins again");
                    self.board.down(&why);
                    self.idle(&mut intake, self.clock.now() + pause, &stop).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
        self.board.down("stopped");
        self.drain(&mut intake).await;
        Ok(())
    }

    /// Asks where to connect. Never goes on without an answer from the address in the settings.
    async fn door(&self) -> Result<Plan, End> {
        let asked = self.http.get::<Door>(Request::new(Method::GET, "/gateway/bot", &[])).await;
        let door = asked.map_err(|failure| match failure {
            super::error::Failure::Credentials { why } => End::Fatal(format!("{why}: put the current bot token into the settings")),
            other => End::Unwell(format!("Discord does not say where its gateway is: {}", other.why())),
        })?;
        if let Some(limit) = door.session_start_limit
            && let Some(wait) = guard::budget_pause(limit.remaining, limit.reset_after)
        {
            let why = "the day's sessions are used up: waiting, because one too many would reset the bot token";
            tracing::error!(wait_ms = wait, why);
            self.board.down(why);
            self.clock.until(self.clock.now() + wait).await;
        }
        Ok(Plan {
            token: self.http.settings().token.clone(),
            url: self.settings.url.clone().unwrap_or(door.url),
            shards: door.shards.unwrap_or(1).max(1),
            intents: self.settings.intents(),
            clock: self.clock.clone(),
        })
    }

    /// One session, to its end.
    async fn session(&self, plan: Plan, intake: &mut Intake, stop: &CancellationToken) -> End {
        let (mut signals, mut ended) = session::start(plan, stop.child_token());
        let (release, mut released) = mpsc::unbounded_channel::<Option<Snowflake>>();
        loop {
            tokio::select! {
                biased;
                Some(channel) = released.recv() => match channel {
                    Some(channel) => intake.release(channel.0),
                    None => intake.release_all(),
                },
                Some(signal) = signals.recv() => self.hear(signal, intake, &release),
                end = &mut ended => return end.unwrap_or_else(|_| End::Unwell("the gateway's thread died".into())),
                () = intake.step() => {}
            }
            if intake.take_overflow() {
                self.catch_up(false, &release);
            }
        }
    }

    fn hear(&self, signal: Signal, intake: &mut Intake, release: &mpsc::UnboundedSender<Option<Snowflake>>) {
        let now = self.clock.now();
        self.board.alive(now);
        match signal {
            Signal::Alive => {}
            Signal::Connecting => {
                if self.board.watch().borrow().connected {
                    self.board.down("connecting");
                }
            }
            Signal::Dispatch(Dispatch::Ready { session, .. }) => {
                tracing::info!("the gateway is ready");
                self.board.ready(now, session);
                intake.hold();
                self.catch_up(false, release);
            }
            Signal::Dispatch(Dispatch::Resumed) => {
                tracing::info!("the gateway has resumed");
                self.board.resumed(now);
                self.catch_up(true, release);
            }
            Signal::Dispatch(dispatch) => self.take(dispatch, intake, now),
        }
    }

    /// Asks for catch-up. Should nobody listen, dropping the request releases everything at once.
    fn catch_up(&self, resumed: bool, release: &mpsc::UnboundedSender<Option<Snowflake>>) {
        drop(self.reconnected.send(Reconnected { resumed, release: release.clone() }));
    }

    fn take(&self, dispatch: Dispatch, intake: &mut Intake, now: Millis) {
        let mut push = |line: Snowflake, event: Option<Event>| {
            if let Some(event) = event {
                intake.push(line.0, event);
            }
        };
        match dispatch {
            Dispatch::Wrote(m) => {
                push(m.channel_id, message::wrote(&m, &self.ours, None).or_else(|| mention::mentioned(&m, &self.ours, None)))
            }
            Dispatch::Edited(m) => push(m.channel_id, message::edited(&m, &self.ours, None)),
            Dispatch::Deleted(gone) => push(gone.channel_id, message::deleted(&gone, &self.ours, now)),
            Dispatch::DeletedMany(gone) => {
                for one in gone.each() {
                    push(one.channel_id, message::deleted(&one, &self.ours, now));
                }
            }
            Dispatch::Reacted(reaction) => push(reaction.channel_id, reaction::hushed(&reaction, &self.ours, now)),
            Dispatch::ServerSeen(guild) => push(guild.id, server::seen(&guild, now)),
            Dispatch::ServerChanged(guild) => push(guild.id, server::changed(&guild, now)),
            Dispatch::ServerGone(guild) => push(guild.id, server::gone(&guild, now)),
            Dispatch::Typing { channel, member } => {
                // A courtesy: when nobody keeps up, it is dropped.
                let _ = self.typing.try_send(Typing { channel, member });
            }
            Dispatch::Interaction(interaction) => {
                let interactions = self.interactions.clone();
                tokio::spawn(async move { interactions.call_back(*interaction).await });
            }
            Dispatch::Unreadable { kind } => {
                metrics::gateway_unreadable();
                tracing::error!(kind, "an event of a known kind cannot be read");
            }
            Dispatch::Ready { .. } | Dispatch::Resumed | Dispatch::Other => {}
        }
    }

    /// Goes on committing what has come while there is no session.
    async fn idle(&self, intake: &mut Intake, until: Millis, stop: &CancellationToken) {
        // Whoever would release a channel belonged to the session that ended.
        intake.release_all();
        let mut over = self.clock.until(until);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = &mut over => return,
                () = intake.step() => {}
            }
        }
    }

    async fn drain(&self, intake: &mut Intake) {
        intake.release_all();
        let mut over = self.clock.until(self.clock.now() + DRAIN);
        while !intake.is_empty() {
            tokio::select! {
                () = &mut over => break,
                () = intake.step() => {}
            }
        }
    }
}
