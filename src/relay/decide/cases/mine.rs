//! A member's own cases: the list, closing and opening again, the rating, the copy of the talk.

use super::super::closing;
use super::super::turn::Turn;
use super::intake::{answered, expired, locale};
use super::{by, find, following, intake, keep, note, put, transcript};
use crate::domain::case::{Case, CaseKind, CaseState, Happened, Rating};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::form::{self, Field, Filled, Form, FormId, Given, Input};
use crate::domain::ids::{CaseId, Snowflake};
use crate::domain::message::{Author, Place};
use crate::domain::person::Member;
use crate::domain::text::clip;
use crate::domain::words::{CasePhrase, Phrase, say};
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// How much of a title stands in a list, in grapheme clusters.
const TITLE: usize = 60;
/// The key of the only question of the form for a line.
const LINE: &str = "line";
/// Characters of a line that goes with a rating.
const LINE_CHARS: u16 = 500;

/// What a member presses under a list, a card, an offer or a closing line. `None` for what is decided with the conversation.
pub fn pressed(
    known: &Known<'_>,
    member: &Member,
    server: Option<Snowflake>,
    place: Place,
    button: &Button,
) -> Result<Option<Effects>, Need> {
    Ok(Some(match button {
        Button::Vote { case } => intake::voted(known, member, *case)?,
        Button::Same { draft, case, .. } => intake::same(known, member, *draft, *case)?,
        Button::MineIsNew { draft } => intake::is_new(known, member, *draft)?,
        Button::MyCases => list(known, member, server, true)?,
        Button::OneCase { case, .. } => match own(known, member, *case)? {
            Ok(case) => answered(show(known, member, &case)),
            Err(effects) => *effects,
        },
        Button::CloseCase { case } => close(known, member, *case)?,
        Button::Rate { case, stars } => rate(known, member, *case, *stars)?,
        Button::RateLine { case } => answered(InteractionReply::Ask { form: line_form(locale(member), *case) }),
        Button::Copy { case } => copy(known, member, place, *case)?,
        Button::SolvedYes { case } if !talks_about(known, *case) => close(known, member, *case)?,
        Button::Reopen { case } => match own(known, member, *case)? {
            Ok(case) if case.number.kind.is_public() => reopen(known, member, case)?,
            _ => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

/// Is the open conversation about this case?
fn talks_about(known: &Known<'_>, case: CaseId) -> bool {
    known.conversation.is_some_and(|talk| talk.ended_at.is_none() && talk.case.is_some_and(|(id, _)| id == case))
}

/// The member's case, or what they are told when it is not theirs.
fn own(known: &Known<'_>, member: &Member, id: CaseId) -> Result<Result<Case, Box<Effects>>, Need> {
    Ok(match find(known, &Effects::default().cases, id)? {
        Some(case) if case.member == member.id => Ok(case),
        Some(_) => {
            let text = say(locale(member), &Phrase::NotYours);
            Err(Box::new(answered(InteractionReply::Whisper { text, buttons: vec![] })))
        }
        None => Err(Box::new(expired(member))),
    })
}

/// `/mycases`: the newest ones, to choose from; the only one is shown at once. `instead`: in place of what is shown now.
pub fn list(known: &Known<'_>, member: &Member, server: Option<Snowflake>, instead: bool) -> Result<Effects, Need> {
    let cases = known.found.cases_of.as_ref().ok_or(Need::CasesOf { member: member.id, server })?;
    let locale = locale(member);
    let reply = match cases.as_slice() {
        [] => InteractionReply::Whisper { text: say(locale, &Phrase::MyCasesNone), buttons: vec![] },
        [only] if !instead => match show(known, member, only) {
            InteractionReply::Replace { text, buttons } => {
                let buttons = buttons.into_iter().filter(|b| *b != Button::MyCases).collect();
                InteractionReply::Whisper { text, buttons }
            }
            other => other,
        },
        several => {
            let mut text = format!("**{}**", say(locale, &Phrase::MyCasesTitle));
            let mut buttons = Vec::new();
            for case in several {
                text.push('\n');
                text.push_str(&line(case, locale));
                let label = format!("{} · {}", case.number, clip(&case.title, TITLE));
                buttons.push(Button::OneCase { case: case.id, label });
            }
            if instead { InteractionReply::Replace { text, buttons } } else { InteractionReply::Whisper { text, buttons } }
        }
    };
    Ok(Effects { member: Some(member.clone()), ..answered(reply) })
}

fn line(case: &Case, locale: &str) -> String {
    let standing = say(locale, &Phrase::Case(CasePhrase::Standing { kind: case.number.kind, state: case.state }));
    let (number, title) = (case.number.to_string(), clip(&case.title, TITLE));
    say(locale, &Phrase::Case(CasePhrase::ListLine { number: &number, title: &title, standing: &standing }))
}

/// One case with what its member can do to it.
fn show(known: &Known<'_>, member: &Member, case: &Case) -> InteractionReply {
    let mut buttons = Vec::new();
    if case.state.is_open() {
        buttons.push(Button::CloseCase { case: case.id });
    } else if case.may_reopen(known.now, known.rules.reopen_days) {
        buttons.push(Button::Reopen { case: case.id });
    }
    buttons.push(Button::Copy { case: case.id });
    buttons.push(Button::MyCases);
    InteractionReply::Replace { text: line(case, locale(member)), buttons }
}

/// The member closes one of theirs.
fn close(known: &Known<'_>, member: &Member, id: CaseId) -> Result<Effects, Need> {
    let mut case = match own(known, member, id)? {
        Ok(case) => case,
        Err(effects) => return Ok(*effects),
    };
    let number = case.number.to_string();
    let text = say(locale(member), &Phrase::Case(CasePhrase::ClosedByYou { number: &number }));
    let reply = Reply::Interaction(InteractionReply::Replace { text, buttons: vec![] });
    if let Some(talk) = known.conversation.filter(|_| talks_about(known, id)) {
        let mut turn = Turn::of(known, talk.clone());
        closing::closed_by_member(&mut turn)?;
        turn.out.reply = reply;
        return Ok(turn.done());
    }
    let mut effects = Effects { reply, ..Effects::default() };
    // Whoever has reported something and takes it back has not had it mended.
    let to = if case.number.kind == CaseKind::Help { CaseState::Solved } else { CaseState::Closed };
    if put(known, &mut effects.cases, &mut case, by(member), to, None) {
        if case.number.kind.is_public() {
            following::tell(known, &mut effects, &case, None, Some(member.id))?;
        }
        keep(known, &mut effects.cases, case);
    }
    Ok(effects)
}

/// The member opens a bug or an idea of theirs again.
fn reopen(known: &Known<'_>, member: &Member, mut case: Case) -> Result<Effects, Need> {
    let locale = locale(member);
    let number = case.number.to_string();
    let days = known.rules.reopen_days;
    if !case.may_reopen(known.now, days) {
        let phrase =
            if case.state.is_open() { Phrase::Case(CasePhrase::OpenAgain { number: &number }) } else { Phrase::ReopenTooLate { days } };
        return Ok(answered(InteractionReply::Whisper { text: say(locale, &phrase), buttons: vec![] }));
    }
    let text = say(locale, &Phrase::Case(CasePhrase::OpenAgain { number: &number }));
    let mut effects = answered(InteractionReply::Replace { text, buttons: vec![] });
    put(known, &mut effects.cases, &mut case, by(member), CaseState::WaitingForUs, None);
    following::tell(known, &mut effects, &case, None, Some(member.id))?;
    keep(known, &mut effects.cases, case);
    Ok(effects)
}

/// One to five stars; a second press corrects the first.
fn rate(known: &Known<'_>, member: &Member, id: CaseId, stars: u8) -> Result<Effects, Need> {
    let mut case = match own(known, member, id)? {
        Ok(case) => case,
        Err(effects) => return Ok(*effects),
    };
    let stars = stars.clamp(1, 5);
    let line = case.rating.take().and_then(|earlier| earlier.line);
    case.rating = Some(Rating { stars, line: line.clone() });
    let text = say(locale(member), &Phrase::RatingThanks);
    let buttons = vec![Button::RateLine { case: id }, Button::Copy { case: id }, Button::Reopen { case: id }];
    let mut effects = answered(InteractionReply::Replace { text, buttons });
    note(known, &mut effects.cases, &mut case, by(member), Happened::Rated { stars, line });
    keep(known, &mut effects.cases, case);
    Ok(effects)
}

fn line_form(locale: &str, case: CaseId) -> Form {
    let cut = |text: String, most: usize| text.chars().take(most).collect::<String>();
    let field = Field {
        key: LINE.into(),
        label: cut(say(locale, &Phrase::RatingLine), form::LABEL),
        hint: None,
        placeholder: None,
        required: true,
        input: Input::Paragraph { max: LINE_CHARS },
        value: None,
    };
    Form { id: FormId::RatingLine { case }, title: cut(say(locale, &Phrase::HowWasIt), form::FORM_TITLE), fields: vec![field] }
}

/// The line to go with the stars.
pub fn add_line(known: &Known<'_>, member: &Member, id: CaseId, filled: &[Filled]) -> Result<Effects, Need> {
    let mut case = match own(known, member, id)? {
        Ok(case) => case,
        Err(effects) => return Ok(*effects),
    };
    let line = filled.iter().find_map(|f| match &f.given {
        Given::Text { text } if f.key == LINE => Some(text.trim().chars().take(usize::from(LINE_CHARS)).collect::<String>()),
        _ => None,
    });
    let mut effects = answered(InteractionReply::Whisper { text: say(locale(member), &Phrase::RatingThanks), buttons: vec![] });
    if let (Some(rating), Some(line)) = (&mut case.rating, line.filter(|line| !line.is_empty())) {
        rating.line = Some(line.clone());
        let what = Happened::Rated { stars: rating.stars, line: Some(line) };
        note(known, &mut effects.cases, &mut case, by(member), what);
        keep(known, &mut effects.cases, case);
    }
    Ok(effects)
}

/// The member gets a copy of everything that was said, as a file where notices go.
fn copy(known: &Known<'_>, member: &Member, place: Place, id: CaseId) -> Result<Effects, Need> {
    let mut case = match own(known, member, id)? {
        Ok(case) => case,
        Err(effects) => return Ok(*effects),
    };
    let talks = known.found.talks.as_ref().ok_or_else(|| Need::Talks(case.talks.clone()))?;
    let server = known.servers.iter().find(|s| s.id == case.server).map_or(known.rules.team.as_str(), |s| s.name.as_str());
    let document = transcript::markdown(&case, server, talks, locale(member), known.rules);
    let mut turn = match known.conversation.filter(|talk| talk.ended_at.is_none() && talk.member == member.id) {
        Some(talk) => Turn::of(known, talk.clone()),
        None => following::notice(known, member.id, Some(case.server))?,
    };
    let number = case.number.to_string();
    let text = turn.words(&Phrase::Case(CasePhrase::CopyReady { number: &number }));
    let message = turn.record(Author::System, text.clone(), Vec::new(), None, known.now);
    turn.deliver(Delivery::SendCopy { message, text, name: transcript::file_name(&case), document });
    note(known, &mut turn.out.cases, &mut case, by(member), Happened::Copied);
    turn.out.cases.put(case);
    turn.out.reply = Reply::Interaction(match place {
        // They see it come.
        Place::Dm { .. } => InteractionReply::Silent,
        Place::Thread { .. } | Place::Channel { .. } => {
            InteractionReply::Whisper { text: say(locale(member), &Phrase::Case(CasePhrase::CopyOnItsWay)), buttons: vec![] }
        }
    });
    Ok(turn.done())
}
