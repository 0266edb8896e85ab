//! Slash commands.

use super::aside;
use super::cases::{intake, mine};
use super::member::{self, Heard};
use super::turn::Turn;
use crate::domain::case::CaseKind;
use crate::domain::clock::Millis;
use crate::domain::conversation::PendingInteraction;
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::event::Command;
use crate::domain::ids::Snowflake;
use crate::domain::intake::Prefill;
use crate::domain::message::Place;
use crate::domain::person::{Member, Membership};
use crate::domain::words::Phrase;
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// For so long an interaction can be answered by its token.
pub const TOKEN_LIVES_MS: Millis = 15 * 60_000;

/// Who used which command where.
pub struct Used<'a> {
    pub member: &'a Member,
    pub membership: Option<&'a Membership>,
    pub server: Option<Snowflake>,
    pub command: &'a Command,
    pub interaction: &'a PendingInteraction,
}

/// A member used one of our commands.
pub fn used(known: &Known<'_>, used: Used<'_>) -> Result<Effects, Need> {
    match used.command {
        Command::HelpMe { what } => help_me(known, &used, what.as_deref()),
        Command::Ask { question, channel } => aside::by_command(known, &used, question, *channel),
        Command::Report { kind } => Ok(intake::ask(known, used.member, used.server, *kind, &Prefill::default())),
        Command::ReportMessage { author, text, link } => {
            Ok(intake::ask(known, used.member, used.server, CaseKind::Bug, &intake::quoted(author, text, link)))
        }
        Command::MyCases => mine::list(known, used.member, used.server, false),
    }
}

/// `/helpme`: a DM is opened, or the open conversation goes on.
///
/// Whose talk has a place already is shown the way there at once. Everybody else sees "thinking…" and the truth as soon as the greeting
/// has arrived, for only then is it known whether their DMs are open.
fn help_me(known: &Known<'_>, used: &Used<'_>, what: Option<&str>) -> Result<Effects, Need> {
    let open = known.conversation.filter(|c| c.ended_at.is_none());
    let mut turn = match open {
        Some(talk) => Turn::of(known, talk.clone()),
        None => {
            let past = known.found.past.as_ref().ok_or(Need::Past { member: used.member.id })?;
            let mut turn = member::begin_in(known, used.member, used.server, past);
            turn.talk.membership = used.membership.cloned();
            turn
        }
    };
    meet(&mut turn, used.member);
    // While the greeting of an earlier one is on its way, its asker must not be forgotten over the newer one, who is answered by the
    // same greeting and hears at once that it was received.
    let greeting_under_way = turn.talk.pending_interaction.as_ref().is_some_and(|earlier| known.now - earlier.at < TOKEN_LIVES_MS);
    match turn.talk.place {
        _ if greeting_under_way => {}
        Some(place) => show_the_way(&mut turn, place),
        None => {
            turn.out.reply = Reply::Interaction(InteractionReply::Wait);
            turn.talk.pending_interaction = Some(used.interaction.clone());
            greet(&mut turn, used.server);
        }
    }
    if let (None, Some(server)) = (turn.talk.server, used.server) {
        // The command says what the member is being asked.
        super::buttons::choose(&mut turn, server)?;
    }
    if let Some(text) = what.map(str::trim).filter(|t| !t.is_empty()) {
        let owed = turn.talk.owes_an_answer();
        member::hear(&mut turn, Heard { text, files: Vec::new(), reply_to: None, at: known.now, announce: true });
        member::attend(&mut turn, text, owed)?;
    }
    Ok(turn.done())
}

/// Takes over what the command says of the member; who has not changed since is not written again.
fn meet(turn: &mut Turn<'_>, member: &Member) {
    let known = turn.talk.member_name == member.name && turn.talk.locale == member.locale;
    if known && turn.known.conversation.is_some() {
        return;
    }
    turn.talk.member_name.clone_from(&member.name);
    turn.talk.locale.clone_from(&member.locale);
    turn.out.member = Some(member.clone());
}

fn show_the_way(turn: &mut Turn<'_>, place: Place) {
    let text = match turn.case_number() {
        Some(case) => turn.words(&Phrase::CarryingOn { case }),
        None => turn.words(&Phrase::AlreadyTalking),
    };
    let buttons = vec![turn.way_to(place)];
    turn.out.reply = Reply::Interaction(InteractionReply::Whisper { text, buttons });
}

fn greet(turn: &mut Turn<'_>, server: Option<Snowflake>) {
    // Closed DMs have a thread on its way to them already.
    if !turn.talk.dms_closed {
        turn.deliver(Delivery::OpenPlace { thread: None });
    }
    let (name, server) = (turn.talk.member_name.clone(), turn.name_of(turn.talk.server.or(server)));
    turn.tell_and_report(&Phrase::Greeting { name: &name, server }, vec![Button::Person, Button::Close]);
}
