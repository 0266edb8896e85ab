//! The keys outside any section.

use std::net::SocketAddr;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretBox, SecretString};

use super::checks;
use super::reader::{Checked, Reader};

/// Where the program is reached and where it keeps its things.
#[derive(Debug, Clone)]
pub struct General {
    /// How Discord and Twilio reach this program, without a slash at the end. Twilio signs this address.
    pub public_url: String,
    /// Where the program itself listens.
    pub listen: SocketAddr,
    /// The folder for the database, its backups, files and the key.
    pub data_dir: PathBuf,
    /// The database; a secret because a PostgreSQL address contains a password.
    pub database_url: SecretString,
    /// The key for secrets at rest. `None`: the program keeps one of its own in `data_dir`.
    pub encryption_key: Option<EncryptionKey>,
}

/// A key of 32 bytes that cannot be printed.
#[derive(Debug)]
pub struct EncryptionKey(SecretBox<[u8; 32]>);

impl EncryptionKey {
    /// The bytes, for the cipher only.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// From 64 hexadecimal digits or from base64.
    pub fn parse(text: &str) -> Option<Self> {
        let bare = text.trim_end_matches('=');
        let bytes = hex::decode(text).or_else(|_| STANDARD_NO_PAD.decode(bare)).or_else(|_| URL_SAFE_NO_PAD.decode(bare)).ok()?;
        Some(Self(SecretBox::new(Box::new(bytes.try_into().ok()?))))
    }
}

impl Clone for EncryptionKey {
    fn clone(&self) -> Self {
        Self(SecretBox::new(Box::new(*self.expose())))
    }
}

impl General {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let public_url =
            reader.required("public_url", "the https:// address under which Discord and Twilio reach this program", checks::web_address);
        let listen = reader.optional("listen", "an address and port such as 127.0.0.1:8080", |text| {
            text.parse().map_err(|_| "must be an address and a port")
        });
        let data_dir = reader
            .optional("data_dir", "a folder this program may write to", checks::text)
            .map_or_else(|| PathBuf::from("./data"), PathBuf::from);
        let database_url = reader.secret("database_url", "sqlite://<file> or postgres://<user>:<password>@<host>/<database>", database);
        let encryption_key = reader.secret("encryption_key", "make one with: openssl rand -hex 32", |text| {
            EncryptionKey::parse(text).ok_or("must be 32 bytes, as 64 hexadecimal digits or as base64")
        });
        Some(Self {
            public_url: public_url?,
            listen: listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            database_url: database_url.unwrap_or_else(|| SecretString::from(format!("sqlite://{}/flexcord.db", data_dir.display()))),
            data_dir,
            encryption_key,
        })
    }
}

fn database(text: &str) -> Checked<SecretString> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        Ok(SecretString::from(text))
    } else {
        Err("must begin with sqlite:// or postgres://")
    }
}
