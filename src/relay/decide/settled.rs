//! What became of deliveries, as far as somebody has to be told or something has to follow.

use super::turn::Turn;
use super::{aside, assistant, buttons, closing, desk, feedback, handover, tasks};
use crate::domain::conversation::{Desk, Owner};
use crate::domain::delivery::{Button, Delivery, DeskAuthor, STRUGGLING_AFTER, Thread, Write};
use crate::domain::event::Timer;
use crate::domain::file::FileSource;
use crate::domain::ids::Seq;
use crate::domain::message::Place;
use crate::domain::outcome::{Answer, Fact, Missing, Outcome, Refusal};
use crate::domain::person::Membership;
use crate::domain::words::Phrase;
use crate::relay::known::Need;

/// A delivery came to an end.
pub fn settled(turn: &mut Turn<'_>, seq: Seq, delivery: &Delivery, outcome: &Outcome, attempts: u32) -> Result<(), Need> {
    match outcome {
        Outcome::Done(receipt) => {
            if let Some(fact) = &receipt.fact {
                learned(turn, seq, delivery, fact)?;
            }
            succeeded(turn, seq, delivery, attempts)
        }
        Outcome::Refused { refusal: Refusal::Overtaken, .. } => Ok(()),
        Outcome::Later { .. } | Outcome::Refused { .. } | Outcome::Gone { .. } | Outcome::Unknown { .. } => {
            failed(turn, seq, delivery, outcome)
        }
    }
}

fn succeeded(turn: &mut Turn<'_>, seq: Seq, delivery: &Delivery, attempts: u32) -> Result<(), Need> {
    match delivery {
        Delivery::Say(say) if say.report => answer_interaction(turn),
        Delivery::Write(write) if write.author == DeskAuthor::Member && (attempts >= STRUGGLING_AFTER || !write.files.is_empty()) => {
            turn.deliver(Delivery::React { to: write.message, emoji: "✅".into() });
        }
        Delivery::CatchUp { .. } => desk::release(turn, Some(seq))?,
        // Without a name to show they are announced all the same.
        Delivery::LookUpAgent { identity } => tasks::named(turn, identity, None)?,
        _ => {}
    }
    Ok(())
}

/// The greeting has arrived: whoever typed the command is told where to look.
fn answer_interaction(turn: &mut Turn<'_>) {
    let Some(interaction) = turn.talk.pending_interaction.take() else { return };
    let Some(place) = turn.talk.place else { return };
    let text = match place {
        Place::Dm { .. } => turn.words(&Phrase::OnItDm { case: turn.case_number() }),
        Place::Thread { channel } | Place::Channel { channel } => turn.words(&Phrase::DmsClosedThread { channel: &channel.to_string() }),
    };
    let buttons = vec![turn.way_to(place)];
    turn.deliver(Delivery::Answer { interaction, text, buttons });
}

fn learned(turn: &mut Turn<'_>, seq: Seq, delivery: &Delivery, fact: &Fact) -> Result<(), Need> {
    match (fact, delivery) {
        (Fact::Place(place), _) => {
            turn.talk.place = Some(*place);
            if matches!(place, Place::Thread { .. }) {
                turn.note(&Phrase::DeskSentInThread);
            }
        }
        (Fact::Desk { sid }, _) => {
            let wanted = turn.talk.desk == Desk::Opening;
            if wanted {
                turn.talk.desk = Desk::Open { sid: sid.clone() };
            }
            // Left before it had opened, or over by now: what was said goes there first.
            if !wanted || turn.talk.ended_at.is_some() {
                turn.deliver(Delivery::CloseDesk { sid: sid.clone() });
            }
        }
        (Fact::Looked { last }, _) => desk::looked(turn, seq, *last),
        (Fact::Memberships { of }, _) => memberships(turn, of)?,
        (Fact::AgentName { name }, Delivery::LookUpAgent { identity }) => tasks::named(turn, identity, Some(name))?,
        (Fact::Answer(answer), Delivery::Ask(question)) => {
            if *answer == Answer::Unknown {
                feedback::unanswered(turn, question);
            }
            assistant::answered(turn, question, answer)?;
        }
        (Fact::Summary { text }, Delivery::Summarise) => handover::summed_up(turn, text)?,
        (Fact::Staff { yes: true }, Delivery::LookUpStaff { answer, .. }) => feedback::hushed_by_staff(turn, *answer)?,
        (Fact::AgentName { .. } | Fact::Answer(_) | Fact::Summary { .. } | Fact::Card(_) | Fact::Stored { .. } | Fact::Staff { .. }, _) => {
        }
    }
    Ok(())
}

/// We know now which of our servers the member is in.
fn memberships(turn: &mut Turn<'_>, of: &[Membership]) -> Result<(), Need> {
    match (turn.talk.server, of) {
        (Some(server), _) => {
            if let Some(membership) = of.iter().find(|m| m.server == server) {
                turn.talk.membership = Some(membership.clone());
                if turn.talk.owner == Owner::Queue && turn.talk.desk != Desk::None {
                    handover::mark(turn)?;
                }
            }
        }
        (None, [only]) => {
            turn.talk.membership = Some(only.clone());
            buttons::choose(turn, only.server)?;
        }
        (None, []) => {
            // In none of them any more: the first server's people are the best there is.
            if let Some(first) = turn.known.servers.first() {
                buttons::choose(turn, first.id)?;
            }
        }
        (None, several) => {
            let known = turn.known.servers;
            let menu = several
                .iter()
                .filter_map(|m| known.iter().find(|s| s.id == m.server))
                .map(|s| Button::Community { server: s.id, name: s.name.clone() })
                .collect();
            turn.tell(&Phrase::WhichCommunity, menu);
        }
    }
    Ok(())
}

/// A delivery will not be carried out: those concerned are told, once, and never about a notice of ours.
fn failed(turn: &mut Turn<'_>, seq: Seq, delivery: &Delivery, outcome: &Outcome) -> Result<(), Need> {
    let why = outcome.why();
    match delivery {
        Delivery::Write(Write { author: DeskAuthor::Member, message, .. }) => {
            turn.deliver(Delivery::React { to: *message, emoji: "⚠️".into() });
            turn.tell(&Phrase::CouldNotDeliver, vec![]);
        }
        Delivery::Say(say) if say.speaker.is_some() => desk::not_delivered(turn, why),
        Delivery::Say(say) if say.report => {
            // The greeting could be sent nowhere; the one who typed the command must still hear something.
            if let Some(interaction) = turn.talk.pending_interaction.take() {
                let text = turn.words(&Phrase::CouldNotDeliver);
                turn.deliver(Delivery::Answer { interaction, text, buttons: vec![] });
            }
        }
        Delivery::Revise { .. } | Delivery::Retract { .. } => desk::not_delivered(turn, why),
        Delivery::Fetch { file } => match file.source {
            FileSource::Discord { .. } => {
                turn.tell(&Phrase::FileGone { name: &file.name }, vec![]);
            }
            FileSource::Desk { .. } => desk::not_delivered(turn, why),
        },
        Delivery::Respond(respond) if matches!(outcome, Outcome::Gone { what: Missing::Interaction, .. }) => {
            aside::take_to_dm(turn, respond)?;
        }
        Delivery::Ask(question) => assistant::answered(turn, question, &Answer::Unknown)?,
        Delivery::OpenDesk { .. } => {
            turn.talk.desk = Desk::None;
            if turn.talk.owner == Owner::Queue {
                handover::give_up(turn, &Phrase::QueueTimedOut);
            } else if turn.talk.owner == Owner::Assistant && turn.talk.owes_an_answer() {
                assistant::soon(turn);
            }
        }
        Delivery::LookUpMember { .. } if turn.talk.server.is_none() => {
            // Nothing will tell which community it is about: ask.
            let menu = turn.known.servers.iter().take(25).map(|s| Button::Community { server: s.id, name: s.name.clone() }).collect();
            turn.tell(&Phrase::WhichCommunity, menu);
        }
        // What was held must not wait for a look that never comes.
        Delivery::CatchUp { .. } => desk::release(turn, Some(seq))?,
        Delivery::LookUpAgent { identity } => tasks::named(turn, identity, None)?,
        _ => {}
    }
    Ok(())
}

/// A delivery found its place closed. It keeps its turn; an opening goes ahead of it.
pub fn blocked(turn: &mut Turn<'_>, delivery: &Delivery, outcome: &Outcome) -> Result<(), Need> {
    use crate::domain::delivery::LaneKind;
    match delivery.lane() {
        LaneKind::Desk => desk_is_closed(turn, delivery)?,
        LaneKind::Discord => reopen_place(turn, outcome),
        LaneKind::Assistant | LaneKind::Card | LaneKind::Errands => {}
    }
    Ok(())
}

/// A line found the desk conversation closed before the webhook could say so. It means the same: what the agent has finished is
/// finished, and only what the member said still has to get somewhere. The webhook finds nothing left to do.
fn desk_is_closed(turn: &mut Turn<'_>, delivery: &Delivery) -> Result<(), Need> {
    // One that is being opened is waited for; the line was tried before that.
    if turn.talk.desk == Desk::Opening {
        return Ok(());
    }
    if turn.talk.desk.sid().is_some() {
        tasks::desk_closed(turn)?;
    }
    let line = match delivery {
        Delivery::Write(write) if write.author == DeskAuthor::Member => Some(write.message),
        _ => None,
    };
    let said = line.is_some();
    if turn.talk.ended_at.is_some() && said {
        closing::spoken_into_the_end(turn)?;
    }
    if let (Some(line), true) = (line, turn.talk.closing_asked) {
        // It crossed with the end of the work: nobody has read it.
        turn.talk.answered_up_to = turn.talk.answered_up_to.min(line - 1);
        turn.wake(Timer::Unasked, turn.known.rules.answer_within_ms);
    }
    if turn.talk.ended_at.is_none() && (said || !turn.talk.closing_asked) {
        turn.open_desk();
    }
    Ok(())
}

/// The DM or thread cannot be written to any more: a private thread serves instead, where the server has a channel for them. Where
/// there is none, the closed DM stays the place: the line's further tries go there, for the member may open it at any time.
fn reopen_place(turn: &mut Turn<'_>, outcome: &Outcome) {
    let closed = matches!(outcome, Outcome::Refused { refusal: Refusal::DmsClosed, .. });
    let opening = turn.talk.place.is_none() && turn.talk.dms_closed;
    // A line that was tried before it could know of the thread finds the DM closed once more.
    let late = closed && matches!(turn.talk.place, Some(Place::Thread { .. }));
    if opening || late {
        return; // An opening is on its way already, or done.
    }
    if closed && !turn.talk.dms_closed {
        turn.talk.dms_closed = true;
        turn.note(&Phrase::DeskMemberDmsClosed);
    }
    let thread = turn.help_channel().filter(|_| turn.talk.dms_closed).map(|(server, parent)| {
        let number = turn.case_number().map_or_else(String::new, |n| format!("-{n}"));
        Thread { server, parent, name: format!("help-{}{number}", turn.talk.member_name) }
    });
    if thread.is_some() || !closed {
        turn.talk.place = None;
        turn.deliver(Delivery::OpenPlace { thread });
    }
}

/// A delivery has been trying for a while.
pub fn struggling(turn: &mut Turn<'_>, seq: Seq, delivery: &Delivery) -> Result<(), Need> {
    match delivery {
        Delivery::Write(write) if write.author == DeskAuthor::Member => {
            turn.deliver(Delivery::React { to: write.message, emoji: "⚠️".into() });
            turn.tell(&Phrase::Stuck, vec![]);
        }
        // An agent's words are not kept back for long because the desk cannot be asked what came before them.
        Delivery::CatchUp { .. } => desk::release(turn, Some(seq))?,
        _ => {}
    }
    Ok(())
}
