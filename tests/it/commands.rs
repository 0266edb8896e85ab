//! The commands an operator types: `setup`, `doctor`, `backup`, `restore`, and `run` with settings that are wrong.

use crate::support::clock::MovableClock;
use crate::support::database::Database;
use crate::support::lines::{Talk, UNHURRIED};
use crate::support::program::{Program, Said, Variables, run};
use crate::support::world::World;
use flexcord::sandbox::discord::{Pace, Settings};
use flexcord::sandbox::launch::{Options, Sandbox};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// Emulators nobody has set anything up at yet, and what to start the program with.
async fn untouched(discord_settings: Settings) -> (Sandbox, Variables, Arc<MovableClock>) {
    let clock = Arc::new(MovableClock::new());
    let options = Options { discord_settings: Settings { limits: Pace::Off, ..discord_settings }, ..Options::default() };
    let (sandbox, program) = Sandbox::start(options, clock.clone()).await.unwrap();
    (sandbox, program.variables, clock)
}

fn with(variables: &Variables, name: &str, value: &str) -> Variables {
    let mut changed = variables.clone();
    changed.insert(format!("FLEXCORD_{name}"), value.to_owned());
    changed
}

fn assert_says(said: &Said, parts: &[&str]) {
    let all = format!("{}\n{}", said.out, said.err);
    for part in parts {
        assert!(all.contains(part), "\"{part}\" is not in:\n{all}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn setup_goes_from_nothing_to_all_green_and_a_second_time_changes_nothing() {
    let (sandbox, mut variables, _) = untouched(Settings::default()).await;
    variables.remove("FLEXCORD_TWILIO__FLOW_SID");
    let http = flexcord::outgoing::client().unwrap().build().unwrap();
    let commands = format!("{}/applications/{}/commands", sandbox.discord().api(), sandbox.discord().application_id());
    let bot = format!("Bot {}", sandbox.discord().bot_token());
    let foreign = json!({ "name": "dice", "description": "Roll the dice", "type": 1 });
    assert!(http.post(&commands).header("authorization", &bot).json(&foreign).send().await.unwrap().status().is_success());

    // Before the program runs, Discord cannot check its address; the desk's side is done already.
    let doctor = run(&variables, &["doctor"]).await;
    assert_eq!(doctor.code, Some(1));
    assert_says(
        &doctor,
        &["✗ public address", "→ start flexcord", "✗ Twilio: Studio flow", "→ Run `flexcord setup`", "✗ Twilio: event callback"],
    );
    let early = run(&variables, &["setup"]).await;
    assert_eq!(early.code, Some(1));
    assert_says(&early, &["Studio flow: created", "event callback: created", "start flexcord"]);

    let program = Program::start(&variables).await;
    let second = run(&variables, &["setup"]).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    // The commands were registered the first time; it was the address that Discord could not check yet.
    assert_says(&second, &["Studio flow: unchanged", "event callback: unchanged", "commands unchanged: /helpme", "left alone: /dice"]);
    let third = run(&variables, &["setup"]).await;
    assert_eq!(third.code, Some(0));
    assert_says(&third, &["commands unchanged: /helpme", "left alone: /dice"]);
    assert!(!third.out.contains("created"), "{}", third.out);
    let there: Value = http.get(&commands).header("authorization", &bot).send().await.unwrap().json().await.unwrap();
    assert!(there.as_array().unwrap().iter().any(|command| command["name"] == "dice"), "{there}");

    let said = program.log();
    assert!(!said.contains("No Studio flow"), "the flow that setup published is known: {said}");
    let doctor = run(&with(&variables, "TWILIO__FLOW_SID", &published(&second.out)), &["doctor"]).await;
    assert_eq!(doctor.code, Some(0), "{doctor:?}");
    assert_says(&doctor, &["All well."]);
    program.kill().await;
    sandbox.stop().await;
}

/// The sid of the flow that setup named.
fn published(said: &str) -> String {
    let at = said.find("(FW").or_else(|| said.find("(fw")).unwrap_or_else(|| panic!("no flow in:\n{said}"));
    said[at + 1..].split(')').next().unwrap().replacen("fw", "FW", 1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_names_every_ill_with_its_remedy() {
    let mut world = World::open().await;
    world.settle().await;
    let variables = world.make_room().await;
    let program = Program::start(&variables).await;
    let well = run(&variables, &["doctor"]).await;
    assert_eq!(well.code, Some(0), "{well:?}");

    let bot = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.wrongwrongwrongwrongwrongwrongwrongwr";
    for (name, value, parts) in [
        ("DISCORD__BOT_TOKEN", bot.to_owned(), vec!["✗ Discord: bot token", "→ copy the token"]),
        ("DISCORD__PUBLIC_KEY", "ea".repeat(32), vec!["✗ Discord: public key", "→ copy the public key"]),
        ("TWILIO__AUTH_TOKEN", "f".repeat(32), vec!["✗ Twilio: Twilio account", "→ Check the account SID and the auth token"]),
        ("TWILIO__WORKFLOW_SID", format!("WW{}", "0".repeat(32)), vec!["✗ Twilio: workflow", "→ Correct the workflow SID"]),
        (
            "PUBLIC_URL",
            "http://127.0.0.1:1".into(),
            vec!["✗ public address", "→ start flexcord", "✗ Twilio: public URL", "✗ Twilio: event callback"],
        ),
    ] {
        let said = run(&with(&variables, name, &value), &["doctor"]).await;
        assert_eq!(said.code, Some(1), "{name}: {said:?}");
        assert_says(&said, &parts);
        assert!(!said.out.contains(&value) || name == "PUBLIC_URL" || name == "TWILIO__WORKFLOW_SID", "{name} is shown: {}", said.out);
    }

    let twilio = world.play.sandbox.twilio();
    let workspace = format!("{}/v1/Workspaces/{}", twilio.api(), twilio.workspace_sid());
    let form = [("EventCallbackUrl", "https://somebody.example/else")];
    let set = world.http.post(workspace).basic_auth(twilio.account_sid(), Some(twilio.auth_token())).form(&form).send().await.unwrap();
    assert!(set.status().is_success());
    let said = run(&variables, &["doctor"]).await;
    assert_says(
        &said,
        &["✗ Twilio: event callback: the workspace reports to https://somebody.example/else", "→ Run `flexcord setup --force`"],
    );
    let left = run(&variables, &["setup"]).await;
    assert_says(&left, &["! event callback: foreign", "https://somebody.example/else"]);
    assert_eq!(run(&variables, &["setup", "--force"]).await.code, Some(0));
    assert_eq!(run(&variables, &["doctor"]).await.code, Some(0), "the remedy helps");

    world.clock.advance(600_000);
    let said = run(&variables, &["doctor"]).await;
    assert_says(&said, &["✗ Twilio: clock", "behind Twilio's", "→ Set the machine's clock"]);
    program.kill().await;
    world.play.start_program().await.unwrap();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_discord_refuses_for_good_stops_the_program_with_words_that_help() {
    let (sandbox, variables, _) = untouched(Settings { message_content: false, ..Settings::default() }).await;
    let doctor = run(&variables, &["doctor"]).await;
    assert_says(&doctor, &["✗ Discord: intent MESSAGE_CONTENT", "→ "]);
    let refused = run(&variables, &["run"]).await;
    assert_eq!(refused.code, Some(1));
    assert_says(&refused, &["intent"]);
    let bot = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.wrongwrongwrongwrongwrongwrongwrongwr";
    let refused = run(&with(&variables, "DISCORD__BOT_TOKEN", bot), &["run"]).await;
    assert_eq!(refused.code, Some(1));
    assert_says(&refused, &["token"]);
    assert!(!refused.err.contains(bot), "{}", refused.err);
    sandbox.stop().await;
}

#[tokio::test]
async fn everything_that_is_wrong_with_the_settings_is_said_at_once() {
    let variables = Variables::from(
        [
            ("FLEXCORD_PUBLIC_URL", "help.example.org"),
            ("FLEXCORD_DISCORD__APPLICATION_ID", "seven"),
            ("FLEXCORD_DISCORD__PUBLIC_KEY", "abc"),
            ("FLEXCORD_DISCORD__BOT_TOKEN", "Bot sEcReT"),
            ("FLEXCORD_RELAY__MAX_ATEMPTS", "3"),
            ("FLEXCORD_RELAY__LANES_AT_ONCE", "0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let said = run(&variables, &["run"]).await;
    assert_eq!(said.code, Some(1));
    assert_says(
        &said,
        &["6 mistakes in the settings", "PUBLIC_URL", "APPLICATION_ID", "PUBLIC_KEY", "BOT_TOKEN", "MAX_ATEMPTS", "LANES_AT_ONCE", "→"],
    );
    assert!(!said.err.contains("sEcReT"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_takes_a_running_talk_from_sqlite_to_postgres_and_back() {
    let Some(target) = Database::postgres().await else { return };
    let mut world = World::on(Database::sqlite(), &UNHURRIED).await;
    drop(Talk::begin(&world, "ben", "maya").await);
    let sqlite = with(&world.make_room().await, "ENCRYPTION_KEY", &"7e".repeat(32));
    let talk = Talk::resumed(&world, "ben");
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();

    // From SQLite to PostgreSQL: the talk goes on there.
    let first = place("first.backup");
    assert_says(&run(&sqlite, &["backup", &first]).await, &["Written: "]);
    let again = run(&sqlite, &["backup", &first]).await;
    assert_eq!(again.code, Some(1), "a backup is never overwritten: {again:?}");
    let postgres = with(&with(&sqlite, "DATABASE_URL", target.url.as_deref().unwrap()), "DATA_DIR", &place("postgres"));
    let wrong_key = run(&with(&postgres, "ENCRYPTION_KEY", &"00".repeat(32)), &["restore", &first]).await;
    assert_eq!(wrong_key.code, Some(1), "{wrong_key:?}");
    assert_says(&run(&postgres, &["restore", &first]).await, &["Restored."]);
    let twice = run(&postgres, &["restore", &first]).await;
    assert_eq!(twice.code, Some(1), "only an empty database is filled: {twice:?}");
    goes_on(&talk, &postgres).await;

    // And back.
    let second = place("second.backup");
    assert_says(&run(&postgres, &["backup", &second]).await, &["Written: "]);
    assert!(Path::new(&second).exists());
    let sqlite = with(&with(&sqlite, "DATABASE_URL", &format!("sqlite://{}", place("back.db"))), "DATA_DIR", &place("back"));
    assert_says(&run(&sqlite, &["restore", &second]).await, &["Restored."]);
    goes_on(&talk, &sqlite).await;
    drop(talk);
    world.play.start_program().await.unwrap();
    world.read_everything();
    world.finish().await;
    target.close().await;
}

async fn goes_on(talk: &Talk<'_>, variables: &Variables) {
    let program = Program::start(variables).await;
    let round = talk.write(5, "maya").await;
    talk.arrives(&program, round).await;
    assert!(talk.count(round).iter().all(|tally| tally.is_perfect()), "{:?}", talk.count(round));
    program.terminate();
    let mut program = program;
    assert_eq!(program.ended().await.code(), Some(0), "{}", program.log());
}
