//! Telling those who follow a case: whoever opened it, and everybody who said "it's this one".
//!
//! They are told one after the other, each by an appointment of their own: in the talk they have open with that server, else in one
//! that is begun for the notice alone and is over with it. Where DMs are closed, the notice goes the way every line goes: into a
//! private thread.

use super::super::closing;
use super::super::turn::Turn;
use crate::domain::appointment::Appointment;
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState};
use crate::domain::conversation::{Conversation, Ending};
use crate::domain::delivery::Delivery;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{CaseId, ConversationId, Snowflake};
use crate::domain::words::{CasePhrase, Phrase};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// Makes the appointments by which everybody who follows the case hears of its new state. `except` has done it and knows.
pub fn tell(known: &Known<'_>, effects: &mut Effects, case: &Case, told: Option<String>, except: Option<Snowflake>) -> Result<(), Need> {
    let mut followers = vec![case.member];
    if case.number.kind.is_public() {
        followers.extend(known.found.voters.as_ref().ok_or(Need::Voters(case.id))?);
    } else if case.state.is_open() {
        return Ok(()); // Whose turn it is in a talk is seen in the talk.
    }
    followers.retain(|member| Some(*member) != except);
    for (n, member) in (0..).zip(followers) {
        let body = Body::TellFollower {
            member,
            case: case.id,
            number: case.number,
            title: case.title.clone(),
            state: case.state,
            told: told.clone(),
        };
        let due = known.now + n * known.rules.tell_pause_ms;
        let name = format!("tell:{}:{}:{member}", case.id, case.version);
        let event = Event { source: name.clone(), at: due, subject: Subject::Member { member, server: Some(case.server) }, body };
        effects.appointments.push(Appointment { name, due, event });
    }
    Ok(())
}

/// What a follower is told.
pub struct News<'a> {
    pub member: Snowflake,
    pub server: Option<Snowflake>,
    pub case: CaseId,
    pub number: CaseNumber,
    pub title: &'a str,
    pub state: CaseState,
    pub told: Option<&'a str>,
}

/// It is a follower's turn to hear the news.
pub fn tell_one(known: &Known<'_>, news: &News<'_>) -> Result<Effects, Need> {
    let open = known.conversation.filter(|talk| talk.ended_at.is_none());
    let mut turn = match open {
        Some(talk) => Turn::of(known, talk.clone()),
        None => notice(known, news.member, news.server)?,
    };
    let number = news.number.to_string();
    let phrase = CasePhrase::Moved { kind: news.number.kind, number: &number, title: news.title, state: news.state, told: news.told };
    let about_this = turn.talk.case.is_some_and(|(id, _)| id == news.case);
    let over = news.number.kind == CaseKind::Help && !news.state.is_open();
    turn.tell(&Phrase::Case(phrase), if over { closing::afterwards(news.case) } else { vec![] });
    if over && about_this && open.is_some() {
        closing::end(&mut turn, Ending::Agent);
    }
    Ok(turn.done())
}

/// A conversation begun to say one thing: it is over at once, and what the member answers begins the next.
pub fn notice<'a>(known: &'a Known<'a>, member: Snowflake, server: Option<Snowflake>) -> Result<Turn<'a>, Need> {
    let past = known.found.past.as_ref().ok_or(Need::Past { member })?;
    let name = past.name.clone().unwrap_or_else(|| member.to_string());
    let mut turn = Turn::of(known, Conversation::begin(ConversationId(known.fresh.id()), member, name, known.now));
    turn.talk.locale.clone_from(&past.locale);
    turn.talk.server = server.filter(|server| server.0 != 0);
    if let Some(last) = past.last.as_ref().filter(|last| last.server == turn.talk.server) {
        turn.talk.place = last.place;
        turn.talk.dms_closed = last.dms_closed;
    }
    turn.talk.ended_at = Some(known.now);
    turn.talk.why_ended = Some(Ending::Notice);
    if turn.talk.place.is_none() {
        turn.deliver(Delivery::OpenPlace { thread: None });
    }
    Ok(turn)
}
