//! Executions: what a flow did, step by step, and the API to read it.

use super::super::call::Call;
use super::super::page::{page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use crate::domain::clock::Millis;
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// One step from a widget along an arrow.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub sid: String,
    pub widget: String,
    /// The event with which the widget ended.
    pub event: String,
    pub next: Option<String>,
    /// What the widget left behind in `widgets.<name>`.
    pub output: Value,
    pub at: Millis,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Execution {
    pub sid: String,
    pub flow: String,
    pub revision: u64,
    pub definition: Value,
    pub conversation: Option<String>,
    pub contact: String,
    /// The address that `flow.channel.address` shows.
    pub address: String,
    pub trigger: Value,
    pub context: Value,
    pub steps: Vec<Step>,
    pub ended: bool,
    /// Why it failed, with the code that the debugger would show.
    pub error: Option<(u32, String)>,
    /// Where the next message goes while the execution waits for it.
    pub waiting: Option<oneshot::Sender<Value>>,
    pub created: Millis,
    pub updated: Millis,
}

impl Execution {
    pub(crate) fn new(flow: &str, revision: u64, definition: Value, conversation: Option<&str>, trigger: Value, now: Millis) -> Self {
        Self {
            sid: sid::new("FN"),
            flow: flow.to_owned(),
            revision,
            definition,
            conversation: conversation.map(str::to_owned),
            contact: sid::new("FC"),
            address: conversation.unwrap_or_default().to_owned(),
            trigger,
            context: json!({}),
            steps: Vec::new(),
            ended: false,
            error: None,
            waiting: None,
            created: now,
            updated: now,
        }
    }

    /// The form of the page and of tests.
    pub(crate) fn story(&self) -> Value {
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|s| json!({ "widget": s.widget, "event": s.event, "next": s.next, "output": s.output, "at": s.at }))
            .collect();
        json!({
            "sid": self.sid, "flow_sid": self.flow, "conversation_sid": self.conversation, "ended": self.ended,
            "error": self.error.as_ref().map(|(code, message)| json!({ "code": code, "message": message })), "steps": steps,
            "waiting": self.waiting.is_some(),
        })
    }

    fn json(&self, state: &State) -> Value {
        let url = format!("{}/v2/Flows/{}/Executions/{}", state.base, self.flow, self.sid);
        json!({
            "sid": self.sid, "account_sid": state.account.sid, "flow_sid": self.flow, "contact_channel_address": self.address,
            "contact_sid": self.contact, "flow_version": self.revision, "context": {},
            "status": if self.ended { "ended" } else { "active" }, "initiated_by": self.address,
            "date_created": time::rest(self.created), "date_updated": time::rest(self.updated),
            "links": { "steps": format!("{url}/Steps"), "execution_context": format!("{url}/Context") }, "url": url,
        })
    }

    fn step_json(&self, state: &State, step: &Step) -> Value {
        let url = format!("{}/v2/Flows/{}/Executions/{}/Steps/{}", state.base, self.flow, self.sid, step.sid);
        json!({
            "sid": step.sid, "account_sid": state.account.sid, "flow_sid": self.flow, "execution_sid": self.sid, "parent_step_sid": null,
            "name": step.event, "context": step.output, "transitioned_from": step.widget,
            "transitioned_to": step.next.as_deref().unwrap_or("Ended"), "type": null, "date_created": time::rest(step.at),
            "date_updated": time::rest(step.at), "links": { "step_context": format!("{url}/Context") }, "url": url,
        })
    }
}

fn find<'s>(state: &'s State, call: &Call) -> Result<&'s Execution, Refusal> {
    let row = state.executions.get(call.param("sid")).filter(|e| e.flow == call.param("flow"));
    row.ok_or_else(|| Refusal::missing(&call.path))
}

fn find_step<'s>(state: &'s State, call: &Call) -> Result<(&'s Execution, &'s Step), Refusal> {
    let row = find(state, call)?;
    let step = row.steps.iter().find(|s| s.sid == call.param("step")).ok_or_else(|| Refusal::missing(&call.path))?;
    Ok((row, step))
}

/// `POST /v2/Flows/{FW}/Executions`: starts with `incomingRequest`.
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let (to, from) = (call.require("To")?.to_owned(), call.require("From")?);
        let parameters = call.json("Parameters")?.unwrap_or_else(|| json!({}));
        let trigger = json!({ "request": { "to": to, "from": from, "parameters": parameters } });
        state.flows.get(call.param("flow")).ok_or_else(|| Refusal::missing(&call.path))?;
        let sid = super::start(state, call.param("flow"), None, trigger).ok_or_else(|| Refusal::invalid("The flow is not published"))?;
        let row = state.executions.get_mut(&sid).ok_or_else(|| Refusal::missing(&call.path))?;
        row.address = to;
        let row = state.executions.get(&sid).ok_or_else(|| Refusal::missing(&call.path))?;
        created(row.json(state))
    })
}

/// `GET /v2/Flows/{FW}/Executions`, newest first.
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let status = call.get("Status").or(call.get("status"));
        let fits = |e: &&Execution| e.flow == call.param("flow") && status.is_none_or(|s| (s == "ended") == e.ended);
        state.executions.iter().rev().filter(fits).map(|e| e.json(state)).collect()
    });
    page(&call, &usual("executions"), rows)
}

/// `GET /v2/Flows/{FW}/Executions/{FN}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| ok(find(state, &call)?.json(state)))
}

/// `POST /v2/Flows/{FW}/Executions/{FN}` with Status=ended.
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        find(state, &call)?;
        if call.require("Status")? == "ended" {
            super::end(state, call.param("sid"), None);
        }
        ok(find(state, &call)?.json(state))
    })
}

/// `DELETE /v2/Flows/{FW}/Executions/{FN}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        find(state, &call)?;
        super::end(state, call.param("sid"), None);
        state.executions.remove(call.param("sid"));
        deleted()
    })
}

/// `GET …/Context`
pub(crate) async fn context(call: Call) -> Answer {
    call.core.with(|state| {
        let row = find(state, &call)?;
        let url = format!("{}{}", state.base, call.path);
        ok(json!({ "account_sid": state.account.sid, "context": row.context, "flow_sid": row.flow, "execution_sid": row.sid, "url": url }))
    })
}

/// `GET …/Steps`
pub(crate) async fn steps(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let row = find(state, &call)?;
        Ok(row.steps.iter().map(|s| row.step_json(state, s)).collect())
    })?;
    page(&call, &usual("steps"), rows)
}

/// `GET …/Steps/{FT}`
pub(crate) async fn step(call: Call) -> Answer {
    call.core.with(|state| {
        let (row, step) = find_step(state, &call)?;
        ok(row.step_json(state, step))
    })
}

/// `GET …/Steps/{FT}/Context`
pub(crate) async fn step_context(call: Call) -> Answer {
    call.core.with(|state| {
        let (row, step) = find_step(state, &call)?;
        ok(json!({
            "account_sid": state.account.sid, "context": step.output, "execution_sid": row.sid, "flow_sid": row.flow,
            "step_sid": step.sid, "url": format!("{}{}", state.base, call.path),
        }))
    })
}
