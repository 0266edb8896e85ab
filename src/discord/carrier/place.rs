//! The place to talk in: the DM channel, or a private thread.

use super::DiscordCarrier;
use crate::discord::error::{DM_PAUSE, Failure, Repeat};
use crate::discord::http::{Method, Request};
use crate::domain::clock::Millis;
use crate::domain::delivery::Thread;
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt, Refusal};
use crate::relay::carrier::Job;
use serde::Deserialize;
use serde_json::json;
use std::sync::atomic::Ordering;

/// Discord's word for a private thread, and how long it stays unarchived without a word: a week.
const PRIVATE: u8 = 12;
const ARCHIVE_MINUTES: u32 = 10_080;
/// A thread made by a doubtful try may be this much older than the try, by Discord's clock.
const SKEW: Millis = 2_000;
const NAME_CHARS: usize = 100;

#[derive(Deserialize)]
struct Channel {
    id: Snowflake,
    #[serde(default)]
    parent_id: Option<Snowflake>,
    #[serde(default)]
    owner_id: Option<Snowflake>,
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Active {
    threads: Vec<Channel>,
}

impl DiscordCarrier {
    /// Asking twice gives the same channel. Discord's "too fast" means hours: bots that go on are quarantined.
    pub(super) async fn open_dm(&self, job: &Job) -> Outcome {
        let member = job.conversation.member;
        let request = Request::new(Method::POST, "/users/@me/channels", &[]).json(json!({"recipient_id": member}));
        match self.http.get::<Channel>(request).await {
            Ok(channel) => {
                self.dm_refusals.store(0, Ordering::Relaxed);
                opened(Place::Dm { channel: channel.id })
            }
            Err(failure) if failure.code() == 40003 => {
                let times = self.dm_refusals.fetch_add(1, Ordering::Relaxed).min(3);
                Outcome::Later { why: failure.why(), after_ms: Some(DM_PAUSE << times) }
            }
            // 50033: nobody whom a bot can write to.
            Err(failure) if failure.code() == 50033 => Outcome::Refused { why: failure.why(), refusal: Refusal::DmsClosed },
            Err(failure) => failure.outcome(Missing::Member, Repeat::Harmless),
        }
    }

    pub(super) async fn open_thread(&self, job: &Job, thread: &Thread) -> Outcome {
        let name: String = thread.name.chars().take(NAME_CHARS).collect();
        let found = match job.doubtful {
            true => self.find_thread(thread, &name, job.first_tried_at.map_or(0, |at| at - SKEW)).await,
            false => Ok(None),
        };
        let made = match found {
            Ok(Some(id)) => Ok(id),
            Ok(None) => self.make_thread(thread, &name).await,
            // The doubt must not be forgotten.
            Err(failure) => return Outcome::Unknown { why: failure.why() },
        };
        let id = match made {
            Ok(id) => id,
            Err(failure) => return failure.outcome(Missing::Place, Repeat::Doubtful),
        };
        let member = job.conversation.member;
        match self.http.call(Request::new(Method::PUT, "/channels/{}/thread-members/{}", &[&id, &member])).await {
            Ok(_) => opened(Place::Thread { channel: id }),
            Err(failure) => match failure.outcome(Missing::Member, Repeat::Doubtful) {
                // The thread is there: the next try has to find it instead of making another.
                Outcome::Later { why, .. } => Outcome::Unknown { why },
                other => other,
            },
        }
    }

    async fn make_thread(&self, thread: &Thread, name: &str) -> Result<Snowflake, Failure> {
        let json = json!({"name": name, "type": PRIVATE, "invitable": false, "auto_archive_duration": ARCHIVE_MINUTES});
        let request = Request::new(Method::POST, "/channels/{}/threads", &[&thread.parent]).json(json);
        self.http.get::<Channel>(request).await.map(|channel| channel.id)
    }

    async fn find_thread(&self, thread: &Thread, name: &str, since: Millis) -> Result<Option<Snowflake>, Failure> {
        let active: Active = self.http.get(Request::new(Method::GET, "/guilds/{}/threads/active", &[&thread.server])).await?;
        let bot = self.http.application();
        let ours = |c: &Channel| {
            c.parent_id == Some(thread.parent) && c.owner_id == Some(bot) && c.name.as_deref() == Some(name) && c.id >= Snowflake::at(since)
        };
        Ok(active.threads.into_iter().find(ours).map(|c| c.id))
    }
}

fn opened(place: Place) -> Outcome {
    Outcome::Done(Receipt { fact: Some(Fact::Place(place)), ..Receipt::id(place.channel().to_string()) })
}
