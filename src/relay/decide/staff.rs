//! What staff do in a talk from the console: the same as agents at the desk, without one.

use super::turn::Turn;
use super::{closing, handover, tasks};
use crate::domain::case::{Actor, CaseState, Denied};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Delivery, DeskAuthor, Reply, Say, Write};
use crate::domain::event::{StaffAct, Timer};
use crate::domain::message::Author;
use crate::domain::person::Agent;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// Somebody of the staff acts. A talk that is over is told as such, so that nothing they wrote is lost silently.
pub fn acts(turn: &mut Turn<'_>, agent: &Agent, does: &StaffAct) -> Result<(), Need> {
    if turn.talk.ended_at.is_some() {
        turn.out.reply = Reply::Denied(Denied::Field { field: "talk".into(), must: "is over".into() });
        return Ok(());
    }
    match does {
        StaffAct::TakesOver => tasks::takes_over(turn, agent),
        StaffAct::Says { text } => says(turn, agent, text),
        StaffAct::HandsBack => hands_back(turn),
        StaffAct::Finishes => finishes(turn, agent),
    }
}

/// Whoever writes has the talk. The desk, where one is open, sees the line with their name before it.
fn says(turn: &mut Turn<'_>, agent: &Agent, text: &str) -> Result<(), Need> {
    tasks::takes_over(turn, agent)?;
    let author = turn.talk.agent.clone().unwrap_or_else(|| agent.clone());
    let message = turn.record(Author::Agent(author), text.to_owned(), Vec::new(), None, turn.now);
    turn.speak(Say {
        message,
        speaker: Some(turn.agent_name()),
        text: text.to_owned(),
        files: Vec::new(),
        buttons: Vec::new(),
        reply_to: None,
        only_while: None,
        report: false,
    });
    let name = agent.name.as_deref().unwrap_or(&agent.identity);
    let line = Write {
        message,
        author: DeskAuthor::System,
        text: format!("{name}: {text}"),
        files: Vec::new(),
        announce: false,
        only_while: None,
    };
    turn.write(line);
    turn.talk.answered_up_to = turn.talk.member_spoke.map_or(0, |(seq, _)| seq);
    turn.talk.agent_spoke_at = Some(turn.now);
    turn.forget(&[Timer::AgentSilent]);
    turn.move_case(turn.agent_actor(), CaseState::WaitingForMember)
}

/// The member is told that the assistant is back; the case stays with whoever had it.
fn hands_back(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.owner != Owner::Agent {
        return Ok(());
    }
    let name = turn.agent_name();
    handover::back_to_assistant(turn);
    turn.tell_all(&[Phrase::AgentLeft { name: &name }, Phrase::AssistantBack], vec![]);
    turn.talk.agent = None;
    // A task at the desk still has its agent, who may come back; without one there is nobody to wait for.
    if turn.talk.handover.as_ref().is_some_and(|handover| handover.task.is_none()) {
        turn.talk.handover = None;
    }
    let mut mark = serde_json::Map::new();
    mark.insert("handoff".into(), super::turn::handoff_mark(Owner::Assistant).into());
    turn.deliver(Delivery::Mark { attributes: mark });
    turn.wake(Timer::Idle, turn.known.rules.idle_ms);
    turn.move_case(Actor::System, CaseState::WithAssistant)
}

/// As at the end of a task. Only who has the talk can finish it.
fn finishes(turn: &mut Turn<'_>, agent: &Agent) -> Result<(), Need> {
    tasks::takes_over(turn, agent)?;
    closing::finished(turn)
}
