//! Time runs out.

use super::turn::Turn;
use super::{assistant, closing, handover, tasks};
use crate::domain::case::{Actor, CaseState};
use crate::domain::conversation::Owner;
use crate::domain::delivery::Question;
use crate::domain::event::Timer;
use crate::domain::outcome::Answer;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// A timer ran out. It may be late (we were down) or out of date (things changed as it fired): each looks at the state first.
pub fn fired(turn: &mut Turn<'_>, timer: Timer) -> Result<(), Need> {
    if turn.talk.ended_at.is_some() {
        return Ok(());
    }
    match timer {
        Timer::Ask | Timer::Unasked => assistant::ask(turn)?,
        Timer::Thinking => thinking_too_long(turn)?,
        Timer::Handover => handover::retry(turn)?,
        Timer::QueueNotice => handover::recount(turn)?,
        Timer::AgentSilent => agent_silent(turn)?,
        Timer::Wrapup => tasks::wrapped_up(turn)?,
        Timer::Closing => closing::closed_by_itself(turn)?,
        Timer::Idle => idle(turn),
    }
    Ok(())
}

fn thinking_too_long(turn: &mut Turn<'_>) -> Result<(), Need> {
    let Some(up_to) = turn.talk.thinking_about else { return Ok(()) };
    let question = Question { up_to, text: String::new(), server: None, locale: None };
    assistant::answered(turn, &question, &Answer::Unknown)
}

/// The agent owes the member an answer for too long: the assistant stands in, both sides are told, the case stays theirs.
fn agent_silent(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.owner != Owner::Agent || !turn.talk.owes_an_answer() {
        return Ok(());
    }
    let name = turn.agent_name();
    turn.talk.owner = Owner::Assistant;
    turn.tell(&Phrase::AgentAway { name: &name }, vec![]);
    let minutes = u32::try_from(turn.known.rules.hand_back_ms / 60_000).unwrap_or(u32::MAX);
    turn.note(&Phrase::DeskAssistantBack { minutes });
    let mut mark = serde_json::Map::new();
    mark.insert("handoff".into(), "none".into());
    turn.deliver(crate::domain::delivery::Delivery::Mark { attributes: mark });
    turn.move_case(Actor::System, CaseState::WithAssistant)?;
    assistant::soon(turn);
    Ok(())
}

fn idle(turn: &mut Turn<'_>) {
    let spoke = turn.talk.member_spoke.map_or(turn.talk.began_at, |(_, at)| at).max(turn.talk.agent_spoke_at.unwrap_or(0));
    let quiet_for = turn.now - spoke;
    let patience = if turn.talk.aside.is_some() { turn.known.rules.ask.session_ms } else { turn.known.rules.idle_ms };
    let rest = patience - quiet_for;
    if rest > 0 || turn.talk.owner != Owner::Assistant || turn.talk.closing_asked {
        turn.wake(Timer::Idle, rest.max(60_000));
    } else {
        closing::idle(turn);
    }
}
