//! Users: the people behind identities, and the names Flex shows for them.

use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;

impl Client {
    /// The name of the user with this identity, as Flex spells identities.
    ///
    /// # Errors
    /// 404 when there is no such user.
    pub async fn user_name(&self, identity: &str) -> Result<Option<String>, Failure> {
        #[derive(Deserialize)]
        struct User {
            friendly_name: Option<String>,
        }
        let user: User = self.get(Host::Conversations, &["v1", "Services", self.service(), "Users", identity]).json().await?;
        Ok(user.friendly_name)
    }

    /// Sets the name Flex shows for an identity, at most 256 characters.
    ///
    /// # Errors
    /// 404 when there is no such user.
    pub async fn name_user(&self, identity: &str, name: &str) -> Result<(), Failure> {
        self.post(Host::Conversations, &["v1", "Services", self.service(), "Users", identity])
            .form(&[("FriendlyName", name)])
            .nothing()
            .await
    }
}
