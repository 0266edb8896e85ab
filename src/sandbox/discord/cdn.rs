//! Attachments behind signed addresses that run out, like Discord's own.

use super::ids::Id;
use super::model::Attachment;
use super::state::{Hub, World};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// How long an address is good for, in seconds.
const LIFE: i64 = 24 * 3600;

/// A file name in the form it has in an address.
fn in_path(name: &str) -> String {
    name.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}

fn sign(key: &[u8; 32], channel: Id, id: Id, expires: i64, issued: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length of key will do");
    mac.update(format!("{channel}/{id}/{expires:x}/{issued:x}").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// The address of a file, good for a day from now.
pub fn url(world: &World, file: &Attachment) -> String {
    let issued = world.now() / 1000;
    let expires = issued + LIFE;
    let mark = sign(&world.cdn_key, file.channel, file.id, expires, issued);
    let name = in_path(&file.filename);
    format!("{}/attachments/{}/{}/{name}?ex={expires:x}&is={issued:x}&hm={mark}&", world.base, file.channel, file.id)
}

/// The signature in the query: until when, since when (seconds in hex), and the mark itself.
#[derive(Deserialize)]
pub struct Mark {
    ex: Option<String>,
    is: Option<String>,
    hm: Option<String>,
}

/// `GET /attachments/{channel}/{id}/{name}`: the file, or 404 if the address is forged or has run out.
pub async fn get(State(hub): State<Arc<Hub>>, Path((channel, id, _)): Path<(Id, Id, String)>, Query(mark): Query<Mark>) -> Response {
    let world = hub.world();
    let seconds = |text: &Option<String>| text.as_deref().and_then(|text| i64::from_str_radix(text, 16).ok());
    let fits = match (seconds(&mark.ex), seconds(&mark.is), &mark.hm) {
        (Some(expires), Some(issued), Some(given)) => {
            let right = sign(&world.cdn_key, channel, id, expires, issued);
            bool::from(right.as_bytes().ct_eq(given.as_bytes())) && expires > world.now() / 1000
        }
        _ => false,
    };
    match world.files.get(&id).filter(|file| fits && file.channel == channel) {
        Some(file) => ([(CONTENT_TYPE, file.content_type.clone())], file.bytes.clone()).into_response(),
        None => (StatusCode::NOT_FOUND, "This content is no longer available.").into_response(),
    }
}
