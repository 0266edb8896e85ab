use super::{dropped, in_tx};
use crate::domain::appointment::Appointment;
use crate::domain::case::{Actor, Answered, Case, CaseKind, CaseNumber, CaseState, Entry, Happened, Priority, Rating};
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::{CaseId, ConversationId, DraftId, Snowflake};
use crate::domain::intake::Draft;
use crate::domain::person::Member;
use crate::store::cases::{self, Filter};
use crate::store::sql::Arg;
use crate::store::testing::{both, clock};
use crate::store::{Store, StoreError, appointments};
use sqlx::SqlSafeStr;
use uuid::Uuid;

fn case(n: u128, kind: CaseKind) -> Case {
    let number = CaseNumber { kind, number: i64::try_from(n).unwrap() };
    Case::open(CaseId(Uuid::from_u128(n)), number, Snowflake(1), (Snowflake(2), "Ada"), "Cannot log in".into(), 9)
}

both!(a_case_comes_back_with_everything, |store| async {
    let full = Case {
        answers: vec![Answered { key: "where".into(), label: "Where?".into(), text: "iPhone".into() }],
        owner: Some("maya".into()),
        priority: Priority::Urgent,
        tags: vec!["ios".into()],
        votes: 3,
        rating: Some(Rating { stars: 5, line: Some("kind".into()) }),
        reopened: 1,
        talks: vec![ConversationId(Uuid::from_u128(7))],
        version: 8,
        seq: 4,
        ..case(1, CaseKind::Bug)
    };
    in_tx!(store, |tx| cases::save(tx, &[&full]));
    assert_eq!(cases::by_ids(&store, &[full.id]).await.unwrap(), [full]);
});

both!(pages_go_from_the_newest_to_the_oldest_and_keep_to_what_is_asked, |store| async {
    let mut all: Vec<Case> = (1..=5).map(|n| case(n, CaseKind::Bug)).collect();
    all[1].put(CaseState::Solved, 5);
    all[2].owner = Some("maya".into());
    all[3].server = Snowflake(2);
    in_tx!(store, |tx| cases::save(tx, &all.iter().collect::<Vec<_>>()));
    let numbers = |found: Vec<Case>| found.iter().map(|c| c.number.number).collect::<Vec<_>>();
    let any = Filter::default();
    assert_eq!(numbers(cases::page(&store, &any, None, 2).await.unwrap()), [5, 4]);
    assert_eq!(numbers(cases::page(&store, &any, Some(all[3].id), 9).await.unwrap()), [3, 2, 1]);
    for (filter, expected) in [
        (Filter { server: Some(Snowflake(1)), ..any }, vec![5, 3, 2, 1]),
        (Filter { state: Some(CaseState::Solved), ..any }, vec![2]),
        (Filter { owner: Some("maya"), ..any }, vec![3]),
        (Filter { kind: Some(CaseKind::Feature), ..any }, vec![]),
        (Filter { member: Some(Snowflake(2)), server: Some(Snowflake(2)), ..any }, vec![4]),
    ] {
        assert_eq!(numbers(cases::page(&store, &filter, None, 9).await.unwrap()), expected, "{filter:?}");
    }
    assert_eq!(numbers(cases::open_of_kind(&store, Snowflake(1), CaseKind::Bug, 9).await.unwrap()), [5, 3, 1]);
    assert_eq!(numbers(cases::of_member(&store, Snowflake(2), Some(Snowflake(1)), 2).await.unwrap()), [5, 3]);
    assert_eq!(numbers(cases::with_number(&store, all[0].number).await.unwrap()), [1]);
});

both!(a_history_is_read_in_order_and_written_once, |store| async {
    let bug = case(1, CaseKind::Bug);
    let entry = |version, what| Entry { case: bug.id, version, at: 9, by: Actor::System, source: "test".into(), what };
    let (first, second) = (entry(1, Happened::Opened), entry(2, Happened::Noted { text: "seen".into() }));
    let mut tx = store.begin().await.unwrap();
    // The case may come after its history within a transaction.
    cases::remember(&mut tx, &[&second, &first]).await.unwrap();
    cases::save(&mut tx, &[&bug]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(cases::history(&store, bug.id, 0, 9).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(cases::history(&store, bug.id, 1, 9).await.unwrap(), [second]);
    let mut tx = store.begin().await.unwrap();
    let error = cases::remember(&mut tx, &[&first]).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
    dropped(tx).await;
});

both!(a_member_votes_once, |store| async {
    let bug = case(1, CaseKind::Bug);
    in_tx!(store, |tx| cases::save(tx, &[&bug]));
    in_tx!(store, |tx| cases::vote(tx, &[(bug.id, Snowflake(5), 1), (bug.id, Snowflake(4), 1)]));
    in_tx!(store, |tx| cases::vote(tx, &[(bug.id, Snowflake(5), 2)]));
    assert_eq!(cases::voters(&store, bug.id).await.unwrap(), [Snowflake(4), Snowflake(5)]);
});

both!(a_draft_waits_until_it_is_dropped, |store| async {
    let member = Member { id: Snowflake(2), name: "Ada".into(), locale: None };
    let id = DraftId(Uuid::from_u128(3));
    let (title, server) = ("Crash".to_owned(), Snowflake(1));
    let draft = Draft { id, server, member, kind: CaseKind::Bug, title, answers: vec![], files: vec![], at: 9 };
    in_tx!(store, |tx| cases::keep_drafts(tx, &[&draft, &draft]));
    assert_eq!(in_tx!(store, |tx| cases::draft(tx, id)), Some(draft));
    in_tx!(store, |tx| cases::drop_drafts(tx, &[id]));
    assert_eq!(cases::draft(&store, id).await.unwrap(), None);
});

both!(an_appointment_is_made_anew_kept_and_forgotten, |store| async {
    let event = Event { source: String::new(), at: 0, subject: Subject::Integration, body: Body::DeskClosed };
    let at = |name: &str, due| Appointment { name: name.into(), due, event: event.clone() };
    in_tx!(store, |tx| appointments::make(tx, &[&at("a", 5), &at("b", 7)]));
    in_tx!(store, |tx| appointments::make(tx, &[&at("a", 6)]));
    assert_eq!(appointments::next_due(&store).await.unwrap(), Some(6));
    assert_eq!(appointments::due(&store, 6, 9).await.unwrap(), [at("a", 6)]);
    in_tx!(store, |tx| appointments::forget(tx, &["a", "gone"]));
    assert_eq!(appointments::due(&store, 9, 9).await.unwrap(), [at("b", 7)]);
});

both!(cases_from_before_there_were_states_are_read, |url, dir| async {
    let store = Store::open_at(&url, dir.path(), clock(), 1).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let insert = "INSERT INTO cases (id, server, kind, number, member, state, title, opened_at, solved_at) VALUES \
        ($1, 1, 'help', 1, 2, 'open', 'old', 5, NULL), ($2, 1, 'help', 2, 3, 'solved', 'older', 3, 4)";
    tx.run(insert.into_sql_str(), [1, 2].map(|n| Arg::Uuid(Some(Uuid::from_u128(n)))).to_vec()).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    let open = cases::open_of(&store, Snowflake(2), Snowflake(1)).await.unwrap().unwrap();
    assert_eq!((open.state, open.changed_at, open.version), (CaseState::WaitingForUs, 5, 1));
    let solved = cases::of_member(&store, Snowflake(3), None, 9).await.unwrap().remove(0);
    assert_eq!((solved.state, solved.changed_at, solved.solved_at), (CaseState::Solved, 4, Some(4)));
    store.close().await;
});
