//! What each widget does.

use super::super::conversations::message::{self, Draft};
use super::super::flex::interaction::{self, Routing};
use super::super::hooks::Origin;
use super::definition::{Definition, Widget};
use super::run::{Done, Failure, Walk};
use super::{http, liquid};
use crate::sandbox::faults::{Service, WebhookHarm};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// The most characters of a task's attributes after rendering.
const ATTRIBUTES_LIMIT: usize = 1024;
/// The name under which a fault (`lose`) makes Send to Flex fail.
const TO_FLEX: &str = "studio.send_to_flex";

/// Does the work of a widget that is neither trigger nor split.
pub(crate) async fn act(walk: &mut Walk, widget: &Widget) -> Result<Done, Failure> {
    match widget.kind.as_str() {
        "make-http-request" => http::request(walk, widget).await,
        "send-to-flex" => send_to_flex(walk, widget),
        "send-message" => Ok(match say(walk, widget)? {
            Some(output) => Done::new("sent", output),
            None => Done::new("failed", json!({})),
        }),
        "send-and-wait-for-reply" => send_and_wait(walk, widget).await,
        // There are no functions here, so calling one fails as it would if it were gone.
        "run-function" => Ok(Done::new("fail", json!({ "status_code": 404 }))),
        "set-variables" => set_variables(walk, widget),
        "run-subflow" => run_subflow(walk, widget).await,
        other => Err((81_000, format!("unknown widget type '{other}'"))),
    }
}

/// Renders one property.
pub(crate) fn rendered(walk: &Walk, widget: &Widget, property: &str) -> Result<String, Failure> {
    liquid::render(&widget.text(property), &walk.context).map_err(|e| (81_016, format!("{}.{property}: {e}", widget.name)))
}

fn send_to_flex(walk: &Walk, widget: &Widget) -> Result<Done, Failure> {
    let attributes = rendered(walk, widget, "attributes")?;
    let failed = |message: String| Done::new("failedToEnqueue", json!({ "error": message }));
    if walk.core.faults.webhook(Service::Twilio, TO_FLEX) == Some(WebhookHarm::Lose) {
        return Ok(failed("lost on request".into()));
    }
    if attributes.chars().count() > ATTRIBUTES_LIMIT {
        return Ok(failed(format!("attributes are longer than {ATTRIBUTES_LIMIT} characters")));
    }
    let attributes: Value = match attributes.trim() {
        "" => json!({}),
        text => match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => return Ok(failed(format!("attributes are not JSON: {error}"))),
        },
    };
    let Some(conversation) = walk.conversation.clone() else { return Ok(failed("there is no conversation".into())) };
    let routing = Routing {
        workflow: Some(rendered(walk, widget, "workflow")?),
        channel: Some(rendered(walk, widget, "channel")?),
        attributes,
        priority: rendered(walk, widget, "priority")?.parse().unwrap_or(0),
        timeout: Some(rendered(walk, widget, "timeout")?.parse().unwrap_or(3600)),
        ..Routing::default()
    };
    walk.core.with(|state| {
        let opened = interaction::open(state, &conversation, "web", "customer", &routing, None);
        let (interaction, task) = match opened {
            Ok(opened) => opened,
            Err(refusal) => return Ok(failed(format!("{}: {}", refusal.code, refusal.message))),
        };
        if state.settings.handoff_removes_studio {
            // The widget takes Studio out of the engagement.
            if let Ok(row) = state.conversation_mut(&conversation) {
                row.webhooks.retain(|h| h.flow.as_deref() != Some(&walk.flow));
            }
        }
        let attributes = state.tasks.get(&task).map(|t| t.attributes.clone());
        Ok(Done::new("callComplete", json!({ "sid": task, "interaction_sid": interaction, "task_attributes": attributes })))
    })
}

/// Writes a line into the conversation. It sets off no scoped webhook: a Studio line never does.
fn say(walk: &Walk, widget: &Widget) -> Result<Option<Value>, Failure> {
    let body = rendered(walk, widget, "body")?;
    let attributes = Some(rendered(walk, widget, "attributes")?).filter(|a| serde_json::from_str::<Value>(a).is_ok());
    let Some(conversation) = &walk.conversation else { return Ok(None) };
    let draft = Draft { author: Some(conversation.clone()), body: Some(body), attributes, ..Draft::default() };
    let sent = walk.core.with(|state| message::add(state, conversation, draft, &Origin::Rest { hooks: false }));
    Ok(sent.ok().map(|m| json!({ "outbound": { "Sid": m.sid, "Body": m.body, "From": m.author, "Index": m.index } })))
}

async fn send_and_wait(walk: &mut Walk, widget: &Widget) -> Result<Done, Failure> {
    let Some(mut output) = say(walk, widget)? else { return Ok(Done::new("deliveryFailure", json!({}))) };
    let seconds: i64 = rendered(walk, widget, "timeout")?.parse().unwrap_or(3600);
    let (sender, receiver) = oneshot::channel();
    // A message that came while the flow was at work is the reply; else the execution waits for one.
    let early = walk.core.with(|state| {
        let queue = walk.conversation.as_ref().and_then(|c| state.queued.get_mut(c));
        let early = queue.and_then(std::collections::VecDeque::pop_front);
        if let (None, Some(row)) = (&early, state.executions.get_mut(&walk.execution)) {
            row.waiting = Some(sender);
        }
        early.map(|(_, trigger)| trigger)
    });
    let at = walk.core.clock.now().saturating_add(seconds.saturating_mul(1000));
    let reply = match early {
        Some(trigger) => Some(trigger),
        None => {
            walk.busy = None;
            let reply = tokio::select! {
                reply = receiver => reply.ok(),
                () = walk.core.clock.until(at) => None,
            };
            walk.busy = Some(walk.core.busy());
            reply
        }
    };
    let Some(reply) = reply else {
        walk.core.with(|state| {
            if let Some(row) = state.executions.get_mut(&walk.execution) {
                row.waiting = None;
            }
        });
        return Ok(Done::new("timeout", output));
    };
    output["inbound"] = reply["conversation"].clone();
    walk.context["trigger"] = reply;
    Ok(Done::new("incomingMessage", output))
}

fn set_variables(walk: &mut Walk, widget: &Widget) -> Result<Done, Failure> {
    for variable in widget.properties["variables"].as_array().cloned().unwrap_or_default() {
        let key = variable["key"].as_str().unwrap_or_default();
        let source = variable["value"].as_str().unwrap_or_default();
        let value = liquid::render(source, &walk.context).map_err(|e| (81_016, format!("{}.{key}: {e}", widget.name)))?;
        walk.context["flow"]["variables"][key] = match variable["type"].as_str() {
            Some("number" | "boolean" | "object" | "array") => serde_json::from_str(&value).unwrap_or(json!(value)),
            _ => json!(value),
        };
    }
    Ok(Done::new("next", Value::Null))
}

async fn run_subflow(walk: &mut Walk, widget: &Widget) -> Result<Done, Failure> {
    let flow = rendered(walk, widget, "flow_sid")?;
    let published = walk.core.with(|state| state.flows.get(&flow).and_then(|f| f.published()));
    let Some(definition) = published.and_then(|(_, definition)| Definition::read(&definition)) else {
        return Ok(Done::new("failed", json!({ "error": "the flow is not published" })));
    };
    let mut parameters = json!({});
    for parameter in widget.properties["parameters"].as_array().into_iter().flatten() {
        let source = parameter["value"].as_str().unwrap_or_default();
        let value = liquid::render(source, &walk.context).map_err(|e| (81_016, e))?;
        parameters[parameter["key"].as_str().unwrap_or_default()] = json!(value);
    }
    let mut context = walk.context.clone();
    context["trigger"]["parent"] = json!({ "parameters": parameters });
    context["flow"]["variables"] = json!({});
    context["widgets"] = json!({});
    let mut child = Walk {
        core: walk.core.clone(),
        execution: walk.execution.clone(),
        flow: walk.flow.clone(),
        conversation: walk.conversation.clone(),
        definition,
        context,
        busy: walk.busy.take(),
        depth: walk.depth + 1,
    };
    let result = child.go("incomingParent").await;
    walk.busy = child.busy.take();
    Ok(match result {
        Ok(()) => Done::new("completed", child.context["flow"]["variables"].clone()),
        Err((code, message)) => Done::new("failed", json!({ "error": format!("{code}: {message}") })),
    })
}
