//! Filing bugs and ideas: the form, whether an open case is the same, and the new case.
//!
//! Before a new one is filed, up to three open ones that look alike are offered. A wrong guess blocks nobody: *No, mine is new* files
//! it, and so does saying nothing.

use super::{by, card, find, keep, mine, note, opened};
use crate::domain::appointment::Appointment;
use crate::domain::case::{Actor, Case, CaseKind, CaseNumber, Happened};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::file::FileRef;
use crate::domain::form::{Filled, FormId};
use crate::domain::ids::{CaseId, DraftId, FileId, Snowflake};
use crate::domain::intake::{Draft, Prefill};
use crate::domain::person::Member;
use crate::domain::text::clip;
use crate::domain::text::file_name::{Refusal, safe_file_name};
use crate::domain::words::{CasePhrase, FileReason, Phrase, say};
use crate::knowledge::doubles;
use crate::relay::effects::Effects;
use crate::relay::known::{Known, Need};

/// Open cases that are offered at most.
const OFFERED: usize = 3;
/// How much of a title stands in a list, in grapheme clusters.
const TITLE: usize = 70;

/// The language of whoever has typed or pressed something.
pub fn locale(member: &Member) -> &str {
    member.locale.as_deref().unwrap_or("en-US")
}

/// An answer to an interaction, and nothing else.
pub fn answered(reply: InteractionReply) -> Effects {
    Effects { reply: Reply::Interaction(reply), ..Effects::default() }
}

/// The form is shown.
pub fn ask(known: &Known<'_>, member: &Member, server: Option<Snowflake>, kind: CaseKind, prefill: &Prefill) -> Effects {
    let intake = server.and_then(|server| known.rules.intakes.of(server, kind));
    answered(match intake {
        Some(intake) => InteractionReply::Ask { form: intake.form(kind, locale(member), prefill) },
        None => InteractionReply::Whisper { text: say(locale(member), &Phrase::OnlyInServer), buttons: vec![] },
    })
}

/// What a message says, as the beginning of a report on it.
pub fn quoted(author: &str, text: &str, link: &str) -> Prefill {
    let title = clip(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default(), crate::domain::case::TITLE_CHARS - 1);
    let quote: String = text.chars().take(3_000).collect();
    Prefill { title, text: format!("{author}: {quote}\n{link}") }
}

/// A form was sent.
pub fn submitted(known: &Known<'_>, member: &Member, server: Option<Snowflake>, form: &FormId, filled: &[Filled]) -> Result<Effects, Need> {
    let kind = match form {
        FormId::Intake { kind } => *kind,
        FormId::RatingLine { case } => return mine::add_line(known, member, *case, filled),
    };
    let locale = locale(member);
    let intake = server.and_then(|server| Some((server, known.rules.intakes.of(server, kind)?)));
    let Some((server, intake)) = intake else {
        return Ok(answered(InteractionReply::Whisper { text: say(locale, &Phrase::OnlyInServer), buttons: vec![] }));
    };
    let (title, answers, files) = intake.answers(filled);
    let open = known.found.open_cases.as_ref().ok_or(Need::OpenCases { server, kind })?;
    let draft = Draft { id: DraftId(known.fresh.id()), server, member: member.clone(), kind, title, answers, files, at: known.now };
    let alike = alike(&draft, open);
    let mut effects = Effects { member: Some(member.clone()), ..Effects::default() };
    effects.reply = Reply::Interaction(if alike.is_empty() {
        let filed = file(known, &mut effects, &draft)?;
        InteractionReply::Whisper { text: filed.told(locale), buttons: vec![] }
    } else {
        let offer = offer(&draft, &alike, locale);
        keep_for_later(known, &mut effects, draft);
        offer
    });
    Ok(effects)
}

/// The open cases that look like the draft, the likeliest first.
fn alike<'c>(draft: &Draft, open: &'c [Case]) -> Vec<&'c Case> {
    let said: Vec<&str> = draft.answers.iter().map(|a| a.text.as_str()).collect();
    let texts: Vec<(&str, String)> = open.iter().map(|case| (case.title.as_str(), said_in(case))).collect();
    doubles::closest((&draft.title, &said.join("\n")), &texts, OFFERED).into_iter().map(|at| &open[at]).collect()
}

fn said_in(case: &Case) -> String {
    case.answers.iter().map(|a| a.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn offer(draft: &Draft, alike: &[&Case], locale: &str) -> InteractionReply {
    let words = |phrase: CasePhrase<'_>| say(locale, &Phrase::Case(phrase));
    let mut text = words(CasePhrase::LookAlike);
    let mut buttons = Vec::new();
    for case in alike {
        let number = case.number.to_string();
        text.push('\n');
        text.push_str(&words(CasePhrase::LookAlikeLine { number: &number, title: &clip(&case.title, TITLE), votes: case.votes }));
        let label = words(CasePhrase::ButtonSame { number: &number });
        buttons.push(Button::Same { draft: draft.id, case: case.id, label });
    }
    buttons.push(Button::MineIsNew { draft: draft.id });
    InteractionReply::Whisper { text, buttons }
}

/// Keeps the draft until its sender has chosen, or has not.
fn keep_for_later(known: &Known<'_>, effects: &mut Effects, draft: Draft) {
    let (name, due) = (appointment(draft.id), known.now + known.rules.draft_ms);
    let subject = Subject::Member { member: draft.member.id, server: Some(draft.server) };
    let event = Event { source: name.clone(), at: due, subject, body: Body::DraftDue { draft: draft.id } };
    effects.appointments.push(Appointment { name, due, event });
    effects.cases.draft = Some(draft);
}

fn appointment(draft: DraftId) -> String {
    format!("draft:{draft}")
}

/// The draft is no longer one.
fn drop(effects: &mut Effects, draft: DraftId) {
    effects.cases.dropped = Some(draft);
    effects.called_off.push(appointment(draft));
}

/// What was made of a form.
struct Filed {
    number: CaseNumber,
    refused: Vec<(String, Refusal)>,
}

impl Filed {
    /// What its sender is told: the number, and which files were not taken.
    fn told(&self, locale: &str) -> String {
        let number = self.number.to_string();
        let mut lines = vec![say(locale, &Phrase::Case(CasePhrase::Filed { kind: self.number.kind, number: &number }))];
        for (name, why) in &self.refused {
            lines.push(say(locale, &Phrase::FileRefused { name, reason: FileReason::from(why) }));
        }
        lines.join("\n")
    }
}

/// Makes a case of a draft.
fn file(known: &Known<'_>, effects: &mut Effects, draft: &Draft) -> Result<Filed, Need> {
    let number = known.found.number.ok_or(Need::Number { server: draft.server, kind: draft.kind })?;
    let number = CaseNumber { kind: draft.kind, number };
    let id = CaseId(known.fresh.id());
    let mut case = Case::open(id, number, draft.server, (draft.member.id, &draft.member.name), draft.title.clone(), known.now);
    case.answers.clone_from(&draft.answers);
    let mut refused = Vec::new();
    for offered in &draft.files {
        let name = safe_file_name(&offered.name);
        if let Err(why) = known.rules.files.check(&name, offered.content_type.as_deref(), offered.size) {
            refused.push((name, why));
            continue;
        }
        let file = FileRef {
            id: FileId(known.fresh.id()),
            source: offered.source.clone(),
            name,
            content_type: offered.content_type.clone().unwrap_or_else(|| "application/octet-stream".into()),
            size: offered.size,
        };
        effects.cases.files.push((id, file.clone()));
        effects.cases.deliveries.push((id, case.next_seq(), Delivery::Fetch { file: file.clone() }));
        case.files.push(file);
    }
    opened(known, &mut effects.cases, &case, by(&draft.member));
    card::put_up(known, &mut effects.cases, &mut case);
    effects.cases.put(case);
    Ok(Filed { number, refused })
}

/// The sender says that an open case is the same: they follow it, and the draft is gone.
pub fn same(known: &Known<'_>, member: &Member, draft: DraftId, case: CaseId) -> Result<Effects, Need> {
    let Some(draft) = waiting(known, member, draft)? else { return Ok(expired(member)) };
    let Some(mut case) = find(known, &Effects::default().cases, case)? else { return Ok(expired(member)) };
    if case.server != draft.server || !case.number.kind.is_public() {
        return Ok(expired(member));
    }
    let mut effects = Effects { member: Some(member.clone()), ..Effects::default() };
    let text = vote(known, &mut effects, &mut case, member)?;
    drop(&mut effects, draft.id);
    effects.reply = Reply::Interaction(InteractionReply::Replace { text, buttons: vec![] });
    Ok(effects)
}

/// The sender says that theirs is new.
pub fn is_new(known: &Known<'_>, member: &Member, draft: DraftId) -> Result<Effects, Need> {
    let Some(draft) = waiting(known, member, draft)? else { return Ok(expired(member)) };
    let mut effects = Effects { member: Some(member.clone()), ..Effects::default() };
    let filed = file(known, &mut effects, draft)?;
    drop(&mut effects, draft.id);
    effects.reply = Reply::Interaction(InteractionReply::Replace { text: filed.told(locale(member)), buttons: vec![] });
    Ok(effects)
}

/// The draft, if it still waits and is this member's.
fn waiting<'k>(known: &'k Known<'_>, member: &Member, id: DraftId) -> Result<Option<&'k Draft>, Need> {
    let draft = known.found.draft.as_ref().ok_or(Need::Draft(id))?;
    Ok(draft.as_ref().filter(|draft| draft.member.id == member.id))
}

/// The sender has not said anything: it is filed as new, and they hear of it where notices go.
pub fn due(known: &Known<'_>, id: DraftId) -> Result<Effects, Need> {
    let Some(draft) = known.found.draft.as_ref().ok_or(Need::Draft(id))?.as_ref() else { return Ok(Effects::default()) };
    let open = known.conversation.filter(|talk| talk.ended_at.is_none());
    let mut turn = match open {
        Some(talk) => super::super::turn::Turn::of(known, talk.clone()),
        None => super::following::notice(known, draft.member.id, Some(draft.server))?,
    };
    let filed = file(known, &mut turn.out, draft)?;
    drop(&mut turn.out, draft.id);
    let locale = turn.talk.locale.clone().or_else(|| draft.member.locale.clone()).unwrap_or_else(|| "en-US".into());
    turn.tell_words(filed.told(&locale), vec![]);
    Ok(turn.done())
}

/// A member presses *+1* on the card of a case.
pub fn voted(known: &Known<'_>, member: &Member, case: CaseId) -> Result<Effects, Need> {
    let mut effects = Effects { member: Some(member.clone()), ..Effects::default() };
    let Some(mut case) = find(known, &effects.cases, case)?.filter(|case| case.number.kind.is_public()) else {
        return Ok(expired(member));
    };
    let text = vote(known, &mut effects, &mut case, member)?;
    effects.reply = Reply::Interaction(InteractionReply::Whisper { text, buttons: vec![] });
    Ok(effects)
}

/// From now on the member follows the case. Answers with what they are told.
fn vote(known: &Known<'_>, effects: &mut Effects, case: &mut Case, member: &Member) -> Result<String, Need> {
    let voters = known.found.voters.as_ref().ok_or(Need::Voters(case.id))?;
    let number = case.number.to_string();
    let follows = case.member == member.id || voters.contains(&member.id);
    if !follows {
        case.votes += 1;
        let who: Actor = by(member);
        note(known, &mut effects.cases, case, who, Happened::Voted { member: member.id });
        effects.cases.votes.push((case.id, member.id));
        keep(known, &mut effects.cases, case.clone());
    }
    let phrase = if follows { CasePhrase::FollowsAlready { number: &number } } else { CasePhrase::Follows { number: &number } };
    Ok(say(locale(member), &Phrase::Case(phrase)))
}

/// What was pressed is too old.
pub fn expired(member: &Member) -> Effects {
    answered(InteractionReply::Whisper { text: say(locale(member), &Phrase::Expired), buttons: vec![] })
}
