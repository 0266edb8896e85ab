//! Batches are a matter of speed alone: whatever their sizes, the outcome is that of one by one.

use super::{conversation, key, message};
use crate::domain::delivery::Delivery;
use crate::domain::event::Timer;
use crate::store::deliveries::{NewDelivery, StoredDelivery};
use crate::store::timers::Running;
use crate::store::{Store, conversations, deliveries, events, messages, testing, timers};
use proptest::prelude::*;

/// A little history: events, some of them repeated, whose messages and deliveries are written, and every third settled.
#[derive(Clone, Debug)]
struct Step {
    source: u8,
    member: u8,
    settled: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..120_u8, 0..8_u8, any::<bool>()).prop_map(|(source, member, settled)| Step { source, member, settled });
    proptest::collection::vec(step, 1..150)
}

type Outcome = (Vec<bool>, Vec<crate::domain::conversation::Conversation>, Vec<StoredDelivery>, Vec<Running>, usize);

async fn play(store: &Store, steps: &[Step], size: usize) -> Outcome {
    let mut news = Vec::new();
    let mut conversations: Vec<_> = (0..8_u8).map(|m| conversation(u128::from(m) + 1, u64::from(m))).collect();
    for batch in steps.chunks(size) {
        let mut tx = store.begin().await.unwrap();
        let sources: Vec<String> = batch.iter().map(|s| format!("s{}", s.source)).collect();
        let rows: Vec<_> = sources.iter().map(|source| events::NewEvent { source, kind: "timer", at: 1, conversation: None }).collect();
        let new = events::insert_new(&mut tx, &rows).await.unwrap();
        let mut states = Vec::new();
        let mut written = Vec::new();
        for (step, _) in batch.iter().zip(&new).filter(|(_, new)| **new) {
            let c = &mut conversations[usize::from(step.member)];
            written.push((c.id, message(c.next_seq(), "x"), *c.id.0.as_bytes().last().unwrap(), step.settled));
            states.push(c.clone());
        }
        conversations::save(&mut tx, &states.iter().collect::<Vec<_>>()).await.unwrap();
        let said: Vec<_> = written.iter().map(|(id, m, ..)| (*id, m)).collect();
        messages::insert(&mut tx, &said).await.unwrap();
        let close = Delivery::CloseDesk { sid: "CH1".into() };
        let due: Vec<_> = written
            .iter()
            .map(|(id, m, ..)| NewDelivery { key: key(id.0.as_u128(), m.seq), delivery: &close, created_at: 1, not_before: 0 })
            .collect();
        deliveries::insert(&mut tx, &due).await.unwrap();
        let timers: Vec<_> = written.iter().map(|(id, m, ..)| Running { conversation: *id, timer: Timer::Idle, due: m.seq }).collect();
        timers::set(&mut tx, &timers).await.unwrap();
        let settled: Vec<_> = written.iter().filter(|w| w.3).map(|(id, m, ..)| key(id.0.as_u128(), m.seq)).collect();
        deliveries::settle(&mut tx, &settled).await.unwrap();
        tx.commit().await.unwrap();
        news.extend(new);
    }
    let ids: Vec<_> = conversations.iter().map(|c| c.id).collect();
    let mut said = 0;
    for id in &ids {
        said += messages::history(store, *id, None, 1_000).await.unwrap().len();
    }
    (
        news,
        conversations::by_ids(store, &ids).await.unwrap(),
        deliveries::pending_page(store, None, 1_000).await.unwrap(),
        timers::due(store, i64::MAX, 1_000).await.unwrap(),
        said,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_of_any_size_does_what_one_by_one_does(steps in steps(), size in 2..150_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (one, _dir) = testing::sqlite().await;
            let (many, _dir) = testing::sqlite().await;
            let expected = play(&one, &steps, 1).await;
            assert_eq!(play(&many, &steps, size).await, expected);
            testing::with_postgres(async |url, dir| {
                let store = Store::open(&url, dir.path(), testing::clock()).await.unwrap();
                assert_eq!(play(&store, &steps, size).await, expected);
                store.close().await;
            })
            .await;
        });
    }
}
