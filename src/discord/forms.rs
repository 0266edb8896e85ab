//! A [`Form`] as a modal: every question is a label around its box.

use crate::domain::case::CaseKind;
use crate::domain::form::{Field, Form, FormId, Input};
use crate::domain::ids::CaseId;
use serde_json::{Value, json};

/// Version and kind of our forms' `custom_id`s.
const PREFIX: &str = "fx1:form:";

/// The answer to an interaction that shows the form.
pub fn modal(form: &Form) -> Value {
    let components: Vec<Value> = form.fields.iter().map(label).collect();
    json!({"type": 9, "data": {"custom_id": custom_id(&form.id), "title": form.title, "components": components}})
}

fn custom_id(form: &FormId) -> String {
    match form {
        FormId::Intake { kind: CaseKind::Bug } => format!("{PREFIX}bug"),
        FormId::Intake { kind: CaseKind::Feature } => format!("{PREFIX}feature"),
        FormId::Intake { kind: CaseKind::Help } => format!("{PREFIX}help"),
        FormId::RatingLine { case } => format!("{PREFIX}rating:{case}"),
    }
}

/// The form with this `custom_id`, if it is one of ours.
pub fn named(custom_id: &str) -> Option<FormId> {
    let name = custom_id.strip_prefix(PREFIX)?;
    match name.split_once(':').unwrap_or((name, "")) {
        ("bug", "") => Some(FormId::Intake { kind: CaseKind::Bug }),
        ("feature", "") => Some(FormId::Intake { kind: CaseKind::Feature }),
        ("rating", case) => Some(FormId::RatingLine { case: CaseId(case.parse().ok()?) }),
        _ => None,
    }
}

fn label(field: &Field) -> Value {
    let mut json = json!({"type": 18, "label": field.label, "component": component(field)});
    if let Some(hint) = &field.hint {
        json["description"] = json!(hint);
    }
    json
}

fn component(field: &Field) -> Value {
    let (key, required) = (&field.key, field.required);
    let mut json = match &field.input {
        Input::Short { max } => json!({"type": 4, "style": 1, "custom_id": key, "required": required, "max_length": max}),
        Input::Paragraph { max } => json!({"type": 4, "style": 2, "custom_id": key, "required": required, "max_length": max}),
        Input::Select { options } => {
            let options: Vec<Value> = options.iter().map(|(value, label)| json!({"value": value, "label": label})).collect();
            json!({"type": 3, "custom_id": key, "required": required, "options": options})
        }
        Input::Files { max } => {
            let min = u8::from(required);
            return json!({"type": 19, "custom_id": key, "required": required, "min_values": min, "max_values": max});
        }
    };
    if let Some(placeholder) = &field.placeholder {
        json["placeholder"] = json!(placeholder);
    }
    if let (Some(value), Input::Short { .. } | Input::Paragraph { .. }) = (&field.value, &field.input) {
        json["value"] = json!(value);
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::intake::{Intake, Prefill};

    #[test]
    fn every_form_comes_back_as_itself() {
        let case = CaseId(uuid::Uuid::from_u128(7));
        for id in [FormId::Intake { kind: CaseKind::Bug }, FormId::Intake { kind: CaseKind::Feature }, FormId::RatingLine { case }] {
            assert_eq!(named(&custom_id(&id)), Some(id));
        }
        for other in ["", "fx1:form:", "fx1:form:help", "fx1:form:rating:x", "fx2:form:bug", "form:bug"] {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn the_shipped_form_is_a_modal_of_labels() {
        let intake = Intake::read(include_str!("../../flows/intake/bug.toml")).unwrap();
        let form = intake.form(CaseKind::Bug, "en-US", &Prefill { title: "It crashes".into(), text: String::new() });
        let modal = modal(&form);
        assert_eq!(modal["data"]["components"].as_array().unwrap().len(), 5);
        let first = &modal["data"]["components"][0];
        assert_eq!((first["type"].as_u64(), first["component"]["value"].as_str()), (Some(18), Some("It crashes")));
        assert!(first["component"].get("label").is_none(), "inside a label the box has none of its own");
        assert_eq!(modal["data"]["components"][4]["component"]["type"], 19);
    }
}
