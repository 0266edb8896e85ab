//! Cards of cases: a message with a thread in a text channel, or a post with tags in a forum.
//!
//! Putting one up is several requests. Each can be made again: the message is found by its head, the thread under a message has the
//! message's id, a forum's post is found among the threads.

use super::DiscordCarrier;
use crate::discord::cards::{body, head, thread_name};
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Method, Request, Upload};
use crate::discord::parse::wire::Message;
use crate::discord::sender::nonce;
use crate::domain::case::{Card, CardPlace};
use crate::domain::clock::Millis;
use crate::domain::file::FileRef;
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt, Refusal};
use crate::relay::carrier::Job;
use serde::Deserialize;
use serde_json::{Value, json};

/// Discord's words for a forum and for a media channel, and the flag of a forum whose posts need a tag.
const FORUM: [u8; 2] = [15, 16];
const TAG_NEEDED: u64 = 1 << 4;
/// How long a thread stays unarchived without a word: a week.
const ARCHIVE_MINUTES: u32 = 10_080;
/// Discord's code for a message that has a thread already.
const HAS_THREAD: i64 = 160004;
/// A card made by a doubtful try may be this much older than the try, by Discord's clock.
const SKEW: Millis = 2_000;

#[derive(Deserialize)]
struct Channel {
    id: Snowflake,
    #[serde(default, rename = "type")]
    kind: u8,
    #[serde(default)]
    guild_id: Option<Snowflake>,
    #[serde(default)]
    parent_id: Option<Snowflake>,
    #[serde(default)]
    owner_id: Option<Snowflake>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    flags: u64,
    #[serde(default)]
    available_tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Tag {
    id: Snowflake,
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Active {
    threads: Vec<Channel>,
}

#[derive(Deserialize)]
struct Sent {
    id: Snowflake,
}

impl DiscordCarrier {
    pub(super) async fn post_card(&self, job: &Job, channel: Snowflake, card: &Card, files: &[FileRef]) -> Outcome {
        let uploads = match self.uploads(files).await {
            Ok(uploads) => uploads,
            Err(outcome) => return outcome,
        };
        let into = match self.channel(channel).await {
            Ok(into) => into,
            Err(failure) => return refused(&failure),
        };
        let made = if FORUM.contains(&into.kind) {
            self.post_in_forum(job, &into, card, uploads).await
        } else {
            self.post_with_thread(job, channel, card, uploads).await
        };
        match made {
            Ok(at) => Outcome::Done(Receipt::fact(Fact::Card(at))),
            Err(outcome) => outcome,
        }
    }

    async fn channel(&self, id: Snowflake) -> Result<Channel, Failure> {
        self.http.get(Request::new(Method::GET, "/channels/{}", &[&id])).await
    }

    async fn post_with_thread(&self, job: &Job, channel: Snowflake, card: &Card, uploads: Vec<Upload>) -> Result<CardPlace, Outcome> {
        let found = if job.doubtful { self.find_card(job, channel, card).await.map_err(|why| doubt(&why))? } else { None };
        let message = match found {
            Some(message) => message,
            None => {
                let mut json = attached(body(card, &self.words), &uploads);
                json["nonce"] = json!(nonce(job.key, 0));
                json["enforce_nonce"] = json!(true);
                let request = Request::new(Method::POST, "/channels/{}/messages", &[&channel]).json(json).uploads(uploads);
                self.http.get::<Sent>(request).await.map_err(|failure| failed(&failure))?.id
            }
        };
        let thread = json!({"name": thread_name(card), "auto_archive_duration": ARCHIVE_MINUTES});
        let request = Request::new(Method::POST, "/channels/{}/messages/{}/threads", &[&channel, &message]).json(thread);
        let thread = match self.http.get::<Sent>(request).await {
            Ok(thread) => Some(thread.id),
            // The thread of a message has the message's id.
            Err(failure) if failure.code() == HAS_THREAD => Some(message),
            // The card is there: one without a thread is better than none.
            Err(failure @ Failure::Api { status: 400 | 403 | 404, .. }) => {
                tracing::warn!(why = %failure.why(), "a card has no thread");
                None
            }
            Err(failure) => return Err(doubt(&failure)),
        };
        Ok(CardPlace { channel, message, thread })
    }

    async fn find_card(&self, job: &Job, channel: Snowflake, card: &Card) -> Result<Option<Snowflake>, Failure> {
        let since = Snowflake::at(job.first_tried_at.map_or(0, |at| at - SKEW));
        let request = Request::new(Method::GET, "/channels/{}/messages", &[&channel]).query(&[("after", &since), ("limit", &100)]);
        let page: Vec<Message> = self.http.get(request).await?;
        let head = head(card);
        let is_it = |m: &Message| {
            let ours = m.author.as_ref().is_some_and(|author| author.id == self.http.application());
            ours && m.said.embeds.iter().any(|e| e.title.as_ref().is_some_and(|title| title.starts_with(&head)))
        };
        Ok(page.into_iter().find(is_it).map(|m| m.id))
    }

    async fn post_in_forum(&self, job: &Job, forum: &Channel, card: &Card, uploads: Vec<Upload>) -> Result<CardPlace, Outcome> {
        let found = if job.doubtful { self.find_post(forum, card).await.map_err(|why| doubt(&why))? } else { None };
        let post = match found {
            Some(post) => post,
            None => {
                let message = attached(body(card, &self.words), &uploads);
                let json = json!({
                    "name": thread_name(card),
                    "auto_archive_duration": ARCHIVE_MINUTES,
                    "message": message,
                    "applied_tags": tags(forum, card),
                });
                let request = Request::new(Method::POST, "/channels/{}/threads", &[&forum.id]).json(json).uploads(uploads);
                self.http.get::<Sent>(request).await.map_err(|failure| failed(&failure))?.id
            }
        };
        // The first message of a forum's post has the post's id.
        Ok(CardPlace { channel: post, message: post, thread: Some(post) })
    }

    async fn find_post(&self, forum: &Channel, card: &Card) -> Result<Option<Snowflake>, Failure> {
        let Some(server) = forum.guild_id else { return Ok(None) };
        let active: Active = self.http.get(Request::new(Method::GET, "/guilds/{}/threads/active", &[&server])).await?;
        let (bot, head) = (self.http.application(), head(card));
        let is_it = |c: &Channel| {
            c.parent_id == Some(forum.id) && c.owner_id == Some(bot) && c.name.as_ref().is_some_and(|name| name.starts_with(&head))
        };
        Ok(active.threads.into_iter().find(is_it).map(|c| c.id))
    }

    pub(super) async fn revise_card(&self, at: &CardPlace, card: &Card) -> Outcome {
        let is_post = at.thread == Some(at.channel);
        let revised = match is_post {
            true => self.retag(at.channel, card).await,
            false => Ok(()),
        };
        let request = Request::new(Method::PATCH, "/channels/{}/messages/{}", &[&at.channel, &at.message]).json(body(card, &self.words));
        let revised = match revised {
            Ok(()) => self.http.call(request).await.map(drop),
            Err(failure) => Err(failure),
        };
        match revised {
            Ok(()) => Outcome::Done(Receipt::default()),
            Err(failure) => match failure.outcome(Missing::Message, Repeat::Harmless) {
                // Nothing opens a channel that somebody has deleted.
                Outcome::Gone { why, what: Missing::Place } => Outcome::Gone { why, what: Missing::Message },
                other => other,
            },
        }
    }

    /// Gives a forum's post the tag of its state. It must not be archived: then its message cannot be changed either.
    async fn retag(&self, post: Snowflake, card: &Card) -> Result<(), Failure> {
        let mut change = json!({"archived": false});
        if let Some(forum) = self.channel(post).await?.parent_id {
            change["applied_tags"] = json!(tags(&self.channel(forum).await?, card));
        }
        self.http.call(Request::new(Method::PATCH, "/channels/{}", &[&post]).json(change)).await.map(drop)
    }
}

/// The forum's tag for the card's state, by its name; where a tag is needed and none has that name, the first one.
fn tags(forum: &Channel, card: &Card) -> Vec<Snowflake> {
    let same = |tag: &&Tag| tag.name.trim().to_lowercase() == card.tag.trim().to_lowercase();
    let found = forum.available_tags.iter().find(same);
    let needed = || forum.available_tags.first().filter(|_| forum.flags & TAG_NEEDED != 0);
    found.or_else(needed).map(|tag| tag.id).into_iter().collect()
}

fn attached(mut message: Value, uploads: &[Upload]) -> Value {
    if !uploads.is_empty() {
        message["attachments"] = uploads.iter().enumerate().map(|(id, f)| json!({"id": id, "filename": f.name})).collect();
    }
    message
}

/// A channel that is not there, or not for us, does not come back by waiting: a person has to look at it.
fn refused(failure: &Failure) -> Outcome {
    match failure.outcome(Missing::Place, Repeat::Harmless) {
        Outcome::Gone { why, .. } => Outcome::Refused { why, refusal: Refusal::Forbidden },
        other => other,
    }
}

fn failed(failure: &Failure) -> Outcome {
    match failure.outcome(Missing::Place, Repeat::Doubtful) {
        Outcome::Gone { why, .. } => Outcome::Refused { why, refusal: Refusal::Forbidden },
        other => other,
    }
}

/// Part of it may be there: the next try has to look.
fn doubt(failure: &Failure) -> Outcome {
    Outcome::Unknown { why: failure.why() }
}
