//! What is wrong between flexcord and Twilio, and how to mend it. Changes nothing.

use super::client::Client;
use super::error::{Failure, code};
use super::form::Form;
use super::settings::{FLEX_EVENTS, FORWARD, Settings};
use super::setup::{self, Places, SetupError};
use super::verify::{Signed, Verifier};
use crate::domain::clock::{Clock, Millis};

/// How far our clock may be from Twilio's: more, and times in logs and notices mislead.
const SKEW: Millis = 120_000;

/// What the self-test posts: a kind of event nobody knows, so that it is accepted and nothing happens.
const TEST: &str = "EventType=onFlexcordSelfTest";

/// One thing that was examined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub what: &'static str,
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// How to mend it; empty when there is nothing to mend.
    pub remedy: String,
}

/// Examines everything. `flow` is the flow's definition with its tokens, as given to [`setup::set_up`].
pub async fn examine(client: &Client, settings: &Settings, verifier: &Verifier, flow: &str, clock: &dyn Clock) -> Vec<Finding> {
    let mut findings = account(client, clock).await;
    if findings.iter().any(|finding| !finding.ok && finding.what == ACCOUNT) {
        // Nothing else can be asked; only our own side is left.
        findings.extend(public_url(client, settings, verifier).await);
        return findings;
    }
    findings.push(service(client).await);
    findings.extend(work(client, settings, flow).await);
    findings.extend(public_url(client, settings, verifier).await);
    findings
}

const ACCOUNT: &str = "Twilio account";

fn good(what: &'static str, detail: impl Into<String>) -> Finding {
    Finding { what, ok: true, detail: detail.into(), remedy: String::new() }
}

fn bad(what: &'static str, detail: impl Into<String>, remedy: impl Into<String>) -> Finding {
    Finding { what, ok: false, detail: detail.into(), remedy: remedy.into() }
}

async fn account(client: &Client, clock: &dyn Clock) -> Vec<Finding> {
    match client.account().await {
        Ok(account) => {
            let state = if account.status.is_empty() || account.status == "active" {
                good(ACCOUNT, account.sid)
            } else {
                bad(ACCOUNT, format!("{} is {}", account.sid, account.status), "Reactivate the account in the Twilio console.")
            };
            vec![state, skew(account.date.as_deref(), clock.now())]
        }
        Err(failure) => vec![unreachable(&failure)],
    }
}

fn unreachable(failure: &Failure) -> Finding {
    let remedy = match failure {
        Failure::Answered(answered) if answered.code == Some(code::CREDENTIALS) || answered.status == 401 => {
            "Check the account SID and the auth token (or API key); tokens change when they are rotated."
        }
        Failure::Answered(_) => "Check the account SID; if it is right, look at status.twilio.com.",
        Failure::NotReached(_) | Failure::NoAnswer(_) => "Check that this machine may reach api.twilio.com over HTTPS.",
        Failure::Unreadable(_) => "Something between this machine and Twilio changes the answers; check proxies and the base address.",
    };
    bad(ACCOUNT, failure.to_string(), remedy)
}

fn skew(date: Option<&str>, now: Millis) -> Finding {
    const WHAT: &str = "clock";
    let Some(theirs) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()).map(|date| date.timestamp().as_millisecond()) else {
        return good(WHAT, "Twilio did not tell its time");
    };
    let ahead = now - theirs;
    let detail = format!("{} s {} Twilio's", ahead.abs() / 1_000, if ahead < 0 { "behind" } else { "ahead of" });
    if ahead.abs() <= SKEW { good(WHAT, detail) } else { bad(WHAT, detail, "Set the machine's clock; let NTP keep it right.") }
}

async fn service(client: &Client) -> Finding {
    const WHAT: &str = "conversations service";
    let name = match client.service_name().await {
        Ok(name) => name,
        Err(failure) if failure.is_not_found() => {
            return bad(WHAT, format!("there is no service {}", client.service()), "Set the service SID to that of the Flex Chat Service.");
        }
        Err(failure) => return bad(WHAT, failure.to_string(), "Try again; if it stays, check the service SID."),
    };
    match client.default_service().await {
        Ok(default) if default == client.service() => good(WHAT, format!("{name} is the account's default")),
        Ok(default) => bad(
            WHAT,
            format!("the account's default is {default}, not {}", client.service()),
            "Make the Flex Chat Service the default under Conversations > Defaults in the Twilio console; Flex needs it.",
        ),
        Err(failure) => bad(WHAT, failure.to_string(), "Try again."),
    }
}

/// Workspace, where tasks go, the flow and the event callback.
async fn work(client: &Client, settings: &Settings, flow: &str) -> Vec<Finding> {
    let workspace = match setup::workspace(client, settings).await {
        Ok(workspace) => workspace,
        Err(error) => return vec![unclear("workspace", &error)],
    };
    let mut findings = vec![good("workspace", format!("{} ({})", workspace.friendly_name, workspace.sid))];
    match setup::places(client, settings, &workspace).await {
        Ok(places) => {
            findings.push(there(client, &places).await);
            findings.push(published(client, settings, flow, &places).await);
        }
        Err(error) => findings.push(unclear("workflow and task channel", &error)),
    }
    let url = settings.public(FLEX_EVENTS);
    let now = workspace.event_callback_url.unwrap_or_default();
    findings.push(if now != url {
        // Set-up leaves what belongs to somebody else alone unless it is told to replace it.
        let (now, command) = if now.is_empty() { ("nowhere", "flexcord setup") } else { (now.as_str(), "flexcord setup --force") };
        let remedy =
            format!("Run `{command}`, or set the workspace's event callback to {url}; without it nobody learns that an agent joined.");
        bad("event callback", format!("the workspace reports to {now}"), remedy)
    } else if setup::covers(workspace.events_filter.as_deref().unwrap_or_default()) {
        good("event callback", url)
    } else {
        bad("event callback", "the workspace does not report all events that are needed", "Run `flexcord setup`.")
    });
    findings
}

fn unclear(what: &'static str, error: &SetupError) -> Finding {
    bad(what, error.to_string(), "Name the right one in the configuration; they are in the Twilio console under TaskRouter.")
}

/// Does the workflow exist? That the task channel does was seen when its SID was looked up.
async fn there(client: &Client, places: &Places) -> Finding {
    const WHAT: &str = "workflow and task channel";
    match client.workflows(&places.workspace).await {
        Err(failure) => bad(WHAT, failure.to_string(), "Try again."),
        Ok(workflows) => {
            let workflow = workflows.iter().find(|workflow| workflow.sid == places.workflow);
            match workflow {
                Some(workflow) => good(WHAT, format!("{} ({}), {}", workflow.friendly_name, workflow.sid, places.task_channel)),
                None => bad(WHAT, format!("there is no workflow {}", places.workflow), "Correct the workflow SID."),
            }
        }
    }
}

async fn published(client: &Client, settings: &Settings, flow: &str, places: &Places) -> Finding {
    const WHAT: &str = "Studio flow";
    const REMEDY: &str = "Run `flexcord setup` to publish it.";
    let Some(sid) = &settings.flow_sid else { return bad(WHAT, "no flow is configured", REMEDY) };
    let now = match client.flow(sid).await {
        Ok(flow) => flow,
        Err(failure) => return bad(WHAT, failure.to_string(), REMEDY),
    };
    if now.status != "published" {
        return bad(WHAT, format!("{sid} is a draft"), REMEDY);
    }
    match serde_json::from_str(&setup::definition(flow, settings, places)) {
        Ok(wanted) if setup::same_definition(&now.definition, &wanted) => good(WHAT, format!("{sid} is published and as shipped")),
        Ok(_) => bad(WHAT, format!("{sid} differs from the flow shipped with this version"), REMEDY),
        Err(error) => bad(WHAT, format!("the shipped flow is not JSON: {error}"), "Reinstall flexcord."),
    }
}

/// Calls ourselves from outside, once signed rightly and once wrongly.
async fn public_url(client: &Client, settings: &Settings, verifier: &Verifier) -> Vec<Finding> {
    const SIGNED: &str = "public URL";
    const FORGED: &str = "signature check";
    let url = settings.public(FORWARD);
    let form = match Form::decode(TEST.as_bytes()) {
        Ok(form) => form,
        Err(error) => return vec![bad(SIGNED, error.to_string(), "Reinstall flexcord.")],
    };
    let signature = verifier.sign(FORWARD, Signed::Form(&form));
    let signed = match client.knock(&url, &signature, TEST).await {
        Ok(204) => good(SIGNED, format!("{url} takes signed requests")),
        Ok(403) => bad(
            SIGNED,
            format!("{url} answers, but refuses our own signature"),
            "Check that this address leads to this flexcord, and that a proxy changes neither path nor query.",
        ),
        Ok(status) => {
            bad(SIGNED, format!("{url} answers {status}"), "Check that the proxy passes this path on to flexcord, without redirects.")
        }
        Err(failure) => {
            bad(SIGNED, format!("{url}: {failure}"), "Check the name, the certificate and the firewall; Twilio must reach this address.")
        }
    };
    if !signed.ok {
        return vec![signed];
    }
    let forged = match client.knock(&url, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", TEST).await {
        Ok(403) => good(FORGED, "forged requests are refused"),
        Ok(status) => {
            bad(FORGED, format!("a forged request is answered {status}"), "Something else answers at this address; check the proxy.")
        }
        Err(failure) => bad(FORGED, failure.to_string(), "Try again."),
    };
    vec![signed, forged]
}

#[cfg(test)]
#[path = "doctor_tests.rs"]
mod tests;
