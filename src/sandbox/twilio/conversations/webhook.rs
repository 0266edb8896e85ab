//! Scoped webhooks: at most five per conversation, each to a URL, a Studio flow, or for keywords.

use super::super::call::Call;
use super::super::hooks::{Origin, message_fields};
use super::super::page::{Paging, page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::conversation::find;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

const MOST_WEBHOOKS: usize = 5;
const LONGEST_URL: usize = 512;

/// Where a scoped webhook goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Webhook,
    Studio,
    Trigger,
}

impl Target {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Studio => "studio",
            Self::Trigger => "trigger",
        }
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Scoped {
    pub sid: String,
    pub target: Target,
    pub url: Option<String>,
    pub method: String,
    pub filters: Vec<String>,
    pub triggers: Vec<String>,
    pub flow: Option<String>,
    pub replay_after: Option<i64>,
    pub created: Millis,
    pub updated: Millis,
}

impl Scoped {
    /// Does this webhook want to hear of `event`? Studio hears of new messages unless its filters say otherwise.
    pub(crate) fn wants(&self, event: &str, body: &str) -> bool {
        match self.target {
            Target::Webhook => self.filters.iter().any(|f| f == event),
            Target::Studio => event == "onMessageAdded" && (self.filters.is_empty() || self.filters.iter().any(|f| f == event)),
            Target::Trigger => {
                let body = body.to_lowercase();
                event == "onMessageAdded" && self.triggers.iter().any(|word| body.contains(&word.to_lowercase()))
            }
        }
    }

    fn json(&self, account: &str, call: &Call, conversation: &str) -> Value {
        let mut configuration = json!({});
        match self.target {
            Target::Studio => configuration["flow_sid"] = json!(self.flow),
            Target::Webhook | Target::Trigger => {
                configuration["url"] = json!(self.url);
                configuration["method"] = json!(self.method);
            }
        }
        if self.target == Target::Trigger {
            configuration["triggers"] = json!(self.triggers);
        } else {
            configuration["filters"] = json!(self.filters);
        }
        if let Some(after) = self.replay_after {
            configuration["replay_after"] = json!(after);
        }
        let mut body = json!({
            "sid": self.sid, "account_sid": account, "conversation_sid": conversation, "target": self.target.name(),
            "configuration": configuration, "date_created": time::rest(self.created), "date_updated": time::rest(self.updated),
            "url": format!("{}/Conversations/{conversation}/Webhooks/{}", call.tree(), self.sid),
        });
        if let Some(service) = call.service() {
            body["chat_service_sid"] = json!(service);
        }
        body
    }
}

fn url(call: &Call) -> Result<Option<String>, Refusal> {
    match call.text("Configuration.Url") {
        Some(url) if url.len() > LONGEST_URL => Err(Refusal::new(400, 50372, "Webhook URL is too long")),
        Some(url) if reqwest::Url::parse(&url).is_err() => Err(Refusal::invalid("Configuration.Url is not a valid URL")),
        other => Ok(other),
    }
}

/// `POST /Conversations/{CH}/Webhooks`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?;
        row.writable()?;
        if row.webhooks.len() >= MOST_WEBHOOKS {
            return Err(Refusal::new(400, 50361, "Conversation already has five webhooks"));
        }
        let target = match call.require("Target")? {
            "webhook" => Target::Webhook,
            "studio" => Target::Studio,
            "trigger" => Target::Trigger,
            other => return Err(Refusal::invalid(format!("'{other}' is not a webhook target"))),
        };
        let hook = Scoped {
            sid: sid::new("WH"),
            target,
            url: url(&call)?,
            method: call.text("Configuration.Method").unwrap_or_else(|| "POST".into()),
            filters: call.all("Configuration.Filters"),
            triggers: call.all("Configuration.Triggers"),
            flow: call.text("Configuration.FlowSid"),
            replay_after: call.int("Configuration.ReplayAfter")?,
            created: state.now,
            updated: state.now,
        };
        let lacks = |name: &str| Err(Refusal::invalid(format!("Configuration.{name} is required for target {}", target.name())));
        match target {
            Target::Studio if hook.flow.is_none() => return lacks("FlowSid"),
            Target::Webhook | Target::Trigger if hook.url.is_none() => return lacks("Url"),
            _ => {}
        }
        let body = hook.json(&state.account.sid, &call, &conversation);
        state.conversation_mut(&conversation)?.webhooks.push(hook.clone());
        replay(state, &conversation, &hook)?;
        created(body)
    })
}

/// Sends the message with index `ReplayAfter` and the later ones to a new webhook.
fn replay(state: &mut State, conversation: &str, hook: &Scoped) -> Result<(), Refusal> {
    let Some(from) = hook.replay_after else { return Ok(()) };
    let missed: Vec<_> = state.conversation(conversation)?.messages.iter().filter(|m| m.index >= from).cloned().collect();
    for message in missed {
        let media = state.media_field(&message);
        let fields = message_fields(&message, media.as_ref());
        state.fire_one(conversation, hook, &Origin::System, "onMessageAdded", fields);
    }
    Ok(())
}

fn hook_at<'s>(state: &'s mut State, call: &Call, conversation: &str) -> Result<&'s mut Scoped, Refusal> {
    let row = state.conversation_mut(conversation)?;
    row.webhooks.iter_mut().find(|h| h.sid == call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))
}

/// `GET /Conversations/{CH}/Webhooks/{WH}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let hook = hook_at(state, &call, &conversation)?.clone();
        ok(hook.json(&state.account.sid, &call, &conversation))
    })
}

/// `GET /Conversations/{CH}/Webhooks`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let conversation = find(state, &call)?;
        let row = state.conversation(&conversation)?;
        Ok(row.webhooks.iter().map(|h| h.json(&state.account.sid, &call, &conversation)).collect())
    })?;
    page(&call, &Paging { default: 5, max: 5, ..usual("webhooks") }, rows)
}

/// `POST /Conversations/{CH}/Webhooks/{WH}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        let now = state.now;
        let url = url(&call)?;
        let (filters, triggers) = (call.all("Configuration.Filters"), call.all("Configuration.Triggers"));
        state.conversation(&conversation)?.writable()?;
        let hook = hook_at(state, &call, &conversation)?;
        hook.url = url.or(hook.url.take());
        if let Some(method) = call.text("Configuration.Method") {
            hook.method = method;
        }
        if !filters.is_empty() {
            hook.filters = filters;
        }
        if !triggers.is_empty() {
            hook.triggers = triggers;
        }
        hook.flow = call.text("Configuration.FlowSid").or(hook.flow.take());
        hook.updated = now;
        let hook = hook.clone();
        ok(hook.json(&state.account.sid, &call, &conversation))
    })
}

/// `DELETE /Conversations/{CH}/Webhooks/{WH}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let conversation = find(state, &call)?;
        state.conversation(&conversation)?.writable()?;
        let sid = hook_at(state, &call, &conversation)?.sid.clone();
        state.conversation_mut(&conversation)?.webhooks.retain(|h| h.sid != sid);
        deleted()
    })
}
