//! What members press.

use super::turn::Turn;
use super::{assistant, cases, closing, feedback, handover, member as members, referral};
use crate::domain::conversation::{Owner, PendingInteraction};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::ids::{CaseId, Snowflake};
use crate::domain::message::Place;
use crate::domain::person::Member;
use crate::domain::words::{Phrase, say};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need, Past};
use handover::Trigger;

/// Who pressed what, and where.
pub struct Press<'a> {
    pub member: &'a Member,
    pub button: &'a Button,
    pub place: Place,
    pub message: Snowflake,
    /// Where it was pressed, if not in a DM.
    pub server: Option<Snowflake>,
    pub interaction: &'a PendingInteraction,
}

/// A button or menu under one of our messages was pressed.
pub fn pressed(known: &Known<'_>, press: &Press<'_>) -> Result<Effects, Need> {
    let Press { member, button, place, message, server, interaction } = *press;
    match (button, known.conversation) {
        (Button::Refer { talk }, _) => return referral::wanted(known, member, *talk, interaction),
        (Button::Up { answer, .. }, Some(talk)) => return feedback::thumbed(known, talk, member, *answer, true),
        (Button::Down { answer, .. }, Some(talk)) => return feedback::thumbed(known, talk, member, *answer, false),
        _ => {}
    }
    if let Some(effects) = cases::mine::pressed(known, member, server, place, button)? {
        return Ok(effects);
    }
    let open = known.conversation.filter(|c| c.ended_at.is_none() && c.member == member.id);
    if known.conversation.is_some_and(|c| c.member != member.id) {
        return Ok(whisper(known, member, &Phrase::NotYours));
    }
    let mut turn = match (open, button) {
        (Some(talk), _) => Turn::of(known, talk.clone()),
        (None, Button::Reopen { .. } | Button::NotYet { .. } | Button::Person | Button::KeepWaiting) => {
            let past = known.found.past.as_ref().ok_or(Need::Past { member: member.id })?;
            let mut turn = members::begin(known, member, past);
            take_place(&mut turn, place, past);
            turn
        }
        (None, _) => return Ok(whisper(known, member, &Phrase::Expired)),
    };
    turn.talk.member_name.clone_from(&member.name);
    if member.locale.is_some() {
        turn.talk.locale.clone_from(&member.locale);
    }
    turn.out.member = Some(member.clone());
    turn.out.reply = Reply::Interaction(InteractionReply::Settle);
    let t = &mut turn;
    match button {
        Button::Person | Button::KeepWaiting => match t.talk.owner {
            Owner::Assistant => {
                t.open_desk();
                handover::begin(t, Trigger::Notice)?;
            }
            Owner::Queue => {
                let queue = known.found.queue.ok_or(Need::Queue)?;
                whisper_in(t, &Phrase::StillWaiting { place: Some(queue.place), minutes: queue.minutes });
            }
            Owner::Agent => {
                let (name, team) = (t.agent_name(), known.rules.team.clone());
                whisper_in(t, &Phrase::AgentJoined { name: &name, team: &team });
            }
        },
        Button::Solved => {
            if let Some(answer) = feedback::answer_in(t, message)? {
                feedback::rated(t, answer, true)?;
            }
            t.talk.misses = 0;
            t.tell(&Phrase::ThanksBack, vec![]);
        }
        Button::NotQuite => {
            if let Some(answer) = feedback::answer_in(t, message)? {
                feedback::rated(t, answer, false)?;
            } else {
                t.talk.misses += 1;
            }
            if t.talk.owner == Owner::Assistant {
                assistant::missed(t);
            }
        }
        Button::Close => closing::closed_by_member(t)?,
        Button::SolvedYes { .. } => closing::closed_by_member(t)?,
        Button::NotYet { case } if t.talk.closing_asked && t.talk.case.is_some_and(|(id, _)| id == *case) => closing::not_yet(t)?,
        Button::Reopen { case } | Button::NotYet { case } => return reopen(turn, *case),
        Button::Community { server, .. } => {
            if t.talk.server.is_none() && known.servers.iter().any(|s| s.id == *server) {
                choose(t, *server)?;
            } else if t.talk.closing_asked {
                // What the menu asked is long settled: the talk is all but over.
                whisper_in(t, &Phrase::Expired);
            }
        }
        Button::Link { .. }
        | Button::Up { .. }
        | Button::Down { .. }
        | Button::Refer { .. }
        | Button::MyCases
        | Button::Vote { .. }
        | Button::Same { .. }
        | Button::MineIsNew { .. }
        | Button::OneCase { .. }
        | Button::CloseCase { .. }
        | Button::Rate { .. }
        | Button::RateLine { .. }
        | Button::Copy { .. } => t.out.reply = Reply::Interaction(InteractionReply::Silent),
    }
    Ok(turn.done())
}

/// Where a conversation that a press begins is held: where it was pressed, if that is a place to talk in. A list of one's cases can be
/// pressed in any channel; then it is the DM.
fn take_place(turn: &mut Turn<'_>, place: Place, past: &Past) {
    let last = past.last.as_ref().and_then(|last| last.place);
    if matches!(place, Place::Dm { .. }) || last == Some(place) {
        turn.talk.place = Some(place);
    } else {
        turn.deliver(Delivery::OpenPlace { thread: None });
    }
}

/// The member has said which community it is about: everything said so far goes on its way.
pub fn choose(turn: &mut Turn<'_>, server: Snowflake) -> Result<(), Need> {
    use crate::domain::delivery::{DeskAuthor, Write};
    use crate::domain::message::Author;
    let turns = turn.turns()?;
    members::settle_server(turn, server);
    turn.open_desk();
    let said: Vec<_> = turns.into_iter().filter(|m| m.author == Author::Member).collect();
    for message in &said {
        let text = members::as_read_then(turn, message, &message.text)?;
        turn.write(Write {
            message: message.seq,
            author: DeskAuthor::Member,
            text,
            files: message.files.clone(),
            announce: true,
            only_while: None,
        });
    }
    let text: String = said.iter().map(|m| m.text.as_str()).collect::<Vec<_>>().join("\n");
    if said.is_empty() { Ok(()) } else { members::attend(turn, &text, false) }
}

fn reopen(mut turn: Turn<'_>, id: CaseId) -> Result<Effects, Need> {
    let case = cases::find(turn.known, &turn.out.cases, id)?;
    let days = turn.known.rules.reopen_days;
    let mine = case.filter(|c| c.member == turn.talk.member);
    match mine {
        Some(case) if case.may_reopen(turn.now, days) => {
            // Never two: the member is with the other one.
            if let Some(other) = cases::other_open(turn.known, &case)? {
                let case = u64::try_from(other.number).unwrap_or_default();
                return Ok(without_talk(turn, &Phrase::CarryingOn { case }));
            }
            closing::reopen(&mut turn, &case)?;
            Ok(turn.done())
        }
        Some(case) if case.state.is_open() => Ok(without_talk(turn, &Phrase::CarryingOn { case: number(&case) })),
        Some(_) => Ok(without_talk(turn, &Phrase::ReopenTooLate { days })),
        None => Ok(without_talk(turn, &Phrase::Expired)),
    }
}

fn number(case: &crate::domain::case::Case) -> u64 {
    u64::try_from(case.number.number).unwrap_or_default()
}

/// Nothing changes; the member hears why.
fn without_talk(turn: Turn<'_>, phrase: &Phrase<'_>) -> Effects {
    let text = turn.words(phrase);
    Effects { reply: Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] }), ..Effects::default() }
}

fn whisper_in(turn: &mut Turn<'_>, phrase: &Phrase<'_>) {
    let text = turn.words(phrase);
    turn.out.reply = Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] });
}

fn whisper(known: &Known<'_>, member: &Member, phrase: &Phrase<'_>) -> Effects {
    let past = known.found.past.as_ref().and_then(|p| p.locale.as_deref());
    let locale = member.locale.as_deref().or(past).unwrap_or("en-US");
    Effects { reply: Reply::Interaction(InteractionReply::Whisper { text: say(locale, phrase), buttons: vec![] }), ..Effects::default() }
}
