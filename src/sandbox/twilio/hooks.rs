//! Which webhooks a change sets off, and the fields that each event carries.

use super::conversations::conversation::Conversation;
use super::conversations::message::Message;
use super::conversations::participant::Participant;
use super::conversations::webhook::{Scoped, Target};
use super::core::Effect;
use super::dispatch::{Method, Outgoing};
use super::state::State;
use super::{studio, time};
use serde_json::{Value, json};

/// The form of a webhook, in order.
pub(crate) type Fields = Vec<(String, String)>;

/// Who made a change. It decides whether webhooks go out and what `Source` they name.
#[derive(Debug, Clone)]
pub(crate) enum Origin {
    /// A REST call; `hooks` is its `X-Twilio-Webhook-Enabled` header.
    Rest { hooks: bool },
    /// An agent at the desk, with the escaped identity.
    Desk { identity: String },
    /// Flex or a timer.
    System,
}

/// Puts one more field into a form.
pub(crate) fn put(fields: &mut Fields, name: &str, value: impl Into<String>) {
    fields.push((name.to_owned(), value.into()));
}

/// The fields of onMessageAdded, onMessageUpdated and onMessageRemoved (the last two add their dates).
pub(crate) fn message_fields(message: &Message, media: Option<&Value>) -> Fields {
    let mut fields = Fields::new();
    put(&mut fields, "MessageSid", &message.sid);
    put(&mut fields, "Index", message.index.to_string());
    put(&mut fields, "DateCreated", time::precise(message.created));
    if let Some(body) = &message.body {
        put(&mut fields, "Body", body);
    }
    put(&mut fields, "Author", &message.author);
    if let Some(participant) = &message.participant {
        put(&mut fields, "ParticipantSid", participant);
    }
    put(&mut fields, "Attributes", &message.attributes);
    if let Some(media) = media {
        put(&mut fields, "Media", media.to_string());
    }
    fields
}

/// The fields of onConversationAdded, onConversationUpdated and onConversationRemoved.
pub(crate) fn conversation_fields(conversation: &Conversation) -> Fields {
    let mut fields = Fields::new();
    for (name, value) in [("FriendlyName", &conversation.friendly_name), ("UniqueName", &conversation.unique_name)] {
        if let Some(value) = value {
            put(&mut fields, name, value);
        }
    }
    put(&mut fields, "Attributes", &conversation.attributes);
    put(&mut fields, "State", conversation.state.name());
    put(&mut fields, "DateCreated", time::precise(conversation.created));
    put(&mut fields, "DateUpdated", time::precise(conversation.updated));
    fields
}

/// The fields of onParticipantAdded, onParticipantUpdated and onParticipantRemoved.
pub(crate) fn participant_fields(participant: &Participant) -> Fields {
    let mut fields = Fields::new();
    put(&mut fields, "ParticipantSid", &participant.sid);
    if let Some(identity) = &participant.identity {
        put(&mut fields, "Identity", identity);
    }
    put(&mut fields, "RoleSid", &participant.role);
    put(&mut fields, "Attributes", &participant.attributes);
    put(&mut fields, "DateCreated", time::precise(participant.created));
    fields
}

impl State {
    /// Sets off the webhooks of `event` on a conversation: the scoped ones, and the service's or else the account's.
    pub(crate) fn fire(&mut self, conversation: &str, origin: &Origin, event: &str, extra: Fields) {
        let Some(row) = self.conversations.get(conversation) else { return };
        let (hooks, service) = (row.webhooks.clone(), row.service.clone());
        let Some(fields) = self.conversation_common(row, origin, event, extra) else { return };
        for hook in &hooks {
            self.fire_scoped(conversation, hook, event, &fields);
        }
        self.fire_service(&service, conversation, event, fields);
    }

    /// Sets off one scoped webhook only, as a replay does.
    pub(crate) fn fire_one(&mut self, conversation: &str, hook: &Scoped, origin: &Origin, event: &str, extra: Fields) {
        let Some(row) = self.conversations.get(conversation) else { return };
        if let Some(fields) = self.conversation_common(row, origin, event, extra) {
            self.fire_scoped(conversation, hook, event, &fields);
        }
    }

    fn conversation_common(&self, row: &Conversation, origin: &Origin, event: &str, extra: Fields) -> Option<Fields> {
        let mut fields = self.common(origin, event, &row.service)?;
        put(&mut fields, "ConversationSid", &row.sid);
        if let Some(messaging) = &row.messaging_service {
            put(&mut fields, "MessagingServiceSid", messaging);
        }
        fields.extend(extra);
        Some(fields)
    }

    /// Sets off the service's webhook for an event that belongs to no conversation.
    pub(crate) fn fire_user(&mut self, service: &str, origin: &Origin, event: &str, extra: Fields) {
        let Some(mut fields) = self.common(origin, event, service) else { return };
        fields.extend(extra);
        self.fire_service(service, service, event, fields);
    }

    fn common(&self, origin: &Origin, event: &str, service: &str) -> Option<Fields> {
        let mut fields = Fields::new();
        put(&mut fields, "AccountSid", &self.account.sid);
        put(&mut fields, "EventType", event);
        put(&mut fields, "ChatServiceSid", service);
        match origin {
            Origin::Rest { hooks: false } => return None,
            Origin::Rest { hooks: true } | Origin::System => put(&mut fields, "Source", "API"),
            Origin::Desk { identity } => {
                put(&mut fields, "Source", "SDK");
                put(&mut fields, "ClientIdentity", identity);
            }
        }
        Some(fields)
    }

    /// Sets off one scoped webhook, if its filters or keywords fit.
    fn fire_scoped(&mut self, conversation: &str, hook: &Scoped, event: &str, fields: &Fields) {
        let body = fields.iter().find(|(name, _)| name == "Body").map_or("", |(_, body)| body.as_str());
        if !hook.wants(event, body) {
            return;
        }
        if let (Target::Studio, Some(flow)) = (hook.target, &hook.flow) {
            return studio::message_arrived(self, conversation, flow, fields);
        }
        let mut fields = fields.clone();
        put(&mut fields, "WebhookSid", &hook.sid);
        put(&mut fields, "WebhookType", hook.target.name());
        let url = hook.url.clone().unwrap_or_default();
        self.send(Outgoing::new(conversation, url, Method::read(&hook.method), event, fields));
    }

    fn fire_service(&mut self, service: &str, lane: &str, event: &str, fields: Fields) {
        let own = self.services.get(service).map(|s| s.hooks.clone()).filter(|h| h.post_url.is_some());
        let hooks = own.unwrap_or_else(|| self.account_hooks.clone());
        if let Some(url) = hooks.post_url
            && hooks.filters.iter().any(|f| f == event)
        {
            self.send(Outgoing::new(lane, url, Method::read(hooks.method.as_deref().unwrap_or("POST")), event, fields));
        }
    }

    /// Remembers a webhook and hands it over for sending.
    pub(crate) fn send(&mut self, mut outgoing: Outgoing) {
        outgoing.id = self.remember(outgoing.record(self.now));
        self.effects.push(Effect::Hook(outgoing));
    }

    /// The value of a message's `Media` field.
    pub(crate) fn media_field(&self, message: &Message) -> Option<Value> {
        let media = self.media.get(message.media.as_deref()?)?;
        Some(json!([{ "Sid": media.sid, "Filename": media.filename, "ContentType": media.content_type, "Size": media.content.len() }]))
    }
}
