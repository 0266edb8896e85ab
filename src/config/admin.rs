//! `[admin]`

use super::checks;
use super::reader::{Reader, hidden};
use secrecy::SecretString;

/// Who may use the API of this program. Without a password there is no API.
#[derive(Debug, Clone)]
pub struct Admin {
    /// The user's name.
    pub user: String,
    /// The password; `None` switches the API off.
    pub password: Option<SecretString>,
}

impl Admin {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            user: reader.optional("admin.user", "a name without a colon", checks::text).unwrap_or_else(|| "admin".to_owned()),
            password: reader.secret("admin.password", "choose a long one, or leave it out to switch the API off", hidden),
        }
    }
}
