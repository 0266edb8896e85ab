//! Secrets, sealed before they reach the database (XChaCha20-Poly1305; the name is bound in, so rows cannot be exchanged).

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Statement, args};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretBox, SecretSlice};

/// The key secrets are sealed with.
pub type SealingKey = SecretBox<[u8; 32]>;

const NONCE: usize = 24;

fn seal(key: &SealingKey, name: &str, value: &[u8]) -> Result<Vec<u8>> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|_| StoreError::Database("the system gives no random numbers".into()))?;
    let payload = Payload { msg: value, aad: name.as_bytes() };
    let sealed = XChaCha20Poly1305::new(key.expose_secret().into()).encrypt(&XNonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| StoreError::Database("a secret is too long to be sealed".into()))?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn unseal(key: &SealingKey, name: &str, sealed: &[u8]) -> Result<SecretSlice<u8>> {
    let wrong = || StoreError::WrongKey { name: name.to_owned() };
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
    let payload = Payload { msg: sealed, aad: name.as_bytes() };
    let value = XChaCha20Poly1305::new(key.expose_secret().into()).decrypt(&XNonce::from(*nonce), payload);
    value.map(SecretSlice::from).map_err(|_| wrong())
}

/// Seals a secret and keeps it under its name.
pub async fn put(tx: &mut Tx, key: &SealingKey, name: &str, value: &[u8]) -> Result<()> {
    let upsert = "INSERT INTO secrets (name, sealed) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed";
    tx.execute(Statement::one(upsert, args![name, seal(key, name, value)?])).await?;
    Ok(())
}

/// The secret of that name.
///
/// # Errors
/// [`StoreError::WrongKey`] when it was sealed with another key.
pub async fn get(reader: impl Reader, key: &SealingKey, name: &str) -> Result<Option<SecretSlice<u8>>> {
    let select = Statement::one("SELECT sealed FROM secrets WHERE name = $1", args![name]);
    let sealed: Option<Vec<u8>> = reader.fetch(select, |row| row.get(0)).await?.pop();
    sealed.map(|sealed| unseal(key, name, &sealed)).transpose()
}

/// The names of all secrets.
pub async fn names(reader: impl Reader) -> Result<Vec<String>> {
    reader.fetch(Statement::one("SELECT name FROM secrets ORDER BY name", []), |row| row.get(0)).await
}

/// Forgets a secret.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<()> {
    tx.execute(Statement::one("DELETE FROM secrets WHERE name = $1", args![name])).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_with_its_key_and_under_its_name() {
        let (key, other) = (SealingKey::new(Box::new([1; 32])), SealingKey::new(Box::new([2; 32])));
        let sealed = seal(&key, "token", b"hush").unwrap();
        assert!(!sealed.windows(4).any(|w| w == b"hush"));
        assert_eq!(unseal(&key, "token", &sealed).unwrap().expose_secret(), b"hush");
        assert!(matches!(unseal(&other, "token", &sealed), Err(StoreError::WrongKey { .. })));
        assert!(matches!(unseal(&key, "other", &sealed), Err(StoreError::WrongKey { .. })));
        assert!(matches!(unseal(&key, "token", &sealed[..10]), Err(StoreError::WrongKey { .. })));
        assert_ne!(seal(&key, "token", b"hush").unwrap(), sealed);
    }
}
