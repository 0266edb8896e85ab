//! From an aside to a person: the member's help conversation begins or goes on, and what was said in the aside goes along.

use super::handover::{self, Trigger};
use super::turn::Turn;
use super::{buttons, commands, member as members};
use crate::domain::conversation::{Carried, Conversation, Owner, PendingInteraction};
use crate::domain::delivery::{Delivery, DeskAuthor, InteractionReply, Reply, Write};
use crate::domain::ids::{ConversationId, Seq};
use crate::domain::message::{Author, Message};
use crate::domain::person::Member;
use crate::domain::words::{Phrase, say};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// *Talk to a person* was pressed in an aside.
pub fn wanted(known: &Known<'_>, member: &Member, aside: ConversationId, by: &PendingInteraction) -> Result<Effects, Need> {
    let found = known.found.aside.as_ref().ok_or(Need::Aside(aside))?;
    let Some((aside, said)) = found else { return Ok(whisper(member, &Phrase::Expired)) };
    if aside.member != member.id {
        return Ok(whisper(member, &Phrase::NotYours));
    }
    let mut turn = match known.conversation.filter(|talk| talk.ended_at.is_none()) {
        Some(talk) => Turn::of(known, talk.clone()),
        None => {
            let past = known.found.past.as_ref().ok_or(Need::Past { member: member.id })?;
            let mut turn = members::begin_in(known, member, aside.server, past);
            turn.talk.membership.clone_from(&aside.membership);
            turn
        }
    };
    let t = &mut turn;
    t.talk.member_name.clone_from(&member.name);
    if member.locale.is_some() {
        t.talk.locale.clone_from(&member.locale);
    }
    t.out.member = Some(member.clone());
    if let (None, Some(server)) = (t.talk.server, aside.server) {
        buttons::choose(t, server)?;
    }
    match t.talk.owner {
        Owner::Assistant => hand_over(t, aside, said, by)?,
        Owner::Queue => {
            carry(t, aside, said);
            let queue = known.found.queue.ok_or(Need::Queue)?;
            tell(t, &Phrase::StillWaiting { place: Some(queue.place), minutes: queue.minutes });
        }
        Owner::Agent => {
            carry(t, aside, said);
            let (name, team) = (t.agent_name(), known.rules.team.clone());
            tell(t, &Phrase::AgentJoined { name: &name, team: &team });
        }
    }
    Ok(turn.done())
}

/// The one who pressed sees "thinking…" until what they are told has arrived, for only then is it known where they have to look.
fn hand_over(turn: &mut Turn<'_>, aside: &Conversation, said: &[Message], by: &PendingInteraction) -> Result<(), Need> {
    if turn.talk.place.is_none() {
        turn.deliver(Delivery::OpenPlace { thread: None });
    }
    if turn.talk.handover.take().is_some() {
        // Studio is out of a conversation it has handed over. What is carried along has to stand in the next one.
        turn.leave_desk();
    }
    turn.open_desk();
    carry(turn, aside, said);
    handover::begin(turn, Trigger::Notice)?;
    let under_way = turn.talk.pending_interaction.as_ref().is_some_and(|earlier| turn.now - earlier.at < commands::TOKEN_LIVES_MS);
    let notice = turn.talk.handover.as_ref().and_then(|handover| handover.notice);
    match notice {
        Some(notice) if !under_way => {
            turn.report_on(notice);
            turn.talk.pending_interaction = Some(by.clone());
            turn.out.reply = Reply::Interaction(InteractionReply::Wait);
        }
        _ => tell(turn, &Phrase::Received),
    }
    Ok(())
}

/// Writes what was said in the aside into the history and to the desk; what was carried before is left out.
fn carry(turn: &mut Turn<'_>, aside: &Conversation, said: &[Message]) {
    let before = turn.talk.carried.iter().find(|carried| carried.aside == aside.id).map_or(0, |carried| carried.up_to);
    let new: Vec<&Message> = said.iter().filter(|line| line.seq > before && line.deleted_at.is_none() && !line.text.is_empty()).collect();
    let Some(up_to) = new.last().map(|line| line.seq) else { return };
    turn.talk.carried.retain(|carried| carried.aside != aside.id);
    turn.talk.carried.push(Carried { aside: aside.id, up_to });
    turn.note(&Phrase::DeskFromAside);
    for line in new {
        let author = match line.author {
            Author::Member => DeskAuthor::Member,
            Author::Assistant => DeskAuthor::Assistant,
            Author::Agent(_) | Author::System | Author::Note => continue,
        };
        let message = copied(turn, aside, line);
        let text = line.text.clone();
        turn.write(Write { message, author, text, files: Vec::new(), announce: false, only_while: None });
    }
}

/// The line as one of this conversation, with what the member thought of it.
fn copied(turn: &mut Turn<'_>, aside: &Conversation, line: &Message) -> Seq {
    let copy = turn.record(line.author.clone(), line.text.clone(), Vec::new(), None, line.at);
    if let Some(helped) = aside.helped(line.seq) {
        turn.talk.rate(copy, helped);
    }
    copy
}

/// The talk with people is elsewhere: what is said of it comes with the way there.
fn tell(turn: &mut Turn<'_>, phrase: &Phrase<'_>) {
    let text = turn.words(phrase);
    let buttons = turn.talk.place.map(|place| turn.way_to(place)).into_iter().collect();
    turn.out.reply = Reply::Interaction(InteractionReply::Whisper { text, buttons });
}

fn whisper(member: &Member, phrase: &Phrase<'_>) -> Effects {
    let text = say(member.locale.as_deref().unwrap_or("en-US"), phrase);
    Effects { reply: Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] }), ..Effects::default() }
}
