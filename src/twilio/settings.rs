//! What the adapter has to be told.

use secrecy::SecretString;
use std::time::Duration;

/// Everything about the Twilio account. Built by `app` from the configuration.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `AC…`
    pub account_sid: String,
    /// The primary auth token: webhooks are signed with it.
    pub auth_token: SecretString,
    /// The token before a rotation; webhooks signed with it are still accepted.
    pub previous_auth_token: Option<SecretString>,
    /// `SK…` and its secret; used for calls in place of the auth token when given.
    pub api_key: Option<(String, SecretString)>,
    /// `IS…`: the Flex Chat Service, which must be the account's default conversations service.
    pub service_sid: String,
    /// `FW…`: the Studio flow. Without it no flow is started and the assistant is asked directly.
    pub flow_sid: Option<String>,
    /// `WS…`: the Flex workspace. Found by [`setup`](super::setup) when not given.
    pub workspace_sid: Option<String>,
    /// `WW…`: where the flow sends tasks. Found by [`setup`](super::setup) when not given.
    pub workflow_sid: Option<String>,
    /// The unique name of the task channel; Flex shows `chat` without a plugin.
    pub task_channel: String,
    /// One address in place of all of Twilio's hosts (the sandbox, a proxy); the real host is then named in `X-Original-Host`.
    pub api_base: Option<String>,
    /// The address under which Twilio reaches us, without a slash at the end. Signatures are checked over it.
    pub public_url: String,
    /// How long one call may take.
    pub request_timeout: Duration,
    /// The largest file, in bytes, that is copied from the desk.
    pub max_file_bytes: u64,
}

impl Settings {
    /// The default for [`Settings::request_timeout`]: Twilio answers within a second; after ten it will not.
    pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

    /// An address of ours as Twilio must call it.
    pub fn public(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.trim_end_matches('/'))
    }
}

/// The path of the conversation webhook.
pub const FORWARD: &str = "/forward-to-discord";
/// The path the Studio flow asks.
pub const CHATBOT: &str = "/chatbot-to-discord";
/// The path of the TaskRouter event callback and of interaction webhooks.
pub const FLEX_EVENTS: &str = "/flex-events";
