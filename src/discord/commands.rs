//! The slash commands, declared once, and their registration.
//!
//! Only ours are touched: others may belong to another program under the same application, so nothing is ever replaced as a whole
//! and nothing is deleted. A command that exists is edited, not made anew, because that would lose its permissions in servers.

use super::error::Failure;
use super::http::{Http, Method, Request};
use crate::domain::ids::Snowflake;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// `/helpme`
pub const HELP_ME: &str = "helpme";
/// Its one option.
pub const WHAT: &str = "what";
/// `/ask`
pub const ASK: &str = "ask";
/// What is asked.
pub const QUESTION: &str = "question";
/// `/bug`
pub const BUG: &str = "bug";
/// `/new_feature`
pub const NEW_FEATURE: &str = "new_feature";
/// `/mycases`
pub const MY_CASES: &str = "mycases";
/// The entry in a message's menu. This name is what comes back, whatever language it is shown in.
pub const REPORT_MESSAGE: &str = "Report as bug";
/// The names of all our commands, in the order they are declared in.
pub const OURS: [&str; 6] = [HELP_ME, ASK, BUG, NEW_FEATURE, MY_CASES, REPORT_MESSAGE];

/// Types of commands: typed with a slash, and chosen from a message's menu.
pub const SLASH: u64 = 1;
pub const OF_MESSAGE: u64 = 3;

/// What a description describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Described {
    HelpMe,
    What,
    Ask,
    Question,
    Bug,
    NewFeature,
    /// Its name: entries of menus have no description.
    ReportMessage,
    MyCases,
}

/// The description in English, and those in other languages by Discord locale; 1 to 100 characters each.
pub type Describe<'a> = &'a (dyn Fn(Described) -> (String, BTreeMap<String, String>) + Sync);

/// What became of the commands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub created: Vec<String>,
    pub updated: Vec<String>,
    pub unchanged: Vec<String>,
    /// Commands that are not ours; left alone.
    pub foreign: Vec<String>,
}

/// Our commands as Discord takes them. Global ones say where they may be used: in servers and in the bot's DM.
pub fn declared(describe: Describe<'_>, guild: Option<Snowflake>) -> Vec<Value> {
    let mut help_me = described(describe, Described::HelpMe, json!({"name": HELP_ME, "type": SLASH}));
    help_me["options"] =
        json!([described(describe, Described::What, json!({"name": WHAT, "type": 3, "required": false, "max_length": 1000}))]);
    let mut ask = described(describe, Described::Ask, json!({"name": ASK, "type": SLASH}));
    let question = json!({"name": QUESTION, "type": 3, "required": true, "max_length": 1000, "autocomplete": true});
    ask["options"] = json!([described(describe, Described::Question, question)]);
    let bug = described(describe, Described::Bug, json!({"name": BUG, "type": SLASH}));
    let new_feature = described(describe, Described::NewFeature, json!({"name": NEW_FEATURE, "type": SLASH}));
    let my_cases = described(describe, Described::MyCases, json!({"name": MY_CASES, "type": SLASH}));
    let (_, names) = describe(Described::ReportMessage);
    let report = json!({"name": REPORT_MESSAGE, "type": OF_MESSAGE, "name_localizations": names});
    let everywhere = json!([0, 1]);
    let in_servers = json!([0]);
    let placed = [
        (help_me, &everywhere),
        (ask, &everywhere),
        (bug, &in_servers),
        (new_feature, &in_servers),
        (my_cases, &everywhere),
        (report, &in_servers),
    ];
    let in_place = |(mut command, contexts): (Value, &Value)| {
        if guild.is_none() {
            command["contexts"] = contexts.clone();
            command["integration_types"] = json!([0]);
        }
        command
    };
    placed.into_iter().map(in_place).collect()
}

fn described(describe: Describe<'_>, what: Described, mut json: Value) -> Value {
    let (english, others) = describe(what);
    json["description"] = json!(english);
    json["description_localizations"] = json!(others);
    json
}

/// Brings our commands up to date, globally or in one server.
///
/// # Errors
/// When Discord cannot be asked or refuses; what was done until then stays.
pub async fn sync(http: &Http, guild: Option<Snowflake>, describe: Describe<'_>) -> Result<Report, Failure> {
    let wanted = declared(describe, guild);
    let there = list(http, guild).await?;
    let mut report = Report::default();
    for command in &wanted {
        let name = name(command).to_owned();
        match there.iter().find(|c| is_same(c, command)) {
            Some(found) if contains(found, command) => report.unchanged.push(name),
            Some(found) => {
                let id = found["id"].as_str().unwrap_or_default();
                http.call(route(http, Method::PATCH, guild, Some(id)).json(command.clone())).await?;
                report.updated.push(name);
            }
            None => {
                http.call(route(http, Method::POST, guild, None).json(command.clone())).await?;
                report.created.push(name);
            }
        }
    }
    report.foreign = there.iter().filter(|c| !wanted.iter().any(|w| is_same(c, w))).map(|c| name(c).to_owned()).collect();
    Ok(report)
}

/// The registered commands, with all their languages.
///
/// # Errors
/// When Discord cannot be asked.
pub async fn list(http: &Http, guild: Option<Snowflake>) -> Result<Vec<Value>, Failure> {
    http.get(route(http, Method::GET, guild, None).query(&[("with_localizations", &true)])).await
}

/// The name of a registered command.
pub fn name(command: &Value) -> &str {
    command["name"].as_str().unwrap_or_default()
}

/// Same name and type: what Discord takes for the same command.
fn is_same(a: &Value, b: &Value) -> bool {
    name(a) == name(b) && a["type"].as_u64().unwrap_or(1) == b["type"].as_u64().unwrap_or(1)
}

/// Does `found` say everything `wanted` says? Discord adds fields of its own and leaves out what is empty or false.
fn contains(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => covers(found, wanted),
        (Value::Array(found), Value::Array(wanted)) => found.len() == wanted.len() && found.iter().zip(wanted).all(|(f, w)| contains(f, w)),
        _ => found == wanted,
    }
}

fn covers(found: &Map<String, Value>, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(key, wanted)| {
        let found = found.get(key).unwrap_or(&Value::Null);
        match wanted {
            Value::Bool(false) => found.is_null() || found == wanted,
            Value::Object(map) if map.is_empty() => found.is_null() || found == wanted,
            // A language that was taken out has to go at Discord's too.
            Value::Object(map) if key.ends_with("_localizations") => found.as_object().is_some_and(|f| f == map),
            _ => contains(found, wanted),
        }
    })
}

fn route(http: &Http, method: Method, guild: Option<Snowflake>, command: Option<&str>) -> Request {
    let app = http.application();
    match (guild, command) {
        (None, None) => Request::new(method, "/applications/{}/commands", &[&app]),
        (None, Some(id)) => Request::new(method, "/applications/{}/commands/{}", &[&app, &id]),
        (Some(guild), None) => Request::new(method, "/applications/{}/guilds/{}/commands", &[&app, &guild]),
        (Some(guild), Some(id)) => Request::new(method, "/applications/{}/guilds/{}/commands/{}", &[&app, &guild, &id]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{HandClock, Stub, give};
    use super::*;

    fn describe(what: Described) -> (String, BTreeMap<String, String>) {
        (format!("{what:?}"), BTreeMap::from([("de".to_owned(), format!("{what:?} auf Deutsch"))]))
    }

    async fn synced(there: Value) -> (Report, Stub) {
        let stub = Stub::start([vec![give(200, there.to_string())], vec![give(200, "{}"); OURS.len()]].concat()).await;
        let report = sync(&stub.http(HandClock::at(0)), None, &describe).await.unwrap();
        (report, stub)
    }

    /// All our commands as Discord gives them back.
    fn registered() -> Vec<Value> {
        let mut commands = declared(&describe, None);
        for (command, id) in commands.iter_mut().zip(77..) {
            command["id"] = json!(id.to_string());
            command["version"] = json!("1");
        }
        commands[0]["options"][0].as_object_mut().unwrap().remove("required");
        commands
    }

    #[tokio::test]
    async fn missing_commands_are_made_and_foreign_ones_are_left_alone() {
        let (report, stub) = synced(json!([{"id": "1", "name": "theirs", "type": 1}, {"id": "2", "name": "helpme", "type": 3}])).await;
        assert_eq!((report.created, report.foreign), (OURS.map(str::to_owned).to_vec(), vec!["theirs".to_owned(), "helpme".to_owned()]));
        assert_eq!(stub.lines()[..2], ["GET /applications/1/commands?with_localizations=true", "POST /applications/1/commands"]);
        assert_eq!(stub.seen().len(), 1 + OURS.len());
    }

    #[tokio::test]
    async fn a_command_that_is_up_to_date_is_not_touched() {
        let (report, stub) = synced(json!(registered())).await;
        assert_eq!((report.unchanged.len(), stub.seen().len()), (OURS.len(), 1));
    }

    #[tokio::test]
    async fn another_description_or_language_is_edited_in_place() {
        for (pointer, value) in
            [("/description", json!("old")), ("/options/0/description_localizations", json!({"de": "x"})), ("/contexts", json!([0]))]
        {
            let mut old = registered();
            *old[0].pointer_mut(pointer).unwrap() = value;
            let (report, stub) = synced(json!(old)).await;
            assert_eq!(report.updated, ["helpme"], "{pointer}");
            assert_eq!(stub.lines()[1], "PATCH /applications/1/commands/77");
        }
    }

    #[test]
    fn what_is_declared_keeps_discords_bounds() {
        let commands = declared(&describe, None);
        assert_eq!(commands.iter().map(name).collect::<Vec<_>>(), OURS);
        for command in &commands {
            let typed = command["type"] == SLASH;
            let fine = |c: char| c.is_ascii_lowercase() || c == '_' || (!typed && (c == ' ' || c.is_ascii_alphabetic()));
            assert!(name(command).len() <= 32 && name(command).chars().all(fine), "{command}");
            assert_eq!(command["description"].as_str().is_some_and(|words| !words.is_empty()), typed, "entries of menus have none");
            assert!(command["contexts"].as_array().is_some_and(|contexts| !contexts.is_empty()));
        }
        assert!(declared(&describe, Some(Snowflake(9))).iter().all(|command| command.get("contexts").is_none()));
    }
}
