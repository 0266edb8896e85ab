//! The end of a conversation, and its reopening.

use super::cases;
use super::handover::{self, Trigger};
use super::turn::Turn;
use crate::domain::case::{Actor, Case, CaseState};
use crate::domain::conversation::{Ending, Owner};
use crate::domain::delivery::Button;
use crate::domain::event::Timer;
use crate::domain::ids::CaseId;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// The agent has finished: the member is asked whether the case may be closed. Until they say so, or a day has passed, the assistant
/// has the conversation.
pub fn finished(turn: &mut Turn<'_>) -> Result<(), Need> {
    let name = turn.agent_name();
    let (Some((id, _)), Some(case)) = (turn.talk.case, turn.case_number()) else {
        turn.tell(&Phrase::AgentLeft { name: &name }, vec![]);
        end(turn, Ending::Agent);
        return Ok(());
    };
    turn.tell(&Phrase::AgentFinished { name: &name, case }, vec![Button::SolvedYes { case: id }, Button::NotYet { case: id }]);
    turn.move_case(turn.agent_actor(), CaseState::WaitingForMember)?;
    turn.leave_desk();
    turn.talk.owner = Owner::Assistant;
    turn.talk.agent = None;
    turn.talk.handover = None;
    turn.talk.thinking_about = None;
    turn.talk.misses = 0;
    turn.talk.closing_asked = true;
    // Whatever was said until now, the agent has seen to it.
    turn.talk.answered_up_to = turn.talk.member_spoke.map_or(0, |(seq, _)| seq);
    turn.forget(&Timer::ALL);
    turn.wake(Timer::Closing, turn.known.rules.closing_ms);
    turn.wake(Timer::Idle, turn.known.rules.idle_ms);
    Ok(())
}

/// The member says that the case may be closed, or closes it unasked.
pub fn closed_by_member(turn: &mut Turn<'_>) -> Result<(), Need> {
    let member = turn.member_actor();
    turn.move_case(member, CaseState::Solved)?;
    if let (Some((id, _)), Some(case)) = (turn.talk.case, turn.case_number()) {
        turn.note(&Phrase::DeskMemberClosed { case });
        turn.tell_all(&[Phrase::Closed { case }, Phrase::HowWasIt], afterwards(id));
    } else {
        turn.tell(&Phrase::ThanksBack, vec![]);
    }
    end(turn, Ending::Member);
    Ok(())
}

/// The member has not said whether the case may be closed: it closes by itself, and says so.
pub fn closed_by_itself(turn: &mut Turn<'_>) -> Result<(), Need> {
    let (true, Some((id, _)), Some(case)) = (turn.talk.closing_asked, turn.talk.case, turn.case_number()) else { return Ok(()) };
    turn.move_case(Actor::System, CaseState::Solved)?;
    turn.tell_all(&[Phrase::ClosedByItself { case }, Phrase::HowWasIt], afterwards(id));
    end(turn, Ending::Idle);
    Ok(())
}

/// The member says that it is not solved yet: it goes back to the people at the desk.
pub fn not_yet(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.owner == Owner::Assistant {
        handover::begin(turn, Trigger::Notice)?;
    }
    Ok(())
}

/// What can be done with a case that is over.
pub fn afterwards(case: CaseId) -> Vec<Button> {
    let stars = (1..=5).map(|stars| Button::Rate { case, stars });
    stars.chain([Button::Copy { case }, Button::Reopen { case }]).collect()
}

/// Nobody has said anything for long. An open case outlives the conversation: only a person closes it.
pub fn idle(turn: &mut Turn<'_>) {
    end(turn, Ending::Idle);
}

/// Ends the conversation on both sides.
pub fn end(turn: &mut Turn<'_>, why: Ending) {
    turn.close_desk();
    turn.talk.ended_at = Some(turn.now);
    turn.talk.why_ended = Some(why);
    turn.talk.owner = Owner::Assistant;
    turn.talk.thinking_about = None;
    turn.talk.closing_asked = false;
    turn.forget(&Timer::ALL);
}

/// The member's last line and the end crossed: the line finds the desk closed, and nobody has read it. If nothing has begun since, the
/// conversation goes on with the assistant, as with any next word.
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
    let (mut case, by) = (case.clone(), turn.member_actor());
    cases::put(turn.known, &mut turn.out.cases, &mut case, by, CaseState::WaitingForUs, None);
    turn.out.cases.put(case);
    turn.continue_case()?;
    turn.tell(&Phrase::Reopened { case: case_number }, vec![]);
    handover::begin(turn, Trigger::Notice)?;
    turn.note(&Phrase::DeskMemberReopened { case: case_number });
    Ok(())
}
