//! Flex interactions: the channel through which a conversation reaches an agent.

use super::{Client, Host};
use crate::twilio::error::Failure;

impl Client {
    /// Closes an interaction channel: completes its tasks and closes the conversation.
    ///
    /// # Errors
    /// 404 when there is no such channel.
    pub async fn close_channel(&self, interaction: &str, channel: &str) -> Result<(), Failure> {
        self.post(Host::Flex, &["v1", "Interactions", interaction, "Channels", channel])
            .form(&[("Status", "closed"), ("Routing", r#"{"status":"closed"}"#)])
            .nothing()
            .await
    }
}
