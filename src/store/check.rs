//! Is the store well? For the health page.

use super::db::Store;
use super::db::sealed::Sealed;
use super::errors::{Result, StoreError};
use super::sql::Statement;

impl Store {
    /// Writes when it was last checked: finds a disk that is full or read-only (which only a commit meets), a locked database and a
    /// lost connection. Costs a commit: not more often than every few seconds.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        super::settings::put(&mut tx, "checked_at", &self.now().to_string()).await?;
        tx.commit().await
    }

    /// Looks for damage in all of a SQLite database; slow for a large one. PostgreSQL looks after itself.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with what was found.
    pub async fn check_integrity(&self) -> Result<()> {
        if self.path().is_none() {
            return Ok(());
        }
        let found: Vec<String> = self.fetch(Statement::one("PRAGMA integrity_check(3)", []), |row| row.get(0)).await?;
        if found.iter().all(|line| line == "ok") { Ok(()) } else { Err(StoreError::Corrupt(found.join("; "))) }
    }
}
