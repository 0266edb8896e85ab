//! Requests as Discord and Twilio would sign them, or as somebody would who is neither.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// `X-Twilio-Signature` over an address and the fields of a form, in bytes.
pub fn twilio(token: &str, url: &str, fields: &[(&[u8], &[u8])]) -> String {
    let mut sorted = fields.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut mac = Hmac::<Sha1>::new_from_slice(token.as_bytes()).unwrap();
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name);
        mac.update(value);
    }
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Fields as a form body, every byte escaped that could mean something.
pub fn form(fields: &[(&[u8], &[u8])]) -> Vec<u8> {
    let escape = |bytes: &[u8]| {
        bytes.iter().map(|b| if b.is_ascii_alphanumeric() { char::from(*b).to_string() } else { format!("%{b:02X}") }).collect::<String>()
    };
    fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&").into_bytes()
}

/// The parameter that carries the hash of a body that is no form.
pub fn body_hash(body: &[u8]) -> String {
    format!("bodySHA256={}", hex::encode(Sha256::digest(body)))
}
