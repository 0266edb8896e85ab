//! What may be done to a case: each is one event through the relay's inlet.

use super::super::Console;
use super::super::frame::{self, Frame};
use super::super::refusal::Refusal;
use super::show::{Refused, show};
use super::{talk, words};
use crate::domain::case::{Actor, Case, CaseState, Change, Denied, Priority};
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, Event, Subject};
use crate::store::cases;
use axum::extract::State;
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use uuid::Uuid;

/// Entries since a stale page that are shown.
const MEANWHILE: u32 = 50;

/// What is sent by any of the forms.
#[derive(Deserialize)]
pub struct Sent {
    /// `state`, `note`, `assign`, `priority`, `tags` or `title`.
    what: String,
    /// The version that was looked at.
    seen: u32,
    /// Names the form that was sent.
    once: Uuid,
    #[serde(default)]
    to: String,
    #[serde(default)]
    text: String,
}

/// `POST cases/{id}`
pub async fn act(
    State(console): State<Console>,
    frame: Frame,
    Extension(case): Extension<Case>,
    Form(sent): Form<Sent>,
) -> Result<Response, Refusal> {
    let account = frame.viewer()?.account.clone();
    let change = change(&sent).ok_or(Refusal::Malformed("There is nothing of that name to be done to a case."))?;
    // A note goes with whatever was done meanwhile; everything else is meant for what was seen.
    let seen = (!matches!(change, Change::Note { .. })).then_some(sent.seen);
    let event = Event {
        source: format!("console:{}:{}", account.id, sent.once),
        at: console.clock.now(),
        subject: Subject::Case { id: case.id },
        body: Body::CaseChange { by: Actor::Staff { name: account.shown }, change, seen },
    };
    match console.inlet.submit(event).await? {
        Reply::Denied(Denied::NoCase) => Err(Refusal::NotFound),
        Reply::Denied(denied) => {
            let now = cases::by_ids(&console.store, &[case.id]).await?.pop().ok_or(Refusal::NotFound)?;
            let refused = refused(&console, &now, &sent, &denied).await?;
            Ok(frame::wrong(show(&console, frame, now, refused).await?))
        }
        _ => Ok(frame.go(&format!("cases/{}?said=done", case.id))),
    }
}

async fn refused(console: &Console, case: &Case, sent: &Sent, denied: &Denied) -> Result<Refused, Refusal> {
    let (problem, meanwhile) = match denied {
        Denied::Stale { .. } => {
            let since = cases::history(&console.store, case.id, sent.seen, MEANWHILE).await?;
            ("The case was changed while you were looking at it, so nothing was done. See what happened and do it again if it still fits.".into(), since)
        }
        Denied::State { from, to } => (format!("A case cannot go from “{}” to “{}”.", words::state(*from), words::state(*to)), Vec::new()),
        other => (format!("Nothing was done: {other}."), Vec::new()),
    };
    Ok(Refused { problem: Some(problem), text: sent.text.clone(), meanwhile: meanwhile.iter().map(talk::done).collect() })
}

/// The change that a form asks for; None when no form of ours does.
fn change(sent: &Sent) -> Option<Change> {
    let (to, text) = (sent.to.trim(), sent.text.trim());
    Some(match sent.what.as_str() {
        "state" => {
            let to = CaseState::ALL.into_iter().find(|state| words::state_key(*state) == to)?;
            Change::State { to, told: (!text.is_empty()).then(|| text.to_owned()) }
        }
        "note" => Change::Note { text: text.replace("\r\n", "\n") },
        "assign" => Change::Assign { to: (!to.is_empty()).then(|| to.to_owned()) },
        "priority" => Change::Priority { to: Priority::ALL.into_iter().find(|priority| words::priority(*priority) == to)? },
        "tags" => {
            let mut tags: Vec<String> = Vec::new();
            for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
                if !tags.iter().any(|known| known == tag) {
                    tags.push(tag.to_owned());
                }
            }
            Change::Tags { to: tags }
        }
        "title" => Change::Title { to: text.to_owned() },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(what: &str, to: &str, text: &str) -> Sent {
        Sent { what: what.into(), seen: 1, once: Uuid::nil(), to: to.into(), text: text.into() }
    }

    #[test]
    fn each_form_becomes_one_change() {
        let solved = Change::State { to: CaseState::Solved, told: Some("fixed".into()) };
        assert_eq!(change(&sent("state", "solved", " fixed ")), Some(solved));
        assert_eq!(change(&sent("note", "", "a\r\nb")), Some(Change::Note { text: "a\nb".into() }));
        assert_eq!(change(&sent("assign", "", "")), Some(Change::Assign { to: None }));
        assert_eq!(change(&sent("priority", "urgent", "")), Some(Change::Priority { to: Priority::Urgent }));
        assert_eq!(change(&sent("tags", "", "a, b,,a")), Some(Change::Tags { to: vec!["a".into(), "b".into()] }));
        for (what, to) in [("state", "lost"), ("priority", "huge"), ("erase", "")] {
            assert_eq!(change(&sent(what, to, "")), None);
        }
    }
}
