use super::{conversation, dropped, in_tx, save, waiting};
use crate::domain::conversation::{Conversation, Desk, Ending, Owner};
use crate::domain::ids::{ConversationId, Snowflake};
use crate::domain::message::Place;
use crate::store::conversations as rows;
use crate::store::testing::{self, both};
use crate::store::{Store, StoreError};
use sqlx::{Connection, PgConnection};

fn ids(found: &[Conversation]) -> Vec<u128> {
    found.iter().map(|c| c.id.0.as_u128()).collect()
}

fn ended(mut c: Conversation, at: i64) -> Conversation {
    c.ended_at = Some(at);
    c.why_ended = Some(Ending::Idle);
    c
}

both!(a_saved_conversation_is_loaded_whole_and_only_open_ones_by_member, |store| async {
    let mut a = waiting(1, 10, 5);
    a.place = Some(Place::Dm { channel: Snowflake(7) });
    a.member_name = "A\u{0}da \"'; 🦀".into();
    let b = ended(conversation(2, 10), 99);
    let c = Conversation { server: Some(Snowflake(3)), ..conversation(3, 10) };
    save(&store, &[&a, &b, &c]).await;
    let found = in_tx!(store, |tx| rows::open_of_members(tx, &[Snowflake(10), Snowflake(11)]));
    assert_eq!(found, [a.clone(), c.clone()]);
    assert_eq!(rows::by_ids(&store, &[c.id, a.id, ConversationId(uuid::Uuid::nil())]).await.unwrap(), [a, c]);
    assert!(rows::by_ids(&store, &[]).await.unwrap().is_empty());
});

both!(a_member_has_one_open_conversation_per_server_and_none_counts_as_one, |store| async {
    let a = conversation(1, 10);
    save(&store, &[&a]).await;
    let mut tx = store.begin().await.unwrap();
    let error = rows::save(&mut tx, &[&conversation(2, 10)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    dropped(tx).await;
    let elsewhere = Conversation { server: Some(Snowflake(3)), ..conversation(3, 10) };
    save(&store, &[&elsewhere]).await;
    // The next one may begin in the batch in which the last one ends, whatever their order.
    save(&store, &[&conversation(4, 10), &ended(a, 50)]).await;
    assert_eq!(ids(&rows::open_of_members(&store, &[Snowflake(10)]).await.unwrap()), [3, 4]);
});

both!(of_two_states_of_a_conversation_in_a_batch_the_last_counts, |store| async {
    let a = conversation(1, 10);
    let later = Conversation { misses: 2, ..a.clone() };
    save(&store, &[&a, &later]).await;
    assert_eq!(rows::by_ids(&store, &[a.id]).await.unwrap(), [later]);
});

both!(a_desk_conversation_that_was_closed_still_finds_its_conversation, |store| async {
    let mut a = conversation(1, 10);
    for (epoch, sid) in [(1, "CH1"), (2, "CH2")] {
        a.desk = Desk::Open { sid: sid.into() };
        a.desk_epoch = epoch;
        save(&store, &[&a]).await;
        save(&store, &[&a]).await;
    }
    a.desk = Desk::None;
    save(&store, &[&a]).await;
    let mut found = in_tx!(store, |tx| rows::of_desk(tx, &["CH1", "CH2", "CH3"]));
    found.sort_by(|x, y| x.0.cmp(&y.0));
    assert_eq!(found, [("CH1".to_owned(), a.clone()), ("CH2".to_owned(), a)]);
});

both!(a_thread_leads_to_its_newest_conversation, |store| async {
    let place = Some(Place::Thread { channel: Snowflake(77) });
    let old = ended(Conversation { place, ..conversation(1, 10) }, 5);
    let new = Conversation { place, ..conversation(2, 10) };
    let dm = Conversation { place: Some(Place::Dm { channel: Snowflake(78) }), ..conversation(3, 11) };
    save(&store, &[&old, &new, &dm]).await;
    assert_eq!(rows::of_threads(&store, &[Snowflake(77), Snowflake(78)]).await.unwrap(), [(Snowflake(77), new.clone())]);
    assert_eq!(in_tx!(store, |tx| rows::of_threads(tx, &[Snowflake(77)])).len(), 1);
});

both!(the_newest_conversation_of_each_member_is_found, |store| async {
    let a = ended(conversation(1, 10), 50);
    let b = ended(conversation(2, 10), 40);
    let other = ended(conversation(3, 11), 90);
    save(&store, &[&a, &b, &other, &conversation(4, 10)]).await;
    let mut newest = ids(&rows::newest_of(&store, &[Snowflake(10), Snowflake(11), Snowflake(12)]).await.unwrap());
    newest.sort_unstable();
    assert_eq!(newest, [3, 4]);
});

both!(the_queue_is_first_come_first_served_and_knows_the_average_wait, |store| async {
    let (first, second, third) = (waiting(3, 10, 100), waiting(1, 11, 200), waiting(2, 12, 200));
    save(&store, &[&first, &second, &third, &conversation(9, 13)]).await;
    let place = async |c: &Conversation| rows::queue_place(&store, Some(c.id)).await.unwrap();
    assert_eq!(place(&third).await, rows::QueuePlace { place: 3, average_wait: None });
    // Accepted after 30 and 50.
    for (n, wait) in [(20, 30), (21, 50)] {
        let mut c = waiting(n, 100 + n as u64, 1_000);
        c.owner = Owner::Agent;
        c.handover.as_mut().unwrap().accepted_at = Some(1_000 + wait);
        save(&store, &[&c]).await;
    }
    assert_eq!(place(&second).await, rows::QueuePlace { place: 2, average_wait: Some(40) });
    save(&store, &[&ended(first, 300)]).await;
    assert_eq!(place(&second).await.place, 1);
    // One that does not wait yet would come last.
    assert_eq!(place(&conversation(9, 13)).await.place, 3);
    assert_eq!(rows::queue_place(&store, None).await.unwrap().place, 3);
    assert_eq!(rows::count_by_owner(&store).await.unwrap(), [(Owner::Agent, 2), (Owner::Assistant, 1), (Owner::Queue, 2)]);
});

both!(open_conversations_are_read_page_by_page, |store| async {
    let all: Vec<_> = (1..=5).map(|n| conversation(n, n as u64)).collect();
    save(&store, &all.iter().collect::<Vec<_>>()).await;
    save(&store, &[&ended(conversation(6, 6), 1)]).await;
    let mut seen = Vec::new();
    let mut last: Option<Conversation> = None;
    loop {
        let page = rows::open_page(&store, last.as_ref(), 2).await.unwrap();
        let Some(end) = page.last() else { break };
        last = Some(end.clone());
        seen.extend(page);
    }
    assert_eq!(seen, all);
});

#[tokio::test]
async fn on_postgres_a_transaction_locks_what_it_loads() {
    testing::with_postgres(async |url, dir| {
        let store = Store::open(&url, dir.path(), testing::clock()).await.unwrap();
        save(&store, &[&conversation(1, 10), &conversation(2, 11)]).await;
        let mut tx = store.begin().await.unwrap();
        rows::open_of_members(&mut tx, &[Snowflake(10)]).await.unwrap();
        let mut other = PgConnection::connect(&url).await.unwrap();
        let free: Vec<i64> =
            sqlx::query_scalar("SELECT member FROM conversations FOR UPDATE SKIP LOCKED").fetch_all(&mut other).await.unwrap();
        assert_eq!(free, [11]);
        dropped(tx).await;
        store.close().await;
    })
    .await;
}
