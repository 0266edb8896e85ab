//! Asking the assistant, and what becomes of its answer.

use super::turn::Turn;
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery, DeskAuthor, Question, Say, Write};
use crate::domain::event::Timer;
use crate::domain::message::Author;
use crate::domain::outcome::{Answer, Source};
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// After so many questions in a row without help the assistant offers a person by itself.
const MISSES_BEFORE_OFFER: u32 = 2;

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
    turn.talk.thinking_about = Some(up_to);
    turn.forget(&[Timer::Ask, Timer::Unasked]);
    turn.wake(Timer::Thinking, turn.known.rules.thinking_ms);
    turn.deliver(Delivery::Ask(Question {
        up_to,
        text: unanswered.join("\n"),
        server: turn.talk.server,
        locale: turn.talk.locale.clone(),
    }));
    Ok(())
}

/// The assistant has answered, or could not.
pub fn answered(turn: &mut Turn<'_>, question: &Question, answer: &Answer) {
    if turn.talk.thinking_about == Some(question.up_to) {
        turn.talk.thinking_about = None;
        turn.forget(&[Timer::Thinking]);
    }
    let newest = turn.talk.member_spoke.is_some_and(|(seq, _)| seq == question.up_to);
    if turn.talk.owner != Owner::Assistant || turn.talk.answered_up_to >= question.up_to {
        return; // Somebody else has the conversation now, or has answered: what was made ready is thrown away.
    }
    if !newest {
        soon(turn); // The member has said more meanwhile: one answer to all of it.
        return;
    }
    turn.talk.answered_up_to = question.up_to;
    turn.forget(&[Timer::Ask, Timer::Unasked]);
    match answer {
        Answer::Known { text, sources } => {
            let text = with_sources(turn, text, sources);
            say(turn, text, vec![Button::Solved, Button::NotQuite, Button::Person]);
        }
        Answer::Unknown => {
            turn.talk.misses += 1;
            let phrase = if turn.talk.misses >= MISSES_BEFORE_OFFER { Phrase::OfferPerson } else { Phrase::DontKnow };
            say(turn, turn.words(&phrase), vec![Button::Person]);
        }
    }
}

/// The answer did not help.
pub fn missed(turn: &mut Turn<'_>) {
    turn.talk.misses += 1;
    let phrase = if turn.talk.misses >= MISSES_BEFORE_OFFER { Phrase::OfferPerson } else { Phrase::DontKnow };
    say(turn, turn.words(&phrase), vec![Button::Person]);
}

/// The assistant says something on both sides, unless somebody else takes over before it goes out.
fn say(turn: &mut Turn<'_>, text: String, buttons: Vec<Button>) {
    let only_while = Some(Owner::Assistant);
    let message = turn.record(Author::Assistant, text.clone(), Vec::new(), None, turn.now);
    turn.speak(Say { message, speaker: None, text: text.clone(), files: Vec::new(), buttons, reply_to: None, only_while, report: false });
    turn.write(Write { message, author: DeskAuthor::Assistant, text, files: Vec::new(), announce: false, only_while });
}

/// The answer with the titles it rests on, as quiet links.
fn with_sources(turn: &Turn<'_>, text: &str, sources: &[Source]) -> String {
    use crate::domain::text::defuse::display_name;
    if sources.is_empty() {
        return text.to_owned();
    }
    let mut out = format!("{text}\n\n-# {}", turn.words(&Phrase::SourcesLabel));
    for source in sources {
        let title = display_name(&source.title);
        match source.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            // Angle brackets keep Discord from unfolding the page under the answer.
            Some(url) => out.push_str(&format!("\n-# • [{title}](<{url}>)")),
            None => out.push_str(&format!("\n-# • {title}")),
        }
    }
    out
}
