//! Sessions: what outlives a connection, so that it can be resumed.

use crate::domain::clock::Millis;
use crate::sandbox::discord::ids::Id;
use crate::sandbox::faults::GatewayHarm;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// How many dispatches are kept for a resume.
const KEPT: usize = 5_000;

/// What a session tells its connection to do.
#[derive(Clone, Debug)]
pub enum Outgoing {
    Frame(Arc<str>),
    Close(u16),
    /// Break the TCP connection.
    Cut,
}

/// One logical connection of the bot or of a member's client.
#[derive(Debug)]
pub struct Session {
    pub id: String,
    pub user: Id,
    pub bot: bool,
    pub intents: u64,
    /// Shard number and count.
    pub shard: (u64, u64),
    pub seq: u64,
    log: VecDeque<(u64, Arc<str>)>,
    outlet: Option<UnboundedSender<Outgoing>>,
    /// Number of the connection that holds it, so that an old one cannot detach a new one.
    pub connection: u64,
    detached: Option<Millis>,
    silent: bool,
    held: Option<Arc<str>>,
}

/// What becomes of a session after a harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Lives,
    Dies,
}

impl Session {
    /// Numbers a dispatch, keeps it for a resume and sends it.
    pub fn deliver(&mut self, name: &str, data: &Value) {
        let frame = self.keep(name, data);
        self.send(frame);
    }

    /// Does a dispatch the wrong way.
    pub fn mistreat(&mut self, name: &str, data: &Value, harm: GatewayHarm) -> Fate {
        match harm {
            GatewayHarm::Lose => return Fate::Lives,
            GatewayHarm::Garble => {
                let broken = self.keep(name, &json!({ "id": 0, "author": "?", "channel_id": [] }));
                self.log.pop_back();
                self.send(broken);
                return Fate::Lives;
            }
            _ => {}
        }
        let frame = self.keep(name, data);
        match harm {
            GatewayHarm::Duplicate => {
                self.send(Arc::clone(&frame));
                self.send(frame);
            }
            GatewayHarm::Swap => self.held = Some(frame),
            GatewayHarm::Silence => self.silent = true,
            GatewayHarm::Close { code } => {
                self.push(Outgoing::Close(code));
                return if matches!(code, 1000 | 1001 | 4004 | 4007 | 4009..=4014) { Fate::Dies } else { Fate::Lives };
            }
            GatewayHarm::Reconnect => self.push(Outgoing::Frame(json!({ "op": 7, "d": null, "s": null, "t": null }).to_string().into())),
            GatewayHarm::InvalidSession { resumable } => {
                self.push(Outgoing::Frame(json!({ "op": 9, "d": resumable, "s": null, "t": null }).to_string().into()));
                if !resumable {
                    return Fate::Dies;
                }
            }
            GatewayHarm::Cut => self.push(Outgoing::Cut),
            _ => self.send(frame),
        }
        if matches!(harm, GatewayHarm::Reconnect | GatewayHarm::InvalidSession { .. }) {
            // The real thing goes quiet on the old connection too; what happens meanwhile comes with the resume.
            self.silent = true;
        }
        Fate::Lives
    }

    fn keep(&mut self, name: &str, data: &Value) -> Arc<str> {
        self.seq += 1;
        let frame: Arc<str> = json!({ "op": 0, "t": name, "s": self.seq, "d": data }).to_string().into();
        self.log.push_back((self.seq, Arc::clone(&frame)));
        if self.log.len() > KEPT {
            self.log.pop_front();
        }
        frame
    }

    fn send(&mut self, frame: Arc<str>) {
        if self.silent {
            return;
        }
        self.push(Outgoing::Frame(frame));
        if let Some(held) = self.held.take() {
            self.push(Outgoing::Frame(held));
        }
    }

    fn push(&self, out: Outgoing) {
        if let Some(outlet) = &self.outlet {
            // A connection that is just ending takes nothing more; the session keeps the dispatch for the resume.
            let _ = outlet.send(out);
        }
    }

    /// Whether a connection holds it.
    pub fn attached(&self) -> bool {
        self.outlet.is_some()
    }

    /// Hands it to a new connection and replays what came after `seq`. `false` if that is not possible any more.
    pub fn resume(&mut self, seq: u64, connection: u64, outlet: UnboundedSender<Outgoing>) -> bool {
        let oldest = self.log.front().map_or(self.seq, |(first, _)| first - 1);
        if seq > self.seq || seq < oldest {
            return false;
        }
        self.outlet = Some(outlet);
        self.connection = connection;
        self.detached = None;
        self.silent = false;
        self.held = None;
        let missed: Vec<_> = self.log.iter().filter(|(number, _)| *number > seq).map(|(_, frame)| Arc::clone(frame)).collect();
        missed.into_iter().for_each(|frame| self.send(frame));
        true
    }
}

/// All sessions.
#[derive(Debug, Default)]
pub struct Sessions {
    by_id: HashMap<String, Session>,
    connections: u64,
    made: u64,
}

impl Sessions {
    /// A number for a new connection.
    pub fn next_connection(&mut self) -> u64 {
        self.connections += 1;
        self.connections
    }

    /// Opens a session held by a connection.
    pub fn open(
        &mut self,
        user: Id,
        bot: bool,
        intents: u64,
        shard: (u64, u64),
        connection: u64,
        outlet: UnboundedSender<Outgoing>,
    ) -> &mut Session {
        self.made += 1;
        let id = hex::encode(format!("{:08}{user}", self.made));
        let session = Session {
            id: id.clone(),
            user,
            bot,
            intents,
            shard,
            seq: 0,
            log: VecDeque::new(),
            outlet: Some(outlet),
            connection,
            detached: None,
            silent: false,
            held: None,
        };
        self.by_id.entry(id).or_insert(session)
    }

    /// The session of this id, if it is still kept.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.by_id.get_mut(id)
    }

    /// All of them, attached or waiting.
    pub fn iter(&self) -> impl Iterator<Item = &Session> {
        self.by_id.values()
    }

    /// All of them, to deliver to.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.by_id.values_mut()
    }

    /// Ends a session for good.
    pub fn remove(&mut self, id: &str) {
        self.by_id.remove(id);
    }

    /// A connection has ended. With `for_good` the session ends too; otherwise it waits for a resume.
    pub fn detach(&mut self, id: &str, connection: u64, now: Millis, for_good: bool) {
        let Some(session) = self.by_id.get_mut(id).filter(|session| session.connection == connection) else { return };
        session.outlet = None;
        session.detached = Some(now);
        if for_good {
            self.by_id.remove(id);
        }
    }

    /// Forgets sessions that have waited for longer than `kept` milliseconds.
    pub fn forget_old(&mut self, now: Millis, kept: Millis) {
        self.by_id.retain(|_, session| session.detached.is_none_or(|since| since + kept > now));
    }
}
