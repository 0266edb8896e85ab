//! The gateway: websocket connections of the bot and of members' clients.
//!
//! A connection (this file) says HELLO, takes IDENTIFY or RESUME and heartbeats; `identify` opens sessions; `session` keeps what a resume
//! replays; `dispatch` decides who gets an event; `intents` and `compress` say which events and how they are packed.
//! What always holds: dispatches leave a session in the order of its sequence numbers (except where a fault asks otherwise), and a session
//! has at most one connection. To add an event: build it where the thing happens and hand it to `World::dispatch`; if it needs an
//! intent, say so in `intents::needed`.

pub mod compress;
pub mod dispatch;
mod identify;
pub mod intents;
pub mod session;

pub use identify::{PER_DAY as IDENTIFIES_PER_DAY, left as identifies_left};

use super::SESSION_KEPT;
use super::ids::Id;
use super::state::Hub;
use crate::domain::clock::Millis;
use crate::sandbox::faults::GatewayHarm;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::response::Response;
use compress::Packing;
use serde::Deserialize;
use serde_json::{Value, json};
use session::Outgoing;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Largest payload a client may send, in bytes.
const MAX_PAYLOAD: usize = 4096;
/// Most payloads a client may send in a minute.
const MAX_PER_MINUTE: usize = 120;

/// The query of a gateway address.
#[derive(Debug, Default, Deserialize)]
pub struct Wish {
    v: Option<String>,
    encoding: Option<String>,
    compress: Option<String>,
}

/// `GET /`: upgrades to the gateway.
pub async fn upgrade(State(hub): State<Arc<Hub>>, Query(wish): Query<Wish>, ws: WebSocketUpgrade) -> Response {
    ws.max_message_size(64 * 1024).on_upgrade(move |socket| {
        let tracked = hub.tasks.clone();
        tracked.track_future(async move { Connection::new(hub, socket, &wish).run(&wish).await })
    })
}

/// How a step of the conversation ends.
enum Step {
    Go,
    /// Close with this code.
    Close(u16),
    /// The client closed, with this code if it said one.
    Gone(Option<u16>),
    /// Break the connection.
    Cut,
}

struct Connection {
    hub: Arc<Hub>,
    socket: WebSocket,
    packing: Packing,
    number: u64,
    outlet: UnboundedSender<Outgoing>,
    orders: UnboundedReceiver<Outgoing>,
    session: Option<String>,
    deaf: bool,
    sent: VecDeque<Millis>,
}

impl Connection {
    fn new(hub: Arc<Hub>, socket: WebSocket, wish: &Wish) -> Self {
        let (outlet, orders) = unbounded_channel();
        let number = hub.world().sessions.next_connection();
        let packing = Packing::of_address(wish.compress.as_deref());
        Self { hub, socket, packing, number, outlet, orders, session: None, deaf: false, sent: VecDeque::new() }
    }

    async fn run(mut self, wish: &Wish) {
        let end = self.talk(wish).await;
        let code = match end {
            Step::Close(code) => {
                let close = CloseFrame { code, reason: reason(code).into() };
                // The client may be gone already.
                let _ = self.socket.send(Message::Close(Some(close))).await;
                Some(code)
            }
            Step::Gone(code) => code,
            Step::Cut | Step::Go => None,
        };
        if let Some(id) = &self.session {
            let mut world = self.hub.world();
            let now = world.now();
            let for_good = matches!(code, Some(1000 | 1001 | 4004 | 4007 | 4009..=4014));
            world.sessions.detach(id, self.number, now, for_good);
        }
    }

    async fn talk(&mut self, wish: &Wish) -> Step {
        if let Some(GatewayHarm::Refuse { code }) = self.hub.faults.gateway(|harm| matches!(harm, GatewayHarm::Refuse { .. })) {
            return Step::Close(code);
        }
        if !matches!(wish.v.as_deref(), None | Some("9" | "10")) {
            return Step::Close(4012);
        }
        if !matches!(wish.encoding.as_deref(), None | Some("json")) {
            return Step::Close(4002);
        }
        let hello =
            json!({ "op": 10, "d": { "heartbeat_interval": self.hub.settings.heartbeat_ms, "_trace": ["sandbox"] }, "s": null, "t": null });
        if !self.say(&hello.to_string()).await {
            return Step::Gone(None);
        }
        let stop = self.hub.stop.clone();
        loop {
            let step = tokio::select! {
                biased;
                () = stop.cancelled() => Step::Close(1001),
                order = self.orders.recv() => match order {
                    Some(Outgoing::Frame(frame)) => if self.say(&frame).await { Step::Go } else { Step::Gone(None) },
                    Some(Outgoing::Close(code)) => Step::Close(code),
                    Some(Outgoing::Cut) | None => Step::Cut,
                },
                heard = self.socket.recv() => self.hear(heard).await,
            };
            if !matches!(step, Step::Go) {
                return step;
            }
        }
    }

    async fn say(&mut self, text: &str) -> bool {
        let packed = self.packing.pack(text);
        self.socket.send(packed).await.is_ok()
    }

    async fn hear(&mut self, heard: Option<Result<Message, axum::Error>>) -> Step {
        let bytes = match heard {
            Some(Ok(Message::Text(text))) => bytes::Bytes::from(text),
            Some(Ok(Message::Binary(bytes))) => bytes,
            Some(Ok(Message::Close(close))) => return Step::Gone(close.map(|close| close.code)),
            Some(Ok(_)) => return Step::Go,
            Some(Err(_)) | None => return Step::Gone(None),
        };
        let now = self.hub.clock.now();
        self.sent.push_back(now);
        while self.sent.front().is_some_and(|at| at + 60_000 <= now) {
            self.sent.pop_front();
        }
        if self.sent.len() > MAX_PER_MINUTE {
            return Step::Close(4008);
        }
        if bytes.len() > MAX_PAYLOAD {
            return Step::Close(4002);
        }
        match serde_json::from_slice::<Value>(&bytes) {
            Ok(payload) if payload.is_object() => self.obey(&payload).await,
            _ => Step::Close(4002),
        }
    }

    async fn obey(&mut self, payload: &Value) -> Step {
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(1) => self.acknowledge().await,
            Some(2) if self.session.is_some() => Step::Close(4005),
            Some(2) => self.identify(data),
            Some(6) if self.session.is_some() => Step::Close(4005),
            Some(6) => self.resume(data).await,
            Some(3 | 4 | 8 | 14 | 31) if self.session.is_none() => Step::Close(4003),
            Some(8) => {
                self.members_asked_for(data);
                Step::Go
            }
            // Presence and voice have no consequence here.
            Some(3 | 4 | 14 | 31) => Step::Go,
            _ => Step::Close(4001),
        }
    }

    async fn acknowledge(&mut self) -> Step {
        if !self.deaf && self.hub.faults.gateway(|harm| harm == GatewayHarm::IgnoreHeartbeats).is_some() {
            self.deaf = true;
        }
        let ack = json!({ "op": 11, "d": null, "s": null, "t": null }).to_string();
        if self.deaf || self.say(&ack).await { Step::Go } else { Step::Gone(None) }
    }

    fn identify(&mut self, data: &Value) -> Step {
        let mut world = self.hub.world();
        let paced = self.hub.settings.limits.pacing();
        match identify::open(&mut world, data, self.number, &self.outlet, paced) {
            Ok(id) => {
                self.session = Some(id);
                if data["compress"] == true && matches!(self.packing, Packing::Plain) {
                    self.packing = Packing::Payload;
                }
                Step::Go
            }
            Err(identify::No::Close(code)) => Step::Close(code),
            Err(identify::No::TooSoon) => {
                self.invalid_session(false);
                Step::Go
            }
        }
    }

    async fn resume(&mut self, data: &Value) -> Step {
        let forget = self.hub.faults.gateway(|harm| harm == GatewayHarm::ForgetSession).is_some();
        let mut world = self.hub.world();
        let now = world.now();
        world.sessions.forget_old(now, SESSION_KEPT);
        let Some(user) = identify::owner_of(&world, &data["token"]) else { return Step::Close(4004) };
        let id = data["session_id"].as_str().unwrap_or_default().to_owned();
        if forget {
            world.sessions.remove(&id);
        }
        let seq = data["seq"].as_u64().unwrap_or(u64::MAX);
        let resumed = match world.sessions.get_mut(&id).filter(|session| session.user == user) {
            None => false,
            Some(session) if seq > session.seq => return Step::Close(4007),
            Some(session) => {
                let resumed = session.resume(seq, self.number, self.outlet.clone());
                if resumed {
                    session.deliver("RESUMED", &json!({ "_trace": ["sandbox"] }));
                }
                resumed
            }
        };
        drop(world);
        if resumed {
            self.session = Some(id);
        } else {
            self.invalid_session(false);
        }
        Step::Go
    }

    fn invalid_session(&self, resumable: bool) {
        let frame = json!({ "op": 9, "d": resumable, "s": null, "t": null }).to_string();
        // Held by this connection itself, so it cannot be closed.
        let _ = self.outlet.send(Outgoing::Frame(frame.into()));
    }

    /// Op 8: answers with GUILD_MEMBERS_CHUNK.
    fn members_asked_for(&self, data: &Value) {
        let mut world = self.hub.world();
        let guild = if data["guild_id"].is_array() { &data["guild_id"][0] } else { &data["guild_id"] };
        let Some(place) = super::ids::id_in(guild).and_then(|id| world.guilds.get(&id)) else { return };
        let query = data["query"].as_str().unwrap_or_default().to_lowercase();
        let limit = data["limit"].as_u64().filter(|limit| *limit > 0).map_or(usize::MAX, |limit| limit as usize);
        let wanted: Option<Vec<Id>> = data["user_ids"].as_array().map(|ids| ids.iter().filter_map(super::ids::id_in).collect());
        let fits = |id: &Id| match &wanted {
            Some(ids) => ids.contains(id),
            None => world.users.get(id).is_some_and(|user| user.name.to_lowercase().starts_with(&query)),
        };
        let found: Vec<Value> = place.members.values().filter(|m| fits(&m.user)).take(limit).map(|m| world.member_json(m)).collect();
        let chunks: Vec<&[Value]> = if found.is_empty() { vec![&[]] } else { found.chunks(1000).collect() };
        let count = chunks.len();
        let parts: Vec<Value> = chunks
            .into_iter()
            .enumerate()
            .map(|(index, members)| {
                let mut chunk = json!({
                    "guild_id": place.id, "members": members, "chunk_index": index, "chunk_count": count, "not_found": [],
                });
                if !data["nonce"].is_null() {
                    chunk["nonce"] = data["nonce"].clone();
                }
                chunk
            })
            .collect();
        let Some(session) = self.session.as_ref().and_then(|id| world.sessions.get_mut(id)) else { return };
        parts.iter().for_each(|chunk| session.deliver("GUILD_MEMBERS_CHUNK", chunk));
    }
}

fn reason(code: u16) -> &'static str {
    match code {
        4000 => "Unknown error.",
        4001 => "Unknown opcode.",
        4002 => "Error while decoding payload.",
        4003 => "Not authenticated.",
        4004 => "Authentication failed.",
        4005 => "Already authenticated.",
        4007 => "Invalid seq.",
        4008 => "You are being rate limited.",
        4009 => "Session timed out.",
        4010 => "Invalid shard.",
        4011 => "Sharding required.",
        4012 => "Invalid API version.",
        4013 => "Invalid intent(s).",
        4014 => "Disallowed intent(s).",
        _ => "",
    }
}
