//! The whole gateway against a small Discord on a real socket.

use super::*;
use crate::discord::testing::{BOT, HandClock, nothing_to_suggest, settings, words};
use crate::domain::delivery::Reply;
use crate::relay::inlet::Incoming;
use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Json;
use axum::routing::get;
use serde_json::{Value, json};
use std::collections::HashMap;

/// What the fake does with one connection after another: the test holds the other end.
type Connections = mpsc::UnboundedSender<WebSocket>;

/// A clock for what has to run in real time: serenity sleeps by tokio's.
struct RealClock(std::time::Instant);

impl crate::domain::clock::Clock for RealClock {
    fn now(&self) -> Millis {
        Millis::try_from(self.0.elapsed().as_millis()).unwrap()
    }
    fn until(&self, at: Millis) -> crate::domain::clock::Wait {
        let at = self.0 + std::time::Duration::from_millis(u64::try_from(at).unwrap_or(0));
        Box::pin(tokio::time::sleep_until(at.into()))
    }
}

struct World {
    connections: mpsc::UnboundedReceiver<WebSocket>,
    events: mpsc::Receiver<Incoming>,
    reconnected: mpsc::UnboundedReceiver<Reconnected>,
    state: watch::Receiver<GatewayState>,
    running: tokio::task::JoinHandle<Result<(), Fatal>>,
    stop: CancellationToken,
}

async fn world() -> World {
    world_told(None).await
}

/// A Discord that tells this address of its gateway; where it is a wrong one, the settings hold the right one.
async fn world_told(wrong: Option<&'static str>) -> World {
    let (sender, connections) = mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new()
        .route(
            "/api/v10/gateway/bot",
            get(move || async move {
                Json(json!({"url": wrong.map_or_else(|| format!("ws://{address}/gw"), str::to_owned), "shards": 1,
                    "session_start_limit": {"total": 1000, "remaining": 900, "reset_after": 1, "max_concurrency": 1}}))
            }),
        )
        .route("/gw/", get(connect))
        .route("/gw", get(connect))
        .route("/resume/", get(connect))
        .route("/resume", get(connect))
        .with_state(sender);
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let clock: SharedClock = Arc::new(RealClock(std::time::Instant::now()));
    let http = Arc::new(Http::new(settings(&format!("http://{address}/api/v10")), HandClock::at(0)).unwrap());
    let (inlet, events) = Inlet::channel(64);
    let (reconnected, reconnections) = mpsc::unbounded_channel();
    let (typing, _) = mpsc::channel(1);
    let gateway = Gateway {
        settings: GatewaySettings { url: wrong.map(|_| format!("ws://{address}/gw")), ..GatewaySettings::default() },
        http: http.clone(),
        inlet: inlet.clone(),
        ours: Ours { bot: BOT, is_our_thread: Arc::new(|_| false) },
        interactions: Arc::new(Interactions { inlet, http, words: words(), suggest: nothing_to_suggest(), clock: clock.clone() }),
        clock,
        reconnected,
        typing,
        board: Board::new(),
    };
    let (state, stop) = (gateway.watch(), CancellationToken::new());
    let token = stop.clone();
    let running = tokio::spawn(async move { gateway.run(token).await });
    World { connections, events, reconnected: reconnections, state, running, stop }
}

async fn connect(
    State(sender): State<Connections>,
    Query(query): Query<HashMap<String, String>>,
    ws: WebSocketUpgrade,
) -> axum::response::Response {
    assert_eq!(query["v"], "10");
    ws.on_upgrade(move |socket| async move { drop(sender.send(socket)) })
}

async fn send(socket: &mut WebSocket, json: Value) {
    socket.send(Message::Text(json.to_string().into())).await.unwrap();
}

/// The next frame with this op.
async fn receive(socket: &mut WebSocket, op: u64) -> Value {
    loop {
        if let Message::Text(text) = socket.recv().await.unwrap().unwrap() {
            let json: Value = serde_json::from_str(&text).unwrap();
            if json["op"] == op {
                return json["d"].clone();
            }
        }
    }
}

fn dispatch(s: u64, t: &str, d: Value) -> Value {
    json!({"op": 0, "s": s, "t": t, "d": d})
}

fn ready() -> Value {
    json!({"v": 10, "user": {"id": "1", "username": "us", "discriminator": "0", "avatar": null, "bot": true, "mfa_enabled": false},
        "guilds": [], "session_id": "sess", "resume_gateway_url": "", "application": {"id": "1", "flags": 0}})
}

fn dm(id: u64, channel: u64) -> Value {
    json!({"id": id.to_string(), "channel_id": channel.to_string(), "channel_type": 1, "content": "hi", "type": 0,
        "author": {"id": "42", "username": "ana", "discriminator": "0", "avatar": null},
        "timestamp": "2016-04-30T11:18:25.796000+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
        "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false})
}

impl World {
    /// The next connection, greeted and identified.
    async fn identified(&mut self) -> (WebSocket, Value) {
        let mut socket = self.connections.recv().await.unwrap();
        send(&mut socket, json!({"op": 10, "d": {"heartbeat_interval": 41_250}})).await;
        let identify = receive(&mut socket, 2).await;
        (socket, identify)
    }

    async fn next_source(&mut self) -> String {
        match self.events.recv().await {
            Some(Incoming::Event { event, answer }) => {
                answer.send(Ok(Reply::Ok)).unwrap();
                event.source
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_session_brings_messages_in_order_once_catch_up_is_through_and_resumes_after_a_close() {
    let mut w = world().await;
    let (mut socket, identify) = w.identified().await;
    assert_eq!((identify["token"].as_str(), identify["intents"].as_u64()), (Some("Bot MQ.x.y"), Some(INTENTS)));
    send(&mut socket, dispatch(1, "READY", ready())).await;
    for n in 0..200 {
        send(&mut socket, dispatch(n + 2, "MESSAGE_CREATE", dm(1000 + n, 5))).await;
    }
    let reconnected = w.reconnected.recv().await.unwrap();
    assert!(!reconnected.resumed);
    w.state.wait_for(|s| s.connected && s.identifies == 1).await.unwrap();
    assert!(w.events.try_recv().is_err(), "new messages wait for catch-up");
    drop(reconnected);
    for n in 0..200 {
        assert_eq!(w.next_source().await, format!("discord:message:{}", 1000 + n));
    }
    let close = CloseFrame { code: 4000, reason: "".into() };
    socket.send(Message::Close(Some(close))).await.unwrap();
    let mut socket = w.connections.recv().await.unwrap();
    send(&mut socket, json!({"op": 10, "d": {"heartbeat_interval": 41_250}})).await;
    assert_eq!(receive(&mut socket, 6).await["session_id"], "sess");
    send(&mut socket, dispatch(300, "MESSAGE_CREATE", dm(2000, 5))).await;
    send(&mut socket, dispatch(301, "RESUMED", json!({"_trace": []}))).await;
    assert_eq!(w.next_source().await, "discord:message:2000");
    assert!(w.reconnected.recv().await.unwrap().resumed);
    w.stop.cancel();
    assert!(w.running.await.unwrap().is_ok());
}

#[tokio::test]
async fn the_address_in_the_settings_wins_over_the_one_discord_tells() {
    let mut w = world_told(Some("ws://127.0.0.1:1/nowhere")).await;
    let (_, identify) = w.identified().await;
    assert_eq!(identify["token"], "Bot MQ.x.y");
}

#[tokio::test]
async fn a_refused_token_stops_with_what_to_do() {
    let mut w = world().await;
    let (mut socket, _) = w.identified().await;
    socket.send(Message::Close(Some(CloseFrame { code: 4004, reason: "".into() }))).await.unwrap();
    let why = w.running.await.unwrap().unwrap_err().to_string();
    assert!(why.contains("4004") && why.contains("developer portal"), "{why}");
    assert_eq!(w.state.borrow().trouble.as_deref(), Some(why.as_str()));
}
