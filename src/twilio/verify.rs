//! `X-Twilio-Signature`: HMAC-SHA1, keyed with the auth token, over the address Twilio called and the sorted form fields.
//!
//! The address is put together from the *configured* public URL and the path and query as received, never from headers a caller
//! controls. The signature has no time stamp: a replay verifies, and is stopped by the inlet as a repeat.

use super::form::Form;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, SecretString};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// The header the signature comes in.
pub const HEADER: &str = "x-twilio-signature";

/// Query parameter that holds the hash of a body that is no form.
const BODY_HASH: &str = "bodySHA256=";

/// What was signed besides the address.
#[derive(Clone, Copy, Debug)]
pub enum Signed<'a> {
    /// A form body; or nothing, for GET.
    Form(&'a Form<'a>),
    /// Any other body: the query carries its hash.
    Raw(&'a [u8]),
}

/// The request does not come from Twilio, or is not what Twilio sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// The signature fits neither token.
    #[error("the signature does not fit; check the auth token and the public URL")]
    Signature,
    /// The body is no form and its hash is not in the query.
    #[error("a body that is no form needs bodySHA256 in the query")]
    NoBodyHash,
    /// The body is not the one that was hashed.
    #[error("bodySHA256 does not fit the body")]
    BodyHash,
}

/// The public URL cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the public URL must begin with https:// or http:// and name a host")]
pub struct BadPublicUrl;

/// Checks signatures; made once at the start.
#[derive(Clone)]
pub struct Verifier {
    /// Keyed and ready to be copied: the primary token's first.
    keys: Vec<Hmac<Sha1>>,
    /// The configured address, then the same without or with its standard port: Twilio signs either.
    bases: Vec<String>,
}

impl Verifier {
    /// A verifier for webhooks to `public_url`, signed with the primary token or, while tokens are rotated, the previous one.
    ///
    /// # Errors
    /// When `public_url` is no HTTP address.
    pub fn new(token: &SecretString, previous: Option<&SecretString>, public_url: &str) -> Result<Self, BadPublicUrl> {
        let keys = std::iter::once(token).chain(previous).map(keyed).collect();
        Ok(Self { keys, bases: spellings(public_url.trim_end_matches('/'))? })
    }

    /// Is `signature` Twilio's for this path and query, exactly as received, and this body?
    ///
    /// # Errors
    /// Says what does not fit; nothing of the body may be used then.
    pub fn check(&self, path_and_query: &str, signature: &[u8], signed: Signed<'_>) -> Result<(), Forged> {
        if let Signed::Raw(body) = signed {
            let hash = body_hash(path_and_query).ok_or(Forged::NoBodyHash)?;
            let actual = hex::encode(Sha256::digest(body));
            if !bool::from(actual.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes())) {
                return Err(Forged::BodyHash);
            }
        }
        let mut wanted = [0_u8; 20];
        let whole = BASE64.decode_slice(signature, &mut wanted).is_ok_and(|length| length == wanted.len());
        // Some SDK versions sign an apostrophe in its escaped form although the address carries it plainly.
        let escaped = path_and_query.contains('\'').then(|| path_and_query.replace('\'', "%27"));
        let fits = self.keys.iter().any(|key| {
            self.bases.iter().any(|base| {
                std::iter::once(path_and_query).chain(escaped.as_deref()).any(|path| digest(key, base, path, signed).ct_eq(&wanted).into())
            })
        });
        if whole && fits { Ok(()) } else { Err(Forged::Signature) }
    }

    /// The signature Twilio would send, for the self-test of [`doctor`](super::doctor).
    pub fn sign(&self, path_and_query: &str, signed: Signed<'_>) -> String {
        match (self.keys.first(), self.bases.first()) {
            (Some(key), Some(base)) => BASE64.encode(digest(key, base, path_and_query, signed)),
            _ => String::new(),
        }
    }
}

fn keyed(token: &SecretString) -> Hmac<Sha1> {
    Hmac::new_from_slice(token.expose_secret().as_bytes()).expect("HMAC takes keys of every length")
}

fn digest(key: &Hmac<Sha1>, base: &str, path_and_query: &str, signed: Signed<'_>) -> [u8; 20] {
    let mut mac = key.clone();
    mac.update(base.as_bytes());
    mac.update(path_and_query.as_bytes());
    if let Signed::Form(form) = signed {
        let mut before = None;
        // A value that is repeated under the same name is signed once.
        for field in form.fields() {
            if before != Some(field) {
                mac.update(field.0);
                mac.update(field.1);
            }
            before = Some(field);
        }
    }
    mac.finalize().into_bytes().into()
}

fn body_hash(path_and_query: &str) -> Option<&str> {
    let (_, query) = path_and_query.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(BODY_HASH))
}

/// The address itself and, where its port is the standard one, the spelling with or without it.
fn spellings(url: &str) -> Result<Vec<String>, BadPublicUrl> {
    let (scheme, port, rest) = if let Some(rest) = url.strip_prefix("https://") {
        ("https://", "443", rest)
    } else if let Some(rest) = url.strip_prefix("http://") {
        ("http://", "80", rest)
    } else {
        return Err(BadPublicUrl);
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.is_empty() || host.starts_with(':') {
        return Err(BadPublicUrl);
    }
    let after_brackets = host.rsplit_once(']').map_or(host, |(_, after)| after);
    let mut spellings = vec![url.to_owned()];
    match after_brackets.rsplit_once(':') {
        None => spellings.push(format!("{scheme}{authority}:{port}{path}")),
        Some((_, given)) if given == port => spellings.push(format!("{scheme}{}{path}", &authority[..authority.len() - port.len() - 1])),
        Some(_) => {}
    }
    Ok(spellings)
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
