//! Components: rows, buttons, selects, the newer layout, and the fields of modals.

use crate::sandbox::discord::errors::Problems;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Where a list of components stands, which decides what may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A message without the V2 flag: action rows only.
    Rows,
    /// A message with the V2 flag.
    Layout,
    /// A modal.
    Modal,
}

/// The components inside a component.
fn children(component: &Value) -> impl Iterator<Item = &Value> {
    let list = component["components"].as_array().into_iter().flatten();
    let single = ["component", "accessory"].into_iter().filter_map(|key| component.get(key));
    list.chain(single)
}

/// Visits every component, outer ones first.
pub fn walk<'a>(components: &'a [Value], visit: &mut impl FnMut(&'a Value)) {
    fn step<'a>(component: &'a Value, visit: &mut impl FnMut(&'a Value)) {
        visit(component);
        for child in children(component) {
            step(child, visit);
        }
    }
    for component in components {
        step(component, visit);
    }
}

/// Finds the component with this `custom_id`.
pub fn find<'a>(components: &'a [Value], custom_id: &str) -> Option<&'a Value> {
    let mut found = None;
    walk(components, &mut |component| {
        if found.is_none() && component["custom_id"] == custom_id {
            found = Some(component);
        }
    });
    found
}

/// Gives every component without an `id` the next free number, as Discord does.
pub fn number(components: &mut [Value]) {
    let mut taken = HashSet::new();
    walk(components, &mut |component| {
        taken.extend(component["id"].as_u64());
    });
    let mut next = 1;
    for component in components {
        number_one(component, &taken, &mut next);
    }
}

fn number_one(component: &mut Value, taken: &HashSet<u64>, next: &mut u64) {
    if !component.is_object() {
        return;
    }
    if component["id"].as_u64().unwrap_or(0) == 0 {
        while taken.contains(next) {
            *next += 1;
        }
        component["id"] = json!(*next);
        *next += 1;
    }
    if let Some(list) = component.get_mut("components").and_then(Value::as_array_mut) {
        list.iter_mut().for_each(|child| number_one(child, taken, next));
    }
    for key in ["component", "accessory"] {
        if let Some(child) = component.get_mut(key) {
            number_one(child, taken, next);
        }
    }
}

/// Checks a list of components for the place where it stands.
pub fn check(components: &[Value], place: Place, problems: &mut Problems) {
    let mut names = HashSet::new();
    let mut total = 0;
    let mut text = 0;
    walk(components, &mut |component| {
        total += 1;
        if component["type"] == 10 {
            text += component["content"].as_str().unwrap_or_default().chars().count();
        }
        if let Some(name) = component["custom_id"].as_str().filter(|name| !names.insert(*name)) {
            problems.add("components", "COMPONENT_CUSTOM_ID_DUPLICATED", format!("Component custom id cannot be duplicated: {name}"));
        }
    });
    if total > 40 && place == Place::Layout {
        problems.add("components", "BASE_TYPE_MAX_LENGTH", "Must be 40 or fewer in length.");
    }
    if text > 4000 {
        problems.add(
            "components",
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            "The total displayable text size exceeds the maximum of 4000",
        );
    }
    for (at, component) in components.iter().enumerate() {
        let path = format!("components.{at}");
        let allowed: &[u64] = match place {
            Place::Rows => &[1],
            Place::Layout => &[1, 9, 10, 12, 13, 14, 17],
            Place::Modal => &[1, 10, 18],
        };
        check_one(component, &path, allowed, place, problems);
    }
}

fn check_one(component: &Value, path: &str, allowed: &[u64], place: Place, problems: &mut Problems) {
    let Some(kind) = component["type"].as_u64() else {
        return problems.required(&format!("{path}.type"));
    };
    if !allowed.contains(&kind) {
        return problems.add(&format!("{path}.type"), "BASE_TYPE_CHOICES", format!("Value of field \"type\" must be one of {allowed:?}."));
    }
    match kind {
        1 => check_row(component, path, place, problems),
        2 => check_button(component, path, problems),
        3..=8 | 19 | 21..=23 => check_field(component, path, place, problems),
        9 => {
            nested(component, path, &[10], 1..=3, place, problems);
            match component.get("accessory") {
                Some(accessory) => check_one(accessory, &format!("{path}.accessory"), &[2, 11], place, problems),
                None => problems.required(&format!("{path}.accessory")),
            }
        }
        10 => filled(component, path, "content", 4000, problems),
        17 => nested(component, path, &[1, 9, 10, 12, 13, 14], 1..=40, place, problems),
        18 => {
            filled(component, path, "label", 45, problems);
            problems.longest(&format!("{path}.description"), component["description"].as_str().unwrap_or_default(), 100);
            match component.get("component") {
                Some(field) => {
                    check_one(field, &format!("{path}.component"), &[3, 4, 5, 6, 7, 8, 19, 21, 22, 23], place, problems);
                    if field["type"] == 4 && field.get("label").is_some_and(|label| !label.is_null()) {
                        problems.add(
                            &format!("{path}.component.label"),
                            "BASE_TYPE_FORBIDDEN",
                            "A text input in a label cannot have a label.",
                        );
                    }
                }
                None => problems.required(&format!("{path}.component")),
            }
        }
        _ => {}
    }
}

fn nested(component: &Value, path: &str, allowed: &[u64], count: std::ops::RangeInclusive<usize>, place: Place, problems: &mut Problems) {
    let list = component["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    let path = format!("{path}.components");
    if !count.contains(&list.len()) {
        problems.add(&path, "BASE_TYPE_BAD_LENGTH", format!("Must be between {} and {} in length.", count.start(), count.end()));
    }
    for (at, child) in list.iter().enumerate() {
        check_one(child, &format!("{path}.{at}"), allowed, place, problems);
    }
}

fn check_row(row: &Value, path: &str, place: Place, problems: &mut Problems) {
    if place == Place::Modal {
        nested(row, path, &[4], 1..=1, place, problems);
        if row["components"][0]["label"].as_str().is_none_or(|label| label.is_empty() || label.chars().count() > 45) {
            problems.add(&format!("{path}.components.0.label"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 45 in length.");
        }
        return;
    }
    let has_select = row["components"].as_array().is_some_and(|list| list.iter().any(|c| c["type"] != 2));
    nested(row, path, &[2, 3, 5, 6, 7, 8], if has_select { 1..=1 } else { 1..=5 }, place, problems);
}

fn check_button(button: &Value, path: &str, problems: &mut Problems) {
    let label = button["label"].as_str().unwrap_or_default();
    problems.longest(&format!("{path}.label"), label, 80);
    match button["style"].as_u64() {
        Some(1..=4) => {
            filled(button, path, "custom_id", 100, problems);
            if label.is_empty() && button["emoji"].is_null() {
                problems.add(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A button needs a label or an emoji.");
            }
        }
        Some(5) => filled(button, path, "url", 512, problems),
        Some(6) => filled(button, path, "sku_id", 20, problems),
        _ => problems.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}."),
    }
}

/// Selects, text inputs, uploads, radio and checkboxes.
fn check_field(field: &Value, path: &str, place: Place, problems: &mut Problems) {
    filled(field, path, "custom_id", 100, problems);
    let kind = field["type"].as_u64().unwrap_or_default();
    problems.longest(&format!("{path}.placeholder"), field["placeholder"].as_str().unwrap_or_default(), if kind == 4 { 100 } else { 150 });
    if place == Place::Modal && field["disabled"] == true {
        problems.add(&format!("{path}.disabled"), "BASE_TYPE_FORBIDDEN", "A field of a modal cannot be disabled.");
    }
    let optional = field["required"] == false;
    match kind {
        3 => {
            check_options(field, path, 1..=25, problems);
            if place == Place::Modal && !optional && field["min_values"] == 0 {
                problems.add(&format!("{path}.min_values"), "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.");
            }
        }
        4 => {
            if !matches!(field["style"].as_u64(), Some(1 | 2)) {
                problems.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.");
            }
            problems.longest(&format!("{path}.value"), field["value"].as_str().unwrap_or_default(), 4000);
            within(field, path, "min_length", 0..=4000, problems);
            within(field, path, "max_length", 1..=4000, problems);
        }
        19 => {
            within(field, path, "min_values", 0..=10, problems);
            within(field, path, "max_values", 1..=10, problems);
        }
        21 => check_options(field, path, 2..=10, problems),
        22 => check_options(field, path, 1..=10, problems),
        23 if field["required"] == true => {
            problems.add(&format!("{path}.required"), "BASE_TYPE_FORBIDDEN", "A checkbox cannot be required.");
        }
        _ => {}
    }
    if matches!(kind, 3 | 5..=8) {
        within(field, path, "min_values", 0..=25, problems);
        within(field, path, "max_values", 1..=25, problems);
    }
}

fn check_options(field: &Value, path: &str, count: std::ops::RangeInclusive<usize>, problems: &mut Problems) {
    let options = field["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !count.contains(&options.len()) {
        let message = format!("Must be between {} and {} in length.", count.start(), count.end());
        problems.add(&format!("{path}.options"), "BASE_TYPE_BAD_LENGTH", message);
    }
    let mut values = HashSet::new();
    for (at, option) in options.iter().enumerate() {
        let path = format!("{path}.options.{at}");
        filled(option, &path, "label", 100, problems);
        filled(option, &path, "value", 100, problems);
        problems.longest(&format!("{path}.description"), option["description"].as_str().unwrap_or_default(), 100);
        if option["value"].as_str().is_some_and(|value| !values.insert(value)) {
            problems.add(
                &format!("{path}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            );
        }
    }
}

fn filled(object: &Value, path: &str, key: &str, most: usize, problems: &mut Problems) {
    match object[key].as_str() {
        Some(text) => problems.length(&format!("{path}.{key}"), text, 1, most),
        None => problems.required(&format!("{path}.{key}")),
    }
}

fn within(object: &Value, path: &str, key: &str, range: std::ops::RangeInclusive<u64>, problems: &mut Problems) {
    if object[key].as_u64().is_some_and(|number| !range.contains(&number)) {
        let message = format!("int value should be between {} and {}.", range.start(), range.end());
        problems.add(&format!("{path}.{key}"), "NUMBER_TYPE_RANGE", message);
    }
}

/// Checks the `data` of a modal response.
pub fn check_modal(data: &Value, problems: &mut Problems) {
    filled(data, "data", "custom_id", 100, problems);
    filled(data, "data", "title", 45, problems);
    let components = data["components"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(1..=5).contains(&components.len()) {
        problems.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
    }
    check(components, Place::Modal, problems);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(components: Value, place: Place) -> bool {
        let mut problems = Problems::default();
        check(components.as_array().unwrap(), place, &mut problems);
        problems.finish().is_err()
    }

    #[test]
    fn a_row_holds_five_buttons_and_not_six() {
        let button = |n| json!({ "type": 2, "style": 1, "label": "x", "custom_id": format!("b{n}") });
        let row = |count| json!([{ "type": 1, "components": (0..count).map(button).collect::<Vec<_>>() }]);
        assert!(!wrong(row(5), Place::Rows));
        assert!(wrong(row(6), Place::Rows));
    }

    #[test]
    fn custom_ids_are_unique_in_a_message() {
        let button = json!({ "type": 2, "style": 1, "label": "x", "custom_id": "same" });
        assert!(wrong(json!([{ "type": 1, "components": [button, button] }]), Place::Rows));
    }

    #[test]
    fn a_text_input_in_a_label_has_no_label_of_its_own() {
        let input = |label: Value| json!([{ "type": 18, "label": "Question", "component": { "type": 4, "custom_id": "q", "style": 1, "label": label } }]);
        assert!(!wrong(input(Value::Null), Place::Modal));
        assert!(wrong(input(json!("twice")), Place::Modal));
    }

    #[test]
    fn components_are_numbered_around_ids_that_are_taken() {
        let mut list = vec![json!({ "type": 1, "id": 1, "components": [{ "type": 2 }, { "type": 2, "id": 0 }] })];
        number(&mut list);
        assert_eq!(list[0]["components"][0]["id"], 2);
        assert_eq!(list[0]["components"][1]["id"], 3);
    }
}
