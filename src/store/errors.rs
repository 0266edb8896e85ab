//! What can go wrong in the store, told without any data.

use sqlx::error::{DatabaseError, ErrorKind};
use std::borrow::Cow;

/// Result of everything in the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do it. The text is for the log and holds no data of members.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A rule of uniqueness was about to be broken: somebody else was faster. Drop the transaction, load again, decide again.
    #[error("somebody else was faster: {rule} is unique")]
    Conflict { rule: String },
    /// The database is busy or two transactions were in each other's way. Trying again helps.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The line to the database is broken, or nobody answers there. Trying again may help.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The database or its disk may not be written.
    #[error("the database is read-only")]
    ReadOnly,
    /// No room on the disk.
    #[error("the database has no room left on its disk")]
    Full,
    /// The database is damaged. Restore a backup.
    #[error("the database is damaged: {0}. Restore the last backup")]
    Corrupt(String),
    /// Written by a newer flexcord; there is no way back but a backup.
    #[error(
        "the database was written by a newer flexcord (schema {found}, this one knows {known}): install that version or restore a backup"
    )]
    Newer { found: i64, known: i64 },
    /// Another process has it.
    #[error("another flexcord runs on this database ({0})")]
    Locked(String),
    /// The hold on the database was lost (PostgreSQL restarted or the line broke): nothing is written any more. Restart.
    #[error("the connection that holds the database for this process was lost")]
    LockLost,
    /// A row holds what this program cannot have written.
    #[error("table {table} holds something unreadable: {what}")]
    Inconsistent { table: &'static str, what: String },
    /// A file is larger than allowed.
    #[error("the file is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    /// A sealed value cannot be opened with this key.
    #[error("secret `{name}` cannot be opened: the key is not the one it was sealed with, or the row was altered")]
    WrongKey { name: String },
    /// A backup that cannot be used, or a place that cannot take it.
    #[error("backup: {0}")]
    Backup(String),
    /// The address or the place of the database cannot be used.
    #[error("database address: {0}")]
    Address(String),
    /// The file system said no.
    #[error("{what}: {source}")]
    File { what: String, source: std::io::Error },
    /// Anything else the database says.
    #[error("database: {0}")]
    Database(String),
}

impl StoreError {
    /// Will trying the same again, a little later, perhaps work?
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            StoreError::Conflict { .. } | StoreError::Busy(_) | StoreError::Unreachable(_) | StoreError::Full | StoreError::ReadOnly
        )
    }

    pub(super) fn file(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
            _ => StoreError::File { what, source },
        }
    }

    pub(super) fn inconsistent(table: &'static str, what: impl ToString) -> Self {
        StoreError::Inconsistent { table, what: what.to_string() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(told) => from_database(told.as_ref()),
            sqlx::Error::PoolTimedOut => StoreError::Busy("no connection became free".into()),
            sqlx::Error::ColumnDecode { index, .. } => StoreError::inconsistent("(unknown)", format!("column {index}")),
            sqlx::Error::Io(e) => StoreError::Unreachable(e.kind().to_string()),
            // What could not be decoded might be quoted.
            sqlx::Error::Decode(_) => StoreError::inconsistent("(unknown)", "a value of another kind"),
            _ => StoreError::Database(error.to_string()),
        }
    }
}

fn from_database(told: &dyn DatabaseError) -> StoreError {
    let code = told.code().unwrap_or(Cow::Borrowed(""));
    if told.kind() == ErrorKind::UniqueViolation {
        // PostgreSQL names the constraint; SQLite lists the columns in its message and nothing else.
        let rule = told.constraint().map_or_else(|| told.message().to_owned(), str::to_owned);
        return StoreError::Conflict { rule };
    }
    if told.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        from_postgres(&code, told.message())
    } else {
        from_sqlite(&code, told.message())
    }
}

fn from_sqlite(code: &str, message: &str) -> StoreError {
    // The low byte is the primary code, see sqlite.org/rescode.html.
    match code.parse::<i32>().map(|c| c & 0xff) {
        Ok(5 | 6) => StoreError::Busy(message.into()),
        Ok(8) => StoreError::ReadOnly,
        Ok(11 | 26) => StoreError::Corrupt(message.into()),
        Ok(13) => StoreError::Full,
        _ => StoreError::Database(format!("SQLite {code}: {message}")),
    }
}

fn from_postgres(code: &str, message: &str) -> StoreError {
    match code {
        "25006" => StoreError::ReadOnly,
        "53100" => StoreError::Full,
        // Serialisation, deadlock, lock not available, statement cancelled; too many connections, starting up or going down.
        "40001" | "40P01" | "55P03" | "57014" | "53300" | "57P01" | "57P02" | "57P03" => StoreError::Busy(message.into()),
        "XX001" | "XX002" => StoreError::Corrupt(message.into()),
        // Class 22 (data exceptions) quotes the value.
        code if code.starts_with("22") => StoreError::Database(format!("PostgreSQL {code}")),
        _ => StoreError::Database(format!("PostgreSQL {code}: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_what_one_can_act_on() {
        assert!(matches!(from_sqlite("5", "database is locked"), StoreError::Busy(_)));
        assert!(matches!(from_sqlite("2826", "disk I/O"), StoreError::Database(_)));
        assert!(matches!(from_sqlite("13", "full"), StoreError::Full));
        assert!(matches!(from_sqlite("1032", "moved"), StoreError::ReadOnly));
        assert!(matches!(from_sqlite("267", "index"), StoreError::Corrupt(_)));
        assert!(matches!(from_postgres("40P01", "deadlock detected"), StoreError::Busy(_)));
    }

    #[test]
    fn a_data_exception_does_not_quote_the_value() {
        let error = from_postgres("22P02", "invalid input syntax for type uuid: \"my secret\"");
        assert!(!error.to_string().contains("secret"));
    }
}
