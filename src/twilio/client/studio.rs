//! Studio flows.

use super::page::page;
use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;
use serde_json::Value;

/// A flow.
#[derive(Clone, Debug, Deserialize)]
pub struct Flow {
    pub sid: String,
    #[serde(default)]
    pub friendly_name: String,
    /// `draft` or `published`; only published ones run.
    #[serde(default)]
    pub status: String,
    /// Lists leave it out.
    #[serde(default)]
    pub definition: Value,
}

page!(Flows, flows, Flow);

/// The text under which revisions are kept.
const COMMIT: &str = "Published by flexcord";

impl Client {
    /// All flows, without their definitions.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn flows(&self) -> Result<Vec<Flow>, Failure> {
        self.all::<Flows>(Host::Studio, &["v2", "Flows"], &[("PageSize", "100")], 10).await
    }

    /// A flow with its definition.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn flow(&self, sid: &str) -> Result<Flow, Failure> {
        self.get(Host::Studio, &["v2", "Flows", sid]).json().await
    }

    /// Would Twilio publish this definition?
    ///
    /// # Errors
    /// When it would not.
    pub async fn validate_flow(&self, name: &str, definition: &str) -> Result<(), Failure> {
        let fields = [("FriendlyName", name), ("Status", "published"), ("Definition", definition)];
        self.post(Host::Studio, &["v2", "Flows", "Validate"]).form(&fields).nothing().await
    }

    /// Publishes a new flow.
    ///
    /// # Errors
    /// When Twilio refuses.
    pub async fn create_flow(&self, name: &str, definition: &str) -> Result<Flow, Failure> {
        self.publish(&["v2", "Flows"], name, definition).await
    }

    /// Publishes another definition of a flow.
    ///
    /// # Errors
    /// When Twilio refuses.
    pub async fn update_flow(&self, sid: &str, name: &str, definition: &str) -> Result<Flow, Failure> {
        self.publish(&["v2", "Flows", sid], name, definition).await
    }

    async fn publish(&self, path: &[&str], name: &str, definition: &str) -> Result<Flow, Failure> {
        let fields = [("FriendlyName", name), ("Status", "published"), ("Definition", definition), ("CommitMessage", COMMIT)];
        self.post(Host::Studio, path).form(&fields).json().await
    }
}
