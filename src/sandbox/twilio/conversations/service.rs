//! Chat services, roles and configuration.

use super::super::call::Call;
use super::super::page::{page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::{flex, sid, time};
use super::conversation::service_of;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

/// The webhook of a whole service or of the account.
#[derive(Debug, Clone, Default)]
pub(crate) struct HookConfiguration {
    pub pre_url: Option<String>,
    pub post_url: Option<String>,
    pub method: Option<String>,
    pub filters: Vec<String>,
}

/// A chat service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub sid: String,
    pub friendly_name: String,
    pub created: Millis,
    pub hooks: HookConfiguration,
}

/// What somebody may do in a service or a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub sid: String,
    pub friendly_name: String,
    /// `conversation` or `service`.
    pub kind: &'static str,
    pub permissions: Vec<&'static str>,
    pub created: Millis,
}

impl Service {
    fn json(&self, account: &str, base: &str) -> Value {
        let url = format!("{base}/v1/Services/{}", self.sid);
        json!({
            "sid": self.sid, "account_sid": account, "friendly_name": self.friendly_name, "date_created": time::rest(self.created),
            "date_updated": time::rest(self.created),
            "links": {
                "conversations": format!("{url}/Conversations"), "users": format!("{url}/Users"), "roles": format!("{url}/Roles"),
                "bindings": format!("{url}/Bindings"), "configuration": format!("{url}/Configuration"),
                "participant_conversations": format!("{url}/ParticipantConversations"),
                "conversation_with_participants": format!("{url}/ConversationWithParticipants"),
            },
            "url": url,
        })
    }
}

/// `GET /v1/Services`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| state.services.iter().map(|s| s.json(&state.account.sid, &call.core.base)).collect());
    page(&call, &usual("services"), rows)
}

/// `POST /v1/Services`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let friendly_name = call.require("FriendlyName")?.to_owned();
        let service = Service { sid: sid::new("IS"), friendly_name, created: state.now, hooks: HookConfiguration::default() };
        let body = service.json(&state.account.sid, &call.core.base);
        state.services.insert(&service.sid.clone(), service);
        created(body)
    })
}

/// `GET /v1/Services/{IS}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let service = state.services.get(call.param("service")).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(service.json(&state.account.sid, &call.core.base))
    })
}

/// `DELETE /v1/Services/{IS}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        if call.param("service") == state.default_service {
            return Err(Refusal::invalid("The default service cannot be deleted"));
        }
        state.services.remove(call.param("service")).ok_or_else(|| Refusal::missing(&call.path))?;
        deleted()
    })
}

fn role_json(role: &Role, account: &str, service: &str, tree: &str) -> Value {
    json!({
        "sid": role.sid, "account_sid": account, "chat_service_sid": service, "friendly_name": role.friendly_name, "type": role.kind,
        "permissions": role.permissions, "date_created": time::rest(role.created), "date_updated": time::rest(role.created),
        "url": format!("{tree}/Roles/{}", role.sid),
    })
}

/// `GET /Roles`
pub(crate) async fn roles(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let service = service_of(state, &call)?;
        Ok(state.roles.iter().map(|r| role_json(r, &state.account.sid, &service, &call.tree())).collect())
    })?;
    page(&call, &usual("roles"), rows)
}

/// `GET /Roles/{RL}`
pub(crate) async fn role(call: Call) -> Answer {
    call.core.with(|state| {
        let service = service_of(state, &call)?;
        let role = state.roles.get(call.param("sid")).ok_or_else(|| Refusal::missing(&call.path))?;
        ok(role_json(role, &state.account.sid, &service, &call.tree()))
    })
}

/// `GET /Configuration`: of a service, of the account, or of Flex if the client asked that host.
pub(crate) async fn configuration(call: Call) -> Answer {
    if call.service().is_none() && call.host.starts_with("flex-api.") {
        return flex::configuration(&call);
    }
    call.core.with(|state| {
        let tree = call.tree();
        if call.service().is_some() {
            let service = service_of(state, &call)?;
            let role = |kind: &str| state.roles.iter().find(|r| r.kind == kind).map(|r| r.sid.clone());
            return ok(json!({
                "chat_service_sid": service, "default_conversation_creator_role_sid": role("conversation"),
                "default_conversation_role_sid": role("conversation"), "default_chat_service_role_sid": role("service"),
                "reachability_enabled": false, "url": format!("{tree}/Configuration"),
                "links": {
                    "notifications": format!("{tree}/Configuration/Notifications"),
                    "webhooks": format!("{tree}/Configuration/Webhooks"),
                },
            }));
        }
        ok(json!({
            "account_sid": state.account.sid, "default_chat_service_sid": state.default_service,
            "default_messaging_service_sid": state.settings.messaging_service_sid, "default_inactive_timer": state.default_inactive,
            "default_closed_timer": state.default_closed, "url": format!("{tree}/Configuration"),
            "links": {
                "service": format!("{tree}/Services/{}/Configuration", state.default_service),
                "webhooks": format!("{tree}/Configuration/Webhooks"),
            },
        }))
    })
}

/// `POST /Configuration`
pub(crate) async fn configure(call: Call) -> Answer {
    call.core.with(|state| {
        if let Some(service) = call.get("DefaultChatServiceSid") {
            state.services.get(service).ok_or_else(|| Refusal::invalid("DefaultChatServiceSid does not exist"))?;
            state.default_service = service.to_owned();
        }
        state.default_inactive = call.text("DefaultInactiveTimer").or(state.default_inactive.take());
        state.default_closed = call.text("DefaultClosedTimer").or(state.default_closed.take());
        Ok(())
    })?;
    configuration(call).await
}

/// `GET /Configuration/Webhooks`
pub(crate) async fn hooks(call: Call) -> Answer {
    call.core.with(|state| {
        let service = call.service().map(|_| service_of(state, &call)).transpose()?;
        let hooks = service.as_deref().and_then(|s| state.services.get(s)).map_or(&state.account_hooks, |s| &s.hooks);
        let filters = if hooks.filters.is_empty() { Value::Null } else { json!(hooks.filters) };
        let mut body = json!({
            "account_sid": state.account.sid, "pre_webhook_url": hooks.pre_url, "post_webhook_url": hooks.post_url,
            "method": hooks.method, "filters": filters, "url": format!("{}/Configuration/Webhooks", call.tree()),
        });
        match service {
            Some(service) => body["chat_service_sid"] = json!(service),
            None => body["target"] = json!("webhook"),
        }
        ok(body)
    })
}

/// `POST /Configuration/Webhooks`
pub(crate) async fn set_hooks(call: Call) -> Answer {
    call.core.with(|state| {
        let service = call.service().map(|_| service_of(state, &call)).transpose()?;
        let hooks = match service.as_deref().and_then(|s| state.services.get_mut(s)) {
            Some(service) => &mut service.hooks,
            None => &mut state.account_hooks,
        };
        // An empty URL takes the webhook away.
        let set = |name: &str, old: Option<String>| call.text(name).or(old).filter(|url| !url.is_empty());
        hooks.pre_url = set("PreWebhookUrl", hooks.pre_url.take());
        hooks.post_url = set("PostWebhookUrl", hooks.post_url.take());
        hooks.method = set("Method", hooks.method.take());
        let filters = call.all("Filters");
        if !filters.is_empty() {
            hooks.filters = filters;
        }
        Ok(())
    })?;
    self::hooks(call).await
}
