//! Cases: bugs, ideas, and the help that conversations are about.
//!
//! **What lives here.** The few functions by which every decision changes a case ([`find`], [`note`], [`put`], [`keep`]) and what the
//! staff does to one ([`changed`]); `intake` (forms, and whether an open case is the same), `card` (the card in the server's
//! channel), `following` (telling those who follow), `mine` (a member's own cases: list, close, rate, copy), `transcript` (the copy).
//!
//! **How data passes through.** A topic finds the case, changes its copy with [`note`] and [`put`], and hands it back with [`keep`],
//! which brings the card up to date.
//!
//! **What always holds.** Every change is in the history, under the event it came from. A state is left only where
//! [`CaseState::may`] allows it. Members are told by appointments, one after the other, never in a burst.
//!
//! **One more thing to do to a case.** See [`crate::domain::case`]; its arm goes into [`changed`].

pub mod card;
pub mod following;
pub mod intake;
pub mod mine;
pub mod transcript;

use crate::domain::case::{Actor, Case, CaseKind, CaseNumber, CaseState, Change, Denied, Entry, Happened};
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, Event};
use crate::domain::ids::CaseId;
use crate::domain::person::Member;
use crate::relay::effects::{CaseEffects, Effects};
use crate::relay::known::{Known, Need};

/// The case with this id, as it is after what this decision has done to it so far.
pub fn find(known: &Known<'_>, out: &CaseEffects, id: CaseId) -> Result<Option<Case>, Need> {
    if let Some(case) = out.changed.iter().find(|c| c.id == id) {
        return Ok(Some(case.clone()));
    }
    if let Some(case) = known.case.filter(|c| c.id == id) {
        return Ok(Some(case.clone()));
    }
    known.found.case_by_id(id).map(|found| found.cloned()).ok_or(Need::CaseById(id))
}

/// The member as the one who did something.
pub fn by(member: &Member) -> Actor {
    Actor::Member { id: member.id, name: member.name.clone() }
}

/// Writes into the history of a case that it was opened.
pub fn opened(known: &Known<'_>, out: &mut CaseEffects, case: &Case, by: Actor) {
    write(known, out, case, by, Happened::Opened);
}

/// Counts a change and writes it into the history.
pub fn note(known: &Known<'_>, out: &mut CaseEffects, case: &mut Case, by: Actor, what: Happened) {
    case.version += 1;
    case.changed_at = known.now;
    write(known, out, case, by, what);
}

fn write(known: &Known<'_>, out: &mut CaseEffects, case: &Case, by: Actor, what: Happened) {
    let (version, source) = (case.version, known.source.to_owned());
    out.history.push(Entry { case: case.id, version, at: known.now, by, source, what });
}

/// Takes the case to another state, if that way is open. Says whether it did.
pub fn put(known: &Known<'_>, out: &mut CaseEffects, case: &mut Case, by: Actor, to: CaseState, told: Option<String>) -> bool {
    let from = case.state;
    if !from.may(case.number.kind, to) {
        return false;
    }
    case.put(to, known.now);
    note(known, out, case, by, Happened::Moved { from, to, told });
    true
}

/// Hands a changed case back; its card follows.
pub fn keep(known: &Known<'_>, out: &mut CaseEffects, mut case: Case) {
    card::refresh(known, out, &mut case);
    out.put(case);
}

/// The other help case of the member that is open there: while there is one, this one cannot be opened again.
pub fn other_open(known: &Known<'_>, case: &Case) -> Result<Option<CaseNumber>, Need> {
    if case.number.kind != CaseKind::Help || case.state.is_open() {
        return Ok(None);
    }
    let open = known.found.open_help.as_ref().ok_or(Need::OpenHelp { server: case.server, member: case.member })?;
    Ok(open.as_ref().filter(|open| open.id != case.id).map(|open| open.number))
}

/// Somebody of the staff does something to a case.
pub fn changed(known: &Known<'_>, case: &Case, by: &Actor, change: &Change, seen: Option<u32>) -> Result<Effects, Need> {
    if let Err(denied) = case.check(change, seen) {
        return Ok(Effects { reply: Reply::Denied(denied), ..Effects::default() });
    }
    if let Change::State { to, .. } = change
        && to.is_open()
        && let Some(other) = other_open(known, case)?
    {
        let denied = Denied::Another { number: other.to_string() };
        return Ok(Effects { reply: Reply::Denied(denied), ..Effects::default() });
    }
    let mut effects = Effects::default();
    let mut case = case.clone();
    let what = match change.clone() {
        Change::State { to, told } => {
            let told = told.map(|told| told.trim().to_owned());
            put(known, &mut effects.cases, &mut case, by.clone(), to, told.clone());
            following::tell(known, &mut effects, &case, told, None)?;
            None
        }
        Change::Note { text } => Some(Happened::Noted { text: text.trim().to_owned() }),
        Change::Assign { to } => {
            let from = std::mem::replace(&mut case.owner, to.map(|to| to.trim().to_owned()));
            Some(Happened::Assigned { from, to: case.owner.clone() })
        }
        Change::Priority { to } => Some(Happened::Prioritised { from: std::mem::replace(&mut case.priority, to), to }),
        Change::Tags { to } => {
            let mut tags: Vec<String> = to.iter().map(|tag| tag.trim().to_owned()).collect();
            tags.sort_unstable();
            tags.dedup();
            let from = std::mem::replace(&mut case.tags, tags);
            Some(Happened::Tagged { from, to: case.tags.clone() })
        }
        Change::Title { to } => {
            let from = std::mem::replace(&mut case.title, to.trim().to_owned());
            Some(Happened::Renamed { from, to: case.title.clone() })
        }
    };
    if let Some(what) = what {
        note(known, &mut effects.cases, &mut case, by.clone(), what);
    }
    effects.reply = Reply::Changed { case: case.id, version: case.version };
    keep(known, &mut effects.cases, case);
    Ok(effects)
}

/// An event about a case as such: what the staff does, and what became of deliveries of its own.
pub fn happened(known: &Known<'_>, case: &Case, event: &Event) -> Result<Effects, Need> {
    match &event.body {
        Body::CaseChange { by, change, seen } => changed(known, case, by, change, *seen),
        Body::Settled { delivery, outcome, .. } => Ok(card::settled(known, case, delivery, outcome)),
        Body::Retry { seq } => {
            let cases = CaseEffects { revive: Some((case.id, *seq)), ..CaseEffects::default() };
            Ok(Effects { cases, ..Effects::default() })
        }
        _ => Ok(Effects::default()),
    }
}

/// Somebody wants to change a case that is not there.
pub fn missing(body: &Body) -> Option<Reply> {
    matches!(body, Body::CaseChange { .. }).then_some(Reply::Denied(Denied::NoCase))
}
