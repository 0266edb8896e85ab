//! Agents come and go: what TaskRouter and the participants of the desk conversation tell us.
//!
//! Three signals say the same thing at different times (task events, participants, the state of the desk conversation) and any of
//! them may be lost. Each is therefore taken for what it proves, and a timer looks after what the others should have said.

use super::cases;
use super::cited;
use super::closing;
use super::handover::{self, Trigger, back_to_assistant};
use super::turn::Turn;
use crate::domain::case::{CaseState, Happened};
use crate::domain::conversation::{Desk, Handover, Owner};
use crate::domain::delivery::Delivery;
use crate::domain::event::{TaskLoss, Timer};
use crate::domain::message::Author;
use crate::domain::person::Agent;
use crate::domain::text::clip;
use crate::domain::words::{CaseCard, Phrase};
use crate::relay::known::Need;

/// The flow has created the task.
pub fn created(turn: &mut Turn<'_>, task: &str) -> Result<(), Need> {
    if turn.talk.handover.is_none() && turn.talk.owner == Owner::Assistant && turn.talk.ended_at.is_none() {
        // The flow could not reach us and fetched a person by itself.
        handover::already_queued(turn)?;
    }
    let Some(handover) = &mut turn.talk.handover else { return Ok(()) };
    match &handover.task {
        None => {
            handover.task = Some(task.to_owned());
            turn.forget(&[Timer::Handover]);
        }
        // A second task while the first is alive: a transfer under way.
        Some(first) if first != task => handover.transfer = Some(task.to_owned()),
        Some(_) => {}
    }
    Ok(())
}

/// An agent took the task.
pub fn accepted(turn: &mut Turn<'_>, task: &str, agent: &Agent) -> Result<(), Need> {
    if let Some(handover) = &mut turn.talk.handover {
        handover.task = Some(task.to_owned());
        handover.transfer = None;
        handover.done = false;
        handover.left = false;
    }
    takes_over(turn, agent)
}

/// Somebody entered the desk conversation. The task says so too, with their name; whichever comes first must not announce a
/// nameless person, so the name is looked up meanwhile.
pub fn joined(turn: &mut Turn<'_>, agent: &Agent) -> Result<(), Need> {
    let Some(handover) = &mut turn.talk.handover else { return Ok(()) };
    handover.left = false;
    if turn.talk.owner != Owner::Queue {
        return Ok(());
    }
    if agent.name.is_some() {
        return takes_over(turn, agent);
    }
    handover.entered = Some(agent.clone());
    turn.deliver(Delivery::LookUpAgent { identity: agent.identity.clone() });
    Ok(())
}

/// The name of whoever entered has been looked up, or there is none to show.
pub fn named(turn: &mut Turn<'_>, identity: &str, name: Option<&str>) -> Result<(), Need> {
    if let Some(agent) = turn.talk.agent.as_mut().filter(|a| a.identity == identity) {
        agent.name = agent.name.take().or_else(|| name.map(str::to_owned));
    }
    let entered = turn.talk.handover.as_mut().and_then(|h| h.entered.take_if(|a| a.identity == identity));
    match entered {
        Some(agent) if turn.talk.owner == Owner::Queue => {
            takes_over(turn, &Agent { identity: agent.identity, name: name.map(str::to_owned) })
        }
        _ => Ok(()),
    }
}

/// From now on this agent has the conversation: the member is told who it is, the desk gets the card.
pub fn takes_over(turn: &mut Turn<'_>, agent: &Agent) -> Result<(), Need> {
    let before = turn.talk.agent.clone();
    let same = before.as_ref().is_some_and(|a| a.identity == agent.identity);
    if turn.talk.owner == Owner::Agent && same {
        if let (Some(known), Some(name)) = (&mut turn.talk.agent, &agent.name) {
            known.name = Some(name.clone());
        }
        return Ok(());
    }
    let first = before.is_none();
    handover::open_case(turn)?;
    let name = agent.name.clone().or_else(|| before.filter(|_| same).and_then(|a| a.name));
    let card = if first { Some(card(turn)?) } else { None };

    let was = turn.talk.owner;
    // Whoever has entered was looked up before; a second look would not find more.
    let name_unknown = name.is_none() && turn.talk.handover.as_ref().is_none_or(|h| h.entered.is_none()) && was != Owner::Queue;
    turn.talk.owner = Owner::Agent;
    turn.talk.agent = Some(Agent { identity: agent.identity.clone(), name });
    turn.talk.thinking_about = None;
    let now = turn.now;
    let handover = turn.talk.handover.get_or_insert_with(|| Handover { told_flow_at: Some(now), ..Handover::asked(now) });
    handover.accepted_at.get_or_insert(now);
    handover.entered = None;
    turn.talk.closing_asked = false;
    turn.forget(&[Timer::Ask, Timer::Unasked, Timer::Thinking, Timer::Handover, Timer::QueueNotice, Timer::Closing]);
    own_case(turn, agent)?;
    if turn.talk.owes_an_answer() {
        turn.wake(Timer::AgentSilent, turn.known.rules.hand_back_ms);
    }
    if name_unknown {
        turn.deliver(Delivery::LookUpAgent { identity: agent.identity.clone() });
    }

    let name = turn.agent_name();
    if was == Owner::Agent && !same {
        turn.tell(&Phrase::HandedOn { name: &name }, vec![]);
    } else {
        let team = turn.known.rules.team.clone();
        turn.tell(&Phrase::AgentJoined { name: &name, team: &team }, vec![]);
    }
    let mut mark = serde_json::Map::new();
    mark.insert("handoff".into(), super::turn::handoff_mark(Owner::Agent).into());
    turn.deliver(Delivery::Mark { attributes: mark });
    if let Some(card) = card {
        note_text(turn, card);
        if let Some(text) = turn.talk.handover.as_ref().and_then(|h| h.summary.clone()) {
            turn.note(&Phrase::DeskSummary { text: &text });
        }
    }
    Ok(())
}

/// The agent at work has the case.
fn own_case(turn: &mut Turn<'_>, agent: &Agent) -> Result<(), Need> {
    if let Some(mut case) = turn.case()?
        && case.owner.as_deref() != Some(agent.identity.as_str())
    {
        let from = case.owner.replace(agent.identity.clone());
        let (by, what) = (turn.agent_actor(), Happened::Assigned { from, to: case.owner.clone() });
        cases::note(turn.known, &mut turn.out.cases, &mut case, by, what);
        turn.out.cases.put(case);
    }
    turn.move_case(turn.agent_actor(), CaseState::WaitingForUs)
}

/// The first thing in the thread: who it is, what was asked, what was tried.
fn card(turn: &Turn<'_>) -> Result<String, Need> {
    let turns = turn.turns()?;
    let question = turns.iter().find(|m| m.author == Author::Member).map(|m| clip(&m.text, 200));
    let answers = turns.iter().filter(|m| m.author == Author::Assistant);
    let tried: Vec<String> = answers.clone().map(|m| clip(&cited::words(&m.text), 100)).collect();
    let tried: Vec<&str> = tried.iter().rev().take(3).rev().map(String::as_str).collect();
    let mut sources: Vec<String> = answers.flat_map(|m| cited::titles(&m.text)).collect();
    let mut seen = std::collections::HashSet::new();
    sources.retain(|title| seen.insert(title.clone()));
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    Ok(Turn::desk_words(&Phrase::DeskCaseCard(CaseCard {
        case: turn.case_number().unwrap_or_default(),
        name: &turn.talk.member_name,
        server: turn.server_name(),
        language: turn.talk.locale.as_deref().unwrap_or("en"),
        question: question.as_deref(),
        tried: &tried,
        sources: &sources,
        earlier_cases: turn.known.found.past.as_ref().map_or(0, |p| p.cases),
    })))
}

fn note_text(turn: &mut Turn<'_>, text: String) {
    use crate::domain::delivery::{DeskAuthor, Write};
    let message = turn.record(Author::Note, text.clone(), Vec::new(), None, turn.now);
    turn.write(Write { message, author: DeskAuthor::System, text, files: Vec::new(), announce: false, only_while: None });
}

/// The agent hands the task on.
pub fn transferring(turn: &mut Turn<'_>, task: &str, to: Option<&str>) {
    let Some(handover) = &mut turn.talk.handover else { return };
    if handover.task.as_deref() == Some(task) {
        handover.transfer = Some(to.unwrap_or_default().to_owned());
        turn.tell(&Phrase::TransferWaiting, vec![]);
    }
}

/// The work on a task is done. After a transfer the old task ends like this too; and the desk conversation closes a moment later,
/// or not at all if that webhook is lost. So: wait a little, then look.
pub fn ended(turn: &mut Turn<'_>, task: &str) {
    let Some(handover) = &mut turn.talk.handover else { return };
    if handover.task.as_deref() == Some(task) && handover.transfer.is_none() {
        handover.done = true;
        turn.wake(Timer::Wrapup, turn.known.rules.wrapup_ms);
    }
}

/// Somebody left the desk conversation: at the end of a task, in a transfer, or in mid-sentence.
pub fn left(turn: &mut Turn<'_>, agent: &Agent) {
    let ours = turn.talk.agent.as_ref().is_some_and(|a| a.identity == agent.identity);
    let Some(handover) = &mut turn.talk.handover else { return };
    if ours && turn.talk.owner == Owner::Agent {
        handover.left = true;
        handover.looked = false;
        turn.wake(Timer::Wrapup, turn.known.rules.wrapup_ms);
    }
}

/// The timer after the end of a task or the leaving of an agent. Both together say little: finishing looks like that, and so does
/// going away. The difference is whether the desk conversation was closed, so the desk is asked before anybody is told anything.
pub fn wrapped_up(turn: &mut Turn<'_>) -> Result<(), Need> {
    let after = turn.talk.desk_index;
    let Some(handover) = &mut turn.talk.handover else { return Ok(()) };
    match (turn.talk.owner, handover.done, handover.left) {
        (Owner::Agent, true, true) if !handover.looked => {
            handover.looked = true;
            turn.deliver(Delivery::CatchUp { after, lines_only: false });
            turn.wake(Timer::Wrapup, turn.known.rules.wrapup_ms);
            return Ok(());
        }
        (Owner::Agent | Owner::Assistant, true, false) | (Owner::Assistant, true, true) => return closing::finished(turn),
        (Owner::Agent, _, true) => {}
        (Owner::Agent, false, false) | (Owner::Assistant, false, _) | (Owner::Queue, _, _) => return Ok(()),
    }
    // The agent is gone and nobody else has come: the member goes back into the queue at once.
    turn.tell(&Phrase::NobodyThere, vec![]);
    handover::begin(turn, Trigger::Notice)
}

/// Nobody took the task, or it was thrown away.
pub fn lost(turn: &mut Turn<'_>, task: &str, why: TaskLoss) {
    let Some(handover) = &mut turn.talk.handover else { return };
    if handover.transfer.as_deref() == Some(task) {
        handover.transfer = None;
        return;
    }
    if handover.task.as_deref().is_some_and(|t| t != task) || turn.talk.owner != Owner::Queue {
        return;
    }
    let phrase = match why {
        TaskLoss::TimedOut => Phrase::QueueTimedOut,
        TaskLoss::Cancelled => Phrase::TaskCancelled,
    };
    handover::give_up(turn, &phrase);
}

/// The desk conversation was closed over there.
pub fn desk_closed(turn: &mut Turn<'_>) -> Result<(), Need> {
    turn.talk.desk = Desk::None;
    if turn.talk.ended_at.is_some() {
        return Ok(());
    }
    match turn.talk.owner {
        Owner::Agent => closing::finished(turn),
        Owner::Queue => {
            handover::give_up(turn, &Phrase::TaskCancelled);
            Ok(())
        }
        // The assistant was only standing in: it is still the agent who has finished.
        Owner::Assistant if turn.talk.handover.as_ref().is_some_and(|h| h.done) => closing::finished(turn),
        Owner::Assistant => {
            if turn.talk.handover.take().is_some() {
                back_to_assistant(turn);
            }
            Ok(())
        }
    }
}
