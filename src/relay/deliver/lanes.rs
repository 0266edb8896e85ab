//! The lanes and who is next: plain data, without I/O, so that its order can be tested exhaustively.
//!
//! A lane serves one row at a time. Rows keep their order; openings go ahead of the others. A row that has to wait keeps its lane
//! waiting, and no other lane.

use crate::domain::clock::Millis;
use crate::domain::delivery::{Delivery, Lane};
use crate::domain::ids::{ConversationId, Seq};
use crate::store::deliveries::StoredDelivery;
use std::collections::{BTreeSet, HashMap, VecDeque};

/// A delivery that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub seq: Seq,
    pub delivery: Delivery,
    /// Tries so far.
    pub attempts: u32,
    /// An earlier try may have succeeded without our knowing.
    pub doubtful: bool,
    pub not_before: Millis,
    pub written_at: Millis,
}

impl From<StoredDelivery> for Row {
    fn from(stored: StoredDelivery) -> Self {
        Self {
            seq: stored.key.seq,
            delivery: stored.delivery,
            attempts: stored.attempts,
            doubtful: stored.doubtful,
            not_before: stored.not_before,
            written_at: stored.created_at,
        }
    }
}

#[derive(Debug, Default)]
struct State {
    rows: VecDeque<Row>,
    running: bool,
}

/// All lanes with something in them.
#[derive(Debug, Default)]
pub struct Lanes {
    lanes: HashMap<Lane, State>,
    /// Lanes that are not running, by the time their first row may be tried; equal times in order of arrival.
    ready: BTreeSet<(Millis, u64, Lane)>,
    place: HashMap<Lane, (Millis, u64)>,
    arrivals: u64,
    /// Rows in all lanes together.
    waiting: usize,
}

impl Lanes {
    /// Adds a row at the end of its lane, or ahead of what waits there if it is an opening.
    pub fn add(&mut self, conversation: ConversationId, row: Row) {
        let lane = Lane { conversation, kind: row.delivery.lane() };
        let state = self.lanes.entry(lane).or_default();
        let at =
            if row.delivery.goes_first() { state.rows.iter().take_while(|r| r.delivery.goes_first()).count() } else { state.rows.len() };
        state.rows.insert(at, row);
        self.waiting += 1;
        self.queue(lane);
    }

    /// Takes the next row whose time has come. Its lane is running until [`Lanes::finished`] or [`Lanes::put_back`].
    pub fn next(&mut self, now: Millis) -> Option<(Lane, Row)> {
        let &(at, arrival, lane) = self.ready.first()?;
        if at > now {
            return None;
        }
        self.ready.remove(&(at, arrival, lane));
        self.place.remove(&lane);
        let state = self.lanes.get_mut(&lane)?;
        let row = state.rows.pop_front()?;
        self.waiting -= 1;
        state.running = true;
        Some((lane, row))
    }

    /// When the next row may be tried.
    pub fn next_at(&self) -> Option<Millis> {
        self.ready.first().map(|(at, _, _)| *at)
    }

    /// The lane's row is settled. True if the lane is empty now.
    pub fn finished(&mut self, lane: Lane) -> bool {
        let Some(state) = self.lanes.get_mut(&lane) else { return true };
        state.running = false;
        if state.rows.is_empty() {
            self.lanes.remove(&lane);
            return true;
        }
        self.queue(lane);
        false
    }

    /// The lane's row has to be tried again: it keeps its turn, behind openings that have come meanwhile.
    pub fn put_back(&mut self, lane: Lane, row: Row) {
        let state = self.lanes.entry(lane).or_default();
        state.running = false;
        let at = if row.delivery.goes_first() { 0 } else { state.rows.iter().take_while(|r| r.delivery.goes_first()).count() };
        state.rows.insert(at, row);
        self.waiting += 1;
        self.queue(lane);
    }

    /// Rows that wait, those being tried not counted.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// When the row that has waited longest was written. Looks at the first row of every lane (the others came later), so it is not
    /// for every moment.
    pub fn oldest(&self) -> Option<Millis> {
        self.lanes.values().filter_map(|s| s.rows.front()).map(|r| r.written_at).min()
    }

    /// Does anything of this conversation wait or run?
    pub fn holds(&self, conversation: ConversationId) -> bool {
        use crate::domain::delivery::LaneKind;
        LaneKind::ALL.into_iter().any(|kind| self.lanes.contains_key(&Lane { conversation, kind }))
    }

    fn queue(&mut self, lane: Lane) {
        let Some(state) = self.lanes.get(&lane) else { return };
        let Some(first) = state.rows.front() else { return };
        if state.running {
            return;
        }
        let arrival = match self.place.get(&lane) {
            Some(&(at, _)) if at == first.not_before => return,
            Some(&(at, arrival)) => {
                self.ready.remove(&(at, arrival, lane));
                arrival
            }
            None => {
                self.arrivals += 1;
                self.arrivals
            }
        };
        self.ready.insert((first.not_before, arrival, lane));
        self.place.insert(lane, (first.not_before, arrival));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::delivery::LaneKind;
    use proptest::prelude::*;

    fn talk(n: u128) -> ConversationId {
        ConversationId(uuid::Uuid::from_u128(n))
    }

    fn row(seq: Seq) -> Row {
        Row { seq, delivery: Delivery::Retract { of: seq }, attempts: 0, doubtful: false, not_before: 0, written_at: 0 }
    }

    fn opening(seq: Seq) -> Row {
        Row { delivery: Delivery::OpenPlace { thread: None }, ..row(seq) }
    }

    #[test]
    fn a_lane_serves_one_row_at_a_time_in_order() {
        let mut lanes = Lanes::default();
        lanes.add(talk(1), row(1));
        lanes.add(talk(1), row(2));
        lanes.add(talk(2), row(1));
        let (first, one) = lanes.next(0).unwrap();
        assert_eq!((first.conversation, one.seq), (talk(1), 1));
        let (second, other) = lanes.next(0).unwrap();
        assert_eq!((second.conversation, other.seq), (talk(2), 1));
        assert!(lanes.next(0).is_none(), "both lanes are running");
        assert!(!lanes.finished(first));
        assert_eq!(lanes.next(0).unwrap().1.seq, 2);
        assert!(lanes.finished(second));
    }

    #[test]
    fn an_opening_goes_ahead_of_the_row_that_found_its_place_closed() {
        let mut lanes = Lanes::default();
        lanes.add(talk(1), row(1));
        lanes.add(talk(1), row(2));
        let (lane, blocked) = lanes.next(0).unwrap();
        lanes.add(talk(1), opening(9));
        lanes.put_back(lane, blocked);
        let mut order = Vec::new();
        while let Some((lane, row)) = lanes.next(0) {
            order.push(row.seq);
            lanes.finished(lane);
        }
        assert_eq!(order, [9, 1, 2]);
    }

    #[test]
    fn a_row_that_waits_keeps_only_its_own_lane_waiting() {
        let mut lanes = Lanes::default();
        lanes.add(talk(1), row(1));
        lanes.add(talk(1), row(2));
        let (lane, first) = lanes.next(0).unwrap();
        lanes.put_back(lane, Row { not_before: 500, ..first });
        lanes.add(talk(2), row(1));
        assert_eq!(lanes.next(0).unwrap().0.conversation, talk(2));
        assert!(lanes.next(499).is_none());
        assert_eq!(lanes.next_at(), Some(500));
        assert_eq!(lanes.next(500).unwrap().1.seq, 1);
    }

    proptest! {
        #[test]
        fn whatever_happens_every_row_is_served_once_and_in_order(
            plan in prop::collection::vec((0u128..4, 0u8..3), 1..120),
        ) {
            let mut lanes = Lanes::default();
            let mut added: HashMap<ConversationId, Seq> = HashMap::new();
            let mut served: HashMap<Lane, Vec<Seq>> = HashMap::new();
            let mut now = 0;
            for (conversation, fate) in plan {
                let id = talk(conversation);
                let seq = added.entry(id).and_modify(|s| *s += 1).or_insert(1);
                lanes.add(id, row(*seq));
                if let Some((lane, row)) = lanes.next(now) {
                    match fate {
                        0 => { served.entry(lane).or_default().push(row.seq); lanes.finished(lane); }
                        1 => lanes.put_back(lane, Row { not_before: now + 3, ..row }),
                        _ => lanes.put_back(lane, row),
                    }
                }
                now += 1;
            }
            now += 10;
            while let Some((lane, row)) = lanes.next(now) {
                served.entry(lane).or_default().push(row.seq);
                lanes.finished(lane);
            }
            for (id, last) in added {
                let lane = Lane { conversation: id, kind: LaneKind::Discord };
                prop_assert_eq!(served.get(&lane).cloned().unwrap_or_default(), (1..=last).collect::<Vec<_>>());
            }
            prop_assert_eq!(lanes.waiting(), 0);
        }
    }
}
