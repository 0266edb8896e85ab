//! Writing articles: new ones, changes, deleting, bringing back, restoring an earlier version.

use super::super::accounts::servers;
use super::super::frame::{self, Frame, escaped};
use super::super::refusal::Refusal;
use super::super::{Console, gaps, markdown};
use super::form::{Fields, Problems, id_of};
use super::{diff, right};
use crate::domain::account::Role;
use crate::domain::person::Server;
use crate::store::articles::{self, Article, Saved, StoredArticle};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "article_form.html")]
struct FormPage {
    frame: Frame,
    /// None for a new article.
    key: Option<String>,
    fields: Fields,
    problems: Problems,
    /// What changed since the version that was edited; nothing when nothing did.
    meanwhile: Option<Meanwhile>,
    servers: Vec<Server>,
    /// Whether it may be for every server.
    everywhere: bool,
    preview: String,
}

/// Somebody else saved first.
struct Meanwhile {
    who: String,
    lines: Vec<diff::Line>,
}

impl FormPage {
    fn problem(&self, field: &str) -> Option<&'static str> {
        self.problems.get(field).copied()
    }
}

#[derive(Template)]
#[template(source = "{{ html|safe }}", ext = "html")]
struct Preview {
    html: String,
}

async fn form_page(console: &Console, frame: Frame, key: Option<&str>, fields: Fields) -> Result<FormPage, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    Ok(FormPage {
        servers: right::servers_of(&grants, Role::Lead, servers(console).await?),
        everywhere: grants.everywhere(Role::Lead),
        preview: markdown::safe(&fields.body),
        key: key.map(escaped),
        frame,
        fields,
        problems: Problems::new(),
        meanwhile: None,
    })
}

/// `GET knowledge/new`, with whatever another page hands over to begin with.
pub async fn new(State(console): State<Console>, frame: Frame, Query(begun): Query<Vec<(String, String)>>) -> Result<Response, Refusal> {
    let grants = &frame.viewer()?.account.grants;
    let led = right::servers_of(grants, Role::Lead, servers(&console).await?);
    // Who leads one server writes for that one.
    let only = if grants.everywhere(Role::Lead) { Vec::new() } else { led.iter().map(|server| server.id).take(1).collect() };
    let fields = Fields { servers: only, version: 0, ..Fields::read(begun) };
    Ok(frame::html(form_page(&console, frame, None, fields).await?))
}

/// `POST knowledge/new`
pub async fn create(State(console): State<Console>, frame: Frame, Form(pairs): Form<Vec<(String, String)>>) -> Result<Response, Refusal> {
    let fields = Fields::read(pairs);
    let viewer = frame.viewer()?.clone();
    let id = id_of(&fields.title).unwrap_or_else(|| Uuid::now_v7().to_string());
    let mut article = match fields.article(&id, &viewer.account.grants) {
        Ok(article) => article,
        Err(problems) => return Ok(frame::wrong(FormPage { problems, ..form_page(&console, frame, None, fields).await? })),
    };
    if !fields.gaps.is_empty() {
        gaps::check(&console, &viewer.account.grants, &fields.gaps).await?;
    }
    let mut tx = console.store.begin().await?;
    if let Saved::Conflict(_) = articles::save(&mut tx, &article, None, &viewer.account.shown).await? {
        // An article of that title is there, perhaps on a server that must not show.
        let tail = Uuid::now_v7().simple().to_string();
        article.id = format!("{id}-{}", &tail[tail.len() - 8..]);
        saved(articles::save(&mut tx, &article, None, &viewer.account.shown).await?)?;
    }
    gaps::settle(&mut tx, &fields.gaps).await?;
    tx.commit().await?;
    Ok(frame.go(&format!("knowledge/article?id={}&said=saved", escaped(&article.id))))
}

fn saved(saved: Saved) -> Result<u32, Refusal> {
    match saved {
        Saved::Done(version) => Ok(version),
        Saved::Conflict(_) => Err(Refusal::Gone("Somebody else changed it meanwhile. Go back, reload the page and look at it again.")),
    }
}

/// `GET knowledge/edit?id=`
pub async fn form(State(console): State<Console>, frame: Frame, Extension(stored): Extension<StoredArticle>) -> Result<Response, Refusal> {
    let fields = Fields::of(&stored.article, stored.version);
    Ok(frame::html(form_page(&console, frame, Some(&stored.article.id), fields).await?))
}

/// `POST knowledge/edit?id=`
pub async fn save(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let fields = Fields::read(pairs);
    let viewer = frame.viewer()?.clone();
    let id = stored.article.id.clone();
    let article = match fields.article(&id, &viewer.account.grants) {
        Ok(article) => article,
        Err(problems) => return Ok(frame::wrong(FormPage { problems, ..form_page(&console, frame, Some(&id), fields).await? })),
    };
    let mut tx = console.store.begin().await?;
    match articles::save(&mut tx, &article, Some(fields.version), &viewer.account.shown).await? {
        Saved::Done(version) => {
            tx.commit().await?;
            let said = if version == fields.version { "same" } else { "saved" };
            Ok(frame.go(&format!("knowledge/article?id={}&said={said}", escaped(&id))))
        }
        Saved::Conflict(now) => {
            tx.roll_back().await?;
            let now = now.ok_or(Refusal::NotFound)?;
            stale(&console, frame, fields, *now).await
        }
    }
}

/// What was written is kept in the form, and what changed meanwhile is shown beside it. Saving again is then meant.
async fn stale(console: &Console, frame: Frame, mut fields: Fields, now: StoredArticle) -> Result<Response, Refusal> {
    let base = articles::version(&console.store, &now.article.id, fields.version).await?;
    let lines = base.map(|base| diff::between(&base.article, &now.article)).unwrap_or_default();
    fields.version = now.version;
    let page = form_page(console, frame, Some(&now.article.id), fields).await?;
    Ok(frame::wrong(FormPage { meanwhile: Some(Meanwhile { who: now.who, lines }), ..page }))
}

/// What is sent for a preview; the other fields of the form come along and are passed over.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    body: String,
}

/// `POST knowledge/preview`: the answer as it will look.
pub async fn preview(Form(typed): Form<Typed>) -> Response {
    frame::html(Preview { html: markdown::safe(&typed.body) })
}

/// What is sent along with a button: the version that was looked at.
#[derive(Deserialize)]
pub struct Seen {
    version: u32,
    /// The earlier version that is wanted.
    #[serde(default)]
    older: u32,
}

/// `POST knowledge/delete?id=`
pub async fn delete(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(seen): Form<Seen>,
) -> Result<Response, Refusal> {
    let mut tx = console.store.begin().await?;
    saved(articles::delete(&mut tx, &stored.article.id, seen.version, who(&frame)?).await?)?;
    tx.commit().await?;
    Ok(done(&frame, &stored.article, "deleted"))
}

/// `POST knowledge/undelete?id=`
pub async fn undelete(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(seen): Form<Seen>,
) -> Result<Response, Refusal> {
    let mut tx = console.store.begin().await?;
    saved(articles::bring_back(&mut tx, &stored.article.id, seen.version, who(&frame)?).await?)?;
    tx.commit().await?;
    Ok(done(&frame, &stored.article, "undeleted"))
}

/// `POST knowledge/restore?id=`: the servers it was used on then must be such as whoever asks leads.
pub async fn restore(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(seen): Form<Seen>,
) -> Result<Response, Refusal> {
    let older = articles::version(&console.store, &stored.article.id, seen.older).await?.ok_or(Refusal::NotFound)?;
    if !right::keeps(&frame.viewer()?.account.grants, Role::Lead, &older.article.servers) {
        return Err(Refusal::Forbidden("That version was for servers you do not lead."));
    }
    let mut tx = console.store.begin().await?;
    saved(articles::restore(&mut tx, &stored.article.id, seen.older, seen.version, who(&frame)?).await?)?;
    tx.commit().await?;
    Ok(done(&frame, &stored.article, "restored"))
}

/// `POST knowledge/take-theirs?id=`: what the source of an import says now is taken over.
pub async fn take_theirs(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(seen): Form<Seen>,
) -> Result<Response, Refusal> {
    let offered = stored.offered.as_ref().ok_or(Refusal::NotFound)?;
    if !right::keeps(&frame.viewer()?.account.grants, Role::Lead, &offered.servers) {
        return Err(Refusal::Forbidden("Its source has it for servers you do not lead."));
    }
    let mut tx = console.store.begin().await?;
    saved(articles::take_theirs(&mut tx, &stored.article.id, seen.version, who(&frame)?).await?)?;
    tx.commit().await?;
    Ok(done(&frame, &stored.article, "saved"))
}

/// `POST knowledge/keep-ours?id=`: what stands here stays.
pub async fn keep_ours(
    State(console): State<Console>,
    frame: Frame,
    Extension(stored): Extension<StoredArticle>,
    Form(seen): Form<Seen>,
) -> Result<Response, Refusal> {
    let mut tx = console.store.begin().await?;
    saved(articles::keep_ours(&mut tx, &stored.article.id, seen.version).await?)?;
    tx.commit().await?;
    Ok(done(&frame, &stored.article, "same"))
}

fn who(frame: &Frame) -> Result<&str, Refusal> {
    Ok(&frame.viewer()?.account.shown)
}

fn done(frame: &Frame, article: &Article, said: &str) -> Response {
    frame.go(&format!("knowledge/article?id={}&said={said}", escaped(&article.id)))
}
