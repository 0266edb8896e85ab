use super::*;
use crate::domain::clock::{Clock, Millis, Wait};
use secrecy::ExposeSecret;

/// Always the same moment; what waits, waits for ever.
struct StillClock;

impl Clock for StillClock {
    fn now(&self) -> Millis {
        1_763_000_000_000
    }

    fn until(&self, _: Millis) -> Wait {
        Box::pin(std::future::pending())
    }
}

async fn start(options: Options) -> Result<(Sandbox, Program), LaunchError> {
    Sandbox::start(options, Arc::new(StillClock)).await
}

/// Every key with its place, and `[]` for lists.
fn keys(value: &Value, place: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(map) if place == "discord.channels" => into.push(format!("{place} ({})", map.len())),
        Value::Object(map) => map.iter().for_each(|(key, value)| keys(value, format!("{place}.{key}").trim_start_matches('.'), into)),
        Value::Array(list) => keys(&list[0], &format!("{place}[]"), into),
        Value::String(text) => {
            assert!(!text.is_empty(), "{place} is empty");
            into.push(place.to_owned());
        }
        other => panic!("{place} is {other}"),
    }
}

#[tokio::test]
async fn the_ready_line_has_every_key() {
    let (sandbox, _program) = start(Options::default()).await.unwrap();
    let mut all = Vec::new();
    keys(&sandbox.ready_line(), "", &mut all);
    insta::assert_snapshot!(all.join("\n"), @"
    admin.password
    admin.user
    console
    desk.api
    desk.workers[].identity
    desk.workers[].name
    desk.workers[].sid
    discord.api
    discord.application_id
    discord.bot_id
    discord.bot_token
    discord.channels (5)
    discord.gateway
    discord.guild_id
    discord.members[].id
    discord.members[].name
    discord.members[].token
    discord.public_key
    faults
    flexcord
    twilio.account_sid
    twilio.api
    twilio.auth_token
    twilio.flow_sid
    twilio.service_sid
    twilio.workflow_sid
    twilio.workspace_sid
    ");
    sandbox.stop().await;
}

#[tokio::test]
async fn the_program_is_configured_as_an_operator_would_do_it() {
    let settings = BTreeMap::from([("FLEXCORD_DESK__HAND_BACK_AFTER_SECS".to_owned(), "30".to_owned())]);
    let (sandbox, program) = start(Options { settings, ..Options::default() }).await.unwrap();
    let ready = sandbox.ready_line();
    let (config, twilio) = (&program.config, program.config.twilio.as_ref().unwrap());
    assert_eq!(config.general.public_url, ready["flexcord"]);
    assert_eq!(program.listener.local_addr().unwrap(), config.general.listen);
    assert_eq!(config.discord.api_base, ready["discord"]["api"]);
    assert_eq!(config.discord.bot_token.expose_secret(), ready["discord"]["bot_token"].as_str().unwrap());
    assert_eq!(twilio.api_base.as_deref(), ready["twilio"]["api"].as_str());
    assert_eq!(twilio.workflow_sid, ready["twilio"]["workflow_sid"]);
    assert_eq!(config.desk.hand_back_after_secs, 30);
    assert!(program.flow.contains("FLEXCORD_PUBLIC_URL") && !program.articles.is_empty());
}

#[tokio::test]
async fn a_mistake_in_a_setting_is_told() {
    let settings = BTreeMap::from([("FLEXCORD_DESK__HAND_BACK_AFTER_SECS".to_owned(), "soon".to_owned())]);
    let told = start(Options { settings, ..Options::default() }).await.err().unwrap();
    assert!(told.to_string().contains("FLEXCORD_DESK__HAND_BACK_AFTER_SECS"), "{told}");
}

#[tokio::test]
async fn nobody_from_outside_is_let_in() {
    let listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let told = start(Options { twilio: listen, ..Options::default() }).await.err().unwrap();
    assert!(matches!(told, LaunchError::NotLoopback(at) if at == listen));
}

#[tokio::test]
async fn a_flow_that_is_not_there_is_told_with_its_name() {
    let told = start(Options { flow: Some("/nowhere/flow.json".into()), ..Options::default() }).await.err().unwrap();
    assert!(told.to_string().starts_with("the flow /nowhere/flow.json: "), "{told}");
}

#[tokio::test]
async fn its_own_folder_is_gone_afterwards_and_a_named_one_stays() {
    let named = tempfile::tempdir().unwrap();
    for data_dir in [None, Some(named.path().join("data"))] {
        let stays = data_dir.is_some();
        let (sandbox, program) = start(Options { data_dir, ..Options::default() }).await.unwrap();
        let folder = program.config.general.data_dir.clone();
        assert!(folder.is_dir());
        std::fs::write(folder.join("flexcord.db"), "x").unwrap();
        sandbox.stop().await;
        assert_eq!(folder.exists(), stays);
    }
}

#[tokio::test]
async fn both_emulators_are_gone_after_the_stop() {
    let (sandbox, _program) = start(Options::default()).await.unwrap();
    let ready = sandbox.ready_line();
    sandbox.stop().await;
    for side in ["discord", "twilio"] {
        let url = reqwest::Url::parse(ready[side]["api"].as_str().unwrap()).unwrap();
        let again = TcpListener::bind((Ipv4Addr::LOCALHOST, url.port().unwrap())).await;
        assert!(again.is_ok(), "{side}: {again:?}");
    }
}

#[tokio::test]
async fn a_person_is_told_where_to_look_and_a_machine_gets_one_line() {
    for json in [true, false] {
        let (sandbox, _program) = start(Options { json, ..Options::default() }).await.unwrap();
        let told = sandbox.announcement();
        let url = sandbox.ready_line()["flexcord"].as_str().unwrap().to_owned();
        assert!(told.contains(&url));
        assert_eq!(serde_json::from_str::<Value>(&told).is_ok_and(|line| line == sandbox.ready_line()), json);
        assert_eq!(told.lines().count() == 1, json);
    }
}
