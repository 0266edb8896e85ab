//! Submitted modals: the fields of the form on the screen, filled in by the member.

use super::payload::Resolved;
use super::start::{chosen, upload};
use super::{Interaction, OpenModal};
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::{Answer, Problems, Refusal};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::state::World;
use crate::sandbox::discord::validate::components::walk;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Checks a submit against the open modal and closes it.
pub fn submit(world: &mut World, interaction: &mut Interaction, form: &Form) -> Answer<Value> {
    let given = &form.value["data"];
    let by_id = id_in(&given["id"]);
    let fits = |modal: &OpenModal| {
        modal.user == interaction.user && by_id.map_or(given["custom_id"] == modal.custom_id.as_str(), |id| modal.interaction == id)
    };
    let at = world.modals.iter().rposition(fits);
    let unknown = || Refusal::field("data.custom_id", "MODAL_UNKNOWN", "There is no such modal.");
    let modal = at.and_then(|at| world.modals.get(at)).cloned().ok_or_else(unknown)?;
    interaction.source = modal.source;
    interaction.channel = modal.channel;
    interaction.guild = modal.guild;
    let submitted = given["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut said = HashMap::new();
    walk(submitted, &mut |component| {
        if let Some(name) = component["custom_id"].as_str() {
            said.insert(name, component);
        }
    });
    let mut filler = Filler { form, said, resolved: Resolved::default(), problems: Problems::default() };
    let mut components = Vec::new();
    for component in &modal.components {
        components.push(filler.outer(world, interaction, component)?);
    }
    filler.problems.finish()?;
    world.modals.retain(|open| open.interaction != modal.interaction);
    let mut data = json!({ "custom_id": modal.custom_id, "components": components });
    filler.resolved.into_data(&mut data);
    Ok(data)
}

struct Filler<'a> {
    form: &'a Form,
    said: HashMap<&'a str, &'a Value>,
    resolved: Resolved,
    problems: Problems,
}

impl Filler<'_> {
    fn outer(&mut self, world: &mut World, interaction: &Interaction, component: &Value) -> Answer<Value> {
        Ok(match component["type"].as_u64() {
            Some(18) => json!({ "type": 18, "id": component["id"], "component": self.field(world, interaction, &component["component"])? }),
            Some(1) => {
                json!({ "type": 1, "id": component["id"], "components": [self.field(world, interaction, &component["components"][0])?] })
            }
            _ => json!({ "type": component["type"], "id": component["id"] }),
        })
    }

    fn field(&mut self, world: &mut World, interaction: &Interaction, field: &Value) -> Answer<Value> {
        let name = field["custom_id"].as_str().unwrap_or_default();
        let said = self.said.get(name).copied().unwrap_or(&Value::Null);
        let mut filled = json!({ "type": field["type"], "id": field["id"], "custom_id": name });
        let required = field["required"] != false;
        let values = said["values"].as_array().cloned().unwrap_or_default();
        match field["type"].as_u64() {
            Some(4) => filled["value"] = json!(self.text(field, name, said["value"].as_str().unwrap_or_default())),
            Some(3 | 5..=8) => {
                if !chosen(world, interaction, field, &values, &mut self.resolved) {
                    self.wrong(name);
                }
                filled["values"] = json!(values);
            }
            Some(19) => filled["values"] = json!(self.files(world, interaction.channel, field, name, &values)?),
            Some(21) => {
                let known = is_option(field, &said["value"]) || (said["value"].is_null() && !required);
                if !known {
                    self.wrong(name);
                }
                filled["value"] = said["value"].clone();
            }
            Some(22) => {
                let least = field["min_values"].as_u64().unwrap_or(u64::from(required));
                let most = field["max_values"].as_u64().unwrap_or(10);
                if !(least..=most).contains(&(values.len() as u64)) || !values.iter().all(|value| is_option(field, value)) {
                    self.wrong(name);
                }
                filled["values"] = json!(values);
            }
            _ => filled["value"] = json!(said["value"] == true),
        }
        Ok(filled)
    }

    fn wrong(&mut self, name: &str) {
        self.problems.add(&format!("data.components.{name}"), "COMPONENT_VALIDATION_FAILED", "Component validation failed");
    }

    fn text(&mut self, field: &Value, name: &str, text: &str) -> String {
        let path = format!("data.components.{name}.value");
        if text.is_empty() {
            if field["required"] != false {
                self.problems.required(&path);
            }
        } else {
            let bound = |key: &str, otherwise: u64| field[key].as_u64().unwrap_or(otherwise) as usize;
            self.problems.length(&path, text, bound("min_length", 0), bound("max_length", 4000));
        }
        text.to_owned()
    }

    fn files(&mut self, world: &mut World, channel: Id, field: &Value, name: &str, values: &[Value]) -> Answer<Vec<Id>> {
        let required = field["required"] != false;
        let least = field["min_values"].as_u64().unwrap_or(u64::from(required));
        let most = field["max_values"].as_u64().unwrap_or(1);
        let count = values.len() as u64;
        if !((least..=most).contains(&count) || (count == 0 && !required)) {
            self.wrong(name);
        }
        let mut ids = Vec::new();
        for value in values {
            match upload(world, channel, self.form, value)? {
                Some(id) => {
                    self.resolved.attachment(world, id);
                    ids.push(id);
                }
                None => self.wrong(name),
            }
        }
        Ok(ids)
    }
}

fn is_option(field: &Value, value: &Value) -> bool {
    field["options"].as_array().is_some_and(|options| options.iter().any(|option| option["value"] == *value))
}
