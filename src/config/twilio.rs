//! `[twilio]`

use secrecy::SecretString;

use super::checks::{self, sid};
use super::reader::{Reader, hidden};

/// The Twilio Flex account.
#[derive(Debug, Clone)]
pub struct Twilio {
    /// The account (`AC…`).
    pub account_sid: String,
    /// The account's token; signs webhooks and opens the REST interface.
    pub auth_token: SecretString,
    /// The token before the last rotation; webhooks signed with it are still accepted.
    pub previous_auth_token: Option<SecretString>,
    /// The Flex Chat Service (`IS…`).
    pub service_sid: String,
    /// The Studio flow (`FW…`); `None` until `flexcord setup` has published it.
    pub flow_sid: Option<String>,
    /// The TaskRouter workspace (`WS…`).
    pub workspace_sid: String,
    /// The TaskRouter workflow (`WW…`).
    pub workflow_sid: String,
    /// The unique name of the TaskRouter channel.
    pub task_channel: String,
    /// One address in place of all of Twilio's hosts; `None` for the real ones.
    pub api_base: Option<String>,
}

/// Where most of it is found.
const CONSOLE: &str = "copy it from the Twilio Console";

impl Twilio {
    /// `None` if the section is absent, or after a problem was noted.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let absent = !reader.has_section("twilio");
        reader.may_be_missing(absent);
        let account_sid = reader.required("twilio.account_sid", CONSOLE, sid("AC", "must be AC and about 32 letters and digits"));
        let auth_token = reader.required_secret("twilio.auth_token", CONSOLE, hidden);
        let previous_auth_token = reader.secret("twilio.previous_auth_token", "leave it out unless the token was just rotated", hidden);
        let service_sid = reader.required(
            "twilio.service_sid",
            "copy the Flex Chat Service from Flex, Manage",
            sid("IS", "must be IS and about 32 letters and digits"),
        );
        let flow_sid = reader.optional(
            "twilio.flow_sid",
            "leave it out until the flow is published",
            sid("FW", "must be FW and about 32 letters and digits"),
        );
        let workspace_sid = reader.required(
            "twilio.workspace_sid",
            "copy it from TaskRouter, Workspaces",
            sid("WS", "must be WS and about 32 letters and digits"),
        );
        let workflow_sid = reader.required(
            "twilio.workflow_sid",
            "copy it from TaskRouter, Workflows",
            sid("WW", "must be WW and about 32 letters and digits"),
        );
        let task_channel = reader.optional("twilio.task_channel", "the unique name of a TaskRouter channel", checks::text);
        let api_base = reader.optional("twilio.api_base", "leave it out to talk to Twilio itself", checks::web_address);
        reader.may_be_missing(false);
        Some(Self {
            account_sid: account_sid?,
            auth_token: auth_token?,
            previous_auth_token,
            service_sid: service_sid?,
            flow_sid,
            workspace_sid: workspace_sid?,
            workflow_sid: workflow_sid?,
            task_channel: task_channel.unwrap_or_else(|| "chat".to_owned()),
            api_base,
        })
    }
}
