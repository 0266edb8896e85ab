//! Flows and their revisions.

use super::super::call::Call;
use super::super::page::{Paging, page, usual};
use super::super::refusal::{Answer, Refusal, created, deleted, ok};
use super::super::state::State;
use super::super::{sid, time};
use super::definition;
use crate::domain::clock::Millis;
use serde_json::{Value, json};

/// One version of a flow.
#[derive(Debug, Clone)]
pub(crate) struct Revision {
    pub number: u64,
    pub friendly_name: String,
    pub published: bool,
    pub definition: Value,
    pub commit_message: Option<String>,
    pub errors: Vec<Value>,
    pub at: Millis,
}

/// A flow. It has at least one revision.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    pub sid: String,
    pub created: Millis,
    pub revisions: Vec<Revision>,
}

impl Flow {
    /// The number and definition of the revision that runs.
    pub(crate) fn published(&self) -> Option<(u64, Value)> {
        self.revisions.iter().rev().find(|r| r.published).map(|r| (r.number, r.definition.clone()))
    }

    fn json(&self, state: &State, revision: &Revision, with_definition: bool) -> Value {
        let url = format!("{}/v2/Flows/{}", state.base, self.sid);
        let webhook = format!("https://webhooks.twilio.com/v1/Accounts/{}/Flows/{}", state.account.sid, self.sid);
        let mut body = json!({
            "sid": self.sid, "account_sid": state.account.sid, "author_sid": null, "friendly_name": revision.friendly_name,
            "status": if revision.published { "published" } else { "draft" }, "revision": revision.number,
            "commit_message": revision.commit_message, "valid": revision.errors.is_empty(), "errors": revision.errors, "warnings": [],
            "webhook_url": webhook, "date_created": time::rest(self.created), "date_updated": time::rest(revision.at),
            "links": {
                "test_users": format!("{url}/TestUsers"), "revisions": format!("{url}/Revisions"), "executions": format!("{url}/Executions"),
            },
            "url": url,
        });
        if with_definition {
            body["definition"] = revision.definition.clone();
        }
        body
    }

    fn latest(&self) -> Result<&Revision, Refusal> {
        self.revisions.last().ok_or_else(|| Refusal::missing(&format!("/Flows/{}", self.sid)))
    }
}

fn find<'s>(state: &'s State, call: &Call) -> Result<&'s Flow, Refusal> {
    state.flows.get(call.param("flow")).ok_or_else(|| Refusal::missing(&call.path))
}

/// A new revision out of what the call gives and what there was. A published one has to be right.
fn revise(state: &State, call: &Call, before: Option<&Revision>) -> Result<Revision, Refusal> {
    let published = match call.require("Status")? {
        "published" => true,
        "draft" => false,
        other => return Err(Refusal::invalid(format!("'{other}' is not a flow status"))),
    };
    let friendly_name = call.text("FriendlyName").or_else(|| before.map(|b| b.friendly_name.clone()));
    let given = call.json("Definition")?.or_else(|| before.map(|b| b.definition.clone()));
    let definition = given.ok_or_else(|| Refusal::invalid("Missing required parameter Definition in the post body"))?;
    let errors = definition::errors(&definition);
    if published {
        refuse(&errors)?;
    }
    Ok(Revision {
        number: before.map_or(0, |b| b.number) + 1,
        friendly_name: friendly_name.ok_or_else(|| Refusal::invalid("Missing required parameter FriendlyName in the post body"))?,
        published,
        definition,
        commit_message: call.text("CommitMessage"),
        errors,
        at: state.now,
    })
}

fn refuse(errors: &[Value]) -> Result<(), Refusal> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Refusal { details: Some(json!({ "errors": errors })), ..Refusal::invalid("Flow definition is invalid") })
}

/// `POST /v2/Flows`
pub(crate) async fn create(call: Call) -> Answer {
    call.core.with(|state| {
        let revision = revise(state, &call, None)?;
        let flow = Flow { sid: sid::new("FW"), created: state.now, revisions: vec![revision] };
        let body = flow.json(state, flow.latest()?, true);
        state.flows.insert(&flow.sid.clone(), flow);
        created(body)
    })
}

/// `POST /v2/Flows/{FW}`
pub(crate) async fn update(call: Call) -> Answer {
    call.core.with(|state| {
        let revision = revise(state, &call, Some(find(state, &call)?.latest()?))?;
        if let Some(flow) = state.flows.get_mut(call.param("flow")) {
            flow.revisions.push(revision);
        }
        let flow = find(state, &call)?;
        ok(flow.json(state, flow.latest()?, true))
    })
}

/// `POST /v2/Flows/Validate`
pub(crate) async fn validate(call: Call) -> Answer {
    let definition = call.json("Definition")?.ok_or_else(|| Refusal::invalid("Missing required parameter Definition in the post body"))?;
    refuse(&definition::errors(&definition))?;
    ok(json!({ "valid": true }))
}

/// `GET /v2/Flows/{FW}`
pub(crate) async fn fetch(call: Call) -> Answer {
    call.core.with(|state| {
        let flow = find(state, &call)?;
        ok(flow.json(state, flow.latest()?, true))
    })
}

/// `GET /v2/Flows`
pub(crate) async fn list(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let latest = state.flows.iter().filter_map(|f| f.revisions.last().map(|r| f.json(state, r, false)));
        latest.collect()
    });
    page(&call, &usual("flows"), rows)
}

/// `DELETE /v2/Flows/{FW}`
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        state.flows.remove(call.param("flow")).ok_or_else(|| Refusal::missing(&call.path))?;
        deleted()
    })
}

/// `GET /v2/Flows/{FW}/Revisions`, newest first.
pub(crate) async fn revisions(call: Call) -> Answer {
    let rows = call.core.with(|state| {
        let flow = find(state, &call)?;
        Ok(flow.revisions.iter().rev().map(|r| revision_json(state, flow, r)).collect())
    })?;
    page(&call, &Paging { id: "revision", ..usual("revisions") }, rows)
}

fn revision_json(state: &State, flow: &Flow, revision: &Revision) -> Value {
    let mut body = flow.json(state, revision, true);
    body["url"] = json!(format!("{}/v2/Flows/{}/Revisions/{}", state.base, flow.sid, revision.number));
    if let Some(body) = body.as_object_mut() {
        ["links", "webhook_url", "warnings"].iter().for_each(|key| drop(body.remove(*key)));
    }
    body
}

/// `GET /v2/Flows/{FW}/Revisions/{n, LatestPublished or LatestRevision}`
pub(crate) async fn revision(call: Call) -> Answer {
    call.core.with(|state| {
        let flow = find(state, &call)?;
        let mut newest = flow.revisions.iter().rev();
        let row = match call.param("revision") {
            "LatestRevision" => newest.next(),
            "LatestPublished" => newest.find(|r| r.published),
            number => newest.find(|r| r.number.to_string() == number),
        };
        ok(revision_json(state, flow, row.ok_or_else(|| Refusal::missing(&call.path))?))
    })
}
