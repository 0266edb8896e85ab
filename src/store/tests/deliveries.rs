use super::{conversation, in_tx, key};
use crate::domain::delivery::{Delivery, LaneKind};
use crate::domain::event::Timer;
use crate::domain::ids::Key;
use crate::store::attempts::{self, NewAttempt};
use crate::store::deliveries::{self, Backlog, NewDelivery, Postponed};
use crate::store::testing::both;
use crate::store::timers::{self, Running};

fn new(key: Key, delivery: &Delivery, created_at: i64) -> NewDelivery<'_> {
    NewDelivery { key, delivery, created_at, not_before: 0 }
}

both!(a_delivery_lives_from_its_writing_to_its_settling, |store| async {
    let (close, react) = (Delivery::CloseDesk { sid: "CH1".into() }, Delivery::React { to: 1, emoji: "✅".into() });
    in_tx!(store, |tx| deliveries::insert(tx, &[new(key(1, 2), &close, 20), new(key(1, 1), &react, 10), new(key(2, 1), &close, 5)]));
    let all = deliveries::pending_page(&store, None, 10).await.unwrap();
    assert_eq!(all.iter().map(|d| d.key).collect::<Vec<_>>(), [key(1, 1), key(1, 2), key(2, 1)]);
    assert_eq!((&all[0].delivery, all[0].lane, all[0].attempts, all[0].doubtful), (&react, LaneKind::Discord, 0, false));
    assert_eq!(deliveries::pending_page(&store, Some(key(1, 1)), 1).await.unwrap(), [all[1].clone()]);

    let again = Postponed { key: key(1, 2), attempts: 3, not_before: 99, doubtful: true, why: "502" };
    in_tx!(store, |tx| deliveries::postpone(tx, &[again, Postponed { key: key(7, 7), ..again }]));
    in_tx!(store, |tx| deliveries::settle(tx, &[key(1, 1), key(9, 9)]));
    let all = deliveries::pending_page(&store, None, 10).await.unwrap();
    assert_eq!(all.len(), 2);
    let postponed = &all[0];
    assert_eq!((postponed.attempts, postponed.not_before, postponed.doubtful, postponed.why.as_deref()), (3, 99, true, Some("502")));
});

both!(a_dead_delivery_waits_to_be_revived, |store| async {
    let close = Delivery::CloseDesk { sid: "CH1".into() };
    in_tx!(store, |tx| deliveries::insert(tx, &[new(key(1, 1), &close, 10), new(key(1, 2), &close, 20), new(key(1, 3), &close, 15)]));
    in_tx!(store, |tx| deliveries::bury(tx, &[(key(1, 2), "refused"), (key(1, 1), "gave up")]));
    let dead = deliveries::dead(&store, 10).await.unwrap();
    assert_eq!(
        dead.iter().map(|d| (d.key, d.why.as_deref().unwrap())).collect::<Vec<_>>(),
        [(key(1, 1), "gave up"), (key(1, 2), "refused")]
    );
    assert_eq!(deliveries::backlog(&store).await.unwrap(), [Backlog { lane: LaneKind::Desk, pending: 1, dead: 2, oldest: Some(15) }]);
    let revived = in_tx!(store, |tx| deliveries::revive(tx, key(1, 2))).unwrap();
    assert_eq!((revived.key, revived.attempts), (key(1, 2), 0));
    assert_eq!(in_tx!(store, |tx| deliveries::revive(tx, key(1, 2))), None);
    assert_eq!(deliveries::pending_page(&store, None, 10).await.unwrap().len(), 2);
});

both!(tries_are_listed_in_order_and_forgotten_in_time, |store| async {
    let attempt = |n, at, why| NewAttempt { key: key(1, 1), n, at, outcome: "later", why };
    in_tx!(store, |tx| attempts::insert(tx, &[attempt(2, 20, "b"), attempt(1, 10, "a")]));
    in_tx!(store, |tx| attempts::insert(tx, &[attempt(2, 30, "c")]));
    let list: Vec<_> = attempts::list(&store, key(1, 1)).await.unwrap().into_iter().map(|a| (a.n, a.at, a.why)).collect();
    assert_eq!(list, [(1, 10, "a".to_owned()), (2, 30, "c".to_owned())]);
    assert_eq!(in_tx!(store, |tx| attempts::prune(tx, 25, 10)), 1);
    assert_eq!(attempts::list(&store, key(1, 1)).await.unwrap().len(), 1);
});

both!(a_timer_runs_until_it_is_cleared_and_can_be_moved, |store| async {
    let id = conversation(1, 1).id;
    let timer = |timer, due| Running { conversation: id, timer, due };
    assert_eq!(timers::next_due(&store).await.unwrap(), None);
    in_tx!(store, |tx| timers::set(tx, &[timer(Timer::Idle, 50), timer(Timer::Ask, 10), timer(Timer::Ask, 20)]));
    assert_eq!(timers::next_due(&store).await.unwrap(), Some(20));
    in_tx!(store, |tx| timers::set(tx, &[timer(Timer::Ask, 60)]));
    assert_eq!(timers::due(&store, 60, 10).await.unwrap(), [timer(Timer::Idle, 50), timer(Timer::Ask, 60)]);
    assert_eq!(timers::due(&store, 60, 1).await.unwrap().len(), 1);
    assert!(timers::due(&store, 49, 10).await.unwrap().is_empty());
    in_tx!(store, |tx| timers::clear(tx, &[(id, Timer::Idle), (id, Timer::Wrapup)]));
    assert_eq!(timers::of(&store, id).await.unwrap(), [timer(Timer::Ask, 60)]);
});
