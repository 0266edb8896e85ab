//! What TaskRouter keeps.

use super::super::sid;
use super::super::state::Table;
use crate::domain::clock::Millis;
use serde_json::Value;
use std::collections::BTreeSet;

/// The workspace and everything in it that is set up once.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub workspace: String,
    pub name: String,
    pub event_callback_url: Option<String>,
    pub events_filter: Option<String>,
    pub created: Millis,
    pub updated: Millis,
    pub activities: Table<Activity>,
    pub channels: Table<TaskChannel>,
    pub queues: Table<Queue>,
    pub workflows: Table<Workflow>,
    pub workers: Table<Worker>,
}

/// What a worker is doing.
#[derive(Debug, Clone)]
pub(crate) struct Activity {
    pub sid: String,
    pub name: String,
    pub available: bool,
    pub created: Millis,
}

/// A kind of work.
#[derive(Debug, Clone)]
pub(crate) struct TaskChannel {
    pub sid: String,
    pub name: String,
    pub unique_name: String,
    pub created: Millis,
}

/// Where tasks wait.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub sid: String,
    pub name: String,
    pub target_workers: String,
    /// How many workers are asked at the same time.
    pub max_reserved: usize,
    pub created: Millis,
    pub updated: Millis,
}

/// How tasks find their queue.
#[derive(Debug, Clone)]
pub(crate) struct Workflow {
    pub sid: String,
    pub name: String,
    pub configuration: String,
    pub reservation_timeout: i64,
    pub created: Millis,
    pub updated: Millis,
}

/// A person at the desk.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub sid: String,
    /// The short name, such as `maya`.
    pub name: String,
    /// The login, such as `maya.lindqvist@example.com`, not escaped.
    pub identity: String,
    pub attributes: String,
    pub activity: String,
    pub created: Millis,
    pub updated: Millis,
    pub status_changed: Millis,
    pub version: u32,
}

impl Worker {
    /// One text out of the worker's attributes.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let attributes: Value = serde_json::from_str(&self.attributes).ok()?;
        attributes[name].as_str().map(str::to_owned)
    }

    /// The identity in conversations: what `contact_uri` says, or the escaped login.
    pub(crate) fn chat_identity(&self) -> String {
        let contact = self.attribute("contact_uri");
        contact.and_then(|uri| uri.strip_prefix("client:").map(str::to_owned)).unwrap_or_else(|| sid::escape_identity(&self.identity))
    }

    /// The name that colleagues and customers know.
    pub(crate) fn full_name(&self) -> String {
        self.attribute("full_name").unwrap_or_else(|| self.name.clone())
    }
}

/// Where a task is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TaskStatus {
    Pending,
    Reserved,
    Assigned,
    Wrapping,
    Completed,
    Canceled,
}

impl TaskStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Reserved => "reserved",
            Self::Assigned => "assigned",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
            Self::Canceled => "canceled",
        }
    }

    /// Nothing more happens to it.
    pub(crate) fn over(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled)
    }

    /// Nobody has it yet.
    pub(crate) fn waiting(self) -> bool {
        matches!(self, Self::Pending | Self::Reserved)
    }
}

/// Where a reservation is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReservationStatus {
    Pending,
    Accepted,
    Rejected,
    Timeout,
    Canceled,
    Rescinded,
    Wrapping,
    Completed,
}

impl ReservationStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Timeout => "timeout",
            Self::Canceled => "canceled",
            Self::Rescinded => "rescinded",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
        }
    }

    /// The last part of the event's name.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Pending => "created",
            Self::Wrapping => "wrapup",
            other => other.name(),
        }
    }

    /// The worker has the task.
    pub(crate) fn held(self) -> bool {
        matches!(self, Self::Accepted | Self::Wrapping)
    }
}

/// A task that was offered to a worker.
#[derive(Debug, Clone)]
pub(crate) struct Reservation {
    pub sid: String,
    pub worker: String,
    pub status: ReservationStatus,
    pub created: Millis,
    pub updated: Millis,
}

/// Somebody has to do something.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub sid: String,
    pub attributes: String,
    pub status: TaskStatus,
    pub reason: String,
    pub priority: i64,
    /// Seconds until the workflow gives up.
    pub timeout: i64,
    pub workflow: String,
    pub queue: String,
    pub channel: String,
    pub created: Millis,
    pub updated: Millis,
    pub reservations: Vec<Reservation>,
    /// Only this worker may have it.
    pub target: Option<String>,
    /// Workers who are not asked (again).
    pub declined: BTreeSet<String>,
    /// The interaction that this task is an invitation to.
    pub interaction: Option<String>,
    /// The task that this one takes over from.
    pub transfer_of: Option<String>,
    pub purged: bool,
}

impl Task {
    /// The reservation of the worker who has the task.
    pub(crate) fn holder(&self) -> Option<&Reservation> {
        self.reservations.iter().find(|r| r.status.held())
    }

    /// The conversation in the task's attributes.
    pub(crate) fn conversation(&self) -> Option<String> {
        let attributes: Value = serde_json::from_str(&self.attributes).ok()?;
        attributes["conversationSid"].as_str().map(str::to_owned)
    }
}
