//! Setting up a desk conversation.
//!
//! The order matters: webhooks hear only of what comes after them, so both stand before the first line is written. The unique name
//! makes the whole repeatable: a second try finds the first one's conversation and adds what is missing.

use super::{DeskCarrier, Tried, closed, desk, packed};
use crate::domain::conversation::Conversation as Talk;
use crate::domain::outcome::{Fact, Outcome, Receipt};
use crate::relay::carrier::Job;
use crate::twilio::client::conversations::Conversation;
use crate::twilio::client::webhooks::Webhook;
use crate::twilio::error::{About, Effect, Failure, code};
use crate::twilio::identity;
use crate::twilio::settings::FORWARD;
use serde_json::{Map, Value};

/// What `/forward-to-discord` is told.
pub const FILTERS: [&str; 6] =
    ["onMessageAdded", "onMessageUpdated", "onMessageRemoved", "onConversationStateUpdated", "onParticipantAdded", "onParticipantRemoved"];

/// Names may have this many characters.
const NAME_LIMIT: usize = 256;

impl DeskCarrier {
    pub(super) async fn open(&self, job: &Job, unique_name: &str, title: &str, attributes: &Map<String, Value>) -> Tried {
        let identity = identity::of_member(&job.conversation);
        let attributes = packed(attributes)?;
        let (conversation, is_new) = match self.client.create_conversation(unique_name, shortened(title), &attributes).await {
            Ok(conversation) => (conversation, true),
            Err(failure) if failure.code() == Some(code::NAME_TAKEN) => (self.named(unique_name, &identity).await?, false),
            Err(failure) => return Err(failure.outcome(About::Account, Effect::Creates)),
        };
        if conversation.is_closed() {
            return Err(closed());
        }
        let sid = conversation.sid;
        match self.client.add_participant(&sid, &identity).await {
            Err(failure) if failure.code() != Some(code::PARTICIPANT_EXISTS) => return Err(desk(Effect::Creates)(failure)),
            Ok(()) | Err(_) => {}
        }
        let there = if is_new { Vec::new() } else { self.client.webhooks(&sid).await.map_err(desk(Effect::Creates))? };
        self.add_webhooks(&sid, &there).await.map_err(desk(Effect::Creates))?;
        Ok(Receipt::fact(Fact::Desk { sid }))
    }

    /// The conversation that has the name already: one that an earlier try created.
    async fn named(&self, unique_name: &str, identity: &str) -> Result<Conversation, Outcome> {
        match self.client.conversation(unique_name).await {
            Err(failure) if failure.is_not_found() => {}
            other => return other.map_err(desk(Effect::Repeatable)),
        }
        // Looking up by name may lag behind; the list of the member's conversations is another way to it.
        let of_member = self.client.conversations_of(identity).await.map_err(desk(Effect::Repeatable))?;
        match of_member.into_iter().find(|conversation| conversation.conversation_unique_name.as_deref() == Some(unique_name)) {
            Some(found) => self.client.conversation(&found.conversation_sid).await.map_err(desk(Effect::Repeatable)),
            None => Err(Outcome::Later { why: "the conversation's name is taken but it cannot be found yet".to_owned(), after_ms: None }),
        }
    }

    async fn add_webhooks(&self, sid: &str, there: &[Webhook]) -> Result<(), Failure> {
        if let Some(flow) = &self.settings.flow_sid
            && !there.iter().any(|webhook| webhook.target == "studio" && webhook.configuration.flow_sid.as_ref() == Some(flow))
        {
            self.client.add_studio_webhook(sid, flow).await?;
        }
        let url = self.settings.public(FORWARD);
        if !there.iter().any(|webhook| webhook.target == "webhook" && webhook.configuration.url.as_ref() == Some(&url)) {
            self.client.add_url_webhook(sid, &url, &FILTERS).await?;
        }
        Ok(())
    }

    /// The name agents see above the member's lines; without it they see the identity.
    pub(super) async fn name_member(&self, conversation: &Talk) -> Tried {
        let name = shortened(&conversation.member_name);
        if !name.is_empty() {
            self.client.name_user(&identity::of_member(conversation), name).await.map_err(desk(Effect::Repeatable))?;
        }
        Ok(Receipt::default())
    }
}

fn shortened(name: &str) -> &str {
    name.char_indices().nth(NAME_LIMIT).map_or(name, |(end, _)| &name[..end])
}
