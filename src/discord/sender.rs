//! The one way a message gets to Discord.
//!
//! Whatever is sent, here it gets: mentions switched off, a nonce with `enforce_nonce` (so that sending twice within a few minutes
//! makes one message), the split at 2,000 code points, the speaker's name, and its buttons and files on the last part. Edits and
//! interaction answers build their body by [`body`] too.

use super::components::rows;
use super::error::{Failure, Repeat};
use super::history;
use super::http::{Http, Method, Request, Upload};
use super::parts::{Part, parts};
use super::phrases::Words;
use crate::domain::clock::Millis;
use crate::domain::delivery::Button;
use crate::domain::ids::{Key, Snowflake};
use crate::domain::outcome::{Made, Missing, Outcome, Receipt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How long Discord surely remembers a nonce ("a few minutes").
const NONCE_LIVES: Millis = 2 * 60_000;
/// How far Discord's clock may be behind ours.
const SKEW: Millis = 2_000;
/// Half-sent messages that are remembered.
const UNFINISHED: usize = 1_000;

/// A message to send.
pub struct Outgoing<'a> {
    pub channel: Snowflake,
    /// Key of the delivery, the same for every try.
    pub key: Key,
    pub speaker: Option<&'a str>,
    pub text: &'a str,
    pub reply_to: Option<Snowflake>,
    pub uploads: Vec<Upload>,
    pub buttons: &'a [Button],
    pub locale: Option<&'a str>,
}

/// What is known of earlier tries.
#[derive(Clone, Copy, Debug, Default)]
pub struct Earlier {
    /// One of them may have succeeded.
    pub doubtful: bool,
    pub first_tried_at: Option<Millis>,
}

/// See the module.
pub struct Sender {
    http: Arc<Http>,
    words: Words,
    /// Ids of the parts that went out, of messages whose later parts did not.
    unfinished: Mutex<VecDeque<(Key, Vec<String>)>>,
}

#[derive(Deserialize)]
struct Sent {
    id: String,
}

/// A message of ours on Discord, which counts no positions.
pub fn made(id: String) -> Made {
    Made { id, position: None }
}

impl Sender {
    pub fn new(http: Arc<Http>, words: Words) -> Self {
        Self { http, words, unfinished: Mutex::default() }
    }

    /// Sends a message in as many parts as it needs and gives their ids.
    ///
    /// A stop between two parts is an [`Outcome::Unknown`], so that the next try (even of another process) finds out how far this
    /// one came instead of beginning again.
    pub async fn send(&self, out: Outgoing<'_>, earlier: Earlier) -> Outcome {
        let parts = parts(out.speaker, out.text, out.uploads);
        let mut ids: Vec<String> = match self.resume(&parts, out.channel, out.key, earlier).await {
            Ok(ids) => ids,
            Err(outcome) => return outcome,
        };
        let last = parts.len() - 1;
        for (n, part) in parts.into_iter().enumerate().skip(ids.len()) {
            let mut json = body(&part.content, if n == last { out.buttons } else { &[] }, &self.words, out.locale);
            json["nonce"] = json!(nonce(out.key, n));
            json["enforce_nonce"] = json!(true);
            if let (0, Some(id)) = (n, out.reply_to) {
                json["message_reference"] = json!({"message_id": id, "fail_if_not_exists": false});
            }
            if !part.uploads.is_empty() {
                json["attachments"] = part.uploads.iter().enumerate().map(|(id, f)| json!({"id": id, "filename": f.name})).collect();
            }
            let request = Request::new(Method::POST, "/channels/{}/messages", &[&out.channel]).json(json).uploads(part.uploads);
            match self.http.get::<Sent>(request).await {
                Ok(sent) => ids.push(sent.id),
                Err(failure) => return self.stopped(out.key, ids, &failure),
            }
        }
        Outcome::Done(Receipt { ids: ids.into_iter().map(made).collect(), fact: None })
    }

    /// The parts that are there already.
    async fn resume(&self, parts: &[Part], channel: Snowflake, key: Key, earlier: Earlier) -> Result<Vec<String>, Outcome> {
        if let Some(ids) = self.remembered(key) {
            return Ok(ids);
        }
        let young = earlier.first_tried_at.is_some_and(|at| self.http.clock().now() - at < NONCE_LIVES);
        if !earlier.doubtful || young {
            return Ok(Vec::new());
        }
        let nonces: Vec<String> = (0..parts.len()).map(|n| nonce(key, n)).collect();
        history::sent(&self.http, channel, parts, &nonces, earlier.first_tried_at.map(|at| at - SKEW)).await.map_err(|failure| {
            match failure.outcome(Missing::Place, Repeat::Doubtful) {
                // The doubt must not be forgotten over a limit.
                Outcome::Later { why, .. } => Outcome::Unknown { why },
                other => other,
            }
        })
    }

    fn stopped(&self, key: Key, ids: Vec<String>, failure: &Failure) -> Outcome {
        let outcome = failure.outcome(Missing::Place, Repeat::Doubtful);
        let begun = !ids.is_empty();
        if begun {
            let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
            unfinished.push_back((key, ids));
            if unfinished.len() > UNFINISHED {
                unfinished.pop_front();
            }
        }
        match outcome {
            Outcome::Later { why, .. } if begun => Outcome::Unknown { why },
            other => other,
        }
    }

    fn remembered(&self, key: Key) -> Option<Vec<String>> {
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let at = unfinished.iter().position(|(k, _)| *k == key)?;
        unfinished.remove(at).map(|(_, ids)| ids)
    }
}

/// The body of a message or edit: text, buttons, and mentions switched off. An edit without buttons takes them away.
pub fn body(content: &str, buttons: &[Button], words: &Words, locale: Option<&str>) -> Value {
    let label = |button: &Button| (words.label)(button, locale);
    json!({"content": content, "components": rows(buttons, &label), "allowed_mentions": {"parse": []}})
}

/// Discord's idempotency key, 25 characters at most: the same for every try of the same part.
pub fn nonce(key: Key, part: usize) -> String {
    let hash = Sha256::digest(format!("{key}/{part}"));
    URL_SAFE_NO_PAD.encode(&hash[..16])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{HandClock, Stub, give, words};
    use super::*;
    use crate::domain::ids::ConversationId;

    const NOW: Millis = 1_700_000_000_000;

    fn key() -> Key {
        Key { conversation: ConversationId(uuid::Uuid::from_u128(1)), seq: 4 }
    }

    fn outgoing(text: &str) -> Outgoing<'_> {
        Outgoing { channel: Snowflake(5), key: key(), speaker: None, text, reply_to: None, uploads: vec![], buttons: &[], locale: None }
    }

    fn long() -> String {
        format!("{}\n{}", "a".repeat(1900), "b".repeat(1900))
    }

    #[tokio::test]
    async fn every_message_is_without_mentions_and_with_an_enforced_nonce() {
        let stub = Stub::start([give(200, r#"{"id":"10"}"#), give(200, r#"{"id":"11"}"#)]).await;
        let sender = Sender::new(stub.http(HandClock::at(NOW)), words());
        let text = long();
        let out = Outgoing { reply_to: Some(Snowflake(3)), buttons: &[Button::Person], ..outgoing(&text) };
        let outcome = sender.send(out, Earlier::default()).await;
        assert_eq!(outcome, Outcome::Done(Receipt { ids: vec![made("10".into()), made("11".into())], fact: None }));
        let sent: Vec<Value> = stub.seen().iter().map(|s| s.json()).collect();
        for json in &sent {
            assert_eq!(json["allowed_mentions"], json!({"parse": []}));
            assert_eq!(json["enforce_nonce"], true);
            assert!(json["nonce"].as_str().unwrap().len() <= 25);
        }
        assert_ne!(sent[0]["nonce"], sent[1]["nonce"]);
        assert_eq!(sent[0]["message_reference"], json!({"message_id": "3", "fail_if_not_exists": false}));
        assert!(sent[1].get("message_reference").is_none());
        assert_eq!(sent[0]["components"], json!([]));
        assert_eq!(sent[1]["components"][0]["components"][0]["custom_id"], "fx1:person");
    }

    #[tokio::test]
    async fn a_stop_between_two_parts_goes_on_where_it_stopped() {
        let limited = give(429, r#"{"message":"slow","retry_after":0.1}"#);
        let stub = Stub::start([give(200, r#"{"id":"10"}"#), limited, give(200, r#"{"id":"11"}"#)]).await;
        let clock = HandClock::at(NOW);
        let sender = Sender::new(stub.http(clock.clone()), words());
        let text = long();
        assert!(matches!(sender.send(outgoing(&text), Earlier::default()).await, Outcome::Unknown { .. }));
        clock.advance(200);
        let again = Earlier { doubtful: true, first_tried_at: Some(NOW) };
        let outcome = sender.send(outgoing(&text), again).await;
        assert_eq!(outcome, Outcome::Done(Receipt { ids: vec![made("10".into()), made("11".into())], fact: None }));
    }

    #[tokio::test]
    async fn a_young_doubt_is_settled_by_the_nonce_and_an_old_one_by_the_history() {
        let stub = Stub::start([
            give(200, r#"{"id":"10"}"#),
            give(200, history_of("hi")),
            give(200, history_of("else")),
            give(200, r#"{"id":"12"}"#),
        ])
        .await;
        let clock = HandClock::at(NOW + 1000);
        let sender = Sender::new(stub.http(clock.clone()), words());
        let earlier = Earlier { doubtful: true, first_tried_at: Some(NOW) };
        sender.send(outgoing("hi"), earlier).await;
        assert_eq!(stub.lines(), ["POST /channels/5/messages"]);
        clock.advance(NONCE_LIVES);
        let found = sender.send(outgoing("hi"), earlier).await;
        assert_eq!(found, Outcome::Done(Receipt::id("7000000000000000000")));
        let sent = sender.send(outgoing("hi"), earlier).await;
        assert_eq!(sent, Outcome::Done(Receipt::id("12")));
    }

    fn history_of(content: &str) -> String {
        format!(r#"[{{"id":"7000000000000000000","channel_id":"5","content":"{content}","author":{{"id":"1","bot":true}}}}]"#)
    }

    #[tokio::test]
    async fn closed_dms_are_refused_and_a_lost_answer_is_unknown() {
        let stub = Stub::start([give(403, r#"{"message":"Cannot send messages to this user","code":50007}"#), give(502, "<html>")]).await;
        let sender = Sender::new(stub.http(HandClock::at(NOW)), words());
        let refused = sender.send(outgoing("hi"), Earlier::default()).await;
        assert!(matches!(refused, Outcome::Refused { refusal: crate::domain::outcome::Refusal::DmsClosed, .. }));
        assert!(matches!(sender.send(outgoing("hi"), Earlier::default()).await, Outcome::Unknown { .. }));
    }

    #[tokio::test]
    async fn files_go_as_multipart_beside_their_payload() {
        let stub = Stub::start([give(200, r#"{"id":"10"}"#)]).await;
        let sender = Sender::new(stub.http(HandClock::at(NOW)), words());
        let file = Upload { name: "a.png".into(), content_type: "image/png".into(), bytes: "PNG".into() };
        sender.send(Outgoing { uploads: vec![file], ..outgoing("look") }, Earlier::default()).await;
        let seen = &stub.seen()[0];
        assert!(seen.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data"));
        for piece in [
            "name=\"payload_json\"",
            "name=\"files[0]\"; filename=\"a.png\"",
            "\"attachments\":[{\"filename\":\"a.png\",\"id\":0}]",
            "image/png",
        ] {
            assert!(seen.body.contains(piece), "{piece} in {}", seen.body);
        }
    }
}
