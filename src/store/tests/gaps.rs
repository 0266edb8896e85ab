use super::in_tx;
use crate::domain::gap::{NewGap, Why};
use crate::domain::ids::{GapId, Snowflake};
use crate::store::Store;
use crate::store::gaps::{self, GapState};
use crate::store::testing::{NOW, both, clock};
use uuid::Uuid;

fn asked(n: u128, server: u64, same: &str, why: Why) -> NewGap {
    let server = Some(Snowflake(server)).filter(|s| s.0 != 0);
    NewGap { id: GapId(Uuid::from_u128(n)), server, same: same.into(), language: Some("en".into()), text: format!("{same}?"), why }
}

both!(equal_questions_of_a_server_are_counted_together, |url, dir| async {
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    let all = [
        asked(1, 9, "refund", Why::Nothing),
        asked(2, 9, "refund", Why::Down),
        asked(3, 8, "refund", Why::Hushed),
        asked(4, 0, "dm", Why::Nothing),
    ];
    in_tx!(store, |tx| gaps::note(tx, &all));
    let here = gaps::list(&store, Some(Snowflake(9)), 10).await.unwrap();
    assert_eq!(here.len(), 1);
    assert_eq!((here[0].nothing, here[0].down, here[0].hushed, here[0].times()), (1, 1, 0, 2));
    assert_eq!((here[0].first_at, here[0].last_at, here[0].text.as_str()), (NOW, NOW, "refund?"));
    let everywhere = gaps::list(&store, None, 10).await.unwrap();
    assert_eq!(everywhere.len(), 3);
    assert_eq!(everywhere.iter().filter(|gap| gap.server.is_none()).count(), 1);
    store.close().await;
});

both!(what_is_settled_leaves_the_list_until_it_is_asked_in_vain_again, |url, dir| async {
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    in_tx!(store, |tx| gaps::note(tx, &[asked(1, 9, "a", Why::Nothing), asked(2, 9, "b", Why::Nothing)]));
    let ids = [GapId(Uuid::from_u128(1)), GapId(Uuid::from_u128(2)), GapId(Uuid::from_u128(3))];
    assert_eq!(in_tx!(store, |tx| gaps::set_state(tx, &ids[..1], GapState::Settled)), 1);
    assert_eq!(in_tx!(store, |tx| gaps::set_state(tx, &ids[1..], GapState::Ignored)), 1);
    let states = |list: Vec<gaps::Gap>| list.into_iter().map(|gap| (gap.id.0.as_u128(), gap.state)).collect::<Vec<_>>();
    assert_eq!(states(gaps::list(&store, None, 10).await.unwrap()), [(2, GapState::Ignored)]);
    in_tx!(store, |tx| gaps::note(tx, &[asked(7, 9, "a", Why::Nothing), asked(8, 9, "b", Why::Nothing)]));
    let again = states(gaps::list(&store, None, 10).await.unwrap());
    assert_eq!(again, [(2, GapState::Ignored), (1, GapState::Open)], "what is ignored stays so");
    store.close().await;
});

both!(gaps_are_forgotten_after_their_time, |url, dir| async {
    let store = Store::open(&url, dir.path(), clock()).await.unwrap();
    in_tx!(store, |tx| gaps::note(tx, &[asked(1, 9, "a", Why::Nothing), asked(2, 9, "b", Why::Nothing)]));
    assert_eq!(in_tx!(store, |tx| gaps::prune(tx, NOW, 10)), 0);
    assert_eq!(in_tx!(store, |tx| gaps::prune(tx, NOW + 1, 1)), 1);
    assert_eq!(in_tx!(store, |tx| gaps::prune(tx, NOW + 1, 10)), 1);
    store.close().await;
});
