//! Flow definitions: their shape, and what must be right before one can be published.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A flow.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Definition {
    pub initial_state: String,
    pub states: Vec<Widget>,
}

/// One box of a flow.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Widget {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub transitions: Vec<Transition>,
    #[serde(default)]
    pub properties: Value,
}

/// One arrow out of a box.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Transition {
    pub event: String,
    #[serde(default)]
    pub next: Option<String>,
    #[serde(default)]
    pub conditions: Vec<Condition>,
}

/// What must hold for a `match` arrow of a split.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Condition {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub arguments: Vec<String>,
    #[serde(default)]
    pub value: String,
}

/// The condition types of a split.
pub(crate) const CONDITIONS: [&str; 17] = [
    "equal_to",
    "not_equal_to",
    "matches_any_of",
    "does_not_match_any_of",
    "is_blank",
    "is_not_blank",
    "contains",
    "does_not_contain",
    "starts_with",
    "does_not_start_with",
    "less_than",
    "greater_than",
    "regex",
    "is_before_time",
    "is_after_time",
    "is_before_date",
    "is_after_date",
];

const MOST_WIDGETS: usize = 2000;
const TRIGGERS: [&str; 5] = ["incomingMessage", "incomingCall", "incomingConversationMessage", "incomingRequest", "incomingParent"];

/// The events a widget type can end with, and the properties it cannot do without.
fn rules(kind: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match kind {
        "trigger" => (&TRIGGERS, &[]),
        "split-based-on" => (&["noMatch", "match"], &["input"]),
        "make-http-request" => (&["success", "failed"], &["method", "url", "content_type"]),
        "send-to-flex" => (&["callComplete", "failedToEnqueue", "callFailure", "composerStarted"], &["workflow", "channel"]),
        "send-message" => (&["sent", "failed"], &["body"]),
        "send-and-wait-for-reply" => (&["incomingMessage", "timeout", "deliveryFailure"], &["body", "timeout"]),
        "run-function" => (&["success", "fail"], &["url"]),
        "set-variables" => (&["next"], &["variables"]),
        "run-subflow" => (&["completed", "failed"], &["flow_sid"]),
        _ => return None,
    })
}

impl Definition {
    /// Reads a definition that has been checked.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }

    /// The widget of this name.
    pub(crate) fn widget(&self, name: &str) -> Option<&Widget> {
        self.states.iter().find(|w| w.name == name)
    }
}

impl Widget {
    /// Where an event leads; nowhere ends the execution.
    pub(crate) fn next(&self, event: &str) -> Option<&str> {
        let transition = self.transitions.iter().find(|t| t.event == event)?;
        transition.next.as_deref().filter(|next| !next.is_empty())
    }

    /// A property as text; numbers count as text.
    pub(crate) fn text(&self, property: &str) -> String {
        match &self.properties[property] {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        }
    }
}

/// Everything that is wrong with a definition, in the form of `details.errors`.
pub(crate) fn errors(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    let mut wrong = |message: String, path: String| found.push(json!({ "message": message, "property_path": path }));
    let Some(states) = value["states"].as_array() else {
        wrong("required property 'states' not found".into(), "#/".into());
        return found;
    };
    if states.len() > MOST_WIDGETS {
        wrong(format!("a flow must not have more than {MOST_WIDGETS} widgets"), "#/states".into());
    }
    let mut names = BTreeSet::new();
    for (i, state) in states.iter().enumerate() {
        match state["name"].as_str() {
            None | Some("") => wrong("required property 'name' not found".into(), format!("#/states/{i}")),
            Some(name) if !names.insert(name) => wrong(format!("duplicate widget name '{name}'"), format!("#/states/{i}/name")),
            Some(_) => {}
        }
    }
    match value["initial_state"].as_str() {
        Some(initial) if names.contains(initial) => {}
        _ => wrong("'initial_state' must name a widget".into(), "#/initial_state".into()),
    }
    for (i, state) in states.iter().enumerate() {
        let at = format!("#/states/{i}");
        let kind = state["type"].as_str().unwrap_or_default();
        let Some((events, needed)) = rules(kind) else {
            wrong(format!("unknown widget type '{kind}'"), format!("{at}/type"));
            continue;
        };
        for property in needed.iter().filter(|p| state["properties"][**p].is_null()) {
            wrong(format!("required property '{property}' not found"), format!("{at}/properties/{property}"));
        }
        if state["properties"].as_object().is_none() {
            wrong("required property 'properties' not found".into(), format!("{at}/properties"));
        }
        for (j, transition) in state["transitions"].as_array().into_iter().flatten().enumerate() {
            check_transition(transition, &format!("{at}/transitions/{j}"), events, &names, &mut wrong);
        }
        for (text, path) in templates(&state["properties"], format!("{at}/properties")) {
            if let Err(error) = super::liquid::check(&text) {
                wrong(format!("template error: {error}"), path);
            }
        }
    }
    if found.is_empty() && Definition::read(value).is_none() {
        found.push(json!({ "message": "the definition does not have the right shape", "property_path": "#/" }));
    }
    found
}

fn check_transition(transition: &Value, at: &str, events: &[&str], names: &BTreeSet<&str>, wrong: &mut impl FnMut(String, String)) {
    let event = transition["event"].as_str().unwrap_or_default();
    if !events.contains(&event) {
        wrong(format!("unknown event '{event}'"), format!("{at}/event"));
    }
    if let Some(next) = transition["next"].as_str().filter(|next| !next.is_empty())
        && !names.contains(next)
    {
        wrong(format!("'{next}' is not a widget"), format!("{at}/next"));
    }
    let conditions = transition["conditions"].as_array();
    if event == "match" && conditions.is_none_or(Vec::is_empty) {
        wrong("a match needs conditions".into(), format!("{at}/conditions"));
    }
    for (k, condition) in conditions.into_iter().flatten().enumerate() {
        let kind = condition["type"].as_str().unwrap_or_default();
        if !CONDITIONS.contains(&kind) {
            wrong(format!("unknown condition type '{kind}'"), format!("{at}/conditions/{k}/type"));
        }
    }
}

/// All texts of a widget that are rendered.
fn templates(value: &Value, path: String) -> Vec<(String, String)> {
    match value {
        Value::String(text) => vec![(text.clone(), path)],
        Value::Array(items) => items.iter().enumerate().flat_map(|(i, v)| templates(v, format!("{path}/{i}"))).collect(),
        Value::Object(map) => map.iter().flat_map(|(k, v)| templates(v, format!("{path}/{k}"))).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_named_with_its_place() {
        let flow = json!({ "initial_state": "Start", "states": [
            { "name": "Trigger", "type": "trigger", "transitions": [{ "event": "incomingRain", "next": "nowhere" }], "properties": {} },
            { "name": "ask", "type": "make-http-request", "transitions": [], "properties": { "url": "{{ a | shout }}", "method": "POST" } },
        ]});
        let paths: Vec<String> = errors(&flow).iter().map(|e| e["property_path"].as_str().unwrap().to_owned()).collect();
        assert_eq!(
            paths,
            [
                "#/initial_state",
                "#/states/0/transitions/0/event",
                "#/states/0/transitions/0/next",
                "#/states/1/properties/content_type",
                "#/states/1/properties/url",
            ]
        );
    }
}
