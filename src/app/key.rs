//! The key that seals secrets at rest: given from outside, or kept in a file of our own.

use crate::config::EncryptionKey;
use crate::store::secrets::SealingKey;
use anyhow::{Context, bail};
use secrecy::SecretBox;
use std::io::Write;
use std::path::Path;

/// Name of the key's file in the data folder.
const FILE: &str = "encryption.key";

/// The configured key, or the one in `data_dir`, which is made at the first start.
///
/// # Errors
/// When the file cannot be read or written, or holds no key: it is never replaced, for what it sealed would be lost.
pub fn sealing_key(configured: Option<&EncryptionKey>, data_dir: &Path) -> anyhow::Result<SealingKey> {
    if let Some(key) = configured {
        return Ok(SecretBox::new(Box::new(*key.expose())));
    }
    let path = data_dir.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => match EncryptionKey::parse(text.trim()) {
            Some(key) => Ok(SecretBox::new(Box::new(*key.expose()))),
            None => bail!("{} holds no key: restore it from a backup, or delete it and enter the secrets anew", path.display()),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(&path),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn make(path: &Path) -> anyhow::Result<SealingKey> {
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("the system gives no random numbers: {error}"))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("cannot make {}", path.display()))?;
    writeln!(file, "{}", hex::encode(key)).and_then(|()| file.sync_all()).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(SecretBox::new(Box::new(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_key_is_made_once_and_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let first = sealing_key(None, dir.path()).unwrap();
        let again = sealing_key(None, dir.path()).unwrap();
        assert_eq!(first.expose_secret(), again.expose_secret());
    }

    #[test]
    fn a_file_that_holds_no_key_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), "nonsense").unwrap();
        assert!(sealing_key(None, dir.path()).unwrap_err().to_string().contains("restore it"));
        assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).unwrap(), "nonsense");
    }
}
