//! Attachments: what members and agents sent. Never trusted: pictures of few kinds are shown, all else is only downloaded.

use super::super::Console;
use super::super::frame::escaped;
use super::super::refusal::Refusal;
use crate::domain::case::Case;
use crate::domain::ids::FileId;
use crate::store::files::{self, FileState};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// Kinds that a browser only paints, and cannot run.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// Is it a picture that may be shown on a page?
pub fn is_picture(content_type: &str) -> bool {
    PICTURES.contains(&content_type)
}

/// `GET cases/{id}/files/{file}`: only files of this very case.
pub async fn get(
    State(console): State<Console>,
    Extension(case): Extension<Case>,
    Path((_, file)): Path<(Uuid, Uuid)>,
) -> Result<Response, Refusal> {
    let file = files::by_ids(&console.store, &[FileId(file)]).await?.pop().ok_or(Refusal::NotFound)?;
    let of_the_case =
        case.talks.contains(&file.conversation) || case.lane() == file.conversation || case.files.iter().any(|f| f.id == file.id);
    if !of_the_case || file.state != FileState::Stored {
        return Err(Refusal::NotFound);
    }
    let content = console.store.files().read(file.id).await?.ok_or(Refusal::NotFound)?;
    let (kind, how) =
        if is_picture(&file.content_type) { (file.content_type.as_str(), "inline") } else { ("application/octet-stream", "attachment") };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, file.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{how}; filename*=UTF-8''{}", escaped(&file.name))),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
    ];
    Ok((headers, Body::from_stream(ReaderStream::new(content))).into_response())
}
