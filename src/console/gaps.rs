//! Gaps: questions that found no good answer, grouped by likeness, each a click away from being answered next time.

use super::accounts::servers;
use super::frame::{self, Frame, escaped};
use super::knowledge::{list, right};
use super::refusal::Refusal;
use super::{Console, when};
use crate::domain::account::{Grants, Reach, Role};
use crate::domain::ids::{GapId, Snowflake};
use crate::domain::person::Server;
use crate::knowledge::backlog::{self, BacklogError, GapGroup};
use crate::store::articles::{self, Filter, Saved};
use crate::store::gaps::{self, GapState};
use crate::store::{StoreError, Tx};
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashSet;

/// Groups on the page; who has more begins with these.
const SHOWN: usize = 50;
/// Articles that are offered to add a phrasing to, beside the one that is suggested: those changed last.
const OFFERED: u32 = 200;
/// Longest phrasing, in characters.
const PHRASING: usize = 300;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    server: String,
}

/// An article a phrasing can be added to.
struct Choice {
    id: String,
    title: String,
}

/// A group on the page.
struct Line {
    group: GapGroup,
    /// The words it stands for.
    text: String,
    ago: String,
    last: String,
    servers: String,
    suggestion: Option<Choice>,
    /// The editor, with everything filled in that is known.
    write: String,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct GapsPage {
    frame: Frame,
    asked: Asked,
    servers: Vec<Server>,
    everywhere: bool,
    lines: Vec<Line>,
    more: usize,
    choices: Vec<Choice>,
    problem: Option<&'static str>,
}

impl From<BacklogError> for Refusal {
    fn from(error: BacklogError) -> Self {
        match error {
            BacklogError::Store(error) => error.into(),
            BacklogError::NoArticle => Refusal::Gone("The article is not there any more. Go back and choose another one."),
            BacklogError::Changed => Refusal::Gone("The article was changed in this very moment. Go back and try again."),
            BacklogError::Invalid(why) => Refusal::Malformed(why),
        }
    }
}

/// `GET gaps`
pub async fn page(State(console): State<Console>, frame: Frame, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    Ok(frame::html(all(&console, frame, asked, None).await?))
}

async fn all(console: &Console, frame: Frame, asked: Asked, problem: Option<&'static str>) -> Result<GapsPage, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let reach = grants.reach(Role::Lead);
    let known = right::servers_of(&grants, Role::Lead, servers(console).await?);
    let server = list::chosen(&asked.server, &reach, &known)?;
    let groups = backlog::groups(&console.store, server).await?;
    let more = groups.len().saturating_sub(SHOWN);
    let groups: Vec<GapGroup> = groups.into_iter().take(SHOWN).collect();
    // A suggestion may be an article of servers that must not show, or that they cannot change.
    let ids: Vec<&str> =
        groups.iter().filter_map(|group| group.suggestion.as_ref()).map(|suggestion| suggestion.article.as_str()).collect();
    let suggested = articles::get_many(&console.store, &ids).await?;
    let theirs = |id: &str| {
        let found =
            suggested.get(id).filter(|found| found.deleted_at.is_none() && right::keeps(&grants, Role::Lead, &found.article.servers));
        found.map(|found| Choice { id: id.to_owned(), title: found.article.title.clone() })
    };
    let now = console.clock.now();
    let lines = groups
        .into_iter()
        .map(|group| Line {
            text: group.examples.first().cloned().unwrap_or_default(),
            ago: when::ago(now, group.last_at),
            last: when::exact(group.last_at),
            servers: if group.servers.is_empty() { "direct messages".into() } else { list::used_on(&group.servers, &known) },
            suggestion: group.suggestion.as_ref().and_then(|suggestion| theirs(&suggestion.article)),
            write: editor(&group),
            group,
        })
        .collect();
    let offered = articles::page(&console.store, &Filter { server, ..Filter::default() }, 0, OFFERED).await?;
    let mut choices: Vec<Choice> = offered
        .into_iter()
        .filter(|found| right::keeps(&grants, Role::Lead, &found.article.servers))
        .map(|found| Choice { id: found.article.id, title: found.article.title })
        .collect();
    choices.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(GapsPage { everywhere: reach == Reach::All, servers: known, lines, more, choices, problem, frame, asked })
}

/// The address of the editor with the question and its other forms filled in.
fn editor(group: &GapGroup) -> String {
    let mut address = format!("knowledge/new?title={}", escaped(group.examples.first().map_or("", String::as_str)));
    for example in group.examples.iter().skip(1) {
        address.push_str(&format!("&phrasing={}", escaped(example)));
    }
    if let Some(language) = &group.language {
        address.push_str(&format!("&language={}", escaped(language)));
    }
    for gap in &group.gaps {
        address.push_str(&format!("&gap={gap}"));
    }
    address
}

/// What is sent: the gaps, and for a phrasing the article and the words.
struct Sent {
    gaps: Vec<GapId>,
    article: String,
    text: String,
    server: String,
}

fn sent(pairs: Vec<(String, String)>) -> Sent {
    let mut sent = Sent { gaps: Vec::new(), article: String::new(), text: String::new(), server: String::new() };
    for (name, value) in pairs {
        match name.as_str() {
            "gap" => sent.gaps.extend(value.parse().map(GapId)),
            "article" => sent.article = value,
            "text" => sent.text = value.split_whitespace().collect::<Vec<_>>().join(" "),
            "server" => sent.server = value,
            _ => {}
        }
    }
    sent
}

/// `POST gaps/phrasing`: the question becomes another way to ask for an article.
pub async fn phrasing(State(console): State<Console>, frame: Frame, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Refusal> {
    let sent = sent(pairs);
    let account = frame.viewer()?.account.clone();
    check(&console, &account.grants, &sent.gaps).await?;
    let asked = Asked { server: sent.server.clone() };
    if sent.text.is_empty() || sent.text.chars().count() > PHRASING {
        let problem = "A phrasing has 1 to 300 characters: keep what is asked, leave out the story.";
        return Ok(frame::wrong(all(&console, frame, asked, Some(problem)).await?));
    }
    let mut tx = console.store.begin().await?;
    let found = articles::get(&mut tx, &sent.article).await?;
    let found = found.filter(|found| found.deleted_at.is_none() && right::keeps(&account.grants, Role::Lead, &found.article.servers));
    let Some(found) = found else {
        tx.roll_back().await?;
        return Ok(frame::wrong(all(&console, frame, asked, Some("Choose one of the articles.")).await?));
    };
    let mut article = found.article;
    if article.title != sent.text && !article.phrasings.contains(&sent.text) {
        article.phrasings.push(sent.text);
    }
    keep(articles::save(&mut tx, &article, Some(found.version), &account.shown).await?)?;
    gaps::set_state(&mut tx, &sent.gaps, GapState::Settled).await?;
    tx.commit().await?;
    Ok(frame.go(&format!("gaps?server={}&said=phrasing", escaped(&sent.server))))
}

fn keep(saved: Saved) -> Result<(), Refusal> {
    match saved {
        Saved::Done(_) => Ok(()),
        Saved::Conflict(_) => Err(Refusal::Gone("The article was changed in this very moment. Go back and try again.")),
    }
}

/// `POST gaps/ignore`
pub async fn ignore(State(console): State<Console>, frame: Frame, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Refusal> {
    let sent = sent(pairs);
    check(&console, &frame.viewer()?.account.grants, &sent.gaps).await?;
    backlog::ignore(&console.store, &sent.gaps).await?;
    Ok(frame.go(&format!("gaps?server={}&said=ignored", escaped(&sent.server))))
}

/// Are all of these gaps such as they may work on?
pub async fn check(console: &Console, grants: &Grants, wanted: &[GapId]) -> Result<(), Refusal> {
    let mut theirs: HashSet<GapId> = HashSet::new();
    let servers: Vec<Option<Snowflake>> = match grants.reach(Role::Lead) {
        Reach::All => vec![None],
        Reach::Only(servers) => servers.into_iter().map(Some).collect(),
    };
    for server in servers {
        theirs.extend(backlog::groups(&console.store, server).await?.into_iter().flat_map(|group| group.gaps));
    }
    if wanted.is_empty() || !wanted.iter().all(|gap| theirs.contains(gap)) {
        return Err(Refusal::Gone("Somebody has dealt with this already. Go back and reload the page."));
    }
    Ok(())
}

/// Settles the gaps a new article was written for, in the transaction it is written in.
pub async fn settle(tx: &mut Tx, gaps: &[GapId]) -> Result<(), StoreError> {
    if !gaps.is_empty() {
        gaps::set_state(tx, gaps, GapState::Settled).await?;
    }
    Ok(())
}
