//! Asking the assistant, and what becomes of its answer.

use super::feedback::MISSES_BEFORE_OFFER;
use super::handover::{self, Trigger};
use super::turn::Turn;
use super::{aside, cited};
use crate::assistant::small_talk::{SmallTalk, small_talk};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery, DeskAuthor, Question, Say, Write};
use crate::domain::event::Timer;
use crate::domain::ids::Seq;
use crate::domain::message::Author;
use crate::domain::outcome::Answer;
use crate::domain::text::defuse::defuse;
use crate::domain::text::names::NoNames;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// Asks the assistant once the member's burst of lines is over.
pub fn soon(turn: &mut Turn<'_>) {
    turn.forget(&[Timer::Unasked]);
    turn.wake(Timer::Ask, turn.known.rules.burst_ms);
}

/// Asks the assistant for an answer to everything the member has said since the last one.
pub fn ask(turn: &mut Turn<'_>) -> Result<(), Need> {
    let Some((up_to, _)) = turn.talk.member_spoke else { return Ok(()) };
    if turn.talk.owner != Owner::Assistant || !turn.talk.owes_an_answer() || turn.talk.thinking_about == Some(up_to) {
        return Ok(());
    }
    let unanswered: Vec<String> = turn
        .turns()?
        .into_iter()
        .filter(|m| m.author == Author::Member && m.seq > turn.talk.answered_up_to && m.deleted_at.is_none())
        .map(|m| m.text)
        .filter(|text| !text.trim().is_empty())
        .collect();
    turn.forget(&[Timer::Ask, Timer::Unasked]);
    let text = unanswered.join("\n");
    if let Some(kind) = small_talk(&text) {
        be_polite(turn, up_to, kind);
        return Ok(());
    }
    turn.talk.thinking_about = Some(up_to);
    turn.wake(Timer::Thinking, turn.known.rules.thinking_ms);
    turn.deliver(Delivery::Ask(Question { up_to, text, server: turn.talk.server, locale: turn.talk.locale.clone() }));
    Ok(())
}

/// A greeting or a thank-you is no question: it is answered in kind.
fn be_polite(turn: &mut Turn<'_>, up_to: Seq, kind: SmallTalk) {
    turn.talk.answered_up_to = up_to;
    match kind {
        SmallTalk::Greeting => {
            let name = turn.talk.member_name.clone();
            let text = turn.words(&Phrase::Greeting { name: &name, server: turn.server_name() });
            say(turn, text, vec![Button::Person]);
        }
        SmallTalk::Thanks | SmallTalk::Farewell => say(turn, turn.words(&Phrase::ThanksBack), vec![]),
    }
}

/// The first words of the answer to this question may be shown. They are a courtesy: what comes too late shows nothing.
pub fn drafted(turn: &mut Turn<'_>, question: Seq, text: &str) {
    let newest = turn.talk.member_spoke.is_some_and(|(seq, _)| seq == question);
    let awaited = turn.talk.owner == Owner::Assistant && turn.talk.thinking_about == Some(question) && newest;
    // Where there is no place to say it in, a courtesy must not wait for one in front of what matters. An aside shows "thinking…" until
    // the answer takes its place.
    if !awaited || turn.talk.draft.is_some() || turn.talk.place.is_none() || turn.talk.aside.is_some() {
        return;
    }
    let message = turn.talk.next_seq();
    turn.talk.draft = Some(message);
    turn.speak(said(message, text.to_owned(), Vec::new()));
}

/// The assistant has answered, or could not.
pub fn answered(turn: &mut Turn<'_>, question: &Question, answer: &Answer) -> Result<(), Need> {
    if turn.talk.thinking_about == Some(question.up_to) {
        turn.talk.thinking_about = None;
        turn.forget(&[Timer::Thinking]);
    }
    let newest = turn.talk.member_spoke.is_some_and(|(seq, _)| seq == question.up_to);
    if turn.talk.owner != Owner::Assistant || turn.talk.answered_up_to >= question.up_to {
        return Ok(()); // Somebody else has the conversation now, or has answered: what was made ready is thrown away.
    }
    if !newest {
        turn.take_draft_back();
        soon(turn); // The member has said more meanwhile: one answer to all of it.
        return Ok(());
    }
    turn.talk.answered_up_to = question.up_to;
    turn.forget(&[Timer::Ask, Timer::Unasked]);
    match answer {
        Answer::Known { text, sources } => {
            let text = cited::with_sources(text, sources, &turn.words(&Phrase::SourcesLabel));
            say(turn, harmless(&text), vec![Button::Solved, Button::NotQuite, Button::Person]);
        }
        Answer::Referred { text, sources } => {
            let text = cited::with_sources(text, sources, &turn.words(&Phrase::SourcesLabel));
            let text = format!("{text}\n\n{}", turn.words(&Phrase::PersonMayHelp));
            say(turn, harmless(&text), vec![Button::Solved, Button::NotQuite, Button::Person]);
        }
        Answer::Likely { suggestions } => {
            let text = cited::suggested(suggestions, &turn.words(&Phrase::SuggestIntro));
            say(turn, harmless(&text), vec![Button::Solved, Button::NotQuite, Button::Person]);
        }
        Answer::Unknown => {
            turn.talk.misses += 1;
            let phrase = if turn.talk.misses >= MISSES_BEFORE_OFFER { Phrase::OfferPerson } else { Phrase::DontKnow };
            say(turn, turn.words(&phrase), vec![Button::Person]);
        }
        Answer::HandOver { text } if turn.talk.aside.is_some() => {
            if let Some(text) = text {
                aside::say(turn, harmless(text), &[]);
            }
            aside::point_to_people(turn);
        }
        Answer::HandOver { text } => {
            if let Some(text) = text {
                last_words(turn, harmless(text));
            }
            turn.open_desk();
            handover::begin(turn, Trigger::Notice)?;
        }
    }
    Ok(())
}

/// What articles, models and chatbots say may hold anything; no message calls anybody, and their words do not look as if they did.
fn harmless(text: &str) -> String {
    defuse(text, &NoNames)
}

/// The answer did not help, which has been counted.
pub fn missed(turn: &mut Turn<'_>) {
    let phrase = if turn.talk.misses >= MISSES_BEFORE_OFFER { Phrase::OfferPerson } else { Phrase::DontKnow };
    say(turn, turn.words(&phrase), vec![Button::Person]);
}

/// The assistant says something on both sides, unless somebody else takes over before it goes out. Where a draft of it stands
/// already it is completed, and that whoever takes over: half an answer must not be what is left.
fn say(turn: &mut Turn<'_>, text: String, buttons: Vec<Button>) {
    if turn.talk.aside.is_some() {
        return aside::say(turn, text, &buttons);
    }
    let only_while = Some(Owner::Assistant);
    let message = match turn.talk.draft.take() {
        Some(draft) => {
            turn.record_draft(draft, text.clone());
            turn.deliver(Delivery::Finish(Say { only_while: None, ..said(draft, text.clone(), buttons) }));
            draft
        }
        None => {
            let message = turn.record(Author::Assistant, text.clone(), Vec::new(), None, turn.now);
            turn.speak(said(message, text.clone(), buttons));
            message
        }
    };
    turn.write(Write { message, author: DeskAuthor::Assistant, text, files: Vec::new(), announce: false, only_while });
}

/// The last the assistant says before it hands over: it goes out although the conversation is not the assistant's any more.
fn last_words(turn: &mut Turn<'_>, text: String) {
    let message = turn.record(Author::Assistant, text.clone(), Vec::new(), None, turn.now);
    turn.speak(Say { only_while: None, ..said(message, text.clone(), Vec::new()) });
    turn.write(Write { message, author: DeskAuthor::Assistant, text, files: Vec::new(), announce: false, only_while: None });
}

fn said(message: Seq, text: String, buttons: Vec<Button>) -> Say {
    let only_while = Some(Owner::Assistant);
    Say { message, speaker: None, text, files: Vec::new(), buttons, reply_to: None, only_while, report: false }
}
