//! What is there at the start: an account as `flexcord setup` finds it, with two agents.

use super::Settings;
use super::conversations::conversation::{Conversation, Life};
use super::conversations::service::{HookConfiguration, Role, Service};
use super::conversations::user;
use super::sid;
use super::state::{Account, State, Table};
use super::studio::flow::{Flow, Revision};
use super::taskrouter::model::{Activity, Desk, Queue, TaskChannel, Worker, Workflow};
use crate::domain::clock::Millis;
use serde_json::json;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// The first state of a local Twilio.
pub(crate) fn state(settings: Settings, base: &str, now: Millis) -> State {
    let account = Account {
        sid: sid::new("AC"),
        token: sid::random_hex(),
        previous_token: None,
        key: sid::new("SK"),
        key_secret: sid::random_hex(),
        instance: sid::new("GO"),
        created: now,
    };
    let service =
        Service { sid: sid::new("IS"), friendly_name: "Flex Chat Service".into(), created: now, hooks: HookConfiguration::default() };
    let mut state = State {
        now,
        base: base.to_owned(),
        settings,
        account,
        services: Table::default(),
        default_service: service.sid.clone(),
        default_inactive: None,
        default_closed: None,
        account_hooks: HookConfiguration::default(),
        roles: Table::default(),
        users: Table::default(),
        conversations: Table::default(),
        media: Table::default(),
        interactions: Table::default(),
        desk: desk(now),
        tasks: Table::default(),
        flows: Table::default(),
        executions: Table::default(),
        active: HashMap::new(),
        queued: HashMap::new(),
        sent: VecDeque::new(),
        next_sent: 0,
        unknown: Vec::new(),
        effects: Vec::new(),
        schedule: BTreeSet::new(),
    };
    state.services.insert(&service.sid.clone(), service);
    roles(&mut state);
    flow(&mut state);
    let workers: Vec<(String, String)> = state.desk.workers.iter().map(|w| (w.chat_identity(), w.full_name())).collect();
    let service = state.default_service.clone();
    for (identity, name) in workers {
        user::ensure(&mut state, &service, &identity, Some(&name));
    }
    state
}

fn roles(state: &mut State) {
    let may = ["sendMessage", "sendMediaMessage", "leaveConversation", "editConversationAttributes", "editOwnMessage", "deleteOwnMessage"];
    for (friendly_name, kind) in [("channel user", "conversation"), ("agent", "conversation"), ("service user", "service")] {
        let (friendly_name, permissions) = (friendly_name.to_owned(), may.to_vec());
        let role = Role { sid: sid::new("RL"), friendly_name, kind, permissions, created: state.now };
        state.roles.insert(&role.sid.clone(), role);
    }
}

fn flow(state: &mut State) {
    let revision = Revision {
        number: 1,
        friendly_name: "Discord support".into(),
        published: false,
        definition: json!({
            "description": "", "initial_state": "Trigger", "flags": { "allow_concurrent_calls": true },
            "states": [{ "name": "Trigger", "type": "trigger", "transitions": [], "properties": { "offset": { "x": 0, "y": 0 } } }],
        }),
        commit_message: None,
        errors: Vec::new(),
        at: state.now,
    };
    let flow = Flow { sid: sid::new("FW"), created: state.now, revisions: vec![revision] };
    state.flows.insert(&flow.sid.clone(), flow);
}

fn desk(now: Millis) -> Desk {
    let mut desk = Desk { workspace: sid::new("WS"), name: "Flex Task Assignment".into(), created: now, updated: now, ..Desk::default() };
    let mut available = String::new();
    for (name, free) in [("Offline", false), ("Available", true), ("Unavailable", false), ("Break", false)] {
        let activity = Activity { sid: sid::new("WA"), name: name.into(), available: free, created: now };
        if free {
            available.clone_from(&activity.sid);
        }
        desk.activities.insert(&activity.sid.clone(), activity);
    }
    for (name, unique_name) in [("Programmable Chat", "chat"), ("Default", "default")] {
        let channel = TaskChannel { sid: sid::new("TC"), name: name.into(), unique_name: unique_name.into(), created: now };
        desk.channels.insert(&channel.sid.clone(), channel);
    }
    let (name, target_workers) = ("Everyone".into(), "1==1".into());
    let queue = Queue { sid: sid::new("WQ"), name, target_workers, max_reserved: 10, created: now, updated: now };
    let workflow = Workflow {
        sid: sid::new("WW"),
        name: "Assign to Anyone".into(),
        configuration: json!({ "task_routing": { "filters": [], "default_filter": { "queue": queue.sid } } }).to_string(),
        reservation_timeout: 120,
        created: now,
        updated: now,
    };
    desk.queues.insert(&queue.sid.clone(), queue);
    desk.workflows.insert(&workflow.sid.clone(), workflow);
    for (name, full_name, identity) in
        [("maya", "Maya Lindqvist", "maya.lindqvist@example.com"), ("tom", "Tom Okafor", "tom.okafor@example.com")]
    {
        let contact = format!("client:{}", sid::escape_identity(identity));
        let attributes = json!({ "full_name": full_name, "email": identity, "contact_uri": contact, "roles": ["agent"] });
        let worker = Worker {
            sid: sid::new("WK"),
            name: name.into(),
            identity: identity.into(),
            attributes: attributes.to_string(),
            activity: available.clone(),
            created: now,
            updated: now,
            status_changed: now,
            version: 0,
        };
        desk.workers.insert(&worker.sid.clone(), worker);
    }
    desk
}

/// A conversation as Flex makes one for an interaction that names none.
pub(crate) fn empty_conversation(state: &State, sid: &str) -> Conversation {
    Conversation {
        sid: sid.to_owned(),
        service: state.default_service.clone(),
        messaging_service: state.settings.messaging_service_sid.clone(),
        friendly_name: None,
        unique_name: None,
        attributes: "{}".into(),
        state: Life::Active,
        created: state.now,
        updated: state.now,
        created_by: "system".into(),
        stirred: state.now,
        inactive_after: None,
        closed_after: None,
        participants: Vec::new(),
        messages: Vec::new(),
        next_index: 0,
        webhooks: Vec::new(),
    }
}
