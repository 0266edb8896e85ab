//! The media store (mcs): upload, describe, download with and without credentials.
//!
//! What nobody attaches to a message within five minutes is collected. A temporary link lives for five minutes.

use super::call::Call;
use super::core::Core;
use super::refusal::{Answer, Refusal, created, deleted, ok};
use super::state::State;
use super::timers::Due;
use super::{sid, time};
use crate::domain::clock::Millis;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Request, State as Extract};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// The most bytes of one upload.
pub(crate) const SIZE_LIMIT: usize = 150 * 1024 * 1024;
const UNATTACHED_LIFE: Millis = 300_000;
const LINK_LIFE: Millis = 300_000;

/// An uploaded file.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub sid: String,
    pub service: String,
    pub content: Bytes,
    pub content_type: String,
    pub filename: Option<String>,
    pub author: Option<String>,
    pub message: Option<String>,
    pub channel: Option<String>,
    pub created: Millis,
    pub updated: Millis,
    pub multipart: bool,
}

/// A file as it was sent to us.
pub(crate) struct Upload {
    pub content: Bytes,
    pub content_type: String,
    pub filename: Option<String>,
    pub multipart: bool,
    /// The other fields of a multipart body.
    pub texts: HashMap<String, String>,
}

impl Upload {
    /// Reads a raw or multipart body; a raw one has its name in the query.
    pub(crate) async fn read(request: Request) -> Result<Self, Refusal> {
        let query: HashMap<String, String> = serde_urlencoded::from_str(request.uri().query().unwrap_or_default()).unwrap_or_default();
        let named = ["Filename", "filename"].into_iter().find_map(|name| query.get(name).cloned());
        let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("application/octet-stream").to_owned();
        if !kind.starts_with("multipart/form-data") {
            let content = Bytes::from_request(request, &()).await.map_err(|_| too_large())?;
            return Ok(Self { content, content_type: kind, filename: named, multipart: false, texts: HashMap::new() });
        }
        let unreadable =
            |e: axum::extract::multipart::MultipartError| Refusal::invalid(format!("The multipart body could not be read: {e}"));
        let mut parts = Multipart::from_request(request, &()).await.map_err(|e| Refusal::invalid(e.body_text()))?;
        let (mut found, mut texts) = (None, HashMap::new());
        while let Some(part) = parts.next_field().await.map_err(unreadable)? {
            match part.file_name().map(str::to_owned) {
                None => {
                    let name = part.name().unwrap_or_default().to_owned();
                    texts.insert(name, part.text().await.map_err(unreadable)?);
                }
                Some(filename) => {
                    let content_type = part.content_type().unwrap_or("application/octet-stream").to_owned();
                    found = Some((filename, content_type, part.bytes().await.map_err(unreadable)?));
                }
            }
        }
        let (filename, content_type, content) = found.ok_or_else(|| Refusal::invalid("The multipart body has no file"))?;
        Ok(Self { content, content_type, filename: Some(filename), multipart: true, texts })
    }
}

fn too_large() -> Refusal {
    Refusal::new(413, 50512, "Media is too large")
}

impl Media {
    fn json(&self, state: &State, link: Option<String>) -> Value {
        let url = format!("{}/v1/Services/{}/Media/{}", state.base, self.service, self.sid);
        let mut links = json!({ "content": format!("{url}/Content") });
        if let Some(link) = link {
            links["content_direct_temporary"] = json!(link);
        }
        json!({
            "sid": self.sid, "account_sid": state.account.sid, "service_sid": self.service, "size": self.content.len(),
            "content_type": self.content_type, "filename": self.filename, "author": self.author, "category": "media",
            "message_sid": self.message, "channel_sid": self.channel, "date_created": time::rest(self.created),
            "date_updated": time::rest(self.updated), "date_upload_updated": time::rest(self.updated),
            "is_multipart_upstream": self.multipart, "links": links, "url": url,
        })
    }
}

/// Keeps a file until it is attached or collected.
pub(crate) fn store(state: &mut State, service: &str, upload: Upload, author: Option<String>) -> String {
    let (sid, now) = (sid::new("ME"), state.now);
    let media = Media {
        sid: sid.clone(),
        service: service.to_owned(),
        content: upload.content,
        content_type: upload.content_type,
        filename: upload.filename,
        author,
        message: None,
        channel: None,
        created: now,
        updated: now,
        multipart: upload.multipart,
    };
    state.media.insert(&sid, media);
    state.plan(now + UNATTACHED_LIFE, Due::Media(sid.clone()));
    sid
}

/// Throws a file away that nobody has attached.
pub(crate) fn collect(state: &mut State, sid: &str) {
    if state.media.get(sid).is_some_and(|m| m.message.is_none()) {
        state.media.remove(sid);
    }
}

fn get<'s>(state: &'s State, service: &str, sid: &str) -> Result<&'s Media, Refusal> {
    state.media.get(sid).filter(|m| m.service == service).ok_or_else(|| Refusal::missing(&format!("/Services/{service}/Media/{sid}")))
}

/// `POST /v1/Services/{IS}/Media`
pub(crate) async fn upload(Extract(core): Extract<Arc<Core>>, Path(service): Path<String>, request: Request) -> Answer {
    let upload = Upload::read(request).await?;
    if upload.content.len() > SIZE_LIMIT {
        return Err(too_large());
    }
    core.with(|state| {
        state.services.get(&service).ok_or_else(|| Refusal::missing(&format!("/Services/{service}")))?;
        let sid = store(state, &service, upload, None);
        created(get(state, &service, &sid)?.json(state, None))
    })
}

/// A link that lives for five minutes.
pub(crate) fn link(state: &State, sid: &str) -> Option<String> {
    let media = state.media.get(sid)?;
    Some(format!("{}/temporary/{}/{}", state.base, media.sid, seal(state, &media.sid, state.now + LINK_LIFE)))
}

/// `GET /v1/Services/{IS}/Media/{ME}`, with a temporary link.
pub(crate) async fn describe(call: Call) -> Answer {
    call.core.with(|state| {
        let media = get(state, call.param("service"), call.param("sid"))?;
        ok(media.json(state, link(state, &media.sid)))
    })
}

/// `GET /v1/Services/{IS}/Media/{ME}/Content`
pub(crate) async fn content(call: Call) -> Answer {
    call.core.with(|state| Ok(bytes(get(state, call.param("service"), call.param("sid"))?)))
}

/// `DELETE /v1/Services/{IS}/Media/{ME}`, as long as it is not attached.
pub(crate) async fn delete(call: Call) -> Answer {
    call.core.with(|state| {
        let media = get(state, call.param("service"), call.param("sid"))?;
        if media.message.is_some() {
            return Err(Refusal::invalid("Media that belongs to a message cannot be deleted"));
        }
        let sid = media.sid.clone();
        state.media.remove(&sid);
        deleted()
    })
}

/// `GET /temporary/{ME}/{seal}`: no credentials, but a seal with an end.
pub(crate) async fn temporary(Extract(core): Extract<Arc<Core>>, Path((sid, given)): Path<(String, String)>) -> Answer {
    core.with(|state| {
        let until = given.split_once('-').and_then(|(until, _)| until.parse::<Millis>().ok()).unwrap_or(0);
        if until < state.now || given != seal(state, &sid, until) {
            return Err(Refusal::new(403, 20403, "The link has expired"));
        }
        state.media.get(&sid).map(bytes).ok_or_else(|| Refusal::missing(&format!("/Media/{sid}")))
    })
}

fn seal(state: &State, sid: &str, until: Millis) -> String {
    let signature = super::sign::sign(&state.account.key_secret, &format!("{sid}{until}"), &[]);
    format!("{until}-{}", hex::encode(signature))
}

fn bytes(media: &Media) -> Response {
    let mut headers = HeaderMap::new();
    let kind = HeaderValue::from_str(&media.content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(CONTENT_TYPE, kind);
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    (headers, media.content.clone()).into_response()
}
