//! Stores for tests: every store test runs on both databases through [`both!`].
//!
//! PostgreSQL needs `POSTGRES_FOR_TESTS`, the address of a server on which databases may be created (`tests/run` starts one); each test
//! gets a database of its own. Without it those tests say so and pass.

use super::Store;
use crate::domain::clock::{Clock, Millis, SharedClock, Wait};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

/// A clock moved by hand. Waits end only for times that have come.
#[derive(Debug)]
pub(crate) struct HandClock(pub AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::Relaxed)
    }
    fn until(&self, at: Millis) -> Wait {
        if self.now() >= at { Box::pin(std::future::ready(())) } else { Box::pin(std::future::pending()) }
    }
}

/// When tests happen.
pub(crate) const NOW: Millis = 1_800_000_000_000;

/// A clock that stands at [`NOW`].
pub(crate) fn clock() -> SharedClock {
    Arc::new(HandClock(AtomicI64::new(NOW)))
}

/// An empty SQLite store in a directory that goes with the second value.
pub(crate) async fn sqlite() -> (Store, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (Store::open(&sqlite_url(dir.path()), dir.path(), clock()).await.unwrap(), dir)
}

/// Address of the SQLite database in a directory.
pub(crate) fn sqlite_url(dir: &Path) -> String {
    format!("sqlite:{}", dir.join("flexcord.db").display())
}

/// Runs a test with the address of a new SQLite database.
pub(crate) async fn with_sqlite<F: Future<Output = ()>>(test: impl FnOnce(String, TempDir) -> F) {
    let dir = tempfile::tempdir().unwrap();
    test(sqlite_url(dir.path()), dir).await;
}

/// Runs a test with the address of a new PostgreSQL database, if there is a server.
pub(crate) async fn with_postgres<F: Future<Output = ()>>(test: impl FnOnce(String, TempDir) -> F) {
    let Ok(admin) = std::env::var("POSTGRES_FOR_TESTS") else {
        println!("skipped: POSTGRES_FOR_TESTS is not set");
        return;
    };
    let name = format!("flexcord_{}", uuid::Uuid::now_v7().simple());
    run_as_admin(&admin, format!("CREATE DATABASE {name}")).await;
    let (server, _) = admin.rsplit_once('/').unwrap();
    test(format!("{server}/{name}"), tempfile::tempdir().unwrap()).await;
    run_as_admin(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

/// Runs a statement outside of any store.
pub(crate) async fn run_as_admin(url: &str, sql: String) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

/// `both!(name, |store| async { … })`: the test on an empty store of either kind. With `|url, dir|` the test opens it itself.
macro_rules! both {
    ($name:ident, |$store:ident| $body:expr) => {
        $crate::store::testing::both!($name, |url, dir| async {
            let $store = $crate::store::Store::open(&url, dir.path(), $crate::store::testing::clock()).await.unwrap();
            let keep = $store.clone();
            $body.await;
            keep.close().await;
        });
    };
    ($name:ident, |$url:ident, $dir:ident| $body:expr) => {
        mod $name {
            use super::*;
            async fn test($url: String, $dir: tempfile::TempDir) {
                $body.await;
            }
            #[tokio::test]
            async fn sqlite() {
                $crate::store::testing::with_sqlite(test).await;
            }
            #[tokio::test]
            async fn postgres() {
                $crate::store::testing::with_postgres(test).await;
            }
        }
    };
}
pub(crate) use both;
