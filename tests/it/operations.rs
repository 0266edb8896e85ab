//! What an operator lives with: health, metrics, logs, dead letters, stuck events.

use crate::support::database::Database;
use crate::support::lines::{Talk, UNHURRIED};
use crate::support::program::Program;
use crate::support::world::World;
use serde_json::{Value, json};
use sqlx::Connection;

impl World {
    /// Asks the program in this process.
    async fn ask(&self, method: reqwest::Method, path: &str) -> (u16, String) {
        let admin = &self.play.variables();
        let (user, password) = (&admin["FLEXCORD_ADMIN__USER"], &admin["FLEXCORD_ADMIN__PASSWORD"]);
        let url = format!("{}{path}", self.play.config().general.public_url);
        let answer = self.http.request(method, url).basic_auth(user, Some(password)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn get(&self, path: &str) -> Value {
        let (status, text) = self.ask(reqwest::Method::GET, path).await;
        assert!(status == 200 || status == 503, "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}: {text}"))
    }

    async fn change(&self, statement: &'static str) {
        let path = self.play.app().store().path().expect("a file").display().to_string();
        let mut database = sqlx::SqliteConnection::connect(&format!("sqlite:{path}")).await.unwrap();
        sqlx::query(statement).execute(&mut database).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_whether_it_is_ready_and_what_is_wrong() {
    let world = World::open().await;
    assert_eq!(world.ask(reqwest::Method::GET, "/healthz").await, (200, "ok\n".into()));
    let ready = world.get("/readyz").await;
    assert_eq!(ready["ready"], true, "{ready:#}");
    let names: Vec<&str> = ready["checks"].as_array().unwrap().iter().map(|check| check["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["database", "gateway", "lanes", "inlet", "disk", "left over"]);

    world.fault(json!({ "service": "discord", "kind": "gateway", "harm": "cut", "times": 1 }));
    world.fault(json!({ "service": "discord", "kind": "gateway", "harm": "refuse", "code": 4000, "times": 1000 }));
    world.member("ben").says("hello").await;
    world.until("it is not ready", async || world.get("/readyz").await["ready"] == false).await;
    let ready = world.get("/readyz").await;
    let bad: Vec<&Value> = ready["checks"].as_array().unwrap().iter().filter(|check| check["ok"] == false).collect();
    assert_eq!((bad.len(), &bad[0]["name"]), (1, &json!("gateway")), "{ready:#}");
    assert!(!bad[0]["detail"].as_str().unwrap().is_empty());

    world.faults().clear();
    world
        .until("it is ready again", async || {
            world.clock.advance(1_000);
            world.get("/readyz").await["ready"] == true
        })
        .await;
    // The line was written while nobody listened, and is heard all the same.
    world.until("ben is answered", async || !world.member("ben").unread().is_empty()).await;
    world.settle().await;
    world.read_everything();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_measured_is_named_and_carries_no_ids() {
    let world = World::open().await;
    world.member("ben").says("How do I reset my password?").await;
    world.until("ben is answered", async || !world.member("ben").unread().is_empty()).await;
    world.settle().await;
    let (status, page) = world.ask(reqwest::Method::GET, "/metrics").await;
    assert_eq!(status, 200);
    for name in [
        "flexcord_events_total",
        "flexcord_deliveries_total",
        "flexcord_delivery_age_seconds",
        "flexcord_lane_depth",
        "flexcord_dead_letters",
        "flexcord_gateway_up",
        "flexcord_http_request_seconds",
        "flexcord_commit_batch_size",
    ] {
        assert!(page.lines().any(|line| line.starts_with(name)), "{name} is not in:\n{page}");
    }
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        let labels = line.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(labels, _)| labels);
        let longest = labels.split(|c: char| !c.is_ascii_hexdigit()).map(str::len).max().unwrap_or(0);
        assert!(longest < 12, "an id in a label: {line}");
    }
    world.read_everything();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_json_and_holds_neither_texts_nor_tokens() {
    let settings = [&UNHURRIED[..], &[("LOG__LEVEL", "trace")]].concat();
    let mut world = World::on(Database::sqlite(), &settings).await;
    drop(Talk::begin(&world, "ben", "maya").await);
    let variables = world.make_room().await;
    let talk = Talk::resumed(&world, "ben");
    let program = Program::start(&variables).await;
    let round = talk.write(3, "maya").await;
    world.member("ben").types("helpme", json!([])).await;
    world.fault(json!({ "service": "twilio", "kind": "http", "method": "POST", "status": 500, "body": "member-9-999", "times": 2 }));
    let second = talk.write(3, "maya").await;
    talk.arrives(&program, round).await;
    talk.arrives(&program, second).await;
    let log = program.log();
    assert!(log.contains("DEBUG") && log.contains("Not delivered yet"), "{log}");
    for line in log.lines() {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(entry["level"].is_string() && entry["timestamp"].is_string(), "{line}");
    }
    let secrets =
        ["DISCORD__BOT_TOKEN", "TWILIO__AUTH_TOKEN", "ADMIN__PASSWORD"].map(|name| variables[&format!("FLEXCORD_{name}")].clone());
    for secret in secrets.iter().map(String::as_str).chain(["member-1", "member-2", "agent-1", "agent-2", "talk to a person"]) {
        let found = log.lines().find(|line| line.contains(secret));
        assert_eq!(found, None, "{secret} is in the log");
    }
    program.kill().await;
    drop(talk);
    world.play.start_program().await.unwrap();
    world.read_everything();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_the_desk_refuses_is_kept_told_and_tried_again_on_demand() {
    let world = World::on(Database::sqlite(), &UNHURRIED).await;
    let talk = Talk::begin(&world, "ben", "maya").await;
    world.read_everything();
    let refusal = json!({ "code": 21617, "status": 400, "message": "The body was not liked" });
    world.fault(json!({ "service": "twilio", "kind": "http", "method": "POST", "path": "/Messages", "status": 400, "body": refusal }));
    let round = talk.next_round(2);
    talk.member_writes(round, 1).await;
    let ben = world.member("ben");
    ben.sees("I couldn't get that message to the team").await;
    let written = ben.shown().iter().rev().find(|m| m.content.contains("-001")).unwrap().id.to_string();
    ben.sees_reaction(&written, "⚠️").await;
    talk.member_writes(round, 2).await;
    world.until("the next line arrives", async || talk.at_the_desk(round) == [2]).await;

    let letters = world.get("/api/v1/dead-letters").await;
    let letter = &letters["dead_letters"][0];
    assert_eq!(letters["dead_letters"].as_array().unwrap().len(), 1, "{letters:#}");
    assert_eq!((&letter["kind"], &letter["attempts"][0]["outcome"]), (&json!("write"), &json!("refused")), "{letter:#}");
    assert!(letter["why"].as_str().unwrap().contains("21617"), "{letter:#}");
    assert!(!letters.to_string().contains("member-"), "texts are in the conversation: {letters:#}");

    let retry = format!("/api/v1/dead-letters/{}/{}/retry", letter["conversation"].as_str().unwrap(), letter["seq"]);
    assert_eq!(world.ask(reqwest::Method::POST, &retry).await.0, 202);
    world.until("it has arrived after all", async || talk.at_the_desk(round) == [2, 1]).await;
    world.settle().await;
    assert_eq!(world.get("/api/v1/dead-letters").await["dead_letters"], json!([]));
    assert_eq!(world.ask(reqwest::Method::POST, &retry).await.0, 404, "once is enough");
    drop((ben, talk));
    world.read_everything();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_cannot_be_decided_is_kept_and_holds_up_nobody() {
    let world = World::on(Database::sqlite(), &UNHURRIED).await;
    let talk = Talk::begin(&world, "ben", "maya").await;
    let round = talk.next_round(2);
    world.change("UPDATE conversations SET state = replace(state, '\"owner\"', '\"who\"')").await;
    talk.member_writes(round, 1).await;
    world.until("the event is kept", async || stuck(&world).await == 1).await;
    // Another member has a conversation of their own.
    world.member("ana").says("How do I reset my password?").await;
    world.until("ana is answered", async || !world.member("ana").unread().is_empty()).await;
    let listed = world.get("/api/v1/stuck-events").await;
    assert_eq!(listed["stuck_events"][0]["kind"], "member_wrote", "{listed:#}");
    assert!(!listed.to_string().contains("member-"), "no texts: {listed:#}");

    // Still broken: it is stuck again, and not lost.
    assert_eq!(world.ask(reqwest::Method::POST, "/api/v1/stuck-events/retry").await.0, 200);
    assert_eq!(stuck(&world).await, 1);
    world.change("UPDATE conversations SET state = replace(state, '\"who\"', '\"owner\"')").await;
    assert_eq!(world.ask(reqwest::Method::POST, "/api/v1/stuck-events/retry").await.0, 200);
    world.until("it arrives", async || talk.at_the_desk(round) == [1]).await;
    assert_eq!(stuck(&world).await, 0);
    talk.member_writes(round, 2).await;
    world.until("what follows arrives", async || talk.at_the_desk(round) == [1, 2]).await;
    drop(talk);
    world.settle().await;
    world.read_everything();
    world.finish().await;
}

async fn stuck(world: &World) -> usize {
    world.get("/api/v1/stuck-events").await["stuck_events"].as_array().unwrap().len()
}
