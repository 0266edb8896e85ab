//! The Discord adapter against the local Discord: two programs that share no parser, over real sockets.

use bytes::Bytes;
use flexcord::discord::carrier::DiscordCarrier;
use flexcord::discord::catch_up::{CatchUp, Known};
use flexcord::discord::files::FileLimits;
use flexcord::discord::gateway::state::{Board, GatewayState};
use flexcord::discord::gateway::{Fatal, Gateway, GatewaySettings, Reconnected};
use flexcord::discord::http::{Http, Settings};
use flexcord::discord::interactions::Interactions;
use flexcord::discord::parse::Ours;
use flexcord::discord::phrases::Words;
use flexcord::discord::setup::{Wanted, set_up};
use flexcord::discord::suggest::Suggesting;
use flexcord::discord::verify::PublicKey;
use flexcord::discord::{doctor, routes};
use flexcord::domain::clock::{Clock, Millis, SharedClock, Wait};
use flexcord::domain::conversation::Conversation;
use flexcord::domain::delivery::{Button, Delivery, InteractionReply, Reply, Say, Thread};
use flexcord::domain::event::{Body, Event};
use flexcord::domain::file::{FileRef, FileSource};
use flexcord::domain::ids::{ConversationId, FileId, Key, Snowflake};
use flexcord::domain::message::Place;
use flexcord::domain::outcome::{Fact, Outcome, Receipt, Refusal, VendorId};
use flexcord::relay::carrier::{Carrier, Job};
use flexcord::relay::files::{Access, Content, FileBox};
use flexcord::relay::inlet::{Incoming, Inlet};
use flexcord::sandbox::discord::{LocalDiscord, Pace, Settings as Local};
use flexcord::sandbox::faults::{Faults, GatewayHarm, Kind, Rule, Service};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// The local Discord and serenity both wait by tokio's clock, so this one runs too.
struct RunningClock(Instant, Millis);

impl Clock for RunningClock {
    fn now(&self) -> Millis {
        self.1 + Millis::try_from(self.0.elapsed().as_millis()).unwrap()
    }
    fn until(&self, at: Millis) -> Wait {
        let after = u64::try_from(at - self.now()).unwrap_or(0);
        Box::pin(tokio::time::sleep(Duration::from_millis(after)))
    }
}

struct NoFiles;

impl FileBox for NoFiles {
    fn put(&self, _: FileId, _: Content, _: u64) -> Access<'_, u64> {
        Box::pin(std::future::ready(Ok(1)))
    }
    fn read(&self, _: FileId) -> Access<'_, Bytes> {
        Box::pin(std::future::ready(Ok("a small file".into())))
    }
}

struct House {
    discord: LocalDiscord,
    faults: Faults,
    clock: SharedClock,
    http: Arc<Http>,
    client: reqwest::Client,
    inlet: Inlet,
    events: mpsc::Receiver<Incoming>,
}

fn id(text: impl ToString) -> Snowflake {
    text.to_string().parse().unwrap()
}

fn words() -> Words {
    Words { phrase: Arc::new(|phrase, _| format!("{phrase:?}")), label: Arc::new(|button, _| format!("{button:?}")) }
}

impl House {
    async fn open() -> Self {
        let clock: SharedClock = Arc::new(RunningClock(Instant::now(), 1_763_000_000_000));
        let faults = Faults::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let local = Local { limits: Pace::Off, ..Local::default() };
        let discord = LocalDiscord::start(listener, clock.clone(), faults.clone(), local).await.unwrap();
        let settings = Settings {
            base: discord.api(),
            token: discord.bot_token().into(),
            application: id(discord.application_id()),
            timeout: Duration::from_secs(10),
            per_second: 1000.try_into().unwrap(),
        };
        let http = Arc::new(Http::new(settings, clock.clone()).unwrap());
        let (inlet, events) = Inlet::channel(64);
        let provider = rustls::crypto::ring::default_provider();
        drop(provider.install_default());
        Self { discord, faults, clock, http, client: flexcord::outgoing::client().unwrap().build().unwrap(), inlet, events }
    }

    fn ours(&self) -> Ours {
        Ours { bot: self.http.application(), is_our_thread: Arc::new(|_| true) }
    }

    fn interactions(&self) -> Arc<Interactions> {
        let suggest: Suggesting = Arc::new(|typed| Box::pin(std::future::ready(vec![format!("{} …", typed.text)])));
        let (inlet, http, clock) = (self.inlet.clone(), self.http.clone(), self.clock.clone());
        Arc::new(Interactions { inlet, http, words: words(), suggest, clock })
    }

    fn dm(&self, name: &str) -> Snowflake {
        id(self.discord.dm_channel(self.discord.member(name).unwrap().id))
    }

    /// What a member's client sends.
    async fn member(&self, name: &str, method: &str, path: &str, body: Value) -> Value {
        let token = self.discord.member(name).unwrap().token;
        let url = format!("{}{path}", self.discord.api());
        let request = self.client.request(method.parse().unwrap(), url).header("authorization", token).json(&body);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or_default()
    }

    async fn writes(&self, name: &str, text: &str) -> Value {
        let path = format!("/channels/{}/messages", self.dm(name));
        self.member(name, "POST", &path, json!({"content": text})).await
    }

    async fn next(&mut self) -> Event {
        let next = tokio::time::timeout(Duration::from_secs(20), self.events.recv()).await.expect("an event in 20 s");
        match next {
            Some(Incoming::Event { event, answer }) => {
                drop(answer.send(Ok(Reply::Ok)));
                *event
            }
            other => panic!("{other:?}"),
        }
    }

    /// The next event that is about a member's message.
    async fn next_word(&mut self) -> Event {
        loop {
            let event = self.next().await;
            if !matches!(event.body, Body::ServerSeen { .. } | Body::ServerGone { .. }) {
                return event;
            }
        }
    }

    fn gateway(&self) -> Running {
        let (reconnected, reconnections) = mpsc::unbounded_channel();
        let (typing, _) = mpsc::channel(8);
        let gateway = Gateway {
            settings: GatewaySettings::default(),
            http: self.http.clone(),
            inlet: self.inlet.clone(),
            ours: self.ours(),
            interactions: self.interactions(),
            clock: self.clock.clone(),
            reconnected,
            typing,
            board: Board::new(),
        };
        let (state, stop) = (gateway.watch(), CancellationToken::new());
        let token = stop.clone();
        Running { reconnections, state, stop, task: tokio::spawn(async move { gateway.run(token).await }) }
    }

    fn carrier(&self) -> DiscordCarrier {
        DiscordCarrier::new(self.http.clone(), words(), Arc::new(NoFiles), FileLimits { fetch: 1 << 20, send: 1 << 20 })
    }

    fn job(&self, seq: i64, place: Option<Place>, delivery: Delivery) -> Job {
        let conversation = ConversationId(uuid::Uuid::from_u128(7));
        let mut talk = Conversation::begin(conversation, id(self.discord.members()[0].id), "Ana".into(), 0);
        talk.place = place;
        Job {
            key: Key { conversation, seq },
            delivery,
            conversation: Arc::new(talk),
            refers_to: vec![],
            doubtful: false,
            first_tried_at: Some(self.clock.now()),
        }
    }
}

struct Running {
    reconnections: mpsc::UnboundedReceiver<Reconnected>,
    state: watch::Receiver<GatewayState>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<Result<(), Fatal>>,
}

fn said(event: &Event) -> &str {
    match &event.body {
        Body::MemberWrote { message, .. } => &message.text,
        Body::MemberEdited { text, .. } => text,
        other => panic!("{other:?}"),
    }
}

fn text(text: &str) -> Say {
    Say { message: 1, speaker: None, text: text.into(), files: vec![], buttons: vec![], reply_to: None, only_while: None, report: false }
}

fn ids(outcome: Outcome) -> Vec<String> {
    match outcome {
        Outcome::Done(receipt) => receipt.ids.into_iter().map(|made| made.id).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_members_write_change_and_delete_comes_in_order_through_closes_and_invalid_sessions() {
    let mut house = House::open().await;
    let ana = house.discord.members()[0].name.clone();
    let mut gateway = house.gateway();
    drop(gateway.reconnections.recv().await.unwrap());
    let mut last = Snowflake(0);
    let harms = [
        None,
        Some(GatewayHarm::Close { code: 4000 }),
        Some(GatewayHarm::Reconnect),
        Some(GatewayHarm::InvalidSession { resumable: true }),
        Some(GatewayHarm::InvalidSession { resumable: false }),
    ];
    for (round, harm) in harms.into_iter().enumerate() {
        let broke = harm.is_some();
        if let Some(harm) = harm {
            house.faults.add(Rule { service: Service::Discord, kind: Kind::Gateway(harm), times: 1, skip: 3, every: 1 });
        }
        for n in 0..10 {
            house.writes(&ana, &format!("{round}-{n}")).await;
        }
        let catch_up = CatchUp { http: house.http.clone(), inlet: house.inlet.clone(), ours: house.ours() };
        let known = Known { place: Place::Dm { channel: house.dm(&ana) }, server: None, after: last };
        let caught = tokio::spawn(async move {
            if broke {
                let back =
                    tokio::time::timeout(Duration::from_secs(20), gateway.reconnections.recv()).await.expect("a reconnection").unwrap();
                catch_up.run(vec![known], &|channel| back.release(channel)).await;
            }
            gateway
        });
        let mut seen = Vec::new();
        while seen.len() < 10 {
            let event = house.next_word().await;
            let word = said(&event).to_owned();
            if let Body::MemberWrote { message, .. } = &event.body {
                last = last.max(message.id);
            }
            // What was caught up may come again over a resumed session: the inlet drops it by its source.
            if !seen.contains(&word) && word.starts_with(&format!("{round}-")) {
                seen.push(word);
            }
        }
        assert_eq!(seen, (0..10).map(|n| format!("{round}-{n}")).collect::<Vec<_>>());
        let drain = async {
            loop {
                house.next_word().await;
            }
        };
        gateway = tokio::select! { back = caught => back.unwrap(), () = drain => unreachable!() };
    }
    let message = house.writes(&ana, "frist").await;
    let path = format!("/channels/{}/messages/{}", house.dm(&ana), message["id"].as_str().unwrap());
    house.member(&ana, "PATCH", &path, json!({"content": "first"})).await;
    house.member(&ana, "DELETE", &path, Value::Null).await;
    let mut told = Vec::new();
    while told.len() < 3 {
        let event = house.next_word().await;
        if event.source.contains(message["id"].as_str().unwrap()) {
            told.push(event.body.kind());
        }
    }
    assert_eq!(told, ["member_wrote", "member_edited", "member_deleted"]);
    assert!(gateway.state.borrow().resumes >= 2);
    gateway.stop.cancel();
    assert!(gateway.task.await.unwrap().is_ok());
    assert_eq!(house.discord.unknown_routes(), Vec::<String>::new());
}

#[tokio::test]
async fn deliveries_arrive_as_the_local_discord_shows_them() {
    let house = House::open().await;
    let carrier = house.carrier();
    let opened = carrier.carry(&house.job(1, None, Delivery::OpenPlace { thread: None })).await;
    let Outcome::Done(Receipt { fact: Some(Fact::Place(place)), .. }) = opened else { panic!("{opened:?}") };
    let shown = || house.discord.messages(house.discord.dm_channel(house.discord.members()[0].id));

    let long = "A long word. ".repeat(300);
    let file = FileRef {
        id: FileId(uuid::Uuid::nil()),
        source: FileSource::Desk { media: "ME1".into() },
        name: "notes.txt".into(),
        content_type: "text/plain".into(),
        size: 12,
    };
    let say = Say { speaker: Some("Maya".into()), files: vec![file], buttons: vec![Button::Person], ..text(&long) };
    let job = house.job(2, Some(place), Delivery::Say(say));
    let first = ids(carrier.carry(&job).await);
    assert_eq!(first.len(), 2);
    assert_eq!(ids(carrier.carry(&job).await), first, "the nonce keeps a second try from doubling it");
    assert_eq!(shown().len(), 2);
    assert!(shown()[0].content.starts_with("**Maya**: A long word."));
    assert_eq!(shown()[1].json["attachments"][0]["filename"], "notes.txt");

    let refers_to = vec![(1, first.iter().zip(0..).map(|(id, part)| VendorId { part, id: id.clone(), position: None }).collect())];
    let job = |seq, delivery| Job { refers_to: refers_to.clone(), ..house.job(seq, Some(place), delivery) };
    let revised = carrier.carry(&job(3, Delivery::Revise { of: 1, text: "short @everyone".into(), buttons: vec![] })).await;
    assert_eq!(ids(revised), first[..1]);
    let reacted = carrier.carry(&job(4, Delivery::React { to: 1, emoji: "👀".into() })).await;
    assert!(matches!(reacted, Outcome::Done(_)), "{reacted:?}");
    assert_eq!((shown()[0].content.as_str(), shown()[1].deleted), ("short @everyone", true));
    assert!(matches!(carrier.carry(&job(5, Delivery::Retract { of: 1 })).await, Outcome::Done(_)));
    assert!(shown().iter().all(|m| m.deleted));
    assert!(house.discord.pings().is_empty());

    let server = id(house.discord.guild_id());
    let looked = carrier.carry(&house.job(6, Some(place), Delivery::LookUpMember { servers: vec![server, Snowflake(99)] })).await;
    let Outcome::Done(Receipt { fact: Some(Fact::Memberships { of }), .. }) = looked else { panic!("{looked:?}") };
    assert_eq!(of.len(), 1);

    house.discord.set_dms_open(house.discord.members()[0].id, false);
    let closed = carrier.carry(&house.job(7, Some(place), Delivery::Say(text("hello?")))).await;
    assert!(matches!(closed, Outcome::Refused { refusal: Refusal::DmsClosed, .. }), "{closed:?}");
    let parent = id(house.discord.channels().into_values().next().unwrap());
    let thread = Thread { server, parent, name: "help-ana".into() };
    let opened = carrier.carry(&house.job(8, None, Delivery::OpenPlace { thread: Some(thread) })).await;
    assert!(matches!(opened, Outcome::Done(Receipt { fact: Some(Fact::Place(Place::Thread { .. })), .. })), "{opened:?}");
    assert_eq!(house.discord.unknown_routes(), Vec::<String>::new());
}

#[tokio::test]
async fn a_command_is_registered_used_and_answered_over_http() {
    let mut house = House::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}/discord/interactions", listener.local_addr().unwrap());
    let key = PublicKey::parse(&house.discord.public_key()).unwrap();
    let app = routes::router(key.clone(), house.interactions());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let describe = |_| ("Get help".to_owned(), BTreeMap::from([("de".to_owned(), "Hilfe holen".to_owned())]));
    let wanted = Wanted { endpoint: Some(&endpoint), server: None, describe: &describe };
    assert_eq!(set_up(&house.http, &wanted).await.unwrap().created, flexcord::discord::commands::OURS);
    assert_eq!(set_up(&house.http, &wanted).await.unwrap().unchanged, flexcord::discord::commands::OURS);

    let gateway = GatewaySettings::default();
    let expected = doctor::Expected { key: Some(&key), endpoint: Some(&endpoint), gateway: &gateway, servers: &[], cards: &[] };
    let ills: Vec<_> = doctor::examine(&house.http, &expected).await.into_iter().filter(|f| !f.ok).collect();
    assert_eq!(ills, []);

    let commands = flexcord::discord::commands::list(&house.http, None).await.unwrap();
    let command = commands.iter().find(|command| command["name"] == "helpme").unwrap();
    let ana = house.discord.members()[0].name.clone();
    let channel = house.discord.channels().into_values().next().unwrap();
    let press = json!({
        "type": 2, "application_id": house.discord.application_id(), "channel_id": channel, "guild_id": house.discord.guild_id(),
        "session_id": "s", "nonce": "1",
        "data": {"id": command["id"], "version": command["version"], "name": "helpme", "type": 1,
                 "options": [{"type": 3, "name": "what", "value": "cannot log in"}]},
    });
    let waits = async {
        match house.events.recv().await {
            Some(Incoming::Event { event, answer }) => {
                drop(answer.send(Ok(Reply::Interaction(InteractionReply::Wait))));
                event
            }
            other => panic!("{other:?}"),
        }
    };
    let token = house.discord.member(&ana).unwrap().token;
    let url = format!("{}/interactions", house.discord.api());
    let (event, sent) = tokio::join!(waits, house.client.post(url).header("authorization", token).json(&press).send());
    assert!(sent.unwrap().status().is_success());
    let Body::Command { interaction, .. } = event.body else { panic!() };
    let answer = Delivery::Answer { interaction, text: "On it".into(), buttons: vec![] };
    let carrier = house.carrier();
    let mut outcome = carrier.carry(&house.job(1, None, answer.clone())).await;
    while let Outcome::Later { after_ms: Some(ms), .. } = outcome {
        house.clock.until(house.clock.now() + ms).await;
        outcome = carrier.carry(&house.job(1, None, answer.clone())).await;
    }
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    let shown = house.discord.messages(channel).pop().unwrap();
    assert_eq!((shown.content.as_str(), shown.ephemeral_for.is_some(), shown.loading), ("On it", true, false));
    assert!(house.discord.failed_interactions().is_empty());
}
