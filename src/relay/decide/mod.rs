//! Deciding: `(what we know, event, now) -> effects`, without I/O. The product's behaviour lives here.
//!
//! **What lives here.** [`decide`] sends each event to the file of its topic: `member` (what members write, edit, delete),
//! `commands` and `buttons` (what they press), `desk` (what agents write), `tasks` (agents come and go), `staff` (the same from the
//! console), `handover` (the way to a person), `assistant` (asking and answering), `aside` (questions in passing) with `referral` (from there
//! to a person), `feedback` (what people think of answers), `closing` (the end and the reopening), `cases` (bugs, ideas and what is done
//! to cases), `settled` (what became of deliveries), `timers`. `turn` is the working copy they all write on.
//!
//! **How data passes through.** A topic takes a [`turn::Turn`], changes its conversation and adds effects. What it does not know
//! it asks for with a [`Need`]; the inlet looks it up and decides again.
//!
//! **What always holds.** Equal input gives equal output. Exactly one owner at any time. Whenever the owner changes, the member
//! is told and the desk's attributes follow. Nobody is left waiting without a timer that will look after them.
//!
//! **One more event.** A variant in `domain::event::Body`, an arm here, a function in the file of its topic, a test beside it.

mod aside;
mod assistant;
mod buttons;
mod cases;
mod cited;
mod closing;
mod commands;
mod desk;
mod feedback;
mod handover;
mod member;
mod referral;
mod settled;
mod staff;
mod tasks;
mod timers;
mod turn;

pub use handover::spoken;

use super::effects::{Effects, ServerChange};
use super::known::{Known, Need};
use crate::domain::event::{Body, Event, Subject};
use turn::Turn;

/// Decides what follows from an event.
///
/// # Errors
/// A [`Need`]: something has to be looked up first; decide again with it.
pub fn decide(known: &Known<'_>, event: &Event) -> Result<Effects, Need> {
    match &event.body {
        Body::MemberWrote { member, place, message } => member::wrote(known, event, member, *place, message),
        Body::Mentioned { member, server, channel, message } => {
            aside::mentioned(known, event, &aside::Call { member, server: *server, channel: *channel, said: message })
        }
        Body::Command { member, membership, server, command, interaction } => {
            commands::used(known, commands::Used { member, membership: membership.as_ref(), server: *server, command, interaction })
        }
        Body::Pressed { member, button, place, message, interaction } => {
            let server = match event.subject {
                Subject::Member { server, .. } => server,
                _ => None,
            };
            let press = buttons::Press { member, button, place: *place, message: *message, server, interaction };
            buttons::pressed(known, &press)
        }
        Body::Submitted { member, server, form, filled, interaction: _ } => cases::intake::submitted(known, member, *server, form, filled),
        Body::DraftDue { draft } => cases::intake::due(known, *draft),
        Body::TellFollower { member, case, number, title, state, told } => {
            let server = match event.subject {
                Subject::Member { server, .. } => server,
                _ => None,
            };
            let (told, title) = (told.as_deref(), title.as_str());
            let news = cases::following::News { member: *member, server, case: *case, number: *number, title, state: *state, told };
            cases::following::tell_one(known, &news)
        }
        Body::ServerSeen { server } => Ok(Effects { server: Some(ServerChange::Seen(server.clone())), ..Effects::default() }),
        Body::ServerGone { server } => Ok(Effects { server: Some(ServerChange::Gone(*server)), ..Effects::default() }),
        _ => match known.conversation {
            Some(talk) => within(Turn::of(known, talk.clone()), event),
            None => match known.case {
                Some(case) => cases::happened(known, case, event),
                None => Ok(without(event)),
            },
        },
    }
}

/// Events about a conversation that exists.
fn within(mut turn: Turn<'_>, event: &Event) -> Result<Effects, Need> {
    if stale(&turn, event) {
        return Ok(without(event));
    }
    let t = &mut turn;
    match &event.body {
        Body::MemberEdited { message, text } => member::edited(t, *message, text)?,
        Body::MemberDeleted { message } => member::deleted(t, *message)?,
        Body::Hushed { by, message, channel, server } => feedback::hushed(t, *by, *message, *channel, *server)?,
        Body::DeskWrote { id, index, author, text, files } => {
            desk::wrote(t, desk::Line { id, index: *index, author, text, files, at: event.at })?;
        }
        Body::DeskEdited { id, text } => desk::edited(t, id, text)?,
        Body::DeskDeleted { id } => desk::deleted(t, id)?,
        Body::DeskClosed => tasks::desk_closed(t)?,
        Body::DeskJoined { agent } => tasks::joined(t, agent)?,
        Body::DeskLeft { agent } => tasks::left(t, agent),
        Body::FlowAsked { .. } => handover::flow_asked(t)?,
        Body::FlowFailed => handover::flow_failed(t)?,
        Body::TaskCreated { task } => tasks::created(t, task)?,
        Body::TaskAccepted { task, agent } => tasks::accepted(t, task, agent)?,
        Body::TaskTransferring { task, to } => tasks::transferring(t, task, to.as_deref()),
        Body::TaskEnded { task } => tasks::ended(t, task),
        Body::TaskLost { task, why } => tasks::lost(t, task, *why),
        Body::Drafted { question, text } => assistant::drafted(t, *question, text),
        Body::Staff { agent, does } => staff::acts(t, agent, does)?,
        Body::Timer { timer, .. } => timers::fired(t, *timer)?,
        Body::Settled { seq, delivery, outcome, attempts } => settled::settled(t, *seq, delivery, outcome, *attempts)?,
        Body::Blocked { delivery, outcome, .. } => settled::blocked(t, delivery, outcome)?,
        Body::Struggling { seq, delivery } => settled::struggling(t, *seq, delivery)?,
        Body::Retry { seq } => t.out.revive = Some(*seq),
        Body::MemberWrote { .. }
        | Body::Mentioned { .. }
        | Body::Command { .. }
        | Body::Pressed { .. }
        | Body::Submitted { .. }
        | Body::DraftDue { .. }
        | Body::TellFollower { .. }
        | Body::CaseChange { .. }
        | Body::ServerSeen { .. }
        | Body::ServerGone { .. } => {
            unreachable!("these are not about a conversation, or begin one, and are decided before one is looked for")
        }
    }
    Ok(turn.done())
}

/// Is it about a desk conversation that has been followed by another? Only what people wrote there still counts.
fn stale(turn: &Turn<'_>, event: &Event) -> bool {
    let Subject::Desk { sid } = &event.subject else { return false };
    let written = matches!(event.body, Body::DeskWrote { .. } | Body::DeskEdited { .. } | Body::DeskDeleted { .. });
    !written && turn.talk.desk.sid() != Some(sid.as_str())
}

/// Events about a conversation that we do not know: nothing to do, but the one who asks gets an answer.
fn without(event: &Event) -> Effects {
    use crate::domain::delivery::{Reply, Verdict};
    let reply = match event.body {
        Body::FlowAsked { .. } => Reply::Flow(Verdict::None),
        _ => cases::missing(&event.body).unwrap_or(Reply::Ok),
    };
    Effects { reply, ..Effects::default() }
}

#[cfg(test)]
mod tests;
