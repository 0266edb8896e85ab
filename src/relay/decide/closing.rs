//! The end of a conversation, and its reopening.

use super::handover::{self, Trigger};
use super::turn::Turn;
use crate::domain::case::{Case, CaseState};
use crate::domain::conversation::{Ending, Owner};
use crate::domain::delivery::Button;
use crate::domain::event::Timer;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// The agent has finished: the member is told and may reopen; the case counts as solved.
pub fn finished(turn: &mut Turn<'_>) -> Result<(), Need> {
    let solved = solve_case(turn)?;
    let name = turn.agent_name();
    match (turn.case_number(), solved) {
        (Some(case), Some(id)) => turn.tell(&Phrase::Finished { name: &name, case }, vec![Button::Reopen { case: id }]),
        _ => turn.tell(&Phrase::AgentLeft { name: &name }, vec![]),
    };
    end(turn, Ending::Agent);
    Ok(())
}

/// The member pressed *Close*.
pub fn closed_by_member(turn: &mut Turn<'_>) -> Result<(), Need> {
    let solved = solve_case(turn)?;
    if let Some(case) = turn.case_number() {
        turn.note(&Phrase::DeskMemberClosed { case });
        turn.tell(&Phrase::Closed { case }, solved.map(|case| Button::Reopen { case }).into_iter().collect());
    } else {
        turn.tell(&Phrase::ThanksBack, vec![]);
    }
    end(turn, Ending::Member);
    Ok(())
}

/// Nobody has said anything for long. An open case outlives the conversation: only a person closes it.
pub fn idle(turn: &mut Turn<'_>) {
    end(turn, Ending::Idle);
}

fn end(turn: &mut Turn<'_>, why: Ending) {
    turn.leave_desk(true);
    turn.talk.ended_at = Some(turn.now);
    turn.talk.why_ended = Some(why);
    turn.talk.owner = Owner::Assistant;
    turn.talk.thinking_about = None;
    turn.forget(&Timer::ALL);
}

fn solve_case(turn: &mut Turn<'_>) -> Result<Option<crate::domain::ids::CaseId>, Need> {
    let Some((id, _)) = turn.talk.case else { return Ok(None) };
    let found = turn.known.found.case_by_id.as_ref().ok_or(Need::CaseById(id))?;
    if let Some(case) = found {
        turn.out.case = Some(Case { state: CaseState::Solved, solved_at: Some(turn.now), ..case.clone() });
    }
    Ok(Some(id))
}

/// The member's last line and the agent's finishing crossed: the line finds the desk closed, and nobody has read it. If nothing has
/// begun since, the conversation goes on with the assistant, as with any next word.
pub fn spoken_into_the_end(turn: &mut Turn<'_>) -> Result<(), Need> {
    let past = turn.known.found.past.as_ref().ok_or(Need::Past { member: turn.talk.member })?;
    if past.last.as_ref().is_some_and(|last| last.id == turn.talk.id) {
        turn.talk.ended_at = None;
        turn.talk.why_ended = None;
        turn.talk.case = None;
        turn.talk.agent = None;
        turn.talk.handover = None;
        turn.wake(Timer::Unasked, turn.known.rules.answer_within_ms);
        turn.wake(Timer::Idle, turn.known.rules.idle_ms);
    }
    Ok(())
}

/// The member wants the case open again: it goes back to the queue with everything that was said.
pub fn reopen(turn: &mut Turn<'_>, case: &Case) -> Result<(), Need> {
    turn.talk.case = Some((case.id, case.number));
    turn.talk.server = Some(case.server).filter(|s| s.0 != 0).or(turn.talk.server);
    let case_number = turn.case_number().unwrap_or_default();
    turn.tell(&Phrase::Reopened { case: case_number }, vec![]);
    handover::begin(turn, Trigger::Notice)?;
    turn.note(&Phrase::DeskMemberReopened { case: case_number });
    turn.out.case = Some(Case { state: CaseState::Open, solved_at: None, ..case.clone() });
    turn.out.new_case = false;
    Ok(())
}
