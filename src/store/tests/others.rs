use super::{dropped, in_tx};
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{CaseId, ConversationId, FileId, Snowflake};
use crate::domain::person::{Member, Server};
use crate::store::articles::{self, Article};
use crate::store::files::{self, FileState, StoredFile};
use crate::store::secrets::{self, SealingKey};
use crate::store::testing::both;
use crate::store::{StoreError, cases, people, settings, stuck};
use secrecy::ExposeSecret;
use uuid::Uuid;

fn case(n: u128, number: i64, state: CaseState) -> Case {
    let number = CaseNumber { kind: CaseKind::Help, number };
    let mut case = Case::open(CaseId(Uuid::from_u128(n)), number, Snowflake(1), (Snowflake(2), "Ada"), "Cannot log in".into(), n as i64);
    case.state = state;
    case
}

both!(case_numbers_have_no_gaps_and_count_per_server, |store| async {
    let mut tx = store.begin().await.unwrap();
    assert_eq!(cases::next_number(&mut tx, Snowflake(1), CaseKind::Help).await.unwrap(), 1);
    dropped(tx).await;
    assert_eq!(in_tx!(store, |tx| cases::next_number(tx, Snowflake(1), CaseKind::Help)), 1);
    assert_eq!(in_tx!(store, |tx| cases::next_number(tx, Snowflake(1), CaseKind::Help)), 2);
    assert_eq!(in_tx!(store, |tx| cases::next_number(tx, Snowflake(2), CaseKind::Help)), 1);
});

both!(a_member_has_one_open_help_case_per_server, |store| async {
    let first = case(1, 1, CaseState::WaitingForUs);
    in_tx!(store, |tx| cases::save(tx, &[&first]));
    let mut tx = store.begin().await.unwrap();
    let error = cases::save(&mut tx, &[&case(2, 2, CaseState::WaitingForUs)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    dropped(tx).await;
    let solved = Case { state: CaseState::Solved, solved_at: Some(9), ..first.clone() };
    in_tx!(store, |tx| cases::save(tx, &[&case(2, 2, CaseState::WaitingForUs), &solved]));
    assert_eq!(cases::open_of(&store, Snowflake(2), Snowflake(1)).await.unwrap(), Some(case(2, 2, CaseState::WaitingForUs)));
    assert_eq!(in_tx!(store, |tx| cases::open_of(tx, Snowflake(2), Snowflake(9))), None);
    let filter = cases::Filter { state: Some(CaseState::Solved), ..cases::Filter::default() };
    assert_eq!(cases::page(&store, &filter, None, 5).await.unwrap(), std::slice::from_ref(&solved));
    assert_eq!(in_tx!(store, |tx| cases::by_ids(tx, &[solved.id])), std::slice::from_ref(&solved));
    assert_eq!(cases::by_number(&store, Snowflake(1), solved.number).await.unwrap(), Some(solved));
});

both!(what_is_not_told_of_a_member_stays, |store| async {
    let member = Member { id: Snowflake(5), name: "Ada".into(), locale: Some("de".into()) };
    in_tx!(store, |tx| people::save_members(tx, &[(&member, Some(Snowflake(8)))]));
    let renamed = Member { name: "Ada L".into(), locale: None, ..member.clone() };
    in_tx!(store, |tx| people::save_members(tx, &[(&member, None), (&renamed, None)]));
    let found = people::members(&store, &[Snowflake(5), Snowflake(6)]).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].member.name.as_str(), found[0].member.locale.as_deref(), found[0].dm_channel),
        ("Ada L", Some("de"), Some(Snowflake(8)))
    );
});

both!(a_server_keeps_its_settings_while_the_bot_is_away, |store| async {
    let server = Server { id: Snowflake(5), name: "Harbour".into(), help_channel: Some(Snowflake(6)) };
    in_tx!(store, |tx| people::servers_seen(tx, &[&server], 7));
    let set = serde_json::json!({"desk": "open"}).as_object().unwrap().clone();
    assert!(in_tx!(store, |tx| people::set_server_settings(tx, Snowflake(5), &set)));
    assert!(!in_tx!(store, |tx| people::set_server_settings(tx, Snowflake(6), &set)));
    in_tx!(store, |tx| people::server_gone(tx, Snowflake(5)));
    assert_eq!(people::servers(&store).await.unwrap()[0].seen_at, None);
    in_tx!(store, |tx| people::servers_seen(tx, &[&Server { help_channel: None, ..server.clone() }], 9));
    let found = people::servers(&store).await.unwrap();
    assert_eq!((&found[0].server, found[0].seen_at, &found[0].settings), (&server, Some(9), &set));
});

both!(a_stuck_event_is_kept_whole_and_taken_once, |store| async {
    let event = Event { source: "discord:message:1".into(), at: 3, subject: Subject::Integration, body: Body::DeskClosed };
    in_tx!(store, |tx| stuck::keep(tx, &event, "rule broken", 4));
    in_tx!(store, |tx| stuck::keep(tx, &event, "again", 5));
    let found = stuck::list(&store, 10).await.unwrap();
    assert_eq!((found.len(), found[0].why.as_str(), stuck::count(&store).await.unwrap()), (1, "again", 1));
    assert_eq!(in_tx!(store, |tx| stuck::take(tx, "discord:message:1")), Some(event));
    assert_eq!(in_tx!(store, |tx| stuck::take(tx, "discord:message:1")), None);
});

both!(articles_count_their_versions_and_move_the_revision, |store| async {
    let article = Article {
        id: "reset".into(),
        title: "Reset".into(),
        body: "Do this.".into(),
        language: Some("en".into()),
        tags: vec!["login".into()],
        phrasings: vec!["forgot my password".into()],
        url: None,
        servers: vec![Snowflake(4)],
    };
    assert_eq!(articles::revision(&store).await.unwrap(), 0);
    in_tx!(store, |tx| articles::upsert(tx, std::slice::from_ref(&article)));
    let first = articles::revision(&store).await.unwrap();
    in_tx!(store, |tx| articles::upsert(tx, &[article.clone(), Article { title: "New".into(), ..article.clone() }]));
    let found = articles::list(&store).await.unwrap();
    assert_eq!((found.len(), found[0].version, found[0].article.title.as_str()), (1, 2, "New"));
    assert_eq!(found[0].article, Article { title: "New".into(), ..article });
    assert!(articles::revision(&store).await.unwrap() > first);
    assert_eq!(in_tx!(store, |tx| articles::remove(tx, &["reset", "other"], "maya")), 1);
    assert!(articles::list(&store).await.unwrap().is_empty());
});

both!(files_go_from_pending_to_stored_or_failed, |store| async {
    let file = |n| StoredFile {
        id: FileId(Uuid::from_u128(n)),
        conversation: ConversationId(Uuid::from_u128(1)),
        state: FileState::Pending,
        name: "a.png".into(),
        content_type: "image/png".into(),
        size: 5,
        why: None,
        at: n as i64,
    };
    in_tx!(store, |tx| files::insert(tx, &[file(1), file(2), file(1)]));
    in_tx!(store, |tx| files::stored(tx, file(1).id, 6));
    in_tx!(store, |tx| files::failed(tx, file(2).id, "too large"));
    let found = files::by_ids(&store, &[file(1).id, file(2).id]).await.unwrap();
    assert_eq!((found[0].state, found[0].size), (FileState::Stored, 6));
    assert_eq!((found[1].state, found[1].why.as_deref()), (FileState::Failed, Some("too large")));
    assert_eq!(in_tx!(store, |tx| files::prune(tx, 2, 10)), [file(1).id]);
});

both!(secrets_and_settings_are_found_by_name, |store| async {
    let (key, other) = (SealingKey::new(Box::new([1; 32])), SealingKey::new(Box::new([2; 32])));
    in_tx!(store, |tx| secrets::put(tx, &key, "token", b"old"));
    in_tx!(store, |tx| secrets::put(tx, &key, "token", b"new"));
    assert_eq!(secrets::get(&store, &key, "token").await.unwrap().unwrap().expose_secret(), b"new");
    assert!(matches!(secrets::get(&store, &other, "token").await, Err(StoreError::WrongKey { .. })));
    in_tx!(store, |tx| secrets::remove(tx, "token"));
    assert!(secrets::get(&store, &key, "token").await.unwrap().is_none());
    in_tx!(store, |tx| settings::put(tx, "a", "1"));
    in_tx!(store, |tx| settings::put(tx, "a", "2"));
    assert_eq!(settings::get(&store, "a").await.unwrap().as_deref(), Some("2"));
    in_tx!(store, |tx| settings::remove(tx, "a"));
    assert_eq!(settings::get(&store, "a").await.unwrap(), None);
});
