//! Is the store well? For the health page.

use super::db::{Store, Tx};
use super::errors::Result;
use super::sql::{Statement, args};

impl Store {
    /// Writes a row and takes it back: finds a disk that is full or read-only, a locked database and a lost connection.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Result<()> {
        let mut tx: Tx = self.begin().await?;
        super::settings::put(&mut tx, "check", "").await?;
        tx.roll_back().await
    }

    /// Looks for damage in all of a SQLite database; slow for a large one. PostgreSQL looks after itself.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`](super::StoreError::Corrupt) with what was found.
    pub async fn check_integrity(&self) -> Result<()> {
        if self.path().is_none() {
            return Ok(());
        }
        let found: Vec<String> =
            super::db::sealed::Sealed::fetch(self, Statement::one("PRAGMA integrity_check(3)", args![]), |row| row.get(0)).await?;
        if found.iter().all(|line| line == "ok") { Ok(()) } else { Err(super::StoreError::Corrupt(found.join("; "))) }
    }
}
