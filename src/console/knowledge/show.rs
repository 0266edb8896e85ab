//! One article as it is, and every version it had.

use super::super::accounts::servers;
use super::super::frame::{self, Frame, escaped};
use super::super::refusal::Refusal;
use super::super::{Console, markdown, when};
use super::{diff, list, right};
use crate::domain::account::Role;
use crate::store::articles::{self, StoredArticle};
use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::response::Response;

/// Versions shown on the page.
const VERSIONS: u32 = 50;

/// A version in the list.
struct VersionLine {
    version: u32,
    who: String,
    action: &'static str,
    at: String,
    ago: String,
    /// What it changed against the one before; empty for the first.
    changes: Vec<diff::Line>,
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    frame: Frame,
    stored: StoredArticle,
    /// The article's key, for addresses.
    key: String,
    body: String,
    servers: String,
    updated: String,
    versions: Vec<VersionLine>,
    /// What its source says now, against what stands here.
    offered: Vec<diff::Line>,
    may_change: bool,
}

/// `GET knowledge/article?id=`
pub async fn page(State(console): State<Console>, frame: Frame, Extension(stored): Extension<StoredArticle>) -> Result<Response, Refusal> {
    let grants = &frame.viewer()?.account.grants;
    let known = right::servers_of(grants, Role::Agent, servers(&console).await?);
    let may_change = right::keeps(grants, Role::Lead, &stored.article.servers);
    let now = console.clock.now();
    // One more than is shown, to compare the last one with.
    let kept = articles::versions(&console.store, &stored.article.id, VERSIONS + 1).await?;
    let shown = kept.iter().take(VERSIONS as usize).enumerate();
    let versions = shown.map(|(at, version)| VersionLine {
        version: version.version,
        who: version.who.clone(),
        action: version.action.name(),
        at: when::exact(version.at),
        ago: when::ago(now, version.at),
        changes: kept.get(at + 1).map(|before| diff::between(&before.article, &version.article)).unwrap_or_default(),
    });
    Ok(frame::html(ArticlePage {
        versions: versions.collect(),
        key: escaped(&stored.article.id),
        body: markdown::safe(&stored.article.body),
        servers: list::used_on(&stored.article.servers, &known),
        updated: when::exact(stored.updated_at),
        offered: stored.offered.as_ref().map(|offered| diff::between(&stored.article, offered)).unwrap_or_default(),
        may_change,
        frame,
        stored,
    }))
}
