//! What agents write, change and take back.

use super::member::take_file;
use super::turn::Turn;
use crate::domain::case::CaseState;
use crate::domain::conversation::{Held, Owner};
use crate::domain::delivery::{Delivery, Say};
use crate::domain::event::Timer;
use crate::domain::file::OfferedFile;
use crate::domain::ids::Seq;
use crate::domain::message::{Author, Side};
use crate::domain::person::Agent;
use crate::domain::text::defuse::chat_name;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// So many looks in vain, one after the other, tell that the numbers cannot be relied on. A line deleted between its webhook and the
/// look makes one too; then its desk conversation has its lines in the order in which they come, and what is lost is still caught up with.
const LOOKS_IN_VAIN: u32 = 1;

/// A line of the desk conversation that we did not write.
pub struct Line<'a> {
    pub id: &'a str,
    pub index: i64,
    pub author: &'a Agent,
    pub text: &'a str,
    pub files: &'a [OfferedFile],
    pub at: i64,
}

/// An agent wrote.
pub fn wrote(turn: &mut Turn<'_>, line: Line<'_>) -> Result<(), Need> {
    if gap_before(turn, line.index)? {
        let looked_for_by = turn.deliver(Delivery::CatchUp { after: turn.talk.desk_index, lines_only: true });
        turn.talk.held.push(Held {
            looked_for_by,
            id: line.id.to_owned(),
            index: line.index,
            author: line.author.clone(),
            text: line.text.to_owned(),
            files: line.files.to_vec(),
            at: line.at,
        });
        turn.talk.held.sort_by_key(|h| h.index);
        return Ok(());
    }
    pass_on(turn, line)?;
    release(turn, None)
}

/// Is something missing between the last index we know of and this one, other than lines of our own? Webhooks may have overtaken each
/// other, or have been lost while we were down: then the gap is as wide as what was said meanwhile. However wide it is, the line waits
/// for what is missing only until catching up has looked, or has trouble looking.
fn gap_before(turn: &Turn<'_>, index: i64) -> Result<bool, Need> {
    if numbers_are_strange(turn) {
        return Ok(false);
    }
    let after = turn.talk.desk_index.unwrap_or(-1);
    let missing = index - after - 1;
    if missing < 1 {
        return Ok(false);
    }
    let own = turn.known.found.own_lines.ok_or(Need::OwnLines { after, before: index })?;
    Ok(own < missing)
}

/// Do webhooks and history number the lines differently? Twilio's own do not. Where something between us and it does, nothing tells a
/// gap, and a look for every line would cost a request and its time for nothing.
fn numbers_are_strange(turn: &Turn<'_>) -> bool {
    turn.talk.desk_looks_in_vain >= LOOKS_IN_VAIN
}

/// The look `by` has found the history to end with `last`. A line that has been said and yet would come after that end was looked for in
/// vain.
pub fn looked(turn: &mut Turn<'_>, by: Seq, last: Option<i64>) {
    let mut looked_for = turn.talk.held.iter().filter(|line| line.looked_for_by == by).peekable();
    if looked_for.peek().is_none() {
        return;
    }
    let in_vain = looked_for.any(|line| Some(line.index) > last);
    turn.talk.desk_looks_in_vain = if in_vain { turn.talk.desk_looks_in_vain + 1 } else { 0 };
    if numbers_are_strange(turn) {
        // Catching up goes by the history's numbers.
        turn.talk.desk_index = last;
    }
}

/// Passes on lines that were held: those whose turn it is, and those whose predecessors have been looked for by the delivery `looked`. A
/// line that came while that was looking still waits for a look of its own: what it waits for may have been said since.
pub fn release(turn: &mut Turn<'_>, looked: Option<Seq>) -> Result<(), Need> {
    let held = std::mem::take(&mut turn.talk.held);
    let through = held.iter().filter(|line| looked.is_some_and(|by| line.looked_for_by <= by)).map(|line| line.index).max();
    for line in held {
        let next = turn.talk.desk_index.is_none_or(|last| line.index <= last + 1);
        if next || through.is_some_and(|through| line.index <= through) {
            pass_on(
                turn,
                Line { id: &line.id, index: line.index, author: &line.author, text: &line.text, files: &line.files, at: line.at },
            )?;
        } else {
            turn.talk.held.push(line);
        }
    }
    Ok(())
}

fn pass_on(turn: &mut Turn<'_>, line: Line<'_>) -> Result<(), Need> {
    if !numbers_are_strange(turn) {
        turn.talk.desk_index = turn.talk.desk_index.max(Some(line.index));
    }
    speaks(turn, line.author)?;
    // At the desk the size and kind of files is the operator's own business; only what Discord can carry is asked there.
    let files: Vec<_> = line.files.iter().map(|file| take_file(turn, file)).collect();
    let agent = turn.talk.agent.clone().unwrap_or_else(|| line.author.clone());
    let seq = turn.record(Author::Agent(agent), line.text.to_owned(), files.clone(), None, line.at);
    turn.known_as(Side::Desk, line.id.to_owned(), Some(line.index), seq);
    turn.speak(Say {
        message: seq,
        speaker: Some(turn.agent_name()),
        text: line.text.to_owned(),
        files,
        buttons: vec![],
        reply_to: None,
        only_while: None,
        report: false,
    });
    turn.talk.answered_up_to = turn.talk.member_spoke.map_or(0, |(seq, _)| seq);
    turn.talk.agent_spoke_at = Some(turn.now);
    turn.forget(&[Timer::AgentSilent]);
    turn.move_case(turn.agent_actor(), CaseState::WaitingForMember)
}

/// Whoever writes has the conversation, whatever we were told about tasks.
fn speaks(turn: &mut Turn<'_>, author: &Agent) -> Result<(), Need> {
    let same = turn.talk.agent.as_ref().is_some_and(|a| a.identity == author.identity);
    if turn.talk.owner == Owner::Agent && same {
        return Ok(());
    }
    if turn.talk.ended_at.is_some() {
        return Ok(());
    }
    super::tasks::takes_over(turn, author)
}

/// The agent changed a line.
pub fn edited(turn: &mut Turn<'_>, id: &str, text: &str) -> Result<(), Need> {
    if let Some(held) = turn.talk.held.iter_mut().find(|h| h.id == id) {
        text.clone_into(&mut held.text);
        return Ok(());
    }
    let Some(message) = turn.message(Side::Desk, id)? else { return Ok(()) };
    let Author::Agent(author) = &message.author else { return Ok(()) };
    if message.text == text || message.deleted_at.is_some() {
        return Ok(());
    }
    turn.out.edits.push((message.seq, text.to_owned()));
    // Somebody else may have the conversation by now.
    let name = chat_name(&turn.shown_name(author));
    turn.deliver(Delivery::Revise { of: message.seq, text: format!("**{name}**: {text}"), buttons: vec![] });
    Ok(())
}

/// The agent took a line back.
pub fn deleted(turn: &mut Turn<'_>, id: &str) -> Result<(), Need> {
    turn.talk.held.retain(|h| h.id != id);
    let Some(message) = turn.message(Side::Desk, id)? else { return Ok(()) };
    if !matches!(message.author, Author::Agent(_)) || message.deleted_at.is_some() {
        return Ok(());
    }
    turn.out.deletions.push(message.seq);
    turn.deliver(Delivery::Retract { of: message.seq });
    Ok(())
}

/// The desk could not be told about something the member should know of, or the other way round.
pub fn not_delivered(turn: &mut Turn<'_>, reason: &str) {
    turn.note(&Phrase::DeskNotDelivered { reason });
}
