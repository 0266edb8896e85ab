//! Conversations and their participants.

use super::page::page;
use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;

/// A desk conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Conversation {
    pub sid: String,
    #[serde(default)]
    pub unique_name: Option<String>,
    /// JSON text.
    #[serde(default)]
    pub attributes: Option<String>,
    /// `initializing`, `active`, `inactive` or, for good, `closed`.
    #[serde(default)]
    pub state: String,
    #[serde(default)]
    pub date_updated: Option<String>,
}

impl Conversation {
    /// Is it closed, for good?
    pub fn is_closed(&self) -> bool {
        self.state == "closed"
    }
}

/// Somebody in a conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Participant {
    pub sid: String,
    /// As Flex spells it; `None` for people on a telephone.
    #[serde(default)]
    pub identity: Option<String>,
    #[serde(default)]
    pub date_created: Option<String>,
}

page!(Participants, participants, Participant);

/// One of the conversations somebody is in.
#[derive(Clone, Debug, Deserialize)]
pub struct ParticipantConversation {
    pub conversation_sid: String,
    #[serde(default)]
    pub conversation_unique_name: Option<String>,
    #[serde(default)]
    pub conversation_state: String,
}

page!(ParticipantConversations, conversations, ParticipantConversation);

impl Client {
    /// Creates a conversation. `attributes` is JSON text of at most 16 KB; a friendly name has at most 256 characters.
    ///
    /// # Errors
    /// Code 50353 when the unique name is taken.
    pub async fn create_conversation(&self, unique_name: &str, friendly_name: &str, attributes: &str) -> Result<Conversation, Failure> {
        let fields = [("UniqueName", unique_name), ("FriendlyName", friendly_name), ("Attributes", attributes)];
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations"]).form(&fields).json().await
    }

    /// A conversation, by its sid or unique name.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn conversation(&self, sid: &str) -> Result<Conversation, Failure> {
        self.get(Host::Conversations, &["v1", "Services", self.service(), "Conversations", sid]).json().await
    }

    /// Replaces the attributes, JSON text of at most 16 KB. Tells no webhook.
    ///
    /// # Errors
    /// Code 50377 when it is closed, 50391 when somebody else changed it at the same time.
    pub async fn set_attributes(&self, sid: &str, attributes: &str) -> Result<(), Failure> {
        self.change_conversation(sid, &[("Attributes", attributes)]).await
    }

    /// Closes a conversation for good. Tells no webhook.
    ///
    /// # Errors
    /// Code 50377 when it is closed already.
    pub async fn close_conversation(&self, sid: &str) -> Result<(), Failure> {
        self.change_conversation(sid, &[("State", "closed")]).await
    }

    async fn change_conversation(&self, sid: &str, fields: &[(&str, &str)]) -> Result<(), Failure> {
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations", sid]).form(fields).nothing().await
    }

    /// Adds somebody to a conversation, and their user with it.
    ///
    /// # Errors
    /// Code 50433 when they are in it already.
    pub async fn add_participant(&self, sid: &str, identity: &str) -> Result<(), Failure> {
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Conversations", sid, "Participants"])
            .form(&[("Identity", identity)])
            .nothing()
            .await
    }

    /// Everybody in a conversation; of very many, the first five hundred.
    ///
    /// # Errors
    /// 404 when there is no such conversation.
    pub async fn participants(&self, sid: &str) -> Result<Vec<Participant>, Failure> {
        let path = ["v1", "Services", self.service(), "Conversations", sid, "Participants"];
        self.all::<Participants>(Host::Conversations, &path, &[("PageSize", "100")], 5).await
    }

    /// The conversations, closed ones too, somebody is in; at most a thousand, which is as many as there can be.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn conversations_of(&self, identity: &str) -> Result<Vec<ParticipantConversation>, Failure> {
        let path = ["v1", "Services", self.service(), "ParticipantConversations"];
        self.all::<ParticipantConversations>(Host::Conversations, &path, &[("Identity", identity), ("PageSize", "50")], 20).await
    }

    /// The service that conversations without a named one belong to.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn default_service(&self) -> Result<String, Failure> {
        #[derive(Deserialize)]
        struct Configuration {
            default_chat_service_sid: Option<String>,
        }
        let configuration: Configuration = self.get(Host::Conversations, &["v1", "Configuration"]).json().await?;
        Ok(configuration.default_chat_service_sid.unwrap_or_default())
    }

    /// The friendly name of the service.
    ///
    /// # Errors
    /// 404 when there is no such service.
    pub async fn service_name(&self) -> Result<String, Failure> {
        #[derive(Deserialize)]
        struct Service {
            #[serde(default)]
            friendly_name: Option<String>,
        }
        let service: Service = self.get(Host::Conversations, &["v1", "Services", self.service()]).json().await?;
        Ok(service.friendly_name.unwrap_or_default())
    }
}
