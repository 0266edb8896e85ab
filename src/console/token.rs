//! Random tokens: the browser holds the token, we keep its hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Bits nobody guesses.
const BYTES: usize = 32;

/// The system gave no random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers")]
pub struct NoRandom;

/// A new token, for a cookie or an address.
pub fn fresh() -> Result<String, NoRandom> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What is kept of a token. Its input is random, so that a plain hash is enough.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_256_bits_and_is_not_what_is_kept() {
        let (one, other) = (fresh().unwrap(), fresh().unwrap());
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).unwrap().len(), 32);
        assert_ne!(one, other);
        assert_eq!(hash(&one).len(), 64);
        assert!(!hash(&one).contains(&one));
    }
}
