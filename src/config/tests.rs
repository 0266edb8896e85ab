use std::fs;
use std::path::PathBuf;

use secrecy::ExposeSecret;

use super::*;

const EXAMPLE: &str = include_str!("../../flexcord.example.toml");
const KEY: &str = "0707070707070707070707070707070707070707070707070707070707070707";

/// The fewest variables that make a sound configuration.
fn least() -> Vec<(String, String)> {
    variables(&[
        ("FLEXCORD_PUBLIC_URL", "https://help.example"),
        ("FLEXCORD_DISCORD__APPLICATION_ID", "123456789012345678"),
        ("FLEXCORD_DISCORD__PUBLIC_KEY", KEY),
        ("FLEXCORD_DISCORD__BOT_TOKEN", "aaa.bbb.ccc"),
    ])
}

fn variables(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn from_env(more: &[(&str, &str)]) -> Result<Config, Problems> {
    let mut env = least();
    env.extend(variables(more));
    Config::load(None, env.into_iter())
}

/// Loads `text` as a file; the folder's name is taken out of what is answered.
fn from_file(text: &str, env: Vec<(String, String)>) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flexcord.toml");
    fs::write(&path, text).unwrap();
    let told = Config::load(Some(&path), env.into_iter()).map_err(|problems| problems.to_string());
    told.map_err(|text| text.replace(&format!("{}/", folder.path().display()), ""))
}

/// The example with every commented-out setting switched on.
fn whole_example() -> String {
    let is_setting =
        |line: &str| line.strip_prefix('#').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()) && rest.contains(" = "));
    EXAMPLE.lines().map(|line| if is_setting(line) { &line[1..] } else { line }).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_is_sound_as_it_is_and_with_everything_switched_on() {
    from_file(EXAMPLE, vec![]).unwrap();
    from_file(&whole_example(), vec![]).unwrap();
}

#[test]
fn the_example_shows_the_defaults() {
    let (shown, default) = (from_file(&whole_example(), vec![]).unwrap(), from_env(&[]).unwrap());
    assert_eq!(shown.ask, default.ask);
    assert_eq!(shown.desk, default.desk);
    assert_eq!(shown.relay, default.relay);
    assert_eq!(shown.log, default.log);
    assert_eq!(shown.limits, default.limits);
    assert_eq!(shown.console, default.console);
    assert_eq!(shown.knowledge, default.knowledge);
    let embeddings = shown.embeddings.unwrap();
    assert_eq!((embeddings.timeout_secs, embeddings.even), (20, 0.6));
    assert_eq!(shown.assistant.session_duration_secs, default.assistant.session_duration_secs);
    let (model, chatbot) = (shown.model.unwrap(), shown.chatbot.unwrap());
    assert_eq!((model.timeout_secs, model.max_tokens, model.token_limit), (20, 600, TokenLimit::MaxTokens));
    assert!(model.stream && model.summaries);
    assert_eq!(chatbot.timeout_secs, 20);
    assert_eq!(shown.general.listen, default.general.listen);
    assert_eq!(shown.general.data_dir, default.general.data_dir);
    assert_eq!(shown.general.database_url.expose_secret(), default.general.database_url.expose_secret());
    assert_eq!(shown.discord.api_base, default.discord.api_base);
    assert_eq!(shown.discord.interactions, default.discord.interactions);
    assert_eq!(shown.twilio.unwrap().task_channel, "chat");
}

#[test]
fn every_key_stands_in_the_example_and_nothing_else_does() {
    let mut reader = Reader::new(Given::default(), vec![]);
    General::read(&mut reader);
    Discord::read(&mut reader);
    Twilio::read(&mut reader);
    Assistant::read(&mut reader);
    Ask::read(&mut reader);
    Model::read(&mut reader, false);
    Chatbot::read(&mut reader, false);
    Knowledge::read(&mut reader);
    Embeddings::read(&mut reader);
    Desk::read(&mut reader);
    Cases::read(&mut reader);
    Relay::read(&mut reader);
    Log::read(&mut reader);
    Limits::read(&mut reader);
    Admin::read(&mut reader);
    Console::read(&mut reader);
    let mut known: Vec<_> = reader.known().to_vec();
    known.sort_unstable();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("whole.toml");
    fs::write(&path, whole_example()).unwrap();
    let (given, problems) = Given::gather(Some(&path), std::iter::empty());
    assert!(problems.is_empty());
    assert_eq!(given.entries.keys().collect::<Vec<_>>(), known);
}

#[test]
fn servers_are_named_by_their_ids() {
    let config = from_env(&[("FLEXCORD_ASK__OTHERWISE_IN", "123456789012345678, 223456789012345678")]).unwrap();
    assert_eq!(config.ask.otherwise_in, [123456789012345678, 223456789012345678]);
    let told = from_env(&[("FLEXCORD_ASK__OTHERWISE_IN", "Pokéfans")]).unwrap_err().to_string();
    assert!(told.contains("ask.otherwise_in must be a list of Discord ids"), "{told}");
}

#[test]
fn a_few_variables_are_enough() {
    let config = from_env(&[]).unwrap();
    assert!(config.twilio.is_none());
    assert_eq!(config.general.database_url.expose_secret(), "sqlite://./data/flexcord.db");
    assert_eq!(config.discord.public_key, [7; 32]);
    assert_eq!(config.desk.max_file_bytes, 10 * 1024 * 1024);
}

#[test]
fn the_database_lies_in_the_data_folder_unless_it_is_elsewhere() {
    let config = from_env(&[("FLEXCORD_DATA_DIR", "/srv/flexcord")]).unwrap();
    assert_eq!(config.general.database_url.expose_secret(), "sqlite:///srv/flexcord/flexcord.db");
    let config = from_env(&[("FLEXCORD_DATABASE_URL", "postgres://u:p@h/d")]).unwrap();
    assert_eq!(config.general.database_url.expose_secret(), "postgres://u:p@h/d");
}

#[test]
fn the_environment_wins_over_the_file_and_a_secret_file_over_both() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("token");
    fs::write(&secret, "from.secret.file\n").unwrap();
    let mut env = variables(&[("FLEXCORD_DESK__TEAM_NAME", "Crew"), ("FLEXCORD_DISCORD__BOT_TOKEN", "from.the.environment")]);
    let config = from_file(EXAMPLE, env.clone()).unwrap();
    assert_eq!((config.desk.team_name.as_str(), config.discord.bot_token.expose_secret()), ("Crew", "from.the.environment"));
    env.push(("FLEXCORD_DISCORD__BOT_TOKEN_FILE".into(), secret.display().to_string()));
    let config = from_file(EXAMPLE, env).unwrap();
    assert_eq!(config.discord.bot_token.expose_secret(), "from.secret.file");
}

#[test]
fn every_mistake_is_told_at_once_with_its_place_and_remedy() {
    let text = r#"public_url = "http://help.example"
listn = "127.0.0.1:1"

[discord]
application_id = 12
bot_token = "Bot aaa.bbb.ccc"
colour = "blue"

[twilio]
account_sid = "AC1"

[desk]
reopen_days = 1000
show_agent_names = "perhaps"
"#;
    let env = variables(&[("FLEXCORD_RELAY__MAX_ATTEMPT", "3"), ("FLEXCORD_LOG__FORMAT", "xml")]);
    insta::assert_snapshot!(from_file(text, env).unwrap_err(), @r#"
    15 mistakes in the settings:
      flexcord.toml:1: public_url must be an https:// address without user, query or fragment (http:// only on this machine) → the https:// address under which Discord and Twilio reach this program
      flexcord.toml:5: discord.application_id must be a Discord id of 17 to 20 digits → copy the Application ID from the Developer Portal, General Information
      discord.public_key is missing → copy the Public Key from the Developer Portal, General Information; set it in the file or with FLEXCORD_DISCORD__PUBLIC_KEY
      flexcord.toml:6: discord.bot_token must be three parts with dots between, without "Bot " in front → press Reset Token in the Developer Portal, Bot, and copy it
      flexcord.toml:10: twilio.account_sid must be AC and about 32 letters and digits → copy it from the Twilio Console
      twilio.auth_token is missing → copy it from the Twilio Console; set it in the file or with FLEXCORD_TWILIO__AUTH_TOKEN (or its _FILE)
      twilio.service_sid is missing → copy the Flex Chat Service from Flex, Manage; set it in the file or with FLEXCORD_TWILIO__SERVICE_SID
      twilio.workspace_sid is missing → copy it from TaskRouter, Workspaces; set it in the file or with FLEXCORD_TWILIO__WORKSPACE_SID
      twilio.workflow_sid is missing → copy it from TaskRouter, Workflows; set it in the file or with FLEXCORD_TWILIO__WORKFLOW_SID
      flexcord.toml:13: desk.reopen_days is out of bounds → a whole number from 0 to 365; left out it is 14
      flexcord.toml:14: desk.show_agent_names must be true or false → write true or false; left out it is true
      FLEXCORD_LOG__FORMAT: log.format is not one of the choices → write "human" or "json"
      flexcord.toml:7: nothing is called discord.colour → take it out; flexcord.example.toml lists every key
      flexcord.toml:2: nothing is called listn → did you mean listen?
      FLEXCORD_RELAY__MAX_ATTEMPT: nothing is called relay.max_attempt → did you mean FLEXCORD_RELAY__MAX_ATTEMPTS?
    "#);
}

#[test]
fn broken_toml_is_told_with_its_line() {
    let told = from_file("public_url = \"https://h.example\"\nlisten = = 3\n", least()).unwrap_err();
    assert!(told.contains("flexcord.toml:2: this is not TOML"), "{told}");
}

#[test]
fn a_file_that_is_not_there_is_a_mistake() {
    let told = Config::load(Some(&PathBuf::from("/nowhere/flexcord.toml")), least().into_iter()).unwrap_err().to_string();
    assert!(told.contains("/nowhere/flexcord.toml: cannot be read"), "{told}");
}

#[test]
fn a_secret_file_that_cannot_be_read_is_a_mistake_of_its_own() {
    let told = from_env(&[("FLEXCORD_DISCORD__BOT_TOKEN_FILE", "/nowhere/token")]).unwrap_err().to_string();
    assert!(told.contains("FLEXCORD_DISCORD__BOT_TOKEN_FILE: discord.bot_token_file cannot be opened"), "{told}");
}

#[test]
fn empty_variables_and_those_of_others_are_passed_over() {
    from_env(&[("FLEXCORD_TWILIO__AUTH_TOKEN", ""), ("FLEXCORD_CONFIG", "x.toml"), ("PATH", "/bin")]).unwrap();
}

#[test]
fn one_variable_of_a_section_asks_for_the_others() {
    let told = from_env(&[("FLEXCORD_TWILIO__AUTH_TOKEN", "secret-token")]).unwrap_err().to_string();
    assert!(told.contains("twilio.account_sid is missing"), "{told}");
}

#[test]
fn a_brain_asks_for_its_section() {
    let told = from_env(&[("FLEXCORD_ASSISTANT__BRAIN", "model")]).unwrap_err().to_string();
    assert!(told.contains("model.api_base is missing") && told.contains("model.name is missing"), "{told}");
    let told = from_env(&[("FLEXCORD_ASSISTANT__BRAIN", "chatbot"), ("FLEXCORD_CHATBOT__SECRET", "short")]).unwrap_err().to_string();
    assert!(told.contains("chatbot.url is missing") && told.contains("chatbot.secret must have at least 16 characters"), "{told}");
    let config = from_env(&[
        ("FLEXCORD_ASSISTANT__BRAIN", "model"),
        ("FLEXCORD_MODEL__API_BASE", "http://127.0.0.1:11434/v1/"),
        ("FLEXCORD_MODEL__NAME", "llama3"),
    ]);
    assert_eq!(config.unwrap().model.unwrap().api_base, "http://127.0.0.1:11434/v1");
}

#[test]
fn a_misspelt_section_is_recognised() {
    let told = from_env(&[("FLEXCORD_TWILLIO__AUTH_TOKEN", "x")]).unwrap_err().to_string();
    assert!(told.contains("did you mean FLEXCORD_TWILIO__AUTH_TOKEN?"), "{told}");
}

#[test]
fn an_encryption_key_may_be_hex_or_base64() {
    for key in [KEY, "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"] {
        let config = from_env(&[("FLEXCORD_ENCRYPTION_KEY", key)]).unwrap();
        assert_eq!(config.general.encryption_key.unwrap().expose(), &[7; 32]);
    }
    assert!(from_env(&[("FLEXCORD_ENCRYPTION_KEY", "short")]).is_err());
}

#[test]
fn lists_in_variables_are_separated_by_commas() {
    let config = from_env(&[("FLEXCORD_DESK__BLOCKED_FILE_TYPES", "exe, zip")]).unwrap();
    assert_eq!(config.desk.blocked_file_types, ["exe", "zip"]);
}

#[test]
fn no_secret_can_be_printed() {
    let sid = |letters: &str| format!("{letters}{}", "0".repeat(32));
    let config = from_env(&[
        ("FLEXCORD_DATABASE_URL", "postgres://user:hunter2@host/db"),
        ("FLEXCORD_ENCRYPTION_KEY", KEY),
        ("FLEXCORD_TWILIO__ACCOUNT_SID", &sid("AC")),
        ("FLEXCORD_TWILIO__AUTH_TOKEN", "hunter3"),
        ("FLEXCORD_TWILIO__PREVIOUS_AUTH_TOKEN", "hunter4"),
        ("FLEXCORD_TWILIO__SERVICE_SID", &sid("IS")),
        ("FLEXCORD_TWILIO__WORKSPACE_SID", &sid("WS")),
        ("FLEXCORD_TWILIO__WORKFLOW_SID", &sid("WW")),
        ("FLEXCORD_MODEL__API_BASE", "https://api.openai.com/v1"),
        ("FLEXCORD_MODEL__NAME", "any"),
        ("FLEXCORD_MODEL__API_KEY", "hunter7"),
        ("FLEXCORD_CHATBOT__URL", "https://bot.example/ask"),
        ("FLEXCORD_CHATBOT__SECRET", "hunter8-hunter8-hunter8"),
    ]);
    let printed = format!("{:?}", config.unwrap());
    assert!(!printed.contains("hunter") && !printed.contains("aaa.bbb.ccc"), "{printed}");
    let told = from_env(&[("FLEXCORD_DISCORD__BOT_TOKEN", "hunter5"), ("FLEXCORD_ENCRYPTION_KEY", "hunter6")]).unwrap_err();
    assert!(!told.to_string().contains("hunter") && !format!("{told:?}").contains("hunter"), "{told}");
}
