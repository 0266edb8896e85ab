//! One running talk, and what staff can do in it.

use super::super::cases::talk::{self as line, Item, Wanted};
use super::super::frame::{self, Frame};
use super::super::refusal::Refusal;
use super::super::{Console, when};
use super::owner;
use crate::domain::conversation::{Conversation, Owner};
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, Event, StaffAct, Subject};
use crate::domain::person::Agent;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use uuid::Uuid;

/// Most characters of an answer. Discord takes 2,000 in a message; longer ones are split.
const LONGEST: usize = 4_000;

#[derive(Template)]
#[template(path = "talk.html")]
struct TalkPage {
    frame: Frame,
    talk: Conversation,
    owner: String,
    items: Vec<Item>,
    began: String,
    case: Option<(String, String)>,
    /// Whether whoever looks has the talk.
    mine: bool,
    with_agent: bool,
    is_over: bool,
    once: String,
    problem: Option<&'static str>,
    text: String,
}

/// `GET live/{id}`
pub async fn page(State(console): State<Console>, frame: Frame, Extension(talk): Extension<Conversation>) -> Result<Response, Refusal> {
    Ok(frame::html(show(&console, frame, talk, None, String::new()).await?))
}

async fn show(
    console: &Console,
    frame: Frame,
    talk: Conversation,
    problem: Option<&'static str>,
    text: String,
) -> Result<TalkPage, Refusal> {
    let files_at = talk.case.map(|(id, _)| format!("cases/{id}/files"));
    let items = line::said(&console.store, &Wanted { member_name: &talk.member_name, talks: &[talk.id], files_at }).await?;
    let me = &frame.viewer()?.account.name;
    Ok(TalkPage {
        mine: talk.owner == Owner::Agent && talk.agent.as_ref().is_some_and(|agent| agent.identity == *me),
        with_agent: talk.owner == Owner::Agent,
        is_over: talk.ended_at.is_some(),
        owner: owner(&talk),
        began: when::exact(talk.began_at),
        case: talk.case.map(|(id, number)| (number.to_string(), format!("cases/{id}"))),
        once: Uuid::now_v7().to_string(),
        items,
        frame,
        talk,
        problem,
        text,
    })
}

/// What is sent by any of the buttons.
#[derive(Deserialize)]
pub struct Sent {
    /// `take`, `say`, `back` or `finish`.
    what: String,
    /// Names the form that was sent, so that sending it twice acts once.
    once: Uuid,
    #[serde(default)]
    text: String,
}

/// `POST live/{id}`
pub async fn act(
    State(console): State<Console>,
    frame: Frame,
    Extension(talk): Extension<Conversation>,
    Form(sent): Form<Sent>,
) -> Result<Response, Refusal> {
    let account = frame.viewer()?.account.clone();
    let text = sent.text.replace("\r\n", "\n").trim().to_owned();
    let does = match sent.what.as_str() {
        "take" => StaffAct::TakesOver,
        "say" if text.is_empty() || text.chars().count() > LONGEST => {
            let problem = "An answer has 1 to 4,000 characters.";
            return Ok(frame::wrong(show(&console, frame, talk, Some(problem), text).await?));
        }
        "say" => StaffAct::Says { text: text.clone() },
        "back" => StaffAct::HandsBack,
        "finish" => StaffAct::Finishes,
        _ => return Err(Refusal::Malformed("There is nothing of that name to be done in a talk.")),
    };
    let event = Event {
        source: format!("console:{}:{}", account.id, sent.once),
        at: console.clock.now(),
        subject: Subject::Conversation { id: talk.id },
        body: Body::Staff { agent: Agent { identity: account.name, name: Some(account.shown) }, does },
    };
    let id = talk.id;
    match console.inlet.submit(event).await? {
        Reply::Denied(_) => {
            let problem = "The talk is over, so nothing was sent. The member begins a new one with their next word.";
            Ok(frame::wrong(show(&console, frame, talk, Some(problem), text).await?))
        }
        _ => Ok(frame.go(&format!("live/{id}"))),
    }
}
