//! Saying, changing, deleting, reacting.

use super::{DiscordCarrier, channel};
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Method, Request, Upload};
use crate::discord::parse::wire::Message;
use crate::discord::parts::{LONG_TEXT, Part, refit};
use crate::discord::sender::{Earlier, Outgoing, body, made};
use crate::domain::delivery::{Button, Say};
use crate::domain::file::FileRef;
use crate::domain::ids::{Seq, Snowflake};
use crate::domain::outcome::{Missing, Outcome, Receipt, Refusal};
use crate::relay::carrier::Job;
use crate::relay::files::BoxError;
use serde_json::{Value, json};

/// Discord's code for a message that is not there.
const UNKNOWN_MESSAGE: i64 = 10008;

impl DiscordCarrier {
    pub(super) async fn say(&self, job: &Job, say: &Say) -> Outcome {
        let uploads = match self.uploads(&say.files).await {
            Ok(uploads) => uploads,
            Err(outcome) => return outcome,
        };
        if say.text.trim().is_empty() && uploads.is_empty() {
            return Outcome::Refused { why: "nothing to say: neither text nor files".into(), refusal: Refusal::Invalid };
        }
        let reply_to = say.reply_to.and_then(|seq| job.ids_of(seq).first()).and_then(|id| id.snowflake());
        self.send(job, say.speaker.as_deref(), &say.text, reply_to, uploads, &say.buttons).await
    }

    pub(super) async fn send_copy(&self, job: &Job, text: &str, name: &str, document: &str) -> Outcome {
        let bytes = document.as_bytes().to_vec().into();
        let upload = Upload { name: name.to_owned(), content_type: "text/markdown; charset=utf-8".into(), bytes };
        self.send(job, None, text, None, vec![upload], &[]).await
    }

    /// An ordinary message in the conversation's place.
    pub(super) async fn send(
        &self,
        job: &Job,
        speaker: Option<&str>,
        text: &str,
        reply_to: Option<Snowflake>,
        uploads: Vec<Upload>,
        buttons: &[Button],
    ) -> Outcome {
        let channel = match channel(job) {
            Ok(channel) => channel,
            Err(outcome) => return outcome,
        };
        let locale = job.conversation.locale.as_deref();
        let out = Outgoing { channel, key: job.key, speaker, text, reply_to, uploads, buttons, locale };
        self.sender.send(out, Earlier { doubtful: job.doubtful, first_tried_at: job.first_tried_at }).await
    }

    pub(super) async fn uploads(&self, files: &[FileRef]) -> Result<Vec<Upload>, Outcome> {
        let mut uploads = Vec::with_capacity(files.len());
        for file in files {
            if file.size > self.limits.send {
                return Err(Outcome::Refused { why: "a file is too large for Discord".into(), refusal: Refusal::Invalid });
            }
            let bytes = self.files.read(file.id).await.map_err(|why| match why {
                BoxError::NotThere => Outcome::Gone { why: why.to_string(), what: Missing::File },
                BoxError::TooLarge | BoxError::BrokeOff(_) | BoxError::Storage(_) => {
                    Outcome::Later { why: why.to_string(), after_ms: None }
                }
            })?;
            uploads.push(Upload { name: file.name.clone(), content_type: file.content_type.clone(), bytes });
        }
        Ok(uploads)
    }

    /// Completes a draft. One that is gone (somebody deleted it, its place was closed, it was never sent) is said anew, for the answer
    /// must not be lost with it.
    pub(super) async fn finish(&self, job: &Job, say: &Say) -> Outcome {
        if !said(job, say.message).is_empty() {
            match self.revise(job, say.message, &say.text, &say.buttons).await {
                Outcome::Gone { what: Missing::Message, .. } => {}
                other => return other,
            }
        }
        self.send(job, say.speaker.as_deref(), &say.text, None, Vec::new(), &say.buttons).await
    }

    /// Fits the new text into the messages that are there: each gets its part, surplus ones are deleted, and what has no room goes
    /// as a file with the last one. No new message is made: it would stand after what was said since.
    pub(super) async fn revise(&self, job: &Job, of: Seq, text: &str, buttons: &[Button]) -> Outcome {
        let mut ids = said(job, of);
        let Ok(channel) = channel(job) else {
            return Outcome::Gone { why: "there is no place to look for it".into(), what: Missing::Message };
        };
        let kept = loop {
            if ids.is_empty() {
                return Outcome::Gone { why: "it is not on Discord (any more)".into(), what: Missing::Message };
            }
            match self.fit(channel, &ids, text, buttons, job.conversation.locale.as_deref()).await {
                Ok(0) => return Outcome::Refused { why: "a message cannot be changed to nothing".into(), refusal: Refusal::Invalid },
                Ok(kept) => break kept,
                // An earlier change or a moderator has deleted this part: the others carry the text.
                Err((gone, failure)) if failure.code() == UNKNOWN_MESSAGE => ids.retain(|id| *id != gone),
                Err((_, failure)) => return failure.outcome(Missing::Message, Repeat::Harmless),
            }
        };
        match self.delete(channel, &ids[kept..]).await {
            Err(failure) => failure.outcome(Missing::Message, Repeat::Harmless),
            Ok(()) => Outcome::Done(Receipt { ids: ids[..kept].iter().map(|id| made(id.to_string())).collect(), fact: None }),
        }
    }

    /// Writes a text into these messages and says how many it took, or which of them could not be changed.
    async fn fit(
        &self,
        channel: Snowflake,
        ids: &[Snowflake],
        text: &str,
        buttons: &[Button],
        locale: Option<&str>,
    ) -> Result<usize, (Snowflake, Failure)> {
        let parts = refit(text, ids.len());
        let kept = parts.len();
        for (n, (part, id)) in parts.into_iter().zip(ids).enumerate() {
            let buttons = if n + 1 == kept { buttons } else { &[] };
            self.edit(channel, *id, part, buttons, locale).await.map_err(|failure| (*id, failure))?;
        }
        Ok(kept)
    }

    async fn edit(&self, channel: Snowflake, id: Snowflake, part: Part, buttons: &[Button], locale: Option<&str>) -> Result<(), Failure> {
        let mut json = body(&part.content, buttons, &self.words, locale);
        if !part.uploads.is_empty() {
            json["attachments"] = self.attachments(channel, id).await?;
        }
        let request = Request::new(Method::PATCH, "/channels/{}/messages/{}", &[&channel, &id]).json(json).uploads(part.uploads);
        self.http.call(request).await.map(drop)
    }

    /// The attachments to keep beside a new text file: an edit that brings a file must name all of them.
    async fn attachments(&self, channel: Snowflake, id: Snowflake) -> Result<Value, Failure> {
        let now: Message = self.http.get(Request::new(Method::GET, "/channels/{}/messages/{}", &[&channel, &id])).await?;
        let kept = now.said.attachments.iter().filter(|a| a.filename != LONG_TEXT).map(|a| json!({"id": a.id}));
        Ok(kept.chain([json!({"id": 0, "filename": LONG_TEXT})]).collect())
    }

    pub(super) async fn retract(&self, job: &Job, of: Seq) -> Outcome {
        let deleted = match channel(job) {
            Ok(channel) => self.delete(channel, &said(job, of)).await,
            // Without a place nothing was ever said.
            Err(_) => Ok(()),
        };
        match deleted {
            Ok(()) => Outcome::Done(Receipt::default()),
            Err(failure) => failure.outcome(Missing::Message, Repeat::Harmless),
        }
    }

    /// Deletes messages; one that is not there counts as deleted.
    async fn delete(&self, channel: Snowflake, ids: &[Snowflake]) -> Result<(), Failure> {
        for id in ids {
            match self.http.call(Request::new(Method::DELETE, "/channels/{}/messages/{}", &[&channel, id])).await {
                Err(failure) if failure.code() != UNKNOWN_MESSAGE => return Err(failure),
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) async fn react(&self, job: &Job, to: Seq, emoji: &str) -> Outcome {
        let (Ok(channel), Some(id)) = (channel(job), said(job, to).first().copied()) else {
            return Outcome::Gone { why: "the message is not on Discord".into(), what: Missing::Message };
        };
        let request = Request::new(Method::PUT, "/channels/{}/messages/{}/reactions/{}/@me", &[&channel, &id, &emoji]);
        match self.http.call(request).await {
            Ok(_) => Outcome::Done(Receipt::default()),
            Err(failure) => failure.outcome(Missing::Message, Repeat::Harmless),
        }
    }
}

/// The Discord ids of a message, in order of its parts.
fn said(job: &Job, seq: Seq) -> Vec<Snowflake> {
    let mut ids: Vec<_> = job.ids_of(seq).iter().filter_map(|id| Some((id.part, id.snowflake()?))).collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, id)| id).collect()
}
