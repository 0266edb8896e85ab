//! Asides: questions asked in passing, with `/ask` or by a mention in a channel.
//!
//! They take the same way as what members write in their DM (a line is heard, the assistant is asked, its answer is said), only that
//! nothing of it reaches the desk, and that the answer goes back to where the question came from.

use super::assistant;
use super::commands::Used;
use super::turn::Turn;
use crate::assistant::wants_person::wants_person;
use crate::domain::conversation::{Aside, Conversation};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply, Respond, Say};
use crate::domain::event::{Event, Said, Timer};
use crate::domain::ids::{ConversationId, Seq, Snowflake};
use crate::domain::message::{Author, Place, Side};
use crate::domain::person::Member;
use crate::domain::words::{Phrase, say as words};
use crate::knowledge::gaps::language_of;
use crate::relay::effects::Effects;
use crate::relay::known::{AskRules, Asked, Known, Need};

/// How much of a question is quoted before an answer that comes too late to stand under it.
const QUOTE: usize = 200;

/// `/ask question`, typed in `channel`.
pub fn by_command(known: &Known<'_>, used: &Used<'_>, question: &str, channel: Snowflake) -> Result<Effects, Need> {
    let Used { member, server, interaction, .. } = used;
    let asked = known.found.asked.ok_or(Need::Asked { member: member.id })?;
    if let Some(limit) = Limit::reached(&known.rules.ask, asked) {
        let text = words(member.locale.as_deref().unwrap_or("en-US"), &limit.phrase());
        return Ok(Effects { reply: Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] }), ..Effects::default() });
    }
    let private = known.rules.ask.is_private_in(*server);
    let mut turn = match known.conversation.filter(|talk| talk.aside.is_some_and(|aside| aside.private == private)) {
        Some(talk) => Turn::of(known, talk.clone()),
        None => begin(known, member, *server, Aside { key: interaction.id, private }),
    };
    turn.talk.member_name.clone_from(&member.name);
    turn.talk.locale.clone_from(&member.locale);
    turn.talk.membership = used.membership.cloned();
    turn.out.member = Some((*member).clone());
    match server {
        // A private answer has no place but its interaction.
        Some(_) if private => {}
        Some(_) => turn.talk.place = Some(Place::Channel { channel }),
        None => turn.talk.place = Some(Place::Dm { channel }),
    }
    turn.wake(Timer::Idle, known.rules.ask.session_ms);
    turn.talk.pending_interaction = Some((*interaction).clone());
    turn.out.reply = Reply::Interaction(if private { InteractionReply::Wait } else { InteractionReply::WaitOpenly });
    hear(&mut turn, question, known.now);
    if wants_person(question) {
        point_to_people(&mut turn);
    } else {
        assistant::ask(&mut turn)?;
    }
    Ok(turn.done())
}

/// Where the bot was called, and with what.
pub struct Call<'a> {
    pub member: &'a Member,
    pub server: Snowflake,
    pub channel: Snowflake,
    pub said: &'a Said,
}

/// The bot was called in a channel, or one of its lines there was answered.
pub fn mentioned(known: &Known<'_>, event: &Event, call: &Call<'_>) -> Result<Effects, Need> {
    let Call { member, said, .. } = call;
    if !known.rules.ask.mentions {
        return Ok(Effects::default());
    }
    let asked = known.found.asked.ok_or(Need::Asked { member: member.id })?;
    let mut turn = match known.conversation {
        Some(talk) => Turn::of(known, talk.clone()),
        None => {
            let past = known.found.past.as_ref().ok_or(Need::Past { member: member.id })?;
            let mut turn = begin(known, member, Some(call.server), Aside { key: call.channel, private: false });
            // Messages do not tell the language of whoever writes.
            turn.talk.locale = past.locale.clone().or_else(|| language_of(&said.text, None));
            turn
        }
    };
    turn.talk.member_name.clone_from(&member.name);
    turn.out.member = Some((*member).clone());
    turn.talk.place = Some(Place::Channel { channel: call.channel });
    turn.out.called = Some((call.server, call.channel, said.id));
    turn.wake(Timer::Idle, known.rules.ask.session_ms);
    if let Some(limit) = Limit::reached(&known.rules.ask, asked) {
        // Said once. The line is kept, so that it counts, and so that the next one is met with silence.
        let seq = turn.record(Author::Member, said.text.clone(), Vec::new(), None, event.at);
        turn.known_as(Side::Discord, said.id.to_string(), None, seq);
        if limit.first {
            let text = turn.words(&limit.phrase());
            respond(&mut turn, text, Some(seq), &[]);
        }
        return Ok(turn.done());
    }
    let seq = hear(&mut turn, &said.text, event.at);
    turn.known_as(Side::Discord, said.id.to_string(), None, seq);
    if said.text.trim().is_empty() {
        greet(&mut turn);
    } else if wants_person(&said.text) {
        point_to_people(&mut turn);
    } else {
        turn.show_typing();
        assistant::soon(&mut turn);
    }
    Ok(turn.done())
}

fn begin<'a>(known: &'a Known<'a>, member: &Member, server: Option<Snowflake>, aside: Aside) -> Turn<'a> {
    let talk = Conversation::begin(ConversationId(known.fresh.id()), member.id, member.name.clone(), known.now);
    let mut turn = Turn::of(known, talk);
    turn.talk.aside = Some(aside);
    turn.talk.server = server.or(match known.servers {
        [only] => Some(only.id),
        _ => None,
    });
    turn
}

fn hear(turn: &mut Turn<'_>, text: &str, at: i64) -> Seq {
    let seq = turn.record(Author::Member, text.to_owned(), Vec::new(), None, at);
    turn.talk.member_spoke = Some((seq, turn.now));
    seq
}

/// A call without a question.
fn greet(turn: &mut Turn<'_>) {
    let name = turn.talk.member_name.clone();
    let text = turn.words(&Phrase::Greeting { name: &name, server: turn.server_name() });
    settle(turn);
    say(turn, text, &[Button::Person]);
}

/// Whoever wants a person has to say so by a button, for the talk with a person is not held in a channel.
pub fn point_to_people(turn: &mut Turn<'_>) {
    let text = turn.words(&Phrase::PersonFromAside);
    settle(turn);
    say(turn, text, &[Button::Person]);
}

/// Nothing of what was asked is left to the assistant.
fn settle(turn: &mut Turn<'_>) {
    turn.talk.answered_up_to = turn.talk.member_spoke.map_or(0, |(seq, _)| seq);
}

/// The assistant says something in an aside. The buttons are those of a DM; here they mean the same under other names.
pub fn say(turn: &mut Turn<'_>, text: String, buttons: &[Button]) {
    let reply_to = turn.talk.member_spoke.map(|(seq, _)| seq);
    respond(turn, text, reply_to, buttons);
}

fn respond(turn: &mut Turn<'_>, text: String, reply_to: Option<Seq>, buttons: &[Button]) {
    let message = turn.record(Author::Assistant, text.clone(), Vec::new(), None, turn.now);
    let talk = turn.talk.id;
    let here = |button: &Button| match button {
        Button::Solved => Button::Up { talk, answer: message },
        Button::NotQuite => Button::Down { talk, answer: message },
        Button::Person => Button::Refer { talk },
        other => other.clone(),
    };
    let interaction = turn.talk.pending_interaction.take();
    let buttons = buttons.iter().map(here).collect();
    let say = Say { message, speaker: None, text, files: Vec::new(), buttons, reply_to, only_while: None, report: false };
    turn.deliver(Delivery::Respond(Respond { say, interaction }));
}

/// The answer came after the interaction had run out, and nobody but the asker was to read it: it goes into their DM.
pub fn take_to_dm(turn: &mut Turn<'_>, respond: &Respond) -> Result<(), Need> {
    let question = super::feedback::question_of(&turn.turns()?, respond.say.message);
    let quoted = crate::domain::text::clip(&question.replace('\n', " "), QUOTE);
    let say = Say { text: format!("> {quoted}\n{}", respond.say.text), reply_to: None, ..respond.say.clone() };
    turn.deliver(Delivery::OpenPlace { thread: None });
    turn.deliver(Delivery::Respond(Respond { say, interaction: None }));
    Ok(())
}

/// The member has asked as much as the server lets them.
#[derive(Clone, Copy)]
struct Limit {
    of_the_day: bool,
    /// It was reached just now.
    first: bool,
}

impl Limit {
    fn reached(rules: &AskRules, asked: Asked) -> Option<Self> {
        if asked.within_a_day >= rules.per_day {
            Some(Self { of_the_day: true, first: asked.within_a_day == rules.per_day })
        } else if asked.within_a_minute >= rules.per_minute {
            Some(Self { of_the_day: false, first: asked.within_a_minute == rules.per_minute })
        } else {
            None
        }
    }

    fn phrase(self) -> Phrase<'static> {
        if self.of_the_day { Phrase::AskLimit } else { Phrase::TooFast }
    }
}
