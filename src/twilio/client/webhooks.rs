//! Webhooks that belong to one conversation. There may be five of them; they hear only of what happens after them.

use super::page::page;
use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;

/// A webhook of a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Webhook {
    pub sid: String,
    /// `webhook`, `studio` or `trigger`.
    #[serde(default)]
    pub target: String,
    #[serde(default)]
    pub configuration: Configuration,
}

/// See [`Webhook::configuration`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Configuration {
    pub url: Option<String>,
    pub flow_sid: Option<String>,
}

page!(Webhooks, webhooks, Webhook);

impl Client {
    /// The webhooks of a conversation.
    ///
    /// # Errors
    /// 404 when there is no such conversation.
    pub async fn webhooks(&self, conversation: &str) -> Result<Vec<Webhook>, Failure> {
        let path = ["v1", "Services", self.service(), "Conversations", conversation, "Webhooks"];
        self.all::<Webhooks>(Host::Conversations, &path, &[("PageSize", "5")], 2).await
    }

    /// Starts a flow with every new message that is announced.
    ///
    /// # Errors
    /// Code 50361 when there are five webhooks already.
    pub async fn add_studio_webhook(&self, conversation: &str, flow: &str) -> Result<(), Failure> {
        let fields = [("Target", "studio"), ("Configuration.FlowSid", flow), ("Configuration.Filters", "onMessageAdded")];
        self.add_webhook(conversation, &fields).await
    }

    /// Calls `url` about the events named in `filters`.
    ///
    /// # Errors
    /// Code 50361 when there are five webhooks already.
    pub async fn add_url_webhook(&self, conversation: &str, url: &str, filters: &[&str]) -> Result<(), Failure> {
        let mut fields = vec![("Target", "webhook"), ("Configuration.Url", url), ("Configuration.Method", "POST")];
        fields.extend(filters.iter().map(|filter| ("Configuration.Filters", *filter)));
        self.add_webhook(conversation, &fields).await
    }

    async fn add_webhook(&self, conversation: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations", conversation, "Webhooks"])
            .form(fields)
            .nothing()
            .await
    }
}
