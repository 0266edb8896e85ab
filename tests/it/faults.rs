//! Whatever Discord, Twilio and the network between do wrong: what is said arrives once and in order.
//!
//! Every row of a table lets one thing go wrong while numbered lines go both ways, and counts what was lost, doubled and out of order.

use crate::support::database::Database;
use crate::support::lines::{Talk, Tally, UNHURRIED, discord, twilio};
use crate::support::world::World;
use flexcord::sandbox::discord::{Pace, Settings};
use serde_json::{Value, json};
use std::time::Duration;

/// Lines each way for one fault.
const LINES: u32 = 25;
/// No row takes longer before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

/// One row: what goes wrong.
struct Fault {
    name: &'static str,
    rules: Vec<Value>,
    /// The other side is down until so much time has passed.
    lasts: Option<Duration>,
}

fn fault(name: &'static str, rules: impl IntoIterator<Item = Value>) -> Fault {
    Fault { name, rules: rules.into_iter().collect(), lasts: None }
}

fn down(name: &'static str, rule: Value, lasts: Duration) -> Fault {
    Fault { name, rules: vec![rule], lasts: Some(lasts) }
}

const HOUR: Duration = Duration::from_secs(3_600);
const CLOUDFLARE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Error 1015</body></html>";

/// A third of all requests that write something is answered so.
fn third(extra: Value) -> Value {
    let mut rule = json!({ "kind": "http", "method": "POST", "every": 3, "times": 1000 });
    rule.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    rule
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_twilio_does_wrong_every_line_arrives_once_and_in_order() {
    let after = |seconds: &str| json!({ "retry-after": seconds });
    judge(
        "Twilio",
        vec![
            fault("500 on every third", [twilio(third(json!({ "status": 500, "body": { "code": 20500 } })))]),
            fault("503 with an HTML body", [twilio(third(json!({ "status": 503, "body": "<html>Service Unavailable</html>" })))]),
            fault("429 without Retry-After", [twilio(third(json!({ "status": 429, "body": { "code": 20429 } })))]),
            fault("429 with Retry-After", [twilio(third(json!({ "status": 429, "body": { "code": 20429 }, "headers": after("2") })))]),
            fault("dropped before acting", [twilio(third(json!({ "drop": true })))]),
            fault("dropped after acting", [twilio(third(json!({ "drop": true, "after_acting": true })))]),
            fault("500 after acting", [twilio(third(json!({ "status": 500, "after_acting": true })))]),
            fault("200 with half an answer", [twilio(third(json!({ "status": 201, "body": "{\"sid\":", "after_acting": true })))]),
            fault("slow", [twilio(json!({ "kind": "http", "delay_ms": 150, "times": 12 }))]),
            down("down for 6 s", twilio(json!({ "kind": "http", "status": 503, "times": 100_000 })), Duration::from_secs(6)),
            down("down for an hour", twilio(json!({ "kind": "http", "drop": true, "times": 100_000 })), HOUR),
        ],
        Settings { limits: Pace::Off, ..Settings::default() },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_discord_does_wrong_every_line_arrives_once_and_in_order() {
    let limited = |body: Value, headers: Value| discord(third(json!({ "status": 429, "body": body, "headers": headers })));
    let bucket = json!({
        "retry-after": "1", "x-ratelimit-bucket": "b", "x-ratelimit-limit": "5", "x-ratelimit-remaining": "0",
        "x-ratelimit-reset-after": "0.8", "x-ratelimit-scope": "user",
    });
    let global = json!({ "retry-after": "1", "x-ratelimit-global": "true", "x-ratelimit-scope": "global" });
    let told = |global: bool| json!({ "message": "You are being rate limited.", "retry_after": 0.8, "global": global });
    judge(
        "Discord",
        vec![
            fault("500 on every third", [discord(third(json!({ "status": 500, "body": { "message": "500", "code": 0 } })))]),
            fault("502 with an HTML body", [discord(third(json!({ "status": 502, "body": "<html>502 Bad Gateway</html>" })))]),
            fault("429 of a bucket", [limited(told(false), bucket)]),
            fault("429, global", [limited(told(true), global)]),
            fault("429 of Cloudflare, HTML", [limited(CLOUDFLARE.into(), json!({ "retry-after": "2" }))]),
            fault("dropped before acting", [discord(third(json!({ "drop": true })))]),
            fault("dropped after acting", [discord(third(json!({ "drop": true, "after_acting": true })))]),
            fault("502 after acting", [discord(third(json!({ "status": 502, "after_acting": true })))]),
            fault("slow", [discord(json!({ "kind": "http", "delay_ms": 150, "times": 12 }))]),
            down("down for 6 s", discord(json!({ "kind": "http", "status": 502, "times": 100_000 })), Duration::from_secs(6)),
            down("down for an hour", discord(json!({ "kind": "http", "drop": true, "times": 100_000 })), HOUR),
        ],
        Settings { limits: Pace::Off, ..Settings::default() },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_webhooks_do_wrong_every_line_arrives_once_and_in_order() {
    let harm = |extra: Value| {
        let mut rule = twilio(json!({ "kind": "webhook", "event": "onMessageAdded", "every": 3, "times": 1000 }));
        rule.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        rule
    };
    judge(
        "webhooks",
        vec![
            fault("sent twice", [harm(json!({ "harm": "duplicate", "copies": 1 }))]),
            fault("sent four times, all of them", [harm(json!({ "harm": "duplicate", "copies": 3, "every": 1 }))]),
            fault("lost", [harm(json!({ "harm": "lose" }))]),
            fault("all of them lost", [harm(json!({ "harm": "lose", "every": 1 }))]),
            fault("delayed past the next", [harm(json!({ "harm": "delay", "ms": 1500 }))]),
            fault(
                "delayed by 10 s, some lost",
                [harm(json!({ "harm": "delay", "ms": 10_000 })), harm(json!({ "harm": "lose", "every": 4 }))],
            ),
        ],
        Settings { limits: Pace::Off, ..Settings::default() },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_gateway_does_wrong_every_line_arrives_once_and_in_order() {
    let harm = |extra: Value| {
        let mut rule = discord(json!({ "kind": "gateway", "skip": 5, "every": 8, "times": 3 }));
        rule.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        rule
    };
    let close = |code: u16| harm(json!({ "harm": "close", "code": code }));
    judge(
        "gateway",
        vec![
            fault("close 4000", [close(4000)]),
            fault("close 4007", [close(4007)]),
            fault("close 4009", [close(4009)]),
            fault("op 7 (reconnect)", [harm(json!({ "harm": "reconnect" }))]),
            fault("op 9, resumable", [harm(json!({ "harm": "invalid_session", "resumable": true }))]),
            fault("op 9, not resumable", [harm(json!({ "harm": "invalid_session", "resumable": false }))]),
            fault("TCP cut", [harm(json!({ "harm": "cut" }))]),
            fault(
                "cut, session forgotten",
                [harm(json!({ "harm": "cut" })), harm(json!({ "harm": "forget_session", "skip": 0, "every": 1 }))],
            ),
            fault(
                "next connections refused",
                [
                    harm(json!({ "harm": "cut", "times": 1 })),
                    harm(json!({ "harm": "refuse", "code": 4000, "skip": 0, "every": 1, "times": 3 })),
                ],
            ),
            fault("dispatches twice", [harm(json!({ "harm": "duplicate", "every": 2, "times": 20 }))]),
            fault("dispatches swapped", [harm(json!({ "harm": "swap", "every": 4, "times": 5 }))]),
            fault("dispatches lost", [harm(json!({ "harm": "lose", "every": 5, "times": 4 }))]),
            fault("dispatches unreadable", [harm(json!({ "harm": "garble", "every": 5, "times": 4 }))]),
            fault("silence", [harm(json!({ "harm": "silence", "times": 1 }))]),
            fault(
                "heartbeats ignored, then silence",
                [
                    harm(json!({ "harm": "ignore_heartbeats", "skip": 0, "every": 1, "times": 1 })),
                    harm(json!({ "harm": "silence", "times": 1 })),
                ],
            ),
        ],
        Settings { limits: Pace::Off, heartbeat_ms: 1_000, ..Settings::default() },
    )
    .await;
}

/// Lets one thing after the other go wrong in one world, prints the table, and fails if a row is not 0 / 0 / 0.
async fn judge(title: &str, faults: Vec<Fault>, settings: Settings) {
    let world = World::with(Database::sqlite(), &UNHURRIED, settings).await;
    let talk = Talk::begin(&world, "ben", "maya").await;
    let mut table = format!("\n{title}\n| fault | to the desk: lost / doubled / out of order | to the member |\n| --- | --- | --- |\n");
    let mut bad = Vec::new();
    for fault in faults {
        let [desk, member] = trial(&world, &talk, &fault).await;
        table += &format!("| {} | {desk} | {member} |\n", fault.name);
        if !desk.is_perfect() || !member.is_perfect() {
            bad.push(fault.name);
        }
    }
    println!("{table}");
    assert!(bad.is_empty(), "not 0 / 0 / 0: {bad:?}\n{table}");
    drop(talk);
    world.read_everything();
    world.finish().await;
}

async fn trial(world: &World, talk: &Talk<'_>, fault: &Fault) -> [Tally; 2] {
    for rule in &fault.rules {
        world.fault(rule.clone());
    }
    let round = talk.write(LINES, "maya").await;
    if let Some(lasts) = fault.lasts {
        // In steps, so that it is tried again and again meanwhile.
        for _ in 0..20 {
            world.passes(lasts / 20);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        world.faults().clear();
    }
    talk.come_to_rest(round, PATIENCE).await;
    talk.count(round)
}
