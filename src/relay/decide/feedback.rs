//! What people think of answers: thumbs, lines taken away, and what is learnt from both.

use super::cited;
use super::turn::Turn;
use crate::domain::conversation::{Conversation, Desk};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Question, Reply};
use crate::domain::gap::{NewGap, Why};
use crate::domain::ids::{GapId, Seq, Snowflake};
use crate::domain::message::{Author, Message, Side};
use crate::domain::person::Member;
use crate::domain::words::{Phrase, say};
use crate::knowledge::gaps::{kept, language_of, sameness};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// After so many questions in a row without help the assistant offers a person by itself.
pub const MISSES_BEFORE_OFFER: u32 = 2;

/// 👍 or 👎 under an answer of an aside. Only the asker's counts.
pub fn thumbed(known: &Known<'_>, talk: &Conversation, member: &Member, answer: Seq, helped: bool) -> Result<Effects, Need> {
    if talk.member != member.id {
        let text = say(member.locale.as_deref().unwrap_or("en-US"), &Phrase::NotYours);
        return Ok(Effects { reply: Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] }), ..Effects::default() });
    }
    let mut turn = Turn::of(known, talk.clone());
    if member.locale.is_some() {
        turn.talk.locale.clone_from(&member.locale);
    }
    rated(&mut turn, answer, helped)?;
    let offer = !helped && turn.talk.misses >= MISSES_BEFORE_OFFER;
    let phrase = match (helped, offer) {
        (true, _) => Phrase::RatedUp,
        (false, false) => Phrase::RatedDown,
        (false, true) => Phrase::OfferPerson,
    };
    let buttons = if offer { vec![Button::Refer { talk: talk.id }] } else { vec![] };
    turn.out.reply = Reply::Interaction(InteractionReply::Whisper { text: turn.words(&phrase), buttons });
    Ok(turn.done())
}

/// The member says whether an answer helped. Said twice it counts once.
pub fn rated(turn: &mut Turn<'_>, answer: Seq, helped: bool) -> Result<(), Need> {
    let turns = turn.turns()?;
    let news = turn.talk.rate(answer, helped);
    if helped {
        turn.talk.misses = 0;
    } else if news {
        turn.talk.misses += 1;
        keep(turn, &question_of(&turns, answer), Why::Down);
    }
    Ok(())
}

/// The answer of a DM's message, as far as it is one.
pub fn answer_in(turn: &Turn<'_>, message: Snowflake) -> Result<Option<Seq>, Need> {
    let found = turn.message(Side::Discord, &message.to_string())?;
    Ok(found.filter(|line| line.author == Author::Assistant).map(|line| line.seq))
}

/// Nothing was found for a question that still stands.
pub fn unanswered(turn: &mut Turn<'_>, question: &Question) {
    let stands = turn.talk.member_spoke.is_some_and(|(seq, _)| seq == question.up_to) && turn.talk.answered_up_to < question.up_to;
    if stands {
        keep(turn, &question.text, Why::Nothing);
    }
}

/// Somebody wants a line of ours taken away. The asker may; of others we have to know whether they keep order there.
pub fn hushed(turn: &mut Turn<'_>, by: Snowflake, message: Snowflake, channel: Snowflake, server: Option<Snowflake>) -> Result<(), Need> {
    let Some(line) = turn.message(Side::Discord, &message.to_string())? else { return Ok(()) };
    if line.author != Author::Assistant || line.deleted_at.is_some() {
        return Ok(());
    }
    if by == turn.talk.member {
        let turns = turn.turns()?;
        turn.talk.misses += u32::from(turn.talk.rate(line.seq, false));
        take_away(turn, &turns, line);
    } else if let Some(server) = server {
        turn.deliver(Delivery::LookUpStaff { member: by, server, channel, answer: line.seq });
    }
    Ok(())
}

/// Somebody who keeps order there wants it taken away.
pub fn hushed_by_staff(turn: &mut Turn<'_>, answer: Seq) -> Result<(), Need> {
    let turns = turn.turns()?;
    if let Some(line) = turns.iter().find(|line| line.seq == answer && line.deleted_at.is_none()) {
        take_away(turn, &turns, line);
    }
    Ok(())
}

fn take_away(turn: &mut Turn<'_>, turns: &[Message], line: &Message) {
    turn.out.deletions.push(line.seq);
    turn.deliver(Delivery::Retract { of: line.seq });
    if turn.talk.desk != Desk::None {
        turn.deliver(Delivery::Rewrite { of: line.seq, text: Turn::desk_words(&Phrase::DeletedMark) });
    }
    // That nothing was found is known already.
    if !cited::titles(&line.text).is_empty() {
        keep(turn, &question_of(turns, line.seq), Why::Hushed);
    }
}

/// What the member had asked before this answer.
pub fn question_of(turns: &[Message], answer: Seq) -> String {
    let before = turns.iter().rev().filter(|line| line.seq < answer);
    let mut asked: Vec<&str> = before
        .take_while(|line| line.author != Author::Assistant)
        .filter(|line| line.author == Author::Member && line.deleted_at.is_none())
        .map(|line| line.text.as_str())
        .collect();
    asked.reverse();
    asked.join("\n")
}

/// Keeps a question that has no good answer yet.
fn keep(turn: &mut Turn<'_>, question: &str, why: Why) {
    let text = kept(question);
    let Some(same) = sameness(&text) else { return };
    let language = language_of(&text, turn.talk.locale.as_deref());
    let id = GapId(turn.known.fresh.id());
    turn.out.gaps.push(NewGap { id, server: turn.talk.server, same, language, text, why });
}
