//! Copies of the files members send: Discord's addresses die after about a day.

use super::DiscordCarrier;
use crate::discord::error::{Failure, Repeat};
use crate::discord::http::{Method, Request};
use crate::discord::parse::wire::Message;
use crate::domain::file::{FileRef, FileSource};
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Fact, Missing, Outcome, Receipt, Refusal};
use crate::relay::files::BoxError;

impl DiscordCarrier {
    pub(super) async fn fetch(&self, file: &FileRef) -> Outcome {
        let FileSource::Discord { url, channel, message, attachment } = &file.source else {
            return Outcome::Refused { why: "the file is not on Discord".into(), refusal: Refusal::Invalid };
        };
        let mut got = self.http.download(url, self.limits.fetch).await;
        if let Err(Failure::Api { status: 401 | 403 | 404, .. }) = &got {
            got = match self.fresh_url(*channel, *message, *attachment).await {
                Ok(Some(url)) => self.http.download(&url, self.limits.fetch).await,
                Ok(None) => return Outcome::Gone { why: "the file was taken from its message".into(), what: Missing::File },
                Err(failure) => Err(failure),
            };
        }
        let bytes = match got {
            Ok(got) => got,
            // The message was deleted, and its file with it.
            Err(failure) if matches!(failure.code(), 10008 | 10003) => return Outcome::Gone { why: failure.why(), what: Missing::File },
            Err(failure @ Failure::Api { status: 403 | 404, code: 0, .. }) => {
                return Outcome::Gone { why: failure.why(), what: Missing::File };
            }
            Err(failure) => return failure.outcome(Missing::File, Repeat::Harmless),
        };
        let content = Box::pin(futures_util::stream::once(std::future::ready(Ok(bytes))));
        match self.files.put(file.id, content, self.limits.fetch).await {
            Ok(size) => Outcome::Done(Receipt::fact(Fact::Stored { file: file.id, size })),
            Err(why @ BoxError::TooLarge) => Outcome::Refused { why: why.to_string(), refusal: Refusal::Invalid },
            Err(why) => Outcome::Later { why: why.to_string(), after_ms: None },
        }
    }

    /// The address as it is signed today.
    async fn fresh_url(&self, channel: Snowflake, message: Snowflake, attachment: Snowflake) -> Result<Option<String>, Failure> {
        let now: Message = self.http.get(Request::new(Method::GET, "/channels/{}/messages/{}", &[&channel, &message])).await?;
        let forwarded = now.message_snapshots.iter().flat_map(|s| &s.message.attachments);
        Ok(now.said.attachments.iter().chain(forwarded).find(|a| a.id == attachment).map(|a| a.url.clone()))
    }
}
