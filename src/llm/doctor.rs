//! Is the model there, does it take our key, does it answer in a form we can read? Changes nothing; costs some tokens.

use super::chat::{Chat, Wanted};
use super::error::Failure;
use crate::assistant::prompt::PromptMessage;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether all is well.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// How to mend it; empty when there is nothing to mend.
    pub remedy: String,
}

const SCHEMA: &str = r#"{"type":"object","additionalProperties":false,"required":["ok"],"properties":{"ok":{"type":"boolean"}}}"#;

/// How many models are named when ours is not among them.
const NAMED: usize = 8;

/// Asks the model for a word.
pub async fn examine(chat: &Chat) -> Finding {
    let settings = chat.settings();
    let ask = PromptMessage { role: "user", content: "This is a test. Return JSON alone: {\"ok\": true}".into() };
    let wanted = Wanted { name: "test", schema: SCHEMA, messages: &[ask], stream: settings.stream };
    let bad = |detail: String, remedy: String| Finding { ok: false, detail, remedy };
    match chat.whole(wanted).await {
        Ok(text) if text.contains('{') => {
            Finding { ok: true, detail: format!("{} answers as {}", settings.base, settings.model), remedy: String::new() }
        }
        Ok(_) => bad(format!("{} answers, but not in JSON", settings.model), "take a model that can follow a format".into()),
        Err(failure) => {
            let remedy = match &failure {
                Failure::NotSent => format!("start what serves {}, or correct model.api_base", settings.base),
                Failure::Credentials { .. } => "put a key that is valid there into model.api_key".into(),
                Failure::Gone { .. } => known(chat).await,
                Failure::Limited { .. } => "wait, or raise the quota at the provider".into(),
                Failure::Unavailable { .. } => "look into the log of the endpoint, or wait".into(),
                Failure::Refused { .. } => "set model.token_limit to the other choice, and look whether the model can chat at all".into(),
                Failure::Lost(_) => "raise model.timeout_secs or model.max_tokens, or take a faster model".into(),
            };
            bad(failure.to_string(), remedy)
        }
    }
}

/// What to write instead of a model that is not there.
async fn known(chat: &Chat) -> String {
    let list = chat.call().get("/models").await.unwrap_or_default();
    let names = list["data"].as_array().into_iter().flatten().filter_map(|model| model["id"].as_str());
    let names: Vec<&str> = names.take(NAMED).collect();
    if names.is_empty() {
        return "correct model.api_base: it ends with the version, such as /v1".into();
    }
    format!("set model.name to one of those there: {}", names.join(", "))
}
