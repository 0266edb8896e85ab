use super::in_tx;
use crate::domain::case::{Case, CaseKind, CaseNumber, CaseState};
use crate::domain::ids::{CaseId, Snowflake};
use crate::store::board::{self, Filter, Owned};
use crate::store::cases;
use crate::store::testing::both;
use uuid::Uuid;

fn case(n: u128, kind: CaseKind, server: u64, state: CaseState) -> Case {
    let number = CaseNumber { kind, number: n as i64 };
    let mut case =
        Case::open(CaseId(Uuid::from_u128(n)), number, Snowflake(server), (Snowflake(n as u64), "Ana"), format!("Title {n}"), n as i64);
    case.put(state, n as i64);
    case
}

both!(the_board_finds_cases_by_what_is_asked_for, |store| async {
    let mut owned = case(1, CaseKind::Help, 1, CaseState::WaitingForUs);
    owned.owner = Some("maya".into());
    owned.tags = vec!["login".into(), "50%".into()];
    let free = case(2, CaseKind::Bug, 1, CaseState::WaitingForUs);
    let elsewhere = case(3, CaseKind::Help, 2, CaseState::WaitingForUs);
    let solved = [case(4, CaseKind::Bug, 1, CaseState::Solved), case(5, CaseKind::Bug, 1, CaseState::Solved)];
    in_tx!(store, |tx| cases::save(tx, &[&owned, &free, &elsewhere, &solved[0], &solved[1]]));
    let waiting = async |filter: Filter<'static>| {
        let found = board::in_state(&store, CaseState::WaitingForUs, &filter, 10).await.unwrap();
        found.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>()
    };
    let here = Filter { server: Some(Snowflake(1)), ..Filter::default() };
    assert_eq!(waiting(Filter::default()).await, [1, 2, 3], "longest waiting first");
    assert_eq!(waiting(here).await, [1, 2]);
    assert_eq!(waiting(Filter { owned: Owned::ByNobody, ..here }).await, [2]);
    assert_eq!(waiting(Filter { owned: Owned::By("maya"), ..here }).await, [1]);
    assert_eq!(waiting(Filter { tag: Some("login"), ..here }).await, [1]);
    assert_eq!(waiting(Filter { tag: Some("log"), ..here }).await, [] as [u128; 0]);
    assert_eq!(waiting(Filter { text: Some("TITLE 2"), ..here }).await, [2]);
    assert_eq!(waiting(Filter { text: Some("ana"), ..here }).await, [1, 2], "the member's name");
    assert_eq!(waiting(Filter { text: Some("50%"), ..here }).await, [1]);
    assert_eq!(waiting(Filter { number: Some(free.number), ..here }).await, [2]);
    assert_eq!(waiting(Filter { kind: Some(CaseKind::Bug), ..here }).await, [2]);
    let over = board::in_state(&store, CaseState::Solved, &here, 1).await.unwrap();
    assert_eq!(over, [solved[1].id], "newest first");
    let mut counted = board::count_by_state(&store, &here).await.unwrap();
    counted.sort_by_key(|(_, count)| *count);
    counted.sort_by_key(|(state, _)| state.is_open());
    assert_eq!(counted, [(CaseState::Solved, 2), (CaseState::WaitingForUs, 2)]);
});
