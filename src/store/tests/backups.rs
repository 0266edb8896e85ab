use super::{conversation, in_tx, key, message, save};
use crate::domain::delivery::Delivery;
use crate::domain::ids::FileId;
use crate::store::backup::{Summary, backup, restore};
use crate::store::deliveries::NewDelivery;
use crate::store::files::{FileState, StoredFile};
use crate::store::secrets::{self, SealingKey};
use crate::store::testing::{self, both, clock, sqlite_url, with_postgres};
use crate::store::{Store, StoreError, deliveries, files, messages};
use std::path::Path;

fn sealing_key() -> SealingKey {
    SealingKey::new(Box::new([7; 32]))
}

fn file_id() -> FileId {
    FileId(uuid::Uuid::from_u128(77))
}

/// A bit of everything: each kind of column, empty ones, more rows than go into one insert, a file of several pieces.
async fn furnish(store: &Store) {
    let conversations: Vec<_> = (1..=150).map(|n| conversation(n, n as u64)).collect();
    save(store, &conversations.iter().collect::<Vec<_>>()).await;
    let id = conversations[0].id;
    let file = StoredFile {
        id: file_id(),
        conversation: id,
        state: FileState::Stored,
        name: "a.bin".into(),
        content_type: "application/octet-stream".into(),
        size: 100_000,
        why: None,
        at: 1,
    };
    in_tx!(store, |tx| async {
        messages::insert(tx, &[(id, &message(1, "line\nbreak, \"quotes\" and 🦀"))]).await?;
        let new = NewDelivery { key: key(1, 2), delivery: &Delivery::CloseDesk { sid: "CH1".into() }, created_at: 1, not_before: 0 };
        deliveries::insert(tx, &[new]).await?;
        files::insert(tx, std::slice::from_ref(&file)).await?;
        secrets::put(tx, &sealing_key(), "token", b"hush").await
    });
    let mut writer = store.files().create(file_id(), 1 << 20).await.unwrap();
    writer.write(&[9; 100_000]).await.unwrap();
    writer.finish().await.unwrap();
}

async fn assert_furnished(url: &str, dir: &Path) {
    let store = Store::open(url, dir, clock()).await.unwrap();
    let id = conversation(1, 1).id;
    assert_eq!(messages::history(&store, id, None, 9).await.unwrap(), [message(1, "line\nbreak, \"quotes\" and 🦀")]);
    assert_eq!(deliveries::pending_page(&store, None, 9).await.unwrap().len(), 1);
    assert!(secrets::get(&store, &sealing_key(), "token").await.unwrap().is_some());
    assert_eq!(std::fs::read(store.files().path(file_id())).unwrap(), [9; 100_000]);
    store.close().await;
}

both!(a_backup_restores_into_an_empty_sqlite_database, |url, dir| async {
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    furnish(&store).await;
    let path = dir.path().join("backup");
    let written = backup(&store, &path, None).await.unwrap();
    assert_eq!((written.rows["conversations"], written.rows["secrets"], written.files), (150, 1, 1));
    store.close().await;
    let other = tempfile::tempdir().unwrap();
    let read = restore(&path, None, &sqlite_url(other.path()), other.path(), clock()).await.unwrap();
    assert_eq!(read, written);
    assert_furnished(&sqlite_url(other.path()), other.path()).await;
});

both!(a_sealed_backup_restores_only_with_its_key_and_never_over_something, |url, dir| async {
    // From SQLite into either kind.
    let (store, home) = testing::sqlite().await;
    furnish(&store).await;
    let path = home.path().join("backup");
    backup(&store, &path, Some(sealing_key())).await.unwrap();
    let again = async |key| restore(&path, key, &url, dir.path(), clock()).await;
    for key in [None, Some(SealingKey::new(Box::new([8; 32])))] {
        assert!(matches!(again(key).await, Err(StoreError::Backup(_))));
    }
    assert_ne!(again(Some(sealing_key())).await.unwrap(), Summary::default());
    assert_furnished(&url, dir.path()).await;
    let error = again(Some(sealing_key())).await.unwrap_err();
    assert!(error.to_string().contains("not empty"), "{error}");
    assert_furnished(&url, dir.path()).await;
});

#[tokio::test]
async fn a_backup_that_is_cut_off_or_altered_restores_nothing() {
    let (store, home) = testing::sqlite().await;
    furnish(&store).await;
    let path = home.path().join("backup");
    backup(&store, &path, None).await.unwrap();
    let whole = std::fs::read(&path).unwrap();
    let mut altered = whole.clone();
    altered[whole.len() / 2] ^= 0x10;
    let empty = tempfile::tempdir().unwrap();
    let damaged = empty.path().join("damaged");
    for bytes in [&whole[..whole.len() - 1], &whole[..whole.len() / 2], &whole[..0], &altered[..], b"something else"] {
        std::fs::write(&damaged, bytes).unwrap();
        let error = restore(&damaged, None, &sqlite_url(empty.path()), empty.path(), clock()).await.unwrap_err();
        assert!(matches!(error, StoreError::Backup(_)), "{error}");
    }
    // The database is as empty as before.
    restore(&path, None, &sqlite_url(empty.path()), empty.path(), clock()).await.unwrap();
}

#[tokio::test]
async fn a_backup_that_fails_leaves_no_file() {
    let (store, home) = testing::sqlite().await;
    let path = home.path().join("no such folder").join("backup");
    let error = backup(&store, &path, None).await.unwrap_err();
    assert!(matches!(error, StoreError::File { .. }), "{error}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_backup_moves_from_postgres_to_sqlite_and_back() {
    with_postgres(async |url, dir| {
        let (store, home) = testing::sqlite().await;
        furnish(&store).await;
        let (first, second) = (home.path().join("first"), home.path().join("second"));
        let written = backup(&store, &first, None).await.unwrap();
        restore(&first, None, &url, dir.path(), clock()).await.unwrap();
        let moved = Store::open(&url, dir.path(), clock()).await.unwrap();
        assert_eq!(backup(&moved, &second, None).await.unwrap(), written);
        moved.close().await;
    })
    .await;
}
