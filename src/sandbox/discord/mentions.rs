//! Who a text calls: `allowed_mentions` as Discord applies it. A test asks the record of pings whether anybody was disturbed.

use super::errors::{Answer, Problems, Refusal};
use super::ids::{Id, id_in};
use super::model::{Guild, Mentions};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

static CALL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<@(&|!)?(\d{1,20})>").expect("the pattern is fixed"));
static ALL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"@(everyone|here)").expect("the pattern is fixed"));

/// What a message may call.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    all_users: bool,
    all_roles: bool,
    everyone: bool,
    users: Vec<Id>,
    roles: Vec<Id>,
    /// Whether a reply calls the author of what it answers.
    pub replied_user: bool,
}

impl Allowed {
    /// What holds for ordinary messages that say nothing: everything.
    pub fn everything() -> Self {
        Self { all_users: true, all_roles: true, everyone: true, replied_user: true, ..Self::default() }
    }

    /// What holds for webhooks and interactions that say nothing: people only.
    pub fn people() -> Self {
        Self { all_users: true, replied_user: true, ..Self::default() }
    }

    /// Reads an `allowed_mentions` object.
    pub fn read(value: &Value) -> Answer<Self> {
        let mut problems = Problems::default();
        let mut allowed = Self { replied_user: value["replied_user"].as_bool().unwrap_or(false), ..Self::default() };
        for (at, word) in value["parse"].as_array().into_iter().flatten().enumerate() {
            match word.as_str() {
                Some("users") => allowed.all_users = true,
                Some("roles") => allowed.all_roles = true,
                Some("everyone") => allowed.everyone = true,
                _ => problems.add(
                    &format!("allowed_mentions.parse.{at}"),
                    "BASE_TYPE_CHOICES",
                    "Value must be one of ('users', 'roles', 'everyone').",
                ),
            }
        }
        allowed.users = listed(value, "users", allowed.all_users, &mut problems);
        allowed.roles = listed(value, "roles", allowed.all_roles, &mut problems);
        problems.finish()?;
        Ok(allowed)
    }
}

fn listed(value: &Value, key: &str, parsed: bool, problems: &mut Problems) -> Vec<Id> {
    let ids: Vec<Id> = value[key].as_array().into_iter().flatten().filter_map(id_in).collect();
    let path = format!("allowed_mentions.{key}");
    if ids.len() > 100 {
        problems.add(&path, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.");
    }
    if parsed && !ids.is_empty() {
        problems.add(
            "allowed_mentions",
            "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
            format!("parse:[\"{key}\"] and {key}: [ids...] are mutually exclusive."),
        );
    }
    ids
}

/// Works out who `text` calls. `loud` says whether the author may call everyone and roles that are not mentionable.
pub fn called(text: &str, allowed: &Allowed, guild: Option<&Guild>, loud: bool, known: impl Fn(Id) -> bool) -> Mentions {
    let mut mentions = Mentions::default();
    for call in CALL.captures_iter(text) {
        let Ok(id) = call[2].parse::<Id>() else { continue };
        if call.get(1).is_some_and(|sign| sign.as_str() == "&") {
            let role = guild.and_then(|guild| guild.roles.get(&id));
            let callable = role.is_some_and(|role| role.mentionable || loud);
            if callable && (allowed.all_roles || allowed.roles.contains(&id)) && !mentions.roles.contains(&id) {
                mentions.roles.push(id);
            }
        } else if known(id) && (allowed.all_users || allowed.users.contains(&id)) && !mentions.users.contains(&id) {
            mentions.users.push(id);
        }
    }
    mentions.everyone = guild.is_some() && loud && allowed.everyone && ALL.is_match(text);
    mentions
}

/// The text in which people can be called: the content and, with the newer components, their text displays.
pub fn callable_text(content: &str, components: &[Value]) -> String {
    let mut text = content.to_owned();
    super::validate::components::walk(components, &mut |component| {
        if component["type"] == 10 {
            text.push('\n');
            text.push_str(component["content"].as_str().unwrap_or_default());
        }
    });
    text
}

/// Reads the member `allowed_mentions` of a body, or takes what holds without it.
pub fn allowed_in(body: &Value, otherwise: Allowed) -> Result<Allowed, Refusal> {
    match body.get("allowed_mentions").filter(|value| !value.is_null()) {
        Some(value) => Allowed::read(value),
        None => Ok(otherwise),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_empty_parse_list_calls_nobody() {
        let allowed = Allowed::read(&json!({ "parse": [] })).unwrap();
        assert_eq!(called("<@1> <@&2> @everyone", &allowed, None, true, |_| true), Mentions::default());
    }

    #[test]
    fn a_listed_person_is_called_and_others_are_not() {
        let allowed = Allowed::read(&json!({ "parse": [], "users": ["1"] })).unwrap();
        assert_eq!(called("<@1> <@2>", &allowed, None, true, |_| true).users, vec![Id(1)]);
    }

    #[test]
    fn a_list_excludes_the_same_word_in_parse() {
        assert!(Allowed::read(&json!({ "parse": ["users"], "users": ["1"] })).is_err());
    }
}
