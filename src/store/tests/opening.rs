use super::{conversation, save};
use crate::domain::ids::Snowflake;
use crate::store::testing::{both, clock, run_as_admin, with_postgres, with_sqlite};
use crate::store::{Store, StoreError, conversations, migrate, settings};
use sqlx::{Connection, SqliteConnection};

both!(what_was_committed_is_there_after_opening_again, |url, dir| async {
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    save(&store, &[&conversation(1, 10)]).await;
    store.close().await;
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    assert_eq!(conversations::open_of_members(&store, &[Snowflake(10)]).await.unwrap().len(), 1);
    store.check().await.unwrap();
    store.check_integrity().await.unwrap();
    store.close().await;
});

both!(a_second_process_is_refused_while_the_first_one_runs, |url, dir| async {
    let first = Store::open(&url, dir.path(), clock()).await.unwrap();
    let error = Store::open(&url, dir.path(), clock()).await.unwrap_err();
    assert!(matches!(error, StoreError::Locked(_)), "{error}");
    assert!(error.to_string().starts_with("another flexcord runs on this database"));
    first.close().await;
    Store::open(&url, dir.path(), clock()).await.unwrap().close().await;
});

both!(a_transaction_that_is_dropped_leaves_nothing, |store| async {
    let mut tx = store.begin().await.unwrap();
    settings::put(&mut tx, "a", "1").await.unwrap();
    assert_eq!(settings::get(&mut tx, "a").await.unwrap().as_deref(), Some("1"));
    assert_eq!(settings::get(&store, "a").await.unwrap(), None);
    drop(tx);
    store.check().await.unwrap();
    assert_eq!(settings::get(&store, "a").await.unwrap(), None);
});

#[tokio::test]
async fn addresses_that_cannot_work_are_refused_without_quoting_them() {
    let dir = tempfile::tempdir().unwrap();
    for url in ["", "mysql://x", "sqlite:", "sqlite::memory:", "postgres://u:secret@[/x", "sqlite:a.db?mode=ro"] {
        let error = Store::open(url, dir.path(), clock()).await.unwrap_err();
        assert!(matches!(error, StoreError::Address(_)), "{url}: {error}");
        assert!(!error.to_string().contains("secret"));
    }
}

const FROM_THE_FUTURE: &str =
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'x', true, 'x', 0)";

#[tokio::test]
async fn a_newer_sqlite_database_is_refused() {
    with_sqlite(async |url, dir| {
        Store::open(&url, dir.path(), clock()).await.unwrap().close().await;
        let mut conn = SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(FROM_THE_FUTURE).execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
        let error = Store::open(&url, dir.path(), clock()).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 9999, known: migrate::LATEST }), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_newer_postgres_database_is_refused() {
    with_postgres(async |url, dir| {
        Store::open(&url, dir.path(), clock()).await.unwrap().close().await;
        run_as_admin(&url, FROM_THE_FUTURE.into()).await;
        let error = Store::open(&url, dir.path(), clock()).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_lost_hold_on_postgres_stops_all_writing() {
    with_postgres(async |url, dir| {
        let store = Store::open(&url, dir.path(), clock()).await.unwrap();
        let others =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        run_as_admin(&url, others.into()).await;
        store.lost().cancelled().await;
        assert!(matches!(store.begin().await, Err(StoreError::LockLost)));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_damaged_file_is_told_apart() {
    with_sqlite(async |url, dir| {
        std::fs::write(dir.path().join("flexcord.db"), "this is no database".repeat(100)).unwrap();
        let error = Store::open(&url, dir.path(), clock()).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    })
    .await;
}
