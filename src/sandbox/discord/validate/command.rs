//! Registered commands: names, descriptions, options, sizes.

use crate::sandbox::discord::errors::Problems;
use regex::Regex;
use serde_json::{Value, json};
use std::collections::HashSet;
use std::sync::LazyLock;

static NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$").expect("the pattern is fixed"));

/// All texts of one command together, in code points.
const MOST_TEXT: usize = 8000;

/// The languages Discord speaks.
const LOCALES: &str =
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko ar he";

/// Checks a registration and completes it with what Discord fills in. `path` is empty or the position in a list.
pub fn check(body: &Value, path: &str, in_guild: bool, problems: &mut Problems) -> Value {
    let at = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let kind = body["type"].as_u64().unwrap_or(1);
    let mut command = body.clone();
    let name = body["name"].as_str().unwrap_or_default();
    if kind == 1 {
        check_name(name, &at("name"), problems);
        match body["description"].as_str() {
            Some(text) => problems.length(&at("description"), text, 1, 100),
            None => problems.required(&at("description")),
        }
    } else {
        problems.length(&at("name"), name, 1, 32);
        if body["description"].as_str().is_some_and(|text| !text.is_empty()) {
            problems.add(
                &at("description"),
                "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION",
                "Context menu commands cannot have description",
            );
        }
        command["description"] = json!("");
    }
    for key in ["name_localizations", "description_localizations"] {
        check_locales(&body[key], &at(key), problems);
    }
    let options = body["options"].as_array().map(Vec::as_slice).unwrap_or_default();
    if kind != 1 && !options.is_empty() {
        problems.add(&at("options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Context menu commands cannot have options");
    }
    check_options(options, &at("options"), 0, problems);
    let size = text_of(body) + options.iter().map(text_of_option).sum::<usize>();
    if size > MOST_TEXT {
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", format!("Command exceeds maximum size ({size}/{MOST_TEXT})"));
    }
    if in_guild && ["contexts", "integration_types"].iter().any(|key| body[*key].is_array()) {
        problems.add(&at("contexts"), "APPLICATION_COMMAND_CONTEXTS_GUILD", "Contexts are for global commands only");
    }
    complete(&mut command, kind, in_guild);
    command
}

fn complete(command: &mut Value, kind: u64, in_guild: bool) {
    command["type"] = json!(kind);
    for (key, otherwise) in [("default_member_permissions", Value::Null), ("nsfw", json!(false))] {
        if command.get(key).is_none() {
            command[key] = otherwise;
        }
    }
    if let Some(number) = command["default_member_permissions"].as_u64() {
        command["default_member_permissions"] = json!(number.to_string());
    }
    if !in_guild {
        if !command["integration_types"].is_array() {
            command["integration_types"] = json!([0]);
        }
        if command.get("contexts").is_none() {
            command["contexts"] = Value::Null;
        }
    }
}

fn check_name(name: &str, path: &str, problems: &mut Problems) {
    let lower = name.chars().all(|c| !c.is_uppercase());
    if !(NAME.is_match(name) && lower) {
        problems.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
}

fn check_locales(texts: &Value, path: &str, problems: &mut Problems) {
    for (locale, text) in texts.as_object().into_iter().flatten() {
        if !LOCALES.split(' ').any(|known| known == locale) {
            problems.add(path, "ENUM_TYPE_COERCE", format!("Value \"{locale}\" is not a valid enum value."));
        }
        problems.length(&format!("{path}.{locale}"), text.as_str().unwrap_or_default(), 1, 100);
    }
}

fn check_options(options: &[Value], path: &str, depth: usize, problems: &mut Problems) {
    if options.len() > 25 {
        problems.add(path, "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.");
    }
    let mut names = HashSet::new();
    let mut optional_seen = false;
    for (n, option) in options.iter().enumerate() {
        let path = format!("{path}.{n}");
        let name = option["name"].as_str().unwrap_or_default();
        check_name(name, &format!("{path}.name"), problems);
        if !names.insert(name) {
            problems.add(&path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists");
        }
        match option["description"].as_str() {
            Some(text) => problems.length(&format!("{path}.description"), text, 1, 100),
            None => problems.required(&format!("{path}.description")),
        }
        let required = option["required"] == true;
        if required && optional_seen {
            problems.add(
                &path,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            );
        }
        optional_seen |= !required;
        let nested = option["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        match option["type"].as_u64() {
            Some(2) if depth == 0 => check_options(nested, &format!("{path}.options"), 1, problems),
            Some(1) if depth <= 1 => check_options(nested, &format!("{path}.options"), 2, problems),
            Some(3..=11) => check_choices(option, &path, problems),
            _ => problems.add(&format!("{path}.type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is invalid"),
        }
    }
}

fn check_choices(option: &Value, path: &str, problems: &mut Problems) {
    let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    if choices.len() > 25 {
        problems.add(&format!("{path}.choices"), "BASE_TYPE_BAD_LENGTH", "Must be 25 or fewer in length.");
    }
    if option["autocomplete"] == true && !choices.is_empty() {
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", "Choices and autocomplete exclude each other");
    }
    for (n, choice) in choices.iter().enumerate() {
        problems.length(&format!("{path}.choices.{n}.name"), choice["name"].as_str().unwrap_or_default(), 1, 100);
        problems.longest(&format!("{path}.choices.{n}.value"), choice["value"].as_str().unwrap_or_default(), 100);
    }
    for key in ["min_length", "max_length"] {
        if option[key].as_u64().is_some_and(|length| length > 6000) {
            problems.add(&format!("{path}.{key}"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 6000.");
        }
    }
}

fn text_of(thing: &Value) -> usize {
    let length = |key: &str| thing[key].as_str().unwrap_or_default().chars().count();
    length("name") + length("description")
}

fn text_of_option(option: &Value) -> usize {
    let inner: usize = option["options"].as_array().into_iter().flatten().map(text_of_option).sum();
    let choice = |choice: &Value| text_of(choice) + choice["value"].as_str().unwrap_or_default().chars().count();
    text_of(option) + inner + option["choices"].as_array().into_iter().flatten().map(choice).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(body: Value) -> bool {
        let mut problems = Problems::default();
        check(&body, "", false, &mut problems);
        problems.finish().is_ok()
    }

    #[test]
    fn names_are_lower_case_words() {
        assert!(accepted(json!({ "name": "new_feature", "description": "x" })));
        assert!(accepted(json!({ "name": "助けて", "description": "x" })));
        assert!(!accepted(json!({ "name": "Help", "description": "x" })));
        assert!(!accepted(json!({ "name": "help me", "description": "x" })));
    }

    #[test]
    fn required_options_come_first() {
        let option = |name: &str, required: bool| json!({ "type": 3, "name": name, "description": "x", "required": required });
        assert!(accepted(json!({ "name": "a", "description": "x", "options": [option("b", true), option("c", false)] })));
        assert!(!accepted(json!({ "name": "a", "description": "x", "options": [option("b", false), option("c", true)] })));
    }

    #[test]
    fn a_context_menu_command_reads_back_with_an_empty_description() {
        let mut problems = Problems::default();
        let command = check(&json!({ "name": "Report Message", "type": 3 }), "", true, &mut problems);
        assert!(problems.finish().is_ok());
        assert_eq!(command["description"], "");
    }
}
