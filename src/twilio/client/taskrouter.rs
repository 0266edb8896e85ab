//! TaskRouter: workspace, workflows, task channels, tasks.

use super::page::page;
use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;

/// The workspace agents work in.
#[derive(Clone, Debug, Deserialize)]
pub struct Workspace {
    pub sid: String,
    #[serde(default)]
    pub friendly_name: String,
    /// Where the workspace reports what happens; one address only.
    #[serde(default)]
    pub event_callback_url: Option<String>,
    /// Names of the events reported, separated by commas; none means all.
    #[serde(default)]
    pub events_filter: Option<String>,
}

/// How tasks are given to queues.
#[derive(Clone, Debug, Deserialize)]
pub struct Workflow {
    pub sid: String,
    #[serde(default)]
    pub friendly_name: String,
}

/// A kind of work.
#[derive(Clone, Debug, Deserialize)]
pub struct TaskChannel {
    pub sid: String,
    #[serde(default)]
    pub unique_name: String,
}

/// A piece of work for an agent.
#[derive(Clone, Debug, Deserialize)]
pub struct Task {
    /// JSON text.
    #[serde(default)]
    pub attributes: String,
    /// `pending`, `reserved`, `assigned`, `wrapping`, `completed` or `canceled`.
    #[serde(default)]
    pub assignment_status: String,
    /// Why it was completed or cancelled.
    #[serde(default)]
    pub reason: Option<String>,
}

page!(Workspaces, workspaces, Workspace);
page!(Workflows, workflows, Workflow);
page!(TaskChannels, channels, TaskChannel);

impl Client {
    /// All workspaces.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, Failure> {
        self.all::<Workspaces>(Host::TaskRouter, &["v1", "Workspaces"], &[], 5).await
    }

    /// A workspace.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn workspace(&self, sid: &str) -> Result<Workspace, Failure> {
        self.get(Host::TaskRouter, &["v1", "Workspaces", sid]).json().await
    }

    /// Sets where a workspace reports which events.
    ///
    /// # Errors
    /// When Twilio refuses.
    pub async fn set_event_callback(&self, workspace: &str, url: &str, filter: &str) -> Result<(), Failure> {
        self.post(Host::TaskRouter, &["v1", "Workspaces", workspace])
            .form(&[("EventCallbackUrl", url), ("EventsFilter", filter)])
            .nothing()
            .await
    }

    /// The workflows of a workspace.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn workflows(&self, workspace: &str) -> Result<Vec<Workflow>, Failure> {
        self.all::<Workflows>(Host::TaskRouter, &["v1", "Workspaces", workspace, "Workflows"], &[], 5).await
    }

    /// The task channels of a workspace.
    ///
    /// # Errors
    /// When Twilio cannot say.
    pub async fn task_channels(&self, workspace: &str) -> Result<Vec<TaskChannel>, Failure> {
        self.all::<TaskChannels>(Host::TaskRouter, &["v1", "Workspaces", workspace, "TaskChannels"], &[], 5).await
    }

    /// A task. Finished tasks are deleted after some minutes.
    ///
    /// # Errors
    /// 404 when it is not there any more.
    pub async fn task(&self, workspace: &str, task: &str) -> Result<Task, Failure> {
        self.get(Host::TaskRouter, &["v1", "Workspaces", workspace, "Tasks", task]).json().await
    }
}
