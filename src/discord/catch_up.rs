//! What was said while nobody listened: read from the history, as the very same events the gateway gives.
//!
//! Deletions leave no trace in a history, and edits of messages older than the last seen one are not looked for: those two are only
//! heard live.

use super::error::Failure;
use super::http::{Http, Method, Request};
use super::parse::Ours;
use super::parse::mention::mentioned;
use super::parse::message::{Found, edited, wrote};
use super::parse::wire::Message;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::relay::inlet::{Inlet, InletError};
use crate::telemetry::metrics;
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::value::RawValue;
use std::sync::Arc;

/// Messages a page; Discord gives no more.
const PAGE: usize = 100;
/// Channels read at the same time. The global limit is shared with what members wait for, so this is small.
const AT_ONCE: usize = 4;
/// Tries of a page before its channel is left to the next run.
const TRIES: u32 = 5;
const PAUSE: Millis = 1_000;

/// A channel to look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub place: Place,
    /// The server of a thread or channel.
    pub server: Option<Snowflake>,
    /// The last message seen there.
    pub after: Snowflake,
}

/// What a run found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaughtUp {
    pub channels: usize,
    /// Messages of members brought to the inlet; repeats among them are dropped there.
    pub messages: usize,
    /// Channels that could not be read to their end.
    pub failed: usize,
}

/// See the module.
pub struct CatchUp {
    pub http: Arc<Http>,
    pub inlet: Inlet,
    pub ours: Ours,
}

/// Why a channel was not read to its end.
enum Stopped {
    Discord(Failure),
    Inlet(InletError),
}

impl CatchUp {
    /// Reads all channels, a few at a time, and says of each when it is through.
    pub async fn run(&self, channels: Vec<Known>, through: &(dyn Fn(Snowflake) + Sync)) -> CaughtUp {
        let mut sum = CaughtUp { channels: channels.len(), ..CaughtUp::default() };
        let mut reads = stream::iter(channels).map(|known| self.channel(known, through)).buffer_unordered(AT_ONCE);
        while let Some((messages, whole)) = reads.next().await {
            sum.messages += messages;
            sum.failed += usize::from(!whole);
        }
        metrics::discord_caught_up(sum.messages);
        sum
    }

    async fn channel(&self, known: Known, through: &(dyn Fn(Snowflake) + Sync)) -> (usize, bool) {
        let channel = known.place.channel();
        let (mut after, mut messages) = (known.after, 0);
        let whole = loop {
            let page = match self.page(channel, after).await {
                Ok(page) => page,
                // Nobody can read what is gone.
                Err(failure) if failure.is_missing() => break true,
                Err(failure) => break self.stop(channel, Stopped::Discord(failure)),
            };
            let full = page.raw == PAGE;
            match self.bring(&page.messages, known).await {
                Ok(brought) => messages += brought,
                Err(why) => break self.stop(channel, Stopped::Inlet(why)),
            }
            match page.last {
                Some(last) if full && last > after => after = last,
                _ => break true,
            }
        };
        through(channel);
        (messages, whole)
    }

    fn stop(&self, channel: Snowflake, why: Stopped) -> bool {
        let why = match why {
            Stopped::Discord(failure) => failure.why(),
            Stopped::Inlet(error) => error.to_string(),
        };
        tracing::warn!(%channel, why, "a channel could not be caught up");
        false
    }

    /// The next page in order of time. Limits are waited for here, which a carrier may not do.
    async fn page(&self, channel: Snowflake, after: Snowflake) -> Result<Page, Failure> {
        let clock = self.http.clock();
        let mut tries = 0;
        loop {
            let request = Request::new(Method::GET, "/channels/{}/messages", &[&channel]).query(&[("after", &after), ("limit", &PAGE)]);
            let failure = match self.http.get::<Vec<Box<RawValue>>>(request).await {
                Ok(raw) => return Ok(Page::read(&raw)),
                Err(failure) => failure,
            };
            tries += 1;
            let pause = match &failure {
                Failure::Limited { after_ms, .. } => *after_ms,
                Failure::NotSent { .. } | Failure::Lost { .. } | Failure::Api { status: 500.., .. } if tries < TRIES => PAUSE << tries,
                _ => return Err(failure),
            };
            clock.until(clock.now() + pause).await;
        }
    }

    /// Brings messages in, one after the other: their order is the order they were written in.
    async fn bring(&self, messages: &[Message], known: Known) -> Result<usize, InletError> {
        let found = Some(Found { place: known.place, server: known.server });
        let mut brought = 0;
        for message in messages {
            let event = match known.place {
                Place::Channel { .. } => mentioned(message, &self.ours, known.server),
                Place::Dm { .. } | Place::Thread { .. } => wrote(message, &self.ours, found),
            };
            let Some(event) = event else { continue };
            self.inlet.submit(event).await?;
            brought += 1;
            if let (Place::Dm { .. } | Place::Thread { .. }, Some(event)) = (known.place, edited(message, &self.ours, found)) {
                self.inlet.submit(event).await?;
            }
        }
        Ok(brought)
    }
}

/// A page of history.
struct Page {
    messages: Vec<Message>,
    /// The newest id, also of messages that could not be read.
    last: Option<Snowflake>,
    /// How many there were.
    raw: usize,
}

impl Page {
    /// Reads message by message: one that cannot be read must not hide the others.
    fn read(raw: &[Box<RawValue>]) -> Self {
        #[derive(serde::Deserialize)]
        struct Id {
            id: Snowflake,
        }
        let last = raw.iter().filter_map(|m| serde_json::from_str::<Id>(m.get()).ok()).map(|m| m.id).max();
        let mut messages: Vec<Message> = Vec::with_capacity(raw.len());
        for message in raw {
            match serde_json::from_str(message.get()) {
                Ok(message) => messages.push(message),
                Err(why) => {
                    metrics::gateway_unreadable();
                    tracing::error!(%why, "a message in the history cannot be read");
                }
            }
        }
        messages.sort_by_key(|m| m.id);
        Self { messages, last, raw: raw.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{BOT, HandClock, Stub, give};
    use super::*;
    use crate::domain::delivery::Reply;
    use crate::relay::inlet::Incoming;
    use std::sync::Mutex;

    const DM: Known = Known { place: Place::Dm { channel: Snowflake(5) }, server: None, after: Snowflake(10) };

    fn message(id: u64, more: &str) -> String {
        format!(r#"{{"id":"{id}","channel_id":"5","content":"{id}","type":0,"author":{{"id":"42","username":"ana"}}{more}}}"#)
    }

    /// Runs catch-up against these answers: what it says, the sources it brought, the channels it released.
    async fn caught_up(stub: &Stub, channels: Vec<Known>) -> (CaughtUp, Vec<String>, Vec<Snowflake>) {
        let (inlet, mut queue) = Inlet::channel(8);
        let clock = HandClock::at(0);
        clock.rush();
        let ours = Ours { bot: BOT, is_our_thread: Arc::new(|_| false) };
        let catch_up = CatchUp { http: stub.http(clock), inlet, ours };
        let released = Mutex::new(Vec::new());
        let through = |channel| released.lock().unwrap().push(channel);
        let store = async move {
            let mut sources = Vec::new();
            while let Some(Incoming::Event { event, answer }) = queue.recv().await {
                sources.push(event.source);
                answer.send(Ok(Reply::Ok)).unwrap();
            }
            sources
        };
        let run = async {
            let sum = catch_up.run(channels, &through).await;
            drop(catch_up);
            sum
        };
        let (sum, sources) = tokio::join!(run, store);
        (sum, sources, released.into_inner().unwrap())
    }

    #[tokio::test]
    async fn pages_are_read_to_the_end_and_brought_in_order_of_time() {
        let first: Vec<String> = (11..111).rev().map(|id| message(id, "")).collect();
        let stub =
            Stub::start([give(200, format!("[{}]", first.join(","))), give(200, format!("[{},{}]", message(112, ""), message(111, "")))])
                .await;
        let (sum, sources, released) = caught_up(&stub, vec![DM]).await;
        assert_eq!(sum, CaughtUp { channels: 1, messages: 102, failed: 0 });
        let wanted: Vec<String> = (11..=112).map(|id| format!("discord:message:{id}")).collect();
        assert_eq!(sources, wanted);
        assert_eq!(stub.lines(), ["GET /channels/5/messages?after=10&limit=100", "GET /channels/5/messages?after=110&limit=100"]);
        assert_eq!(released, [Snowflake(5)]);
    }

    #[tokio::test]
    async fn an_edited_message_brings_its_edit_and_ours_bring_nothing() {
        let edited = message(11, r#","edited_timestamp":"2026-01-01T00:00:00+00:00""#);
        let own = r#"{"id":"12","channel_id":"5","content":"us","type":0,"author":{"id":"1","username":"us","bot":true}}"#;
        let stub = Stub::start([give(200, format!(r#"[{own},{edited},{{"id":"13"}}]"#))]).await;
        let (_, sources, _) = caught_up(&stub, vec![DM]).await;
        assert_eq!(sources, ["discord:message:11", "discord:edit:11:1767225600000"]);
    }

    #[tokio::test]
    async fn a_limit_is_waited_for_and_a_channel_that_is_gone_is_through() {
        let limited = give(429, r#"{"message":"slow","retry_after":0.001}"#);
        let stub = Stub::start([limited, give(200, format!("[{}]", message(11, "")))]).await;
        let clock_stands = stub.http(HandClock::at(0));
        drop(clock_stands);
        let gone = Stub::start([give(404, r#"{"message":"Unknown Channel","code":10003}"#)]).await;
        assert_eq!(caught_up(&gone, vec![DM]).await.0, CaughtUp { channels: 1, messages: 0, failed: 0 });
        let forbidden = Stub::start([give(403, r#"{"message":"Missing Access","code":50001}"#)]).await;
        let (sum, _, released) = caught_up(&forbidden, vec![DM]).await;
        assert_eq!((sum.failed, released), (1, vec![Snowflake(5)]), "a channel that cannot be read must not hold up what is new");
    }
}
