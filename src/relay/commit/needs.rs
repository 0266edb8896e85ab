//! Looks up what a decision asked for, inside its transaction.

use crate::domain::case::CaseKind;
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::ids::Snowflake;
use crate::domain::message::Side;
use crate::relay::known::{Asked, Found, Need, NextCase, Past, Queue};
use crate::store::{Result, Tx, cases, conversations, messages, people, vendor_ids};
use std::collections::HashMap;

/// Messages a decision looks back on at most.
const TURNS: u32 = 200;
const MINUTE_MS: Millis = 60_000;
const DAY_MS: Millis = 86_400_000;
/// Open cases a new one is compared with at most: the newest.
const COMPARED: u32 = 1_000;
/// Cases of a member that are listed at most.
const LISTED: u32 = 10;
/// Messages of one conversation in the copy of a talk at most.
const COPIED: u32 = 2_000;

/// Fills in the answer to one need.
pub async fn look_up(tx: &mut Tx, need: &Need, conversation: Option<&Conversation>, found: &mut Found) -> Result<()> {
    match need {
        Need::Past { member } => {
            found.past = pasts(tx, &[*member]).await?.remove(member);
        }
        Need::Case { server, member } => {
            found.case = Some(match cases::open_of(&mut *tx, *member, *server).await? {
                Some(case) => NextCase::Open(Box::new(case)),
                None => NextCase::Number(cases::next_number(tx, *server, CaseKind::Help).await?),
            });
        }
        Need::CaseById(id) => {
            let case = cases::by_ids(&mut *tx, &[*id]).await?.pop();
            found.cases_by_id.push((*id, case));
        }
        Need::OpenHelp { server, member } => found.open_help = Some(cases::open_of(&mut *tx, *member, *server).await?),
        Need::Number { server, kind } => found.number = Some(cases::next_number(tx, *server, *kind).await?),
        Need::OpenCases { server, kind } => {
            found.open_cases = Some(cases::open_of_kind(&mut *tx, *server, *kind, COMPARED).await?);
        }
        Need::CasesOf { member, server } => found.cases_of = Some(cases::of_member(&mut *tx, *member, *server, LISTED).await?),
        Need::Voters(id) => found.voters = Some(cases::voters(&mut *tx, *id).await?),
        Need::Draft(id) => found.draft = Some(cases::draft(&mut *tx, *id).await?),
        Need::Talks(ids) => {
            let mut talks = Vec::new();
            for talk in conversations::by_ids(&mut *tx, ids).await? {
                let said = messages::history(&mut *tx, talk.id, None, COPIED).await?;
                talks.push((talk, said));
            }
            found.talks = Some(talks);
        }
        Need::Turns => {
            found.turns = Some(match conversation {
                Some(talk) => messages::history(&mut *tx, talk.id, None, TURNS).await?,
                None => Vec::new(),
            });
        }
        Need::Queue => {
            let place = conversations::queue_place(&mut *tx, conversation.map(|talk| talk.id)).await?;
            let minutes = place.average_wait.map(|ms| u32::try_from((ms + 59_999) / 60_000).unwrap_or(u32::MAX).max(1));
            found.queue = Some(Queue { place: place.place, minutes });
        }
        Need::Message { side, id } => {
            let key = vendor_ids::find(&mut *tx, *side, &[id.as_str()]).await?.pop().map(|(_, key)| key);
            let ours = key.filter(|key| conversation.is_some_and(|talk| talk.id == key.conversation));
            let message = match ours {
                Some(key) => messages::get(&mut *tx, &[key]).await?.pop().map(|(_, message)| message),
                None => None,
            };
            found.messages.push((*side, id.clone(), message));
        }
        Need::Aside(id) => {
            let aside = conversations::by_ids(&mut *tx, &[*id]).await?.pop().filter(|talk| talk.aside.is_some());
            found.aside = Some(match aside {
                Some(aside) => {
                    let said = messages::history(&mut *tx, *id, None, TURNS).await?;
                    Some((Box::new(aside), said))
                }
                None => None,
            });
        }
        Need::Asked { member } => {
            let (within_a_minute, within_a_day) = conversations::asked_within(tx, *member, MINUTE_MS, DAY_MS).await?;
            found.asked = Some(Asked { within_a_minute, within_a_day });
        }
        Need::OwnLines { after, before } => {
            found.own_lines = Some(match conversation {
                Some(talk) => vendor_ids::count_between(&mut *tx, talk.id, Side::Desk, *after, *before).await?,
                None => 0,
            });
        }
    }
    Ok(())
}

/// What there was before, for each of these members: the one need that every newcomer has, so that it is asked once for all of a batch.
pub async fn pasts(tx: &mut Tx, members: &[Snowflake]) -> Result<HashMap<Snowflake, Past>> {
    let mut pasts: HashMap<Snowflake, Past> = members.iter().map(|id| (*id, Past::default())).collect();
    for known in people::members(&mut *tx, members).await? {
        let past = pasts.entry(known.member.id).or_default();
        (past.name, past.locale) = (Some(known.member.name), known.member.locale);
    }
    for last in conversations::newest_of(&mut *tx, members).await? {
        if last.ended_at.is_some() {
            let past = pasts.entry(last.member).or_default();
            past.last = Some(Box::new(last));
        }
    }
    for (member, cases) in cases::counts_of(&mut *tx, members).await? {
        pasts.entry(member).or_default().cases = cases;
    }
    Ok(pasts)
}
