//! The way to a person: the case, the queue, the flow's verdict, the facts that travel with the task.

use super::cases;
use super::cited;
use super::turn::{Turn, handoff_mark};
use crate::assistant::summary::summarise;
use crate::assistant::turn::{Speaker, Turn as Spoken};
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState};
use crate::domain::conversation::{Handover, Owner};
use crate::domain::delivery::{Button, Delivery, DeskAuthor, Reply, Verdict, Write};
use crate::domain::event::Timer;
use crate::domain::ids::{CaseId, Seq, Snowflake};
use crate::domain::message::{Author, Message};
use crate::domain::text::clip;
use crate::domain::words::Phrase;
use crate::relay::known::{Need, NextCase, Queue};
use serde_json::{Map, Value};

/// What makes the flow run, so that it can create the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// The member's own line, which is on its way to the desk already.
    OwnLine,
    /// A notice of ours: the member pressed a button.
    Notice,
}

/// How often the flow is asked again when no task appears.
const RETRIES: u32 = 2;

/// Hands the conversation to the queue.
pub fn begin(turn: &mut Turn<'_>, trigger: Trigger) -> Result<(), Need> {
    open_case(turn)?;
    turn.move_case(turn.member_actor(), CaseState::WaitingForUs)?;
    let queue = turn.known.found.queue.ok_or(Need::Queue)?;
    turn.turns()?; // The summary for the agent needs them; ask now rather than half-way.

    if turn.talk.handover.is_some() || turn.talk.desk == crate::domain::conversation::Desk::None {
        // Studio is out of a conversation it has handed over: a new one has the flow again.
        turn.leave_desk();
        turn.open_desk();
    }
    queued(turn, queue);
    if turn.has_desk() {
        turn.wake(Timer::Handover, turn.known.rules.handover_ms);
        mark(turn)?;
        if trigger == Trigger::Notice {
            knock(turn);
        }
    }
    Ok(())
}

/// The flow has put the conversation into the queue without asking us: the member hears of it, and it goes on as if we had.
pub fn already_queued(turn: &mut Turn<'_>) -> Result<(), Need> {
    open_case(turn)?;
    turn.move_case(turn.member_actor(), CaseState::WaitingForUs)?;
    let queue = turn.known.found.queue.ok_or(Need::Queue)?;
    queued(turn, queue);
    if let Some(handover) = &mut turn.talk.handover {
        handover.told_flow_at = Some(turn.now);
    }
    mark(turn)
}

/// From now on the member waits for a person, and is told so.
fn queued(turn: &mut Turn<'_>, queue: Queue) {
    turn.talk.owner = Owner::Queue;
    turn.talk.agent = None;
    turn.talk.thinking_about = None;
    turn.talk.closing_asked = false;
    turn.forget(&[Timer::Ask, Timer::Unasked, Timer::Thinking, Timer::AgentSilent, Timer::Wrapup, Timer::Closing]);
    turn.wake(Timer::QueueNotice, turn.known.rules.queue_notice_ms);
    if turn.has_desk() {
        turn.deliver(Delivery::NameMember);
    }
    let case = turn.case_number().unwrap_or_default();
    let notice = turn.tell(&Phrase::PassedOn { case, place: Some(queue.place), minutes: queue.minutes }, vec![]);
    turn.talk.handover = Some(Handover { notice: Some(notice), place: Some(queue.place), ..Handover::asked(turn.now) });
    if turn.known.rules.summaries && turn.has_desk() && turn.talk.member_spoke.is_some() {
        turn.deliver(Delivery::Summarise);
    }
}

/// A model has summed the talk up. The hand-over has not waited for it: as long as nobody has accepted, it takes the place of what
/// the rules make of the talk; whoever has accepted meanwhile reads it as a line.
pub fn summed_up(turn: &mut Turn<'_>, text: &str) -> Result<(), Need> {
    let Some(handover) = turn.talk.handover.as_mut().filter(|h| h.summary.is_none()) else { return Ok(()) };
    handover.summary = Some(text.to_owned());
    match turn.talk.owner {
        Owner::Queue => mark(turn)?,
        Owner::Agent => turn.note(&Phrase::DeskSummary { text }),
        Owner::Assistant => {}
    }
    Ok(())
}

/// Writes a line that starts the flow.
fn knock(turn: &mut Turn<'_>) {
    let text = format!("{} asks for a person.", turn.talk.member_name);
    let message = turn.record(Author::Note, text.clone(), Vec::new(), None, turn.now);
    turn.write(Write { message, author: DeskAuthor::System, text, files: Vec::new(), announce: true, only_while: Some(Owner::Queue) });
}

/// Writes the state of the hand-over and the facts onto the desk conversation.
pub fn mark(turn: &mut Turn<'_>) -> Result<(), Need> {
    let attributes = facts_with_summary(turn)?;
    turn.deliver(Delivery::Mark { attributes });
    Ok(())
}

/// Continues the member's open case, or opens one. Never two for one member and server.
pub fn open_case(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.case.is_some() {
        return Ok(());
    }
    let server = turn.talk.server.unwrap_or(Snowflake(0));
    let member = turn.talk.member;
    let next = turn.known.found.case.as_ref().ok_or(Need::Case { server, member })?;
    match next {
        NextCase::Open(case) => {
            turn.talk.case = Some((case.id, case.number));
            turn.out.cases.put((**case).clone());
            turn.continue_case()?;
        }
        NextCase::Number(number) => {
            let number = CaseNumber { kind: CaseKind::Help, number: *number };
            let title = turn.turns()?.iter().find(|m| m.author == Author::Member).map(|m| clip(&m.text, 80)).unwrap_or_default();
            let id = CaseId(turn.known.fresh.id());
            let mut case = Case::open(id, number, server, (member, &turn.talk.member_name), title, turn.now);
            case.talks.push(turn.talk.id);
            let by = turn.member_actor();
            cases::opened(turn.known, &mut turn.out.cases, &case, by);
            turn.out.cases.put(case);
            turn.talk.case = Some((id, number));
        }
    }
    Ok(())
}

/// The flow asks what to do with the member's line.
pub fn flow_asked(turn: &mut Turn<'_>) -> Result<(), Need> {
    let untold = turn.talk.handover.as_ref().is_some_and(|h| h.told_flow_at.is_none() && h.task.is_none());
    turn.out.reply = Reply::Flow(match turn.talk.owner {
        Owner::Assistant if turn.talk.handover.is_none() => {
            super::assistant::soon(turn);
            Verdict::Pending
        }
        Owner::Queue if untold => {
            let task = facts_with_summary(turn)?;
            if let Some(handover) = &mut turn.talk.handover {
                handover.told_flow_at = Some(turn.now);
            }
            Verdict::Handoff { task }
        }
        Owner::Assistant | Owner::Queue | Owner::Agent => Verdict::None,
    });
    Ok(())
}

/// The flow could not create the task: it is asked once more soon, by the timer that watches over the hand-over.
pub fn flow_failed(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.owner == Owner::Queue && turn.talk.handover.as_ref().is_some_and(|h| h.task.is_none()) {
        retry(turn)?;
    }
    Ok(())
}

/// No task has appeared: ask the flow again, and after a while tell the truth.
pub fn retry(turn: &mut Turn<'_>) -> Result<(), Need> {
    let Some(handover) = turn.talk.handover.as_mut().filter(|h| h.task.is_none()) else { return Ok(()) };
    if turn.talk.owner != Owner::Queue {
        return Ok(());
    }
    handover.told_flow_at = None;
    handover.retries += 1;
    if handover.retries <= RETRIES {
        turn.wake(Timer::Handover, turn.known.rules.handover_ms);
        turn.open_desk();
        mark(turn)?;
        knock(turn);
    } else {
        give_up(turn, &Phrase::QueueTimedOut);
    }
    Ok(())
}

/// Nobody will come: the member is told, may go on waiting, and the assistant has the conversation meanwhile. The case stays open.
pub fn give_up(turn: &mut Turn<'_>, phrase: &Phrase<'_>) {
    turn.tell(phrase, vec![Button::KeepWaiting]);
    back_to_assistant(turn);
    // The flow is no longer in this desk conversation; the next word opens one in which it is.
    turn.leave_desk();
    turn.talk.handover = None;
}

/// The assistant has the conversation again.
pub fn back_to_assistant(turn: &mut Turn<'_>) {
    turn.talk.owner = Owner::Assistant;
    turn.talk.misses = 0;
    turn.forget(&[Timer::Handover, Timer::QueueNotice, Timer::AgentSilent, Timer::Wrapup]);
}

/// The member's place in the queue has been counted again: the notice is edited when it says something new.
pub fn recount(turn: &mut Turn<'_>) -> Result<(), Need> {
    if turn.talk.owner != Owner::Queue {
        return Ok(());
    }
    let queue = turn.known.found.queue.ok_or(Need::Queue)?;
    turn.wake(Timer::QueueNotice, turn.known.rules.queue_notice_ms);
    let text = turn.words(&Phrase::StillWaiting { place: Some(queue.place), minutes: queue.minutes });
    let Some(handover) = &mut turn.talk.handover else { return Ok(()) };
    if handover.place == Some(queue.place) {
        return Ok(());
    }
    handover.place = Some(queue.place);
    if let Some(of) = handover.notice {
        turn.deliver(Delivery::Revise { of, text, buttons: vec![] });
    }
    Ok(())
}

fn facts_with_summary(turn: &Turn<'_>) -> Result<Map<String, Value>, Need> {
    let by_model = turn.talk.handover.as_ref().and_then(|h| h.summary.clone());
    let summary = match by_model {
        Some(summary) => summary,
        None => summarise(&spoken(&turn.turns()?, |answer| turn.talk.helped(answer))).short(),
    };
    let mut facts = task_facts(turn, &summary);
    facts.insert("handoff".into(), handoff_mark(turn.talk.owner).into());
    Ok(facts)
}

/// What was said between member and assistant: what the assistant gets to know of the talk, and what it sums up. `helped` says what
/// the member thought of an answer.
pub fn spoken(messages: &[Message], helped: impl Fn(Seq) -> Option<bool>) -> Vec<Spoken> {
    messages
        .iter()
        .filter_map(|message| {
            let (speaker, text, articles) = match message.author {
                Author::Member => (Speaker::Member, message.text.clone(), Vec::new()),
                Author::Assistant => (Speaker::Assistant, cited::words(&message.text), cited::titles(&message.text)),
                Author::Agent(_) | Author::System | Author::Note => return None,
            };
            Some(Spoken { speaker, text, articles, helped: helped(message.seq) })
        })
        .collect()
}

/// What the task says of the member. The widget that creates it takes 1,024 characters in all, so everything is short.
pub fn task_facts(turn: &Turn<'_>, summary: &str) -> Map<String, Value> {
    let talk = &turn.talk;
    let membership = talk.membership.as_ref();
    let name = membership.and_then(|m| m.nick.as_deref()).unwrap_or(&talk.member_name);
    let roles = membership.map(|m| m.roles.join(", ")).unwrap_or_default();
    let since = membership.and_then(|m| m.joined_at).map(|at| time_in_community(turn.now - at)).unwrap_or_default();
    let case = talk.case.map(|(_, number)| number.to_string()).unwrap_or_default();
    let facts: [(&str, String); 8] = [
        ("case", case),
        ("customerName", clip(name, 60)),
        ("server", clip(turn.server_name(), 60)),
        ("roles", clip(&roles, 90)),
        ("since", since),
        ("locale", talk.locale.clone().unwrap_or_default()),
        ("summary", clip(summary, 280)),
        ("conversation", talk.id.to_string()),
    ];
    facts.into_iter().map(|(key, value)| (key.to_owned(), Value::String(value))).collect()
}

/// "3 years", "5 months", "12 days": how long somebody has been there.
fn time_in_community(ms: i64) -> String {
    let days = ms.max(0) / 86_400_000;
    let (count, unit) = match days {
        0..=59 => (days, "day"),
        60..=729 => (days / 30, "month"),
        _ => (days / 365, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
