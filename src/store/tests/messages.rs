use super::{conversation, in_tx, key, message, save};
use crate::domain::conversation::Conversation;
use crate::domain::file::{FileRef, FileSource};
use crate::domain::ids::{FileId, Snowflake};
use crate::domain::message::{Author, Message, Side};
use crate::domain::outcome::VendorId;
use crate::domain::person::Agent;
use crate::store::testing::both;
use crate::store::vendor_ids::NewVendorId;
use crate::store::{events, messages, vendor_ids};

both!(a_message_is_read_as_it_was_written, |store| async {
    let c = conversation(1, 10);
    let file = FileRef {
        id: FileId(uuid::Uuid::from_u128(5)),
        source: FileSource::Desk { media: "ME1".into() },
        name: "a.png".into(),
        content_type: "image/png".into(),
        size: 3,
    };
    let agent = Message {
        author: Author::Agent(Agent { identity: "lee@example.com".into(), name: Some("Lee".into()) }),
        files: vec![file],
        reply_to: Some(1),
        ..message(2, "hello 🦀 'x'")
    };
    let others =
        [message(1, ""), Message { author: Author::System, ..message(3, "s") }, Message { author: Author::Assistant, ..message(4, "a") }];
    in_tx!(store, |tx| async {
        // The order within a transaction is free.
        messages::insert(tx, &[(c.id, &agent), (c.id, &others[0]), (c.id, &others[1]), (c.id, &others[2])]).await?;
        crate::store::conversations::save(tx, &[&c]).await
    });
    let history = messages::history(&store, c.id, None, 10).await.unwrap();
    assert_eq!(history, [others[0].clone(), agent.clone(), others[1].clone(), others[2].clone()]);
    assert_eq!(messages::history(&store, c.id, Some(3), 1).await.unwrap(), std::slice::from_ref(&agent));
    assert_eq!(messages::get(&store, &[key(1, 2), key(1, 9), key(2, 1)]).await.unwrap(), [(c.id, agent)]);
});

both!(a_nul_in_a_text_does_no_harm, |store| async {
    let c = conversation(1, 10);
    save(&store, &[&c]).await;
    in_tx!(store, |tx| messages::insert(tx, &[(c.id, &message(1, "a\0b"))]));
    assert_eq!(messages::history(&store, c.id, None, 1).await.unwrap()[0].text, "ab");
});

both!(the_history_of_a_member_runs_across_conversations, |store| async {
    let old = crate::domain::conversation::Conversation { ended_at: Some(5), ..conversation(1, 10) };
    let new = conversation(2, 10);
    save(&store, &[&old, &new, &conversation(3, 11)]).await;
    in_tx!(store, |tx| messages::insert(
        tx,
        &[(old.id, &message(1, "a")), (old.id, &message(2, "b")), (new.id, &message(1, "c")), (conversation(3, 11).id, &message(1, "x"))]
    ));
    let texts: Vec<String> = messages::of_member(&store, Snowflake(10), 2).await.unwrap().into_iter().map(|(_, m)| m.text).collect();
    assert_eq!(texts, ["b", "c"]);
});

both!(a_session_is_of_one_member_and_server_and_has_a_beginning, |store| async {
    let here = |n, ended_at| Conversation { server: Some(Snowflake(7)), ended_at, ..conversation(n, 10) };
    let (long_ago, before, now, elsewhere) = (here(1, Some(40)), here(2, Some(200)), here(3, None), conversation(4, 10));
    let other = Conversation { server: Some(Snowflake(7)), ..conversation(5, 11) };
    save(&store, &[&long_ago, &before, &now, &elsewhere, &other]).await;
    let at = |seq, at, text: &str| Message { at, ..message(seq, text) };
    let answer = Message { author: Author::Assistant, ..at(2, 120, "answer") };
    let note = Message { author: Author::Note, ..at(3, 121, "note") };
    in_tx!(store, |tx| messages::insert(
        tx,
        &[
            (long_ago.id, &at(1, 30, "long ago")),
            (before.id, &at(1, 99, "too early")),
            (before.id, &answer),
            (before.id, &note),
            (now.id, &at(1, 210, "asked")),
            (now.id, &Message { deleted_at: Some(230), ..at(2, 220, "taken back") }),
            (now.id, &at(3, 240, "asked again")),
            (elsewhere.id, &at(1, 250, "elsewhere")),
            (other.id, &at(1, 260, "somebody else")),
        ]
    ));
    let session = async |limit| {
        let found = messages::of_session(&store, Snowflake(10), Some(Snowflake(7)), 100, limit).await.unwrap();
        found.into_iter().map(|(_, m)| m.text).collect::<Vec<_>>()
    };
    assert_eq!(session(10).await, ["answer", "asked", "asked again"]);
    assert_eq!(session(2).await, ["asked", "asked again"]);
});

both!(every_text_of_a_message_is_kept, |store| async {
    let c = conversation(1, 10);
    save(&store, &[&c]).await;
    in_tx!(store, |tx| messages::insert(tx, &[(c.id, &message(1, "first"))]));
    assert_eq!(in_tx!(store, |tx| messages::replace_text(tx, key(1, 1), "second", 20)), Some(1));
    assert_eq!(in_tx!(store, |tx| messages::replace_text(tx, key(1, 1), "third", 30)), Some(2));
    assert_eq!(in_tx!(store, |tx| messages::replace_text(tx, key(1, 2), "x", 30)), None);
    let old: Vec<_> =
        messages::versions(&store, key(1, 1)).await.unwrap().into_iter().map(|v| (v.version, v.text, v.replaced_at)).collect();
    assert_eq!(old, [(0, "first".to_owned(), 20), (1, "second".to_owned(), 30)]);
    in_tx!(store, |tx| messages::mark_deleted(tx, &[key(1, 1), key(1, 7)], 40));
    in_tx!(store, |tx| messages::mark_deleted(tx, &[key(1, 1)], 50));
    let now = &messages::history(&store, c.id, None, 1).await.unwrap()[0];
    assert_eq!((now.text.as_str(), now.version, now.deleted_at), ("third", 2, Some(40)));
});

both!(a_message_without_its_conversation_is_refused_at_the_latest_at_the_commit, |store| async {
    let mut tx = store.begin().await.unwrap();
    messages::insert(&mut tx, &[(conversation(1, 1).id, &message(1, "x"))]).await.unwrap();
    assert!(tx.commit().await.is_err());
    // The store is still of use.
    store.check().await.unwrap();
});

both!(vendor_ids_lead_both_ways_and_the_first_writer_wins, |store| async {
    let id = |side, id, seq, part| NewVendorId { side, id, key: key(1, seq), part, position: Some(seq) };
    in_tx!(store, |tx| vendor_ids::insert(
        tx,
        &[id(Side::Discord, "12", 1, 1), id(Side::Discord, "11", 1, 0), id(Side::Desk, "11", 2, 0), id(Side::Discord, "13", 3, 0)]
    ));
    in_tx!(store, |tx| vendor_ids::insert(tx, &[id(Side::Discord, "11", 9, 0)]));
    let mut found = vendor_ids::find(&store, Side::Discord, &["11", "13", "14"]).await.unwrap();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, [("11".to_owned(), key(1, 1)), ("13".to_owned(), key(1, 3))]);
    let of = in_tx!(store, |tx| vendor_ids::of(tx, key(1, 1).conversation, &[1, 2, 3], Side::Discord));
    let part = |part, id: &str, seq| VendorId { part, id: id.into(), position: Some(seq) };
    assert_eq!(of, [(1, vec![part(0, "11", 1), part(1, "12", 1)]), (3, vec![part(0, "13", 3)])]);
    let between =
        async |after, before| vendor_ids::count_between(&store, key(1, 1).conversation, Side::Discord, after, before).await.unwrap();
    assert_eq!((between(0, 4).await, between(1, 4).await, between(1, 3).await), (3, 1, 0));
});

both!(a_cursor_only_goes_forward, |store| async {
    in_tx!(store, |tx| vendor_ids::advance(tx, &[("a", 5), ("b", 1), ("a", 3)]));
    in_tx!(store, |tx| vendor_ids::advance(tx, &[("a", 4), ("b", 2)]));
    let mut found = vendor_ids::cursors(&store, &["a", "b", "c"]).await.unwrap();
    found.sort();
    assert_eq!(found, [("a".to_owned(), 5), ("b".to_owned(), 2)]);
});

both!(an_event_is_new_once_also_within_its_batch, |store| async {
    let event = |source| events::NewEvent { source, kind: "timer", at: 7, conversation: None };
    assert_eq!(in_tx!(store, |tx| events::insert_new(tx, &[event("a"), event("b"), event("a")])), [true, true, false]);
    assert_eq!(in_tx!(store, |tx| events::insert_new(tx, &[event("c"), event("b")])), [true, false]);
    assert!(in_tx!(store, |tx| events::insert_new(tx, &[])).is_empty());
    assert_eq!(events::known(&store, &["a", "x"]).await.unwrap(), ["a".to_owned()].into());
    assert_eq!(in_tx!(store, |tx| events::prune(tx, 8, 2)), 2);
    assert_eq!(in_tx!(store, |tx| events::prune(tx, 7, 9)), 0);
});

both!(the_furthest_cursors_of_a_kind_come_first, |store| async {
    in_tx!(store, |tx| vendor_ids::advance(tx, &[("discord:1", 5), ("discord:22", 9), ("other:1", 99), ("discord:3", 7)]));
    let found = vendor_ids::furthest(&store, "discord:", 2).await.unwrap();
    assert_eq!(found, [("discord:22".to_owned(), 9), ("discord:3".to_owned(), 7)]);
});
