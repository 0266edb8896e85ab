//! One process per database: a locked file beside a SQLite database, an advisory lock in PostgreSQL.

use super::errors::{Result, StoreError};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Key of the advisory lock. Advisory locks are per database, so a constant will do: "flexcord" in ASCII.
const ADVISORY_KEY: i64 = i64::from_be_bytes(*b"flexcord");

/// Held as long as the store is open.
#[derive(Debug)]
pub(super) struct Hold {
    lost: CancellationToken,
    release: CancellationToken,
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
enum Held {
    /// The system gives the lock free when the file is closed, also when the process is killed.
    File { _file: File },
    /// A task that keeps the connection whose session has the lock.
    Session(tokio::task::JoinHandle<()>),
}

impl Hold {
    /// Locks `<database>.lock`.
    pub fn file(database: &Path) -> Result<Self> {
        let path = super::open::beside(database, ".lock");
        let shown = path.display().to_string();
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(StoreError::file(format!("lock file {shown}")))?;
        match file.try_lock() {
            Ok(()) => Ok(Self::new(CancellationToken::new(), CancellationToken::new(), Held::File { _file: file })),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(shown)),
            Err(TryLockError::Error(e)) => Err(StoreError::file(format!("lock file {shown}"))(e)),
        }
    }

    /// Takes the advisory lock on a connection of its own and watches that connection.
    pub async fn session(options: PgConnectOptions) -> Result<Self> {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(10)).connect_with(options).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.eager_reconnect(false);
        let free: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(ADVISORY_KEY).fetch_one(&mut listener).await?;
        if !free {
            return Err(StoreError::Locked("its advisory lock is taken".into()));
        }
        let (lost, release) = (CancellationToken::new(), CancellationToken::new());
        let (lost_by_task, released) = (lost.clone(), release.clone());
        let task = tokio::spawn(async move {
            tokio::select! {
                () = released.cancelled() => {}
                () = until_gone(&mut listener) => lost_by_task.cancel(),
            }
            drop(listener);
            // Waits until the session is closed, so that the next one finds the lock free.
            pool.close().await;
        });
        Ok(Self::new(lost, release, Held::Session(task)))
    }

    fn new(lost: CancellationToken, release: CancellationToken, held: Held) -> Self {
        Self { lost, release, held: Mutex::new(Some(held)) }
    }

    /// Fires when the lock is lost while it should be held.
    pub fn lost(&self) -> CancellationToken {
        self.lost.clone()
    }

    /// Gives it free and waits for that.
    pub async fn release(&self) {
        self.release.cancel();
        let held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match held {
            Some(Held::Session(task)) => {
                // A panic in the task also closes the session.
                let _ = task.await;
            }
            Some(Held::File { .. }) | None => {}
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.release.cancel();
    }
}

/// Completes when the listener's connection is gone. Nothing is ever sent to it: it waits for the line itself to break.
async fn until_gone(listener: &mut PgListener) {
    while let Ok(Some(_)) = listener.try_recv().await {}
}
