//! Missed events come in by the same door: after every (re)connection and on a timer both sides are asked what happened since.

use crate::discord::catch_up as discord;
use crate::discord::gateway::Reconnected;
use crate::domain::clock::{Millis, SharedClock};
use crate::domain::conversation::{Conversation, Owner};
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::relay::commit::CALLS;
use crate::store::{Result, Store, conversations, vendor_ids};
use crate::twilio::catch_up as twilio;
use std::collections::{HashMap, HashSet};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Channels asked about after a reconnection, those heard from last first. Discord answers some dozens a second.
const CHANNELS: u32 = 1_000;
/// Channels looked back on every round, and how far before the last message known: a dispatch that Discord's gateway never sent, or that
/// could not be read, leaves no trace but the message in the history.
const LOOKED_BACK: usize = 100;
const LOOK_BACK_MS: Millis = 300_000;
/// Conversations with the assistant are asked about for so long after the member's last word.
const WARM_MS: Millis = 3_600_000;
/// Channels in which the bot was called of late are asked too. Most of what is said there is none of its business, so this is bounded
/// tightly; a question that has waited for longer has been answered by somebody else.
const CALLED_IN: u32 = 50;
const CALLS_WAIT_MS: Millis = 600_000;
/// Conversations read from the store at once.
const PAGE: u32 = 500;
/// Names of the cursors of Discord channels begin like this.
const CURSOR: &str = "discord:";

/// What the loop works with.
pub struct CatchUp {
    pub store: Store,
    pub clock: SharedClock,
    pub discord: discord::CatchUp,
    /// The desk, and the workspace its tasks are in.
    pub desk: Option<(twilio::CatchUp, String)>,
    pub every_ms: Millis,
}

impl CatchUp {
    /// Runs until `stop`.
    pub async fn run(self, mut reconnected: mpsc::UnboundedReceiver<Reconnected>, stop: CancellationToken) {
        // What was said at the desk while we were down must not wait for the timer.
        self.ask_desk().await;
        loop {
            let work = async {
                tokio::select! {
                    Some(back) = reconnected.recv() => self.ask_discord(back).await,
                    () = self.clock.until(self.clock.now() + self.every_ms) => {
                        self.ask_desk().await;
                        self.look_back().await;
                    }
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = work => {}
            }
        }
    }

    async fn ask_discord(&self, back: Reconnected) {
        let known = match (self.channels().await, self.called_in().await) {
            (Ok(mut known), Ok(called)) => {
                known.extend(called);
                known
            }
            (Err(error), _) | (_, Err(error)) => return tracing::warn!(%error, "The channels to catch up with cannot be read"),
        };
        let sum = self.discord.run(known, &|channel| back.release(channel)).await;
        if sum.messages > 0 || sum.failed > 0 {
            tracing::info!(channels = sum.channels, messages = sum.messages, failed = sum.failed, "Caught up with Discord");
        }
    }

    /// Reads again what was said of late where people are talking. Nearly all of it is known already, and dropped as a repeat.
    async fn look_back(&self) {
        match self.talked_in().await {
            Ok(known) => {
                let sum = self.discord.run(known, &|_| {}).await;
                if sum.failed > 0 {
                    tracing::warn!(channels = sum.channels, failed = sum.failed, "Some channels could not be looked back on");
                }
            }
            Err(error) => tracing::warn!(%error, "The channels to look back on cannot be read"),
        }
    }

    async fn talked_in(&self) -> Result<Vec<discord::Known>> {
        let warm: HashSet<Snowflake> = self.warm().await?.iter().filter_map(|talk| talk.place).map(Place::channel).collect();
        let heard_of_last_first = self.channels().await?.into_iter().filter(|known| warm.contains(&known.place.channel()));
        let back = |known: discord::Known| discord::Known { after: Snowflake::at(known.after.made_at() - LOOK_BACK_MS), ..known };
        Ok(heard_of_last_first.take(LOOKED_BACK).map(back).collect())
    }

    async fn channels(&self) -> Result<Vec<discord::Known>> {
        let cursors: Vec<(Snowflake, Snowflake)> = vendor_ids::furthest(&self.store, CURSOR, CHANNELS)
            .await?
            .into_iter()
            .filter_map(|(name, seen)| Some((name.strip_prefix(CURSOR)?.parse().ok()?, Snowflake::from_i64(seen))))
            .collect();
        let ids: Vec<Snowflake> = cursors.iter().map(|(channel, _)| *channel).collect();
        let threads: HashMap<Snowflake, Conversation> = conversations::of_threads(&self.store, &ids).await?.into_iter().collect();
        Ok(cursors
            .into_iter()
            .map(|(channel, after)| match threads.get(&channel) {
                Some(talk) => discord::Known { place: Place::Thread { channel }, server: talk.server, after },
                None => discord::Known { place: Place::Dm { channel }, server: None, after },
            })
            .collect())
    }

    async fn called_in(&self) -> Result<Vec<discord::Known>> {
        let earliest = Snowflake::at(self.clock.now() - CALLS_WAIT_MS);
        let channel = |(name, seen): (String, i64)| {
            let (server, channel) = name.strip_prefix(CALLS)?.split_once(':')?;
            let place = Place::Channel { channel: channel.parse().ok()? };
            Some(discord::Known { place, server: server.parse().ok(), after: Snowflake::from_i64(seen).max(earliest) })
        };
        Ok(vendor_ids::furthest(&self.store, CALLS, CALLED_IN).await?.into_iter().filter_map(channel).collect())
    }

    async fn ask_desk(&self) {
        let Some((desk, workspace)) = &self.desk else { return };
        match self.desks(workspace).await {
            Ok(behind) if behind.is_empty() => {}
            Ok(behind) => {
                let tally = desk.run(behind).await;
                if tally.failed > 0 {
                    tracing::warn!(asked = tally.asked, failed = tally.failed, "Some desk conversations could not be caught up with");
                }
            }
            Err(error) => tracing::warn!(%error, "The conversations to catch up with cannot be read"),
        }
    }

    async fn desks(&self, workspace: &str) -> Result<Vec<twilio::Behind>> {
        let behind = |talk: Conversation| {
            let sid = talk.desk.sid()?.to_owned();
            let agent = talk.agent.filter(|_| talk.owner == Owner::Agent).map(|agent| agent.identity);
            let task = talk.handover.and_then(|handover| handover.task);
            let task = task.map(|task| twilio::Work { workspace: workspace.to_owned(), task });
            Some(twilio::Behind { sid, last_index: talk.desk_index, agent, task })
        };
        Ok(self.warm().await?.into_iter().filter_map(behind).collect())
    }

    /// Open conversations in which something may be said at any moment.
    async fn warm(&self) -> Result<Vec<Conversation>> {
        let now = self.clock.now();
        let mut warm = Vec::new();
        let mut last: Option<Conversation> = None;
        loop {
            let page = conversations::open_page(&self.store, last.as_ref(), PAGE).await?;
            let full = page.len() == PAGE as usize;
            last = page.last().cloned();
            let is_warm =
                |talk: &Conversation| talk.owner != Owner::Assistant || talk.member_spoke.is_some_and(|(_, at)| now - at < WARM_MS);
            warm.extend(page.into_iter().filter(is_warm));
            if !full {
                return Ok(warm);
            }
        }
    }
}
