//! Passwords: what is asked of them, and their hashes (Argon2id).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Fewest and most characters.
pub const SHORTEST: usize = 12;
pub const LONGEST: usize = 256;

/// Hashes made at once: each takes 19 MiB and a core for some time, whoever asks.
const AT_ONCE: usize = 2;

/// Why a password could not be hashed. Says nothing of it.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashFailed(String);

/// Makes hashes and compares with them, a few at once.
#[derive(Clone, Debug)]
pub struct Passwords {
    room: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { room: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The hash to keep, in PHC form with a salt of its own.
    ///
    /// # Errors
    /// When the system gives no random numbers or no memory.
    pub async fn hash(&self, password: SecretString) -> Result<String, HashFailed> {
        self.aside(move || made(password.expose_secret())).await?
    }

    /// Is it this password? Without a hash to compare with it is not, and takes as long to say.
    ///
    /// # Errors
    /// When there is no memory.
    pub async fn is(&self, password: SecretString, hash: Option<String>) -> Result<bool, HashFailed> {
        self.aside(move || {
            let nobodys = || -> Result<&str, HashFailed> {
                static NOBODYS: OnceLock<String> = OnceLock::new();
                if let Some(hash) = NOBODYS.get() {
                    return Ok(hash);
                }
                let made = made("nobody has this password")?;
                Ok(NOBODYS.get_or_init(|| made))
            };
            let kept = match &hash {
                Some(hash) => hash,
                None => nobodys()?,
            };
            let kept = PasswordHash::new(kept).map_err(|error| HashFailed(error.to_string()))?;
            let same = Argon2::default().verify_password(password.expose_secret().as_bytes(), &kept).is_ok();
            Ok(same && hash.is_some())
        })
        .await?
    }

    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashFailed> {
        let _place = self.room.acquire().await.map_err(|error| HashFailed(error.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| HashFailed(error.to_string()))
    }
}

fn made(password: &str) -> Result<String, HashFailed> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|error| HashFailed(error.to_string()))?;
    Ok(hash.to_string())
}

/// What is wrong with a new password, in words for who chose it.
pub fn complaint(password: &str, again: &str, name: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some("Take at least 12 characters; a few words in a row are easy to remember.");
    }
    if length > LONGEST {
        return Some("Take at most 256 characters.");
    }
    if !name.is_empty() && password.to_lowercase().contains(&name.to_lowercase()) {
        return Some("Take one without your name in it.");
    }
    let mut different: Vec<char> = password.chars().collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < 5 {
        return Some("Take one with more different characters.");
    }
    if password != again {
        return Some("The two are not the same.");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_ne!(hash, passwords.hash("correct horse battery".into()).await.unwrap(), "each has a salt of its own");
        assert!(passwords.is("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.is("correct horse batterz".into(), Some(hash)).await.unwrap());
        assert!(!passwords.is("nobody has this password".into(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused_with_a_reason() {
        let said = |password: &str| complaint(password, password, "maya").unwrap_or("fine");
        assert_eq!(said("correct horse battery"), "fine");
        assert!(said("short").contains("12"));
        assert!(said("xxxxxxxxxxxxxxxx").contains("different"));
        assert!(said("i am Maya of support").contains("name"));
        assert!(said(&"long ".repeat(60)).contains("256"));
        assert!(complaint("correct horse battery", "correct horse batter", "maya").unwrap().contains("same"));
    }
}
