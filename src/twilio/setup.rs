//! Sets up what flexcord needs at Twilio: the flow, published, and the workspace's event callback. Running it again changes nothing.

use super::client::Client;
use super::client::taskrouter::Workspace;
use super::error::Failure;
use super::parse::flex::EVENTS;
use super::settings::{FLEX_EVENTS, Settings};
use serde_json::Value;
use std::collections::BTreeSet;

/// The name under which the flow is published and found again.
pub const FLOW_NAME: &str = "flexcord discord support";

/// How a new Flex account names its workspace and workflow.
const FLEX_WORKSPACE: &str = "Flex Task Assignment";
const FLEX_WORKFLOW: &str = "Assign to Anyone";

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub steps: Vec<Step>,
    /// The sids to be kept in the configuration.
    pub flow_sid: String,
    pub places: Places,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub what: &'static str,
    pub change: Change,
    /// Which one, for a person to read.
    pub detail: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Created,
    Changed,
    Unchanged,
    /// It belongs to somebody else, or is set otherwise on purpose: left alone, and flexcord will not work fully until it is changed.
    Foreign,
}

/// Why setting up could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A call failed.
    #[error("{step}: {failure}")]
    Twilio { step: &'static str, failure: Failure },
    /// The flow is no JSON.
    #[error("the flow's definition is not JSON: {0}")]
    Flow(#[from] serde_json::Error),
    /// There is none, or more than one and nothing says which.
    #[error("{what}: {found} found, and the configuration does not say which")]
    Unclear { what: &'static str, found: usize },
    /// The task channel of the configuration is not there.
    #[error("there is no task channel with the unique name {0}")]
    NoTaskChannel(String),
}

/// Where tasks go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    pub workspace: String,
    pub workflow: String,
    pub task_channel: String,
}

/// Sets everything up. `flow` is the definition with its tokens (see [`definition`]). An event callback of somebody else is replaced
/// only when `force`d: whoever it belongs to would not hear anything any more.
///
/// # Errors
/// When Twilio refuses something or does not say which workspace to use.
pub async fn set_up(client: &Client, settings: &Settings, flow: &str, force: bool) -> Result<Report, SetupError> {
    let mut steps = vec![service(client).await?];
    let workspace = workspace(client, settings).await?;
    let places = places(client, settings, &workspace).await?;
    let definition = definition(flow, settings, &places);
    let (step, flow_sid) = publish(client, settings, &definition).await?;
    steps.push(step);
    steps.push(callback(client, settings, &workspace, force).await?);
    Ok(Report { steps, flow_sid, places })
}

/// The flow as it is published: its tokens replaced by what they stand for.
pub fn definition(flow: &str, settings: &Settings, places: &Places) -> String {
    flow.replace("FLEXCORD_PUBLIC_URL", &settings.public(""))
        .replace("FLEXCORD_WORKFLOW_SID", &places.workflow)
        .replace("FLEXCORD_TASK_CHANNEL_SID", &places.task_channel)
}

/// The workspace of the configuration, else the only one, else Flex's own.
///
/// # Errors
/// When it is not clear which one.
pub async fn workspace(client: &Client, settings: &Settings) -> Result<Workspace, SetupError> {
    let step = "the workspace";
    if let Some(sid) = &settings.workspace_sid {
        return client.workspace(sid).await.map_err(at(step));
    }
    let all = client.workspaces().await.map_err(at(step))?;
    only(step, all, |workspace| workspace.friendly_name == FLEX_WORKSPACE)
}

/// The workflow of the configuration, else the only one, else Flex's own; and the task channel.
///
/// # Errors
/// When it is not clear which workflow, or there is no such task channel.
pub async fn places(client: &Client, settings: &Settings, workspace: &Workspace) -> Result<Places, SetupError> {
    let workflow = match &settings.workflow_sid {
        Some(sid) => sid.clone(),
        None => {
            let all = client.workflows(&workspace.sid).await.map_err(at("the workflow"))?;
            only("the workflow", all, |workflow| workflow.friendly_name == FLEX_WORKFLOW)?.sid
        }
    };
    let channels = client.task_channels(&workspace.sid).await.map_err(at("the task channel"))?;
    let ours = channels.into_iter().find(|channel| channel.unique_name == settings.task_channel);
    let task_channel = ours.ok_or_else(|| SetupError::NoTaskChannel(settings.task_channel.clone()))?.sid;
    Ok(Places { workspace: workspace.sid.clone(), workflow, task_channel })
}

/// The preferred one, else the only one.
fn only<T>(what: &'static str, all: Vec<T>, preferred: impl Fn(&T) -> bool) -> Result<T, SetupError> {
    let found = all.len();
    let (mut best, mut others): (Vec<T>, Vec<T>) = all.into_iter().partition(preferred);
    let one = if best.len() == 1 { best.pop() } else { others.pop().filter(|_| found == 1) };
    one.ok_or(SetupError::Unclear { what, found })
}

async fn service(client: &Client) -> Result<Step, SetupError> {
    let default = client.default_service().await.map_err(at("the conversations service"))?;
    let change = if default == client.service() { Change::Unchanged } else { Change::Foreign };
    Ok(Step { what: "conversations service", change, detail: format!("the account's default is {default}, ours is {}", client.service()) })
}

async fn publish(client: &Client, settings: &Settings, definition: &str) -> Result<(Step, String), SetupError> {
    let wanted: Value = serde_json::from_str(definition)?;
    let step = "the flow";
    client.validate_flow(FLOW_NAME, definition).await.map_err(at(step))?;
    let sid = match &settings.flow_sid {
        Some(sid) => Some(sid.clone()),
        None => client.flows().await.map_err(at(step))?.into_iter().find(|flow| flow.friendly_name == FLOW_NAME).map(|flow| flow.sid),
    };
    let (change, sid) = match sid {
        None => (Change::Created, client.create_flow(FLOW_NAME, definition).await.map_err(at(step))?.sid),
        Some(sid) => {
            let now = client.flow(&sid).await.map_err(at(step))?;
            if now.status == "published" && same_definition(&now.definition, &wanted) {
                (Change::Unchanged, sid)
            } else {
                (Change::Changed, client.update_flow(&sid, FLOW_NAME, definition).await.map_err(at(step))?.sid)
            }
        }
    };
    Ok((Step { what: "Studio flow", change, detail: format!("{FLOW_NAME} ({sid})") }, sid))
}

/// Twilio gives a definition back as an object, some tools as text of one.
pub(super) fn same_definition(now: &Value, wanted: &Value) -> bool {
    match now {
        Value::String(text) => serde_json::from_str::<Value>(text).is_ok_and(|now| now == *wanted),
        now => now == wanted,
    }
}

async fn callback(client: &Client, settings: &Settings, workspace: &Workspace, force: bool) -> Result<Step, SetupError> {
    let url = settings.public(FLEX_EVENTS);
    let now = workspace.event_callback_url.as_deref().filter(|url| !url.is_empty());
    let change = match now {
        Some(now) if now == url && covers(workspace.events_filter.as_deref().unwrap_or_default()) => Change::Unchanged,
        Some(now) if now != url && !force => Change::Foreign,
        None => Change::Created,
        Some(_) => Change::Changed,
    };
    if matches!(change, Change::Created | Change::Changed) {
        client.set_event_callback(&workspace.sid, &url, EVENTS).await.map_err(at("the event callback"))?;
    }
    let detail = match change {
        Change::Foreign => format!("the workspace reports to {}, which was left alone", now.unwrap_or_default()),
        Change::Created | Change::Changed | Change::Unchanged => url,
    };
    Ok(Step { what: "event callback", change, detail })
}

/// Does this filter let all the events through that we want? An empty one lets everything through.
pub(super) fn covers(filter: &str) -> bool {
    let let_through: BTreeSet<&str> = filter.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let_through.is_empty() || EVENTS.split(',').all(|event| let_through.contains(event))
}

fn at(step: &'static str) -> impl Fn(Failure) -> SetupError {
    move |failure| SetupError::Twilio { step, failure }
}

#[cfg(test)]
#[path = "setup_tests.rs"]
mod tests;
