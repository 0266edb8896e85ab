//! Walks through a flow from widget to widget.

use super::super::core::{Busy, Core};
use super::super::sid;
use super::definition::Definition;
use super::execution::Step;
use super::{end, split, widgets};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A widget may be entered so often in one execution.
const MOST_VISITS: u32 = 10;
/// Flows may call flows so deep.
const DEEPEST_SUBFLOW: u32 = 5;

/// Why an execution failed: the debugger's code, and a text.
pub(crate) type Failure = (u32, String);

/// What a widget did: the event it ends with, and its output.
pub(crate) struct Done {
    pub event: &'static str,
    pub output: Value,
    /// Set by splits, which know where to go.
    pub next: Option<Option<String>>,
}

impl Done {
    pub(crate) fn new(event: &'static str, output: Value) -> Self {
        Self { event, output, next: None }
    }
}

/// An execution on its way.
pub(crate) struct Walk {
    pub core: Arc<Core>,
    pub execution: String,
    pub flow: String,
    pub conversation: Option<String>,
    pub definition: Definition,
    pub context: Value,
    /// Held while the execution works, given back while it waits for a person.
    pub busy: Option<Busy>,
    pub depth: u32,
}

/// Runs an execution to its end.
pub(crate) async fn run(core: Arc<Core>, execution: String, busy: Busy) {
    let Some(mut walk) = core.with(|state| {
        let row = state.executions.get(&execution)?;
        let address = json!({ "channel": { "address": row.address } });
        let mut flow = address.clone();
        flow["sid"] = json!(row.sid);
        flow["flow_sid"] = json!(row.flow);
        flow["variables"] = json!({});
        Some(Walk {
            core: Arc::clone(&core),
            execution: row.sid.clone(),
            flow: row.flow.clone(),
            conversation: row.conversation.clone(),
            definition: Definition::read(&row.definition)?,
            context: json!({ "trigger": row.trigger, "flow": flow, "contact": address, "widgets": {} }),
            busy: Some(busy),
            depth: 0,
        })
    }) else {
        return core.with(|state| end(state, &execution, Some((81_000, "the definition cannot be read".into()))));
    };
    let first = if walk.conversation.is_some() { "incomingConversationMessage" } else { "incomingRequest" };
    let result = walk.go(first).await;
    core.with(|state| end(state, &execution, result.err()));
}

impl Walk {
    /// From the trigger to the end. Boxed, for a flow may run another one.
    pub(crate) fn go<'w>(&'w mut self, event: &'static str) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'w>> {
        Box::pin(async move {
            if self.depth > DEEPEST_SUBFLOW {
                return Err((81_001, "flows call each other too deep".into()));
            }
            let mut visits: HashMap<String, u32> = HashMap::new();
            let mut at = Some(self.definition.initial_state.clone());
            while let Some(name) = at {
                let widget = self.definition.widget(&name).cloned();
                let widget = widget.ok_or_else(|| (81_000, format!("'{name}' is not a widget")))?;
                let count = visits.entry(name.clone()).or_default();
                *count += 1;
                if *count > MOST_VISITS {
                    return Err((81_001, format!("widget '{name}' was entered more than {MOST_VISITS} times")));
                }
                let done = match widget.kind.as_str() {
                    "trigger" => Done::new(event, Value::Null),
                    "split-based-on" => {
                        let (event, next) = split::choose(&widget, &self.context).map_err(|e| (81_016, e))?;
                        Done { event, output: Value::Null, next: Some(next) }
                    }
                    _ => widgets::act(self, &widget).await?,
                };
                let next = done.next.clone().unwrap_or_else(|| widget.next(done.event).map(str::to_owned));
                if !done.output.is_null() {
                    self.context["widgets"][&name] = done.output.clone();
                }
                if !self.record(&name, &done, next.as_deref()) {
                    return Ok(());
                }
                at = next;
            }
            Ok(())
        })
    }

    /// Writes the step down; false if the execution was ended from outside.
    fn record(&self, widget: &str, done: &Done, next: Option<&str>) -> bool {
        self.core.with(|state| {
            let at = state.now;
            let Some(row) = state.executions.get_mut(&self.execution).filter(|e| !e.ended) else { return false };
            let (event, next) = (done.event.to_owned(), next.map(str::to_owned));
            row.steps.push(Step { sid: sid::new("FT"), widget: widget.to_owned(), event, next, output: done.output.clone(), at });
            row.context = self.context.clone();
            row.updated = at;
            state.tell("execution", &self.execution, widget);
            true
        })
    }
}
