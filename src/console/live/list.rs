//! All talks that are going on, those who wait for a person first.

use super::super::accounts::servers;
use super::super::frame::{self, Frame};
use super::super::knowledge::right;
use super::super::refusal::Refusal;
use super::super::{Console, when};
use super::owner;
use crate::domain::account::{Reach, Role};
use crate::domain::conversation::{Conversation, Owner};
use crate::domain::message::Author;
use crate::store::{conversations, messages};
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// Talks that are looked at, and shown.
const LOOKED_AT: u32 = 2_000;
const SHOWN: usize = 100;
/// Characters of the last line.
const LINE: usize = 140;

/// A running talk.
struct Line {
    talk: Conversation,
    owner: String,
    state: &'static str,
    look: &'static str,
    server: String,
    case: Option<(String, String)>,
    last: String,
    last_by: &'static str,
    ago: String,
    asked_again: bool,
}

#[derive(Template)]
#[template(path = "live.html")]
struct LivePage {
    frame: Frame,
    lines: Vec<Line>,
    more: usize,
}

/// `GET live`
pub async fn page(State(console): State<Console>, frame: Frame) -> Result<Response, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let reach = grants.reach(Role::Agent);
    let known = right::servers_of(&grants, Role::Agent, servers(&console).await?);
    let mut talks = conversations::open_page(&console.store, None, LOOKED_AT).await?;
    // A talk that belongs to no server is for those who may see every server.
    talks.retain(|talk| talk.server.map_or(reach == Reach::All, |server| reach.holds(server)));
    let now = console.clock.now();
    talks.sort_by_key(|talk| {
        let waits = match talk.owner {
            Owner::Queue => 0,
            Owner::Agent if talk.owes_an_answer() => 1,
            Owner::Assistant => 2,
            Owner::Agent => 3,
        };
        (waits, spoke_at(talk))
    });
    let more = talks.len().saturating_sub(SHOWN);
    let mut lines = Vec::new();
    for talk in talks.into_iter().take(SHOWN) {
        let last = messages::history(&console.store, talk.id, None, 1).await?.pop();
        let (state, look) = match talk.owner {
            Owner::Queue => ("waits for a person", "bad"),
            Owner::Agent if talk.owes_an_answer() => ("waits for an answer", "warn"),
            Owner::Agent => ("answered", "good"),
            Owner::Assistant => ("with the assistant", "on"),
        };
        let server = talk.server.and_then(|id| known.iter().find(|server| server.id == id)).map(|server| server.name.clone());
        lines.push(Line {
            owner: owner(&talk),
            state,
            look,
            server: server.unwrap_or_else(|| "no server".into()),
            case: talk.case.map(|(id, number)| (number.to_string(), format!("cases/{id}"))),
            last_by: last.as_ref().map_or("", |message| by(&message.author)),
            last: last.map(|message| message.text.chars().take(LINE).collect()).unwrap_or_default(),
            ago: when::ago(now, spoke_at(&talk)),
            asked_again: talk.misses >= 2,
            talk,
        });
    }
    Ok(frame::html(LivePage { frame, lines, more }))
}

/// When somebody last spoke in it.
fn spoke_at(talk: &Conversation) -> i64 {
    talk.member_spoke.map_or(talk.began_at, |(_, at)| at).max(talk.agent_spoke_at.unwrap_or(0))
}

fn by(author: &Author) -> &'static str {
    match author {
        Author::Member => "member",
        Author::Assistant => "assistant",
        Author::Agent(_) => "agent",
        Author::System | Author::Note => "flexcord",
    }
}
