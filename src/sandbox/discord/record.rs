//! What a test asks about afterwards: who was pinged, what failed, what was unknown.

use super::ids::Id;
use super::model::Mentions;
use crate::domain::clock::Millis;
use serde::Serialize;
use std::collections::VecDeque;

/// The span over which Discord counts invalid requests, in milliseconds.
const INVALID_SPAN: Millis = 10 * 60 * 1000;

/// Somebody was called by a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ping {
    pub message: Id,
    pub channel: Id,
    pub author: Id,
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub everyone: bool,
}

/// An interaction after which the member read "The application did not respond".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedInteraction {
    pub id: Id,
    pub user: Id,
    /// Interaction type: 2 command, 3 component, 4 autocomplete, 5 modal.
    pub kind: u8,
    pub reason: String,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Record {
    pub pings: Vec<Ping>,
    pub failed: Vec<FailedInteraction>,
    /// `METHOD path` of every request that no route took.
    pub unknown_routes: Vec<String>,
    /// When bots identified, newest last.
    pub identifies: VecDeque<Millis>,
    /// When 401, 403 and 429 were answered, within the last ten minutes.
    invalid: VecDeque<Millis>,
    pub invalid_total: u64,
}

impl Record {
    /// Notes who a message called, if anybody.
    pub fn ping(&mut self, message: Id, channel: Id, author: Id, mentions: &Mentions) {
        if *mentions != Mentions::default() {
            let Mentions { users, roles, everyone } = mentions.clone();
            self.pings.push(Ping { message, channel, author, users, roles, everyone });
        }
    }

    /// Counts a request that Discord holds against the caller's address.
    pub fn invalid(&mut self, now: Millis) {
        self.invalid_total += 1;
        self.invalid.push_back(now);
        self.forget_old(now);
    }

    /// How many invalid requests the last ten minutes saw.
    pub fn invalid_recently(&mut self, now: Millis) -> usize {
        self.forget_old(now);
        self.invalid.len()
    }

    fn forget_old(&mut self, now: Millis) {
        while self.invalid.front().is_some_and(|at| at + INVALID_SPAN <= now) {
            self.invalid.pop_front();
        }
    }
}
