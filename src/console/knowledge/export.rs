//! Articles as files, in the forms that an import reads back.

use super::super::Console;
use super::super::accounts::servers;
use super::super::frame::{Frame, escaped};
use super::super::refusal::Refusal;
use super::{list, right};
use crate::domain::account::{Reach, Role};
use crate::knowledge::export;
use crate::knowledge::kept::from_store;
use crate::store::articles::{self, StoredArticle};
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

/// What the address asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    server: String,
}

/// `GET knowledge/export?server=`: all articles used on a server, or on any, as JSON lines.
pub async fn all(State(console): State<Console>, frame: Frame, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let reach = grants.reach(Role::Lead);
    let known = right::servers_of(&grants, Role::Lead, servers(&console).await?);
    let server = list::chosen(&asked.server, &reach, &known)?;
    let mut lines = String::new();
    for stored in articles::list(&console.store).await? {
        let used = &stored.article.servers;
        let wanted = match server {
            Some(server) => used.is_empty() || used.contains(&server),
            None => reach == Reach::All,
        };
        if wanted {
            lines.push_str(&export::json_line(&from_store(&stored)));
            lines.push('\n');
        }
    }
    Ok(download("application/x-ndjson", "articles.jsonl", lines))
}

/// `GET knowledge/download?id=`: one article as Markdown with its head.
pub async fn one(Extension(stored): Extension<StoredArticle>) -> Response {
    let article = from_store(&stored);
    let name = export::file_name(&article.id);
    let name = name.rsplit('/').next().unwrap_or("article.md").to_owned();
    download("text/markdown; charset=utf-8", &name, export::markdown(&article))
}

fn download(kind: &'static str, name: &str, text: String) -> Response {
    let how = format!("attachment; filename*=UTF-8''{}", escaped(name));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, how)], text).into_response()
}
