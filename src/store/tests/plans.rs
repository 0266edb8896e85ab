//! The cost of a message must not grow with the tables: no batch may read a whole one.

use super::{conversation, in_tx, key, message};
use crate::domain::delivery::Delivery;
use crate::domain::event::Timer;
use crate::domain::ids::{CaseId, DraftId, FileId, Snowflake};
use crate::domain::message::Side;
use crate::store::attempts::NewAttempt;
use crate::store::deliveries::{NewDelivery, Postponed};
use crate::store::timers::Running;
use crate::store::vendor_ids::NewVendorId;
use crate::store::{
    Store, appointments, articles, attempts, cases, conversations, deliveries, events, files, messages, people, testing, timers, vendor_ids,
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use uuid::Uuid;

/// Calls every function that takes a slice, with three items.
async fn call_all(store: &Store) {
    let all = [conversation(1, 1), conversation(2, 2), conversation(3, 3)];
    let ids = all.each_ref().map(|c| c.id);
    let keys = [key(1, 1), key(2, 2), key(3, 3)];
    let snowflakes = [Snowflake(1), Snowflake(2), Snowflake(3)];
    let texts = ["a", "b", "c"];
    in_tx!(store, |tx| async {
        events::insert_new(tx, &texts.map(|source| events::NewEvent { source, kind: "timer", at: 1, conversation: None })).await?;
        conversations::save(tx, &all.each_ref()).await?;
        conversations::open_of_members(&mut *tx, &snowflakes).await?;
        conversations::of_desk(&mut *tx, &texts).await?;
        conversations::of_threads(&mut *tx, &snowflakes).await?;
        conversations::by_ids(&mut *tx, &ids).await?;
        let said = message(1, "x");
        messages::insert(tx, &ids.map(|id| (id, &said))).await?;
        messages::get(&mut *tx, &keys).await?;
        messages::of_session(&mut *tx, Snowflake(1), None, 1, 3).await?;
        messages::mark_deleted(tx, &keys, 1).await?;
        let close = Delivery::CloseDesk { sid: "CH1".into() };
        deliveries::insert(tx, &keys.map(|key| NewDelivery { key, delivery: &close, created_at: 1, not_before: 0 })).await?;
        let again = keys.map(|key| Postponed { key, attempts: 1, not_before: 2, doubtful: false, why: "" });
        deliveries::postpone(tx, &again).await?;
        deliveries::bury(tx, &keys.map(|key| (key, ""))).await?;
        deliveries::settle(tx, &keys).await?;
        attempts::insert(tx, &keys.map(|key| NewAttempt { key, n: 1, at: 1, outcome: "later", why: "" })).await?;
        timers::set(tx, &ids.map(|conversation| Running { conversation, timer: Timer::Ask, due: 1 })).await?;
        timers::clear(tx, &ids.map(|id| (id, Timer::Ask))).await?;
        vendor_ids::insert(tx, &texts.map(|id| NewVendorId { side: Side::Desk, id, key: keys[0], part: 0, position: None })).await?;
        vendor_ids::find(&mut *tx, Side::Desk, &texts).await?;
        vendor_ids::of(&mut *tx, ids[0], &[1, 2, 3], Side::Desk).await?;
        vendor_ids::advance(tx, &texts.map(|name| (name, 1))).await?;
        vendor_ids::cursors(&mut *tx, &texts).await?;
        cases::by_ids(&mut *tx, &[1, 2, 3].map(|n| CaseId(Uuid::from_u128(n)))).await?;
        cases::drop_drafts(tx, &[1, 2, 3].map(|n| DraftId(Uuid::from_u128(n)))).await?;
        appointments::forget(tx, &texts).await?;
        files::by_ids(&mut *tx, &[1, 2, 3].map(|n| FileId(Uuid::from_u128(n)))).await?;
        people::members(&mut *tx, &snowflakes).await?;
        articles::get_many(&mut *tx, &texts).await?;
        articles::remove(tx, &texts, "maya").await
    });
}

#[tokio::test]
async fn no_batch_reads_a_whole_table() {
    let (store, dir) = testing::sqlite().await;
    call_all(&store).await;
    let texts = store.texts();
    assert!(texts.len() >= 24, "{}", texts.len());
    store.close().await;
    let mut conn = SqliteConnection::connect(&testing::sqlite_url(dir.path())).await.unwrap();
    for text in texts {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(&mut conn).await.unwrap();
        for (.., line) in plan {
            // `v` and lists of values are the batch itself.
            let own = line == "SCAN v" || line.contains("VALUES CLAUSE") || line.contains("CONSTANT ROW");
            assert!(own || !line.starts_with("SCAN"), "{line}: {text}");
        }
    }
}
