//! Everything that can be sent to the program's addresses and should not be: each is answered as it must be, writes nothing, and neither
//! an answer nor the log gives away a secret or what somebody said.

use crate::support::database::Database;
use crate::support::program::{Program, Variables};
use crate::support::signed::{self, FORM};
use crate::support::world::World;
use reqwest::Method;
use sqlx::Connection;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A word that stands in every text sent, and must be in no answer and in no log.
const TEXT: &str = "Wassermelonensaft";

const DISCORD: &str = "/discord/interactions";
const FORWARD: &str = "/forward-to-discord";
const CHATBOT: &str = "/chatbot-to-discord";
const FLEX: &str = "/flex-events";

/// One request that should not come.
struct Knock {
    what: &'static str,
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// The status it must be answered with.
    answer: u16,
    /// Rows it may write: an event about something unknown is kept, so that its repeat is known for one.
    writes: i64,
}

impl Knock {
    fn new(what: &'static str, path: &str, answer: u16) -> Self {
        Self { what, method: Method::POST, path: path.to_owned(), headers: Vec::new(), body: Vec::new(), answer, writes: 0 }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    fn get(mut self) -> Self {
        self.method = Method::GET;
        self
    }

    fn writes(mut self, rows: i64) -> Self {
        self.writes = rows;
        self
    }
}

/// Who can sign.
struct Signers<'w> {
    world: &'w World,
    variables: &'w Variables,
}

impl Signers<'_> {
    fn discord_at(&self, knock: Knock, stamp: &str) -> Knock {
        let signature = self.world.play.sandbox.discord().sign(stamp, &knock.body);
        knock.with("x-signature-ed25519", signature).with("x-signature-timestamp", stamp).with("content-type", "application/json")
    }

    fn now(&self) -> i64 {
        use flexcord::domain::clock::Clock;
        self.world.clock.now() / 1_000
    }

    fn discord(&self, knock: Knock) -> Knock {
        self.discord_at(knock, &self.now().to_string())
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.variables["FLEXCORD_PUBLIC_URL"])
    }

    fn token(&self) -> &str {
        &self.variables["FLEXCORD_TWILIO__AUTH_TOKEN"]
    }

    fn form_bytes(&self, knock: Knock, fields: &[(&[u8], &[u8])]) -> Knock {
        let signature = signed::twilio(self.token(), &self.url(&knock.path), fields);
        knock.with("content-type", FORM).with("x-twilio-signature", signature).body(signed::form(fields))
    }

    fn form(&self, knock: Knock, fields: &[(&str, &str)]) -> Knock {
        let fields: Vec<(&[u8], &[u8])> = fields.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())).collect();
        self.form_bytes(knock, &fields)
    }

    fn json(&self, mut knock: Knock, body: &str) -> Knock {
        knock.path = format!("{}?{}", knock.path, signed::body_hash(body.as_bytes()));
        let signature = signed::twilio(self.token(), &self.url(&knock.path), &[]);
        knock.with("content-type", "application/json").with("x-twilio-signature", signature).body(body)
    }

    fn api(&self, knock: Knock) -> Knock {
        let (user, password) = (&self.variables["FLEXCORD_ADMIN__USER"], &self.variables["FLEXCORD_ADMIN__PASSWORD"]);
        knock.with("authorization", basic(&format!("{user}:{password}")))
    }
}

fn basic(credentials: &str) -> String {
    use base64::Engine;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(credentials))
}

fn interactions(by: &Signers<'_>) -> Vec<Knock> {
    let ping = r#"{"type":1}"#;
    let knock = |what, answer| Knock::new(what, DISCORD, answer).body(ping);
    let spoken = |body: &str| body.replace("TEXT", TEXT).into_bytes();
    let mut upper = by.discord(knock("signature in upper-case hex", 200));
    upper.headers[0].1 = upper.headers[0].1.to_uppercase();
    let mut tampered = by.discord(knock("body changed after signing", 401));
    tampered.body.push(b' ');
    let mut short = by.discord(knock("signature too short", 401));
    short.headers[0].1.truncate(100);
    let stamp = |seconds: i64| (by.now() + seconds).to_string();
    vec![
        knock("no signature", 401),
        knock("wrong signature", 401).with("x-signature-ed25519", "ab".repeat(64)).with("x-signature-timestamp", stamp(0)),
        knock("signature without timestamp", 401).with("x-signature-ed25519", "ab".repeat(64)),
        tampered,
        short,
        upper,
        by.discord_at(knock("signed ten minutes ago", 401), &stamp(-600)),
        by.discord_at(knock("signed for in ten minutes", 401), &stamp(600)),
        by.discord_at(knock("timestamp that is no number", 401), "soon"),
        by.discord(Knock::new("1 MiB and a byte", DISCORD, 413).body(vec![b' '; (1 << 20) + 1])),
        by.discord(Knock::new("invalid UTF-8", DISCORD, 200).body(b"{\"type\":2,\"token\":\"\xff\xfe\"}".to_vec())),
        by.discord(Knock::new("truncated JSON", DISCORD, 200).body(spoken(r#"{"type":2,"data":{"name":"TEXT"#))),
        by.discord(Knock::new("unknown interaction type", DISCORD, 200).body(spoken(r#"{"type":99,"id":"1","token":"TEXT"}"#))),
        by.discord(Knock::new("fields missing", DISCORD, 200).body(r#"{"type":2}"#)),
        by.discord(Knock::new("numbers beyond all bounds", DISCORD, 200).body(r#"{"type":1e400,"id":99999999999999999999999}"#)),
        by.discord(Knock::new("nested a thousand times", DISCORD, 200).body("[".repeat(1_000) + &"]".repeat(1_000))),
        by.discord(Knock::new("no body", DISCORD, 200)),
        knock("GET", 405).get(),
    ]
}

fn forwarded(by: &Signers<'_>) -> Vec<Knock> {
    let line = [
        ("EventType", "onMessageAdded"),
        ("ConversationSid", "CHunknown"),
        ("MessageSid", "IMbad1"),
        ("Index", "0"),
        ("Author", "maya"),
        ("Body", TEXT),
    ];
    let but = |name: &str, value: Option<&'static str>| {
        let kept = line.iter().filter(|(n, _)| *n != name).copied();
        kept.chain(value.map(|value| (line.iter().find(|(n, _)| *n == name).unwrap().0, value))).collect::<Vec<_>>()
    };
    let knock = |what, answer| Knock::new(what, FORWARD, answer);
    let plain = |what, answer| {
        let mut knock = by.form(knock(what, answer), &line);
        knock.headers.retain(|(name, _)| *name != "x-twilio-signature");
        knock
    };
    let signed_for = |url: String, token: &str| {
        let fields: Vec<(&[u8], &[u8])> = line.iter().map(|(n, v)| (n.as_bytes(), v.as_bytes())).collect();
        signed::twilio(token, &url, &fields)
    };
    let own = by.url(FORWARD);
    let mut labelled = by.form(knock("form that says it is text", 403), &line);
    labelled.headers[0].1 = "text/plain".into();
    let bomb: Vec<(String, String)> = (0..501).map(|n| (format!("f{n}"), TEXT.to_owned())).collect();
    let bomb: Vec<(&str, &str)> = bomb.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let json = format!(r#"{{"EventType":"onMessageAdded","Body":"{TEXT}"}}"#);
    vec![
        plain("no signature", 400),
        plain("wrong signature", 403).with("x-twilio-signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        plain("signature that is no base64", 403).with("x-twilio-signature", "?"),
        plain("signed with another token", 403).with("x-twilio-signature", signed_for(own.clone(), "other")),
        plain("signed for another path", 403).with("x-twilio-signature", signed_for(by.url(FLEX), by.token())),
        plain("signed for another scheme", 403).with("x-twilio-signature", signed_for(own.replace("http:", "https:"), by.token())),
        by.form_bytes(
            knock("invalid UTF-8", 400),
            &[
                (b"EventType", b"onMessageAdded"),
                (b"ConversationSid", b"CHunknown"),
                (b"MessageSid", b"IMbad2"),
                (b"Index", b"0"),
                (b"Author", b"maya"),
                (b"Body", b"\xff\xfe"),
            ],
        ),
        by.form(knock("form bomb: 501 fields", 400), &bomb),
        by.form(knock("1 MiB and more", 413), &[("EventType", "onMessageAdded"), ("Body", &TEXT.repeat(70_000))]),
        labelled,
        by.json(knock("JSON where a form belongs", 400), &json),
        knock("JSON without the hash of its body", 403)
            .with("content-type", "application/json")
            .with("x-twilio-signature", signed::twilio(by.token(), &own, &[]))
            .body(json.clone()),
        by.form(knock("no fields", 400), &[]),
        by.form(knock("no EventType", 400), &but("EventType", None)),
        by.form(knock("unknown EventType", 204), &but("EventType", Some("onSomethingNew"))),
        by.form(knock("no ConversationSid", 400), &but("ConversationSid", None)),
        by.form(knock("no MessageSid", 400), &but("MessageSid", None)),
        by.form(knock("no Index", 400), &but("Index", None)),
        by.form(knock("Index that is no number", 400), &but("Index", Some("first"))),
        by.form(knock("negative Index", 400), &but("Index", Some("-9223372036854775808"))),
        by.form(knock("Index beyond all bounds", 400), &but("Index", Some("9223372036854775807"))),
        by.form(knock("Media that is no JSON", 400), &[&line[..], &[("Media", "[{")]].concat()),
        by.form(knock("line of an unknown conversation", 204), &line).writes(1),
        by.form(knock("the same again", 204), &line),
        by.form(knock("the same, as a repeat", 204), &[&line[..], &[("RetryCount", "1")]].concat()),
        knock("GET", 405).get(),
    ]
}

fn asked_by_the_flow(by: &Signers<'_>) -> Vec<Knock> {
    let knock = |what, answer| Knock::new(what, CHATBOT, answer);
    let good = format!(r#"{{"conversation_sid":"CHunknown","message_sid":"IMbad3","body":"{TEXT}"}}"#);
    let mut changed = by.json(knock("body changed after signing", 403), &good);
    changed.body.push(b' ');
    vec![
        knock("no signature", 400).with("content-type", "application/json").body(good.clone()),
        by.json(knock("truncated JSON", 400), &good[..good.len() - 3]),
        changed,
        by.json(knock("JSON that is a list", 400), "[]"),
        by.json(knock("fields missing", 400), "{}"),
        by.json(knock("fields of the wrong types", 400), r#"{"conversation_sid":7,"message_sid":[]}"#),
        by.json(knock("unknown event", 200), r#"{"event":"new","conversation_sid":"CHunknown","message_sid":"IM"}"#),
        by.form(knock("form without fields", 400), &[]),
        by.json(knock("question about an unknown conversation", 200), &good).writes(1),
        by.json(knock("the same again", 200), &good),
        knock("GET", 405).get(),
    ]
}

fn reported_by_taskrouter(by: &Signers<'_>) -> Vec<Knock> {
    let knock = |what, answer| Knock::new(what, FLEX, answer);
    let task = [("EventType", "task.created"), ("TaskSid", "WTbad"), ("TaskAttributes", r#"{"conversationSid":"CHunknown"}"#)];
    let with = |attributes| [task[0], task[1], ("TaskAttributes", attributes)];
    vec![
        knock("no signature", 400).with("content-type", FORM).body("EventType=task.created"),
        knock("wrong signature", 403).with("content-type", FORM).with("x-twilio-signature", "AAAA").body("EventType=task.created"),
        by.form(knock("unknown EventType", 204), &[("EventType", "moon.rises")]),
        by.form(knock("no TaskSid", 400), &[task[0], task[2]]),
        by.form(knock("attributes that are no JSON", 204), &with(TEXT)),
        by.form(knock("attributes of another kind", 204), &with("[7]")),
        by.form(knock("reservation without a worker", 400), &[("EventType", "reservation.accepted"), ("ReservationSid", "WR"), task[1]]),
        by.form(knock("task of an unknown conversation", 204), &task).writes(1),
        by.form(knock("the same again", 204), &task),
        knock("GET", 405).get(),
    ]
}

fn asked_of_the_api(by: &Signers<'_>) -> Vec<Knock> {
    let letters = "/api/v1/dead-letters";
    let retry = |id: &str| format!("{letters}/{id}/1/retry");
    let nobody = "00000000-0000-0000-0000-000000000000";
    vec![
        Knock::new("no credentials", letters, 401).get(),
        Knock::new("wrong password", letters, 401).get().with("authorization", basic("admin:admin")),
        Knock::new("credentials that are no base64", letters, 401).get().with("authorization", "Basic %%%"),
        Knock::new("another scheme", letters, 401).get().with("authorization", "Bearer admin"),
        Knock::new("no credentials", "/api/v1/stuck-events/retry", 401),
        by.api(Knock::new("asked for by another site", "/api/v1/stuck-events/retry", 401)).with("sec-fetch-site", "cross-site"),
        by.api(Knock::new("retry of what is not there", &retry(nobody), 404)),
        by.api(Knock::new("retry of what is no id", &retry(TEXT), 400)),
        by.api(Knock::new("GET where POST belongs", &retry(nobody), 405)).get(),
        by.api(Knock::new("POST where GET belongs", letters, 405)),
        by.api(Knock::new("1 MiB and a byte", "/api/v1/stuck-events/retry", 413)).body(vec![b' '; (1 << 20) + 1]),
        by.api(Knock::new("unknown path", "/api/v1/nothing", 404)).get(),
        Knock::new("unknown path", "/nothing", 404).get(),
        Knock::new("path that climbs", "/../../etc/passwd", 404).get(),
        Knock::new("unknown path", "/discord/interactions/", 404),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_sent_is_answered_rightly_and_changes_nothing() {
    let mut world = World::on(Database::sqlite(), &[("LIMITS__REQUEST_SECS", "1"), ("LOG__LEVEL", "info,flexcord=trace")]).await;
    let variables = world.make_room().await;
    let program = Program::start(&variables).await;
    let by = Signers { world: &world, variables: &variables };
    let mut table = String::from("\n| what | path | answer |\n| --- | --- | --- |\n");
    let mut wrong = Vec::new();
    let all = [interactions(&by), forwarded(&by), asked_by_the_flow(&by), reported_by_taskrouter(&by), asked_of_the_api(&by)];
    for knock in all.into_iter().flatten() {
        let before = rows(&variables).await;
        let (status, answer) = send(&world, &variables, &knock).await;
        let written = rows(&variables).await - before;
        let path = knock.path.split('?').next().unwrap().replace(TEXT, "…");
        table += &format!("| {} | {} {path} | {status} |\n", knock.what, knock.method);
        if status != knock.answer || written != knock.writes {
            let (expected, may) = (knock.answer, knock.writes);
            wrong.push(format!("{}, {path}: {status} instead of {expected}, wrote {written} instead of {may}: {answer}", knock.what));
        }
        if secrets(&variables).iter().any(|secret| answer.contains(secret)) {
            wrong.push(format!("{}, {path}: the answer gives away a secret or a text: {answer}", knock.what));
        }
        if knock.path.starts_with("/api/v1/d") && status >= 400 && status != 405 && !answer.contains(r#"{"error":{"code":"#) {
            wrong.push(format!("{}, {path}: not an error as the API tells them: {answer}", knock.what));
        }
    }
    for path in [DISCORD, FORWARD, CHATBOT, FLEX] {
        let status = slow(&variables, path).await;
        table += &format!("| body that never comes | POST {path} | {status} |\n");
        if status != 503 {
            wrong.push(format!("slow body, {path}: {status}"));
        }
    }
    println!("{table}");
    assert!(wrong.is_empty(), "{}\n{table}", wrong.join("\n"));
    let log = program.log();
    for secret in secrets(&variables) {
        assert!(!log.contains(&secret), "the log gives away {secret}:\n{log}");
    }
    assert_eq!(program.status("/healthz").await, Some(200));
    program.kill().await;
    world.play.start_program().await.unwrap();
    world.finish().await;
}

fn secrets(variables: &Variables) -> Vec<String> {
    let names = ["DISCORD__BOT_TOKEN", "TWILIO__AUTH_TOKEN", "ADMIN__PASSWORD"];
    names.iter().map(|name| variables[&format!("FLEXCORD_{name}")].clone()).chain([TEXT.to_owned()]).collect()
}

async fn send(world: &World, variables: &Variables, knock: &Knock) -> (u16, String) {
    let url = format!("http://{}{}", variables["FLEXCORD_LISTEN"], knock.path);
    let mut request = world.http.request(knock.method.clone(), url).body(knock.body.clone());
    for (name, value) in &knock.headers {
        request = request.header(*name, value);
    }
    let answer = request.send().await.unwrap_or_else(|error| panic!("{}: {error}", knock.what));
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Announces a body and never sends it.
async fn slow(variables: &Variables, path: &str) -> u16 {
    let mut line = tokio::net::TcpStream::connect(&variables["FLEXCORD_LISTEN"]).await.unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {FORM}\r\ncontent-length: 100\r\nx-twilio-signature: AAAA\r\nx-signature-ed25519: \
         {}\r\nx-signature-timestamp: 1\r\n\r\nEventType=",
        "ab".repeat(64)
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0_u8; 12];
    tokio::time::timeout(Duration::from_secs(10), line.read_exact(&mut answer)).await.expect("it is answered in time").unwrap();
    std::str::from_utf8(&answer[9..]).unwrap().parse().unwrap()
}

/// Everything that a request could have written.
async fn rows(variables: &Variables) -> i64 {
    let path = format!("{}/flexcord.db", variables["FLEXCORD_DATA_DIR"]);
    let mut database = sqlx::SqliteConnection::connect(&format!("sqlite:{path}")).await.unwrap();
    let tables = ["events", "stuck", "conversations", "messages", "deliveries", "timers", "cases"];
    let sum = tables.map(|table| format!("(SELECT count(*) FROM {table})")).join(" + ");
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT {sum}"))).fetch_one(&mut database).await.unwrap()
}
