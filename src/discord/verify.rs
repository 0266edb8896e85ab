//! The signature over an interaction: Ed25519 over the timestamp and the raw body.
//!
//! Discord sends wrong signatures on purpose, when the address is saved and later at random; an endpoint that does not answer
//! them with 401 loses its address.

use crate::domain::clock::Millis;
use ed25519_dalek::{Signature, VerifyingKey};

/// How far the timestamp may be from our clock, both ways. Discord asks for no such check; it makes recorded requests worthless.
pub const FRESH_FOR: Millis = 5 * 60_000;

/// The application's public key, as the developer portal shows it (`verify_key`).
#[derive(Clone, Debug)]
pub struct PublicKey(VerifyingKey);

/// The text is not a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a Discord public key: 64 hexadecimal digits from the developer portal, page \"General Information\"")]
pub struct NotAKey;

/// Why a request is not believed. All of them are answered 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    /// A signature header is absent.
    #[error("signature or timestamp missing")]
    Missing,
    /// The signature is not 128 hexadecimal digits.
    #[error("malformed signature")]
    Malformed,
    /// The timestamp is not a number, or too far from now.
    #[error("timestamp too far from our clock")]
    Stale,
    /// Somebody else, or something else, was signed.
    #[error("wrong signature")]
    Wrong,
}

impl PublicKey {
    /// Reads the key from its hexadecimal form.
    ///
    /// # Errors
    /// When the text is no key.
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let mut bytes = [0u8; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| NotAKey)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| NotAKey)
    }

    /// Is `body`, as it came off the wire, from Discord and fresh?
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, signature: Option<&[u8]>, timestamp: Option<&[u8]>, body: &[u8], now: Millis) -> Result<(), Forged> {
        let (signature, timestamp) = signature.zip(timestamp).ok_or(Forged::Missing)?;
        let mut raw = [0u8; 64];
        hex::decode_to_slice(signature, &mut raw).map_err(|_| Forged::Malformed)?;
        let seconds: i64 = std::str::from_utf8(timestamp).ok().and_then(|t| t.parse().ok()).ok_or(Forged::Stale)?;
        if now.abs_diff(seconds.saturating_mul(1000)) > FRESH_FOR.unsigned_abs() {
            return Err(Forged::Stale);
        }
        let mut signed = Vec::with_capacity(timestamp.len() + body.len());
        signed.extend_from_slice(timestamp);
        signed.extend_from_slice(body);
        self.0.verify_strict(&signed, &Signature::from_bytes(&raw)).map_err(|_| Forged::Wrong)
    }

    /// The hexadecimal form, lower case, to compare with what Discord says it is.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
    const VECTORS: [(&str, &str, &str); 3] = [
        (
            "1700000000",
            "{\"type\":1}",
            "f7caed702889e902c2cde4a4fb00f601284aa47ff4caf84588d7c8c3d8fe7183fd73e13e30d0c07d1515b6684f7b3cfaa231c421768d9667b104f760cf0da302",
        ),
        (
            "1700000000",
            "{\"id\":\"1\",\"type\":1,\"version\":1,\"token\":\"t\"}",
            "5467735d3f0efa80ef80a42509523df80f91fcb8c231820add35f39eab021e9af77dd8a5b5b07e200c00ece89df55e11d1b525bfbdd1075870e9f8a9b8567b09",
        ),
        (
            "1712345678",
            "{\"type\":2,\"data\":{\"name\":\"ask\",\"options\":[{\"name\":\"text\",\"type\":3,\"value\":\"héllo 😀 \\n\"}]}}",
            "fe6a28c794b8c3927f691ed64b3cf5eaa334264b283077027ac90e1884bd3f8dadec9583f49ca4b2100d2a224c5e1f6c7072060b3aba5ef27235e37059585004",
        ),
    ];
    const AT: Millis = 1_700_000_000_000;

    fn key() -> PublicKey {
        PublicKey::parse(KEY).unwrap()
    }

    fn check(signature: &str, timestamp: &str, body: &str, now: Millis) -> Result<(), Forged> {
        key().verify(Some(signature.as_bytes()), Some(timestamp.as_bytes()), body.as_bytes(), now)
    }

    #[test]
    fn what_discord_signed_is_believed_in_lower_and_upper_case() {
        for (timestamp, body, signature) in VECTORS {
            let now = timestamp.parse::<i64>().unwrap() * 1000;
            assert_eq!(check(signature, timestamp, body, now), Ok(()));
            assert_eq!(check(&signature.to_uppercase(), timestamp, body, now), Ok(()));
        }
    }

    #[test]
    fn one_byte_more_or_another_timestamp_is_not_believed() {
        let (timestamp, body, signature) = VECTORS[0];
        assert_eq!(check(signature, timestamp, &format!("{body} "), AT), Err(Forged::Wrong));
        assert_eq!(check(signature, "1700000001", body, AT), Err(Forged::Wrong));
        assert_eq!(check(&"00".repeat(64), timestamp, body, AT), Err(Forged::Wrong));
    }

    #[test]
    fn malformed_signatures_are_not_believed() {
        let (timestamp, body, signature) = VECTORS[0];
        for bad in [&signature[..126], &format!("{signature}00"), &format!("{}zz", &signature[..126]), "", "ü"] {
            assert_eq!(check(bad, timestamp, body, AT), Err(Forged::Malformed), "{bad}");
        }
    }

    #[test]
    fn absent_headers_are_not_believed() {
        let (timestamp, body, signature) = VECTORS[0];
        assert_eq!(key().verify(None, Some(timestamp.as_bytes()), body.as_bytes(), AT), Err(Forged::Missing));
        assert_eq!(key().verify(Some(signature.as_bytes()), None, body.as_bytes(), AT), Err(Forged::Missing));
    }

    #[test]
    fn timestamps_are_fresh_for_five_minutes_both_ways() {
        let (timestamp, body, signature) = VECTORS[0];
        assert_eq!(check(signature, timestamp, body, AT + FRESH_FOR), Ok(()));
        assert_eq!(check(signature, timestamp, body, AT - FRESH_FOR), Ok(()));
        assert_eq!(check(signature, timestamp, body, AT + FRESH_FOR + 1), Err(Forged::Stale));
        assert_eq!(check(signature, timestamp, body, AT - FRESH_FOR - 1), Err(Forged::Stale));
        assert_eq!(check(signature, "soon", body, AT), Err(Forged::Stale));
        assert_eq!(check(signature, "99999999999999999999", body, AT), Err(Forged::Stale));
    }

    #[test]
    fn a_key_is_64_hexadecimal_digits() {
        assert_eq!(key().to_hex(), KEY);
        for bad in ["", "ea4a", &KEY[..62], &format!("{KEY}00"), &"zz".repeat(32)] {
            assert_eq!(PublicKey::parse(bad).err(), Some(NotAKey), "{bad}");
        }
    }
}
