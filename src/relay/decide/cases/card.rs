//! The card of a bug or an idea in its server's channel.

use super::note;
use crate::domain::case::{Actor, Card, Case, Happened};
use crate::domain::delivery::Delivery;
use crate::domain::outcome::{Fact, Missing, Outcome};
use crate::domain::text::clip;
use crate::domain::words::{CasePhrase, Phrase, say};
use crate::relay::effects::{CaseEffects, Effects};
use crate::relay::known::Known;

/// How much of an answer stands on the card, in grapheme clusters: Discord takes 1,024 characters in a field, and a card should be
/// read at a glance.
const ANSWER: usize = 600;

/// The card of a case, in its server's language. Help cases have none, nor do servers without a channel for them.
fn card(known: &Known<'_>, case: &Case) -> Option<Card> {
    let intake = known.rules.intakes.of(case.server, case.number.kind)?;
    intake.channel?;
    let locale = intake.language.as_str();
    let words = |phrase: CasePhrase<'_>| say(locale, &Phrase::Case(phrase));
    let standing = words(CasePhrase::Standing { kind: case.number.kind, state: case.state });
    Some(Card {
        case: case.id,
        number: case.number,
        kind: case.number.kind,
        state: case.state,
        title: case.title.clone(),
        fields: case.answers.iter().map(|a| (a.label.clone(), clip(&a.text, ANSWER))).collect(),
        tag: intake.tags.get(&case.state).cloned().unwrap_or_else(|| standing.clone()),
        standing,
        footer: words(CasePhrase::CardFooter { name: &case.member_name, votes: case.votes }),
        votes: case.votes,
        opened_at: case.opened_at,
        locale: locale.to_owned(),
    })
}

/// Has the card of a new case put up, where its server has a channel for it.
pub fn put_up(known: &Known<'_>, out: &mut CaseEffects, case: &mut Case) {
    let channel = known.rules.intakes.of(case.server, case.number.kind).and_then(|intake| intake.channel);
    if let (Some(channel), Some(card)) = (channel, card(known, case)) {
        let files = case.files.clone();
        out.deliveries.push((case.id, case.next_seq(), Delivery::PostCard { channel, card, files }));
    }
}

/// Has the card brought up to date, once it is there.
pub fn refresh(known: &Known<'_>, out: &mut CaseEffects, case: &mut Case) {
    if let (Some(at), Some(card)) = (case.card, card(known, case)) {
        out.deliveries.push((case.id, case.next_seq(), Delivery::ReviseCard { at, card }));
    }
}

/// What became of a delivery of the case's own.
pub fn settled(known: &Known<'_>, case: &Case, delivery: &Delivery, outcome: &Outcome) -> Effects {
    let mut effects = Effects::default();
    let out = &mut effects.cases;
    let mut case = case.clone();
    match (delivery, outcome) {
        (Delivery::PostCard { card: shown, .. }, Outcome::Done(receipt)) => {
            let Some(Fact::Card(at)) = &receipt.fact else { return effects };
            case.card = Some(*at);
            // It may have changed while its card was on the way.
            if card(known, &case).is_some_and(|now| now != *shown) {
                refresh(known, out, &mut case);
            }
        }
        // Somebody has taken the card away: it is not put up again.
        (Delivery::ReviseCard { .. }, Outcome::Gone { what: Missing::Message | Missing::Place, .. }) => case.card = None,
        (Delivery::ReviseCard { .. }, Outcome::Done(_)) => return effects,
        (Delivery::Fetch { .. }, Outcome::Done(_)) => return effects,
        (Delivery::Fetch { file }, failed) => {
            let what = Happened::FileFailed { name: file.name.clone(), why: failed.why().to_owned() };
            note(known, out, &mut case, Actor::System, what);
        }
        (Delivery::PostCard { .. } | Delivery::ReviseCard { .. }, failed) => {
            note(known, out, &mut case, Actor::System, Happened::CardFailed { why: failed.why().to_owned() });
        }
        _ => return effects,
    }
    out.put(case);
    effects
}
