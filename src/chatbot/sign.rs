//! How the chatbot knows that a request is ours, and not an old one of ours.
//!
//! `X-Flexcord-Timestamp` is the time in Unix seconds. `X-Flexcord-Signature` is `v1=` and, in hexadecimal, the HMAC-SHA256, with the shared
//! secret as key, of that timestamp, a dot and the body as it is. Whoever receives it computes the same, compares in
//! constant time, and refuses what is older than some minutes.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Header with the time.
pub const TIMESTAMP: &str = "x-flexcord-timestamp";
/// Header with the signature.
pub const SIGNATURE: &str = "x-flexcord-signature";

/// The value of [`SIGNATURE`] for a body sent at `seconds`.
pub fn signature(secret: &SecretString, seconds: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes a key of any length");
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_any_other_program_computes() {
        // printf '1700000000.{"id":"1"}' | openssl dgst -sha256 -hmac key
        let expected = "v1=9e040cb90cefc5a04ab9a9848a74e2ff0489b4d8837b38d54555cb67e4f8e76e";
        assert_eq!(signature(&SecretString::from("key"), 1_700_000_000, br#"{"id":"1"}"#), expected);
    }
}
