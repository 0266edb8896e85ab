//! When to try again, and when to stop trying.

use crate::domain::clock::Millis;
use crate::domain::delivery::Delivery;
use crate::domain::ids::Key;
use crate::domain::outcome::{Missing, Outcome, Refusal};
use crate::relay::inlet::Then;

/// The first pause; each further one is twice as long.
const FIRST_MS: Millis = 250;
/// No pause is longer: a side that was down for an hour is served again within a minute of its return.
const LONGEST_MS: Millis = 60_000;
/// A vendor may ask for a longer pause, but not for ever.
const LONGEST_ASKED_MS: Millis = 6 * 3_600_000;
/// What could not be delivered for so long is given up.
const GIVE_UP_MS: Millis = 24 * 3_600_000;

/// What the deliverer knows of one row besides its outcome.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub key: Key,
    /// Tries so far, this one included.
    pub attempts: u32,
    pub max_attempts: u32,
    pub written_at: Millis,
    pub now: Millis,
    /// Other deliveries to the same side have succeeded since this one first failed: it is this one that is at fault.
    pub others_succeed: bool,
}

/// What becomes of a delivery after a try that ended like this.
pub fn then(delivery: &Delivery, outcome: &Outcome, record: Record) -> Then {
    match outcome {
        Outcome::Done(_) => Then::Remove,
        Outcome::Refused { refusal: Refusal::Overtaken, .. } => Then::Remove,
        _ if about_the_place(outcome) && !delivery.goes_first() && !delivery.is_courtesy() && !delivery.is_in_passing() => {
            // The first time the way is opened anew at once; if that does not help, with pauses.
            let at = if record.attempts <= 2 { record.now } else { record.now + pause(record.key, record.attempts) };
            if record.attempts >= record.max_attempts { Then::Bury } else { Then::Blocked { at } }
        }
        Outcome::Gone { what: Missing::Message | Missing::Interaction | Missing::Member | Missing::File, .. } => Then::Remove,
        Outcome::Refused { .. } | Outcome::Gone { .. } => finish(delivery),
        Outcome::Later { after_ms, .. } => again(delivery, record, *after_ms, false),
        Outcome::Unknown { .. } => again(delivery, record, None, true),
    }
}

fn about_the_place(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Refused { refusal: Refusal::DmsClosed, .. } | Outcome::Gone { what: Missing::DeskClosed | Missing::Place, .. }
    )
}

fn again(delivery: &Delivery, record: Record, asked_ms: Option<Millis>, doubtful: bool) -> Then {
    let poison = record.attempts >= record.max_attempts && record.others_succeed && asked_ms.is_none();
    let courtesy = delivery.is_courtesy() && record.attempts >= 5;
    if poison || courtesy || record.now - record.written_at >= GIVE_UP_MS {
        return finish(delivery);
    }
    let wait = asked_ms.map_or_else(|| pause(record.key, record.attempts), |ms| ms.clamp(0, LONGEST_ASKED_MS));
    Then::Again { at: record.now + wait, doubtful }
}

fn finish(delivery: &Delivery) -> Then {
    if delivery.is_courtesy() || delivery.is_in_passing() { Then::Remove } else { Then::Bury }
}

/// Doubling pauses with a spread of a quarter each way, so that a thousand lanes that failed together do not return together. The
/// spread is taken from the key: the same row pauses the same, on every run.
fn pause(key: Key, attempts: u32) -> Millis {
    let doubled = FIRST_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20)).min(LONGEST_MS);
    let mut hash = key.conversation.0.as_u128() as u64 ^ key.seq.unsigned_abs().rotate_left(17) ^ u64::from(attempts);
    hash = (hash ^ (hash >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let spread = i64::try_from(hash >> 40).unwrap_or(0) % (doubled / 2).max(1);
    doubled - doubled / 4 + spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::ConversationId;
    use crate::domain::outcome::Receipt;

    fn record(attempts: u32) -> Record {
        let key = Key { conversation: ConversationId(uuid::Uuid::from_u128(7)), seq: 3 };
        Record { key, attempts, max_attempts: 12, written_at: 0, now: 1_000, others_succeed: false }
    }

    fn mark() -> Delivery {
        Delivery::Mark { attributes: serde_json::Map::new() }
    }

    fn later(after_ms: Option<Millis>) -> Outcome {
        Outcome::Later { why: "busy".into(), after_ms }
    }

    #[test]
    fn what_is_done_is_removed() {
        assert_eq!(then(&mark(), &Outcome::Done(Receipt::default()), record(1)), Then::Remove);
    }

    #[test]
    fn pauses_double_and_stay_within_a_minute_and_a_quarter() {
        for attempts in 1..40 {
            let ms = pause(record(attempts).key, attempts);
            let doubled = (250_i64 << (attempts - 1).min(20)).min(60_000);
            assert!(ms >= doubled * 3 / 4 && ms <= doubled * 5 / 4, "{attempts}: {ms}");
        }
    }

    #[test]
    fn a_vendor_that_names_a_time_is_obeyed_within_reason() {
        assert_eq!(then(&mark(), &later(Some(1_500)), record(1)), Then::Again { at: 2_500, doubtful: false });
        let far = then(&mark(), &later(Some(i64::MAX)), record(1));
        assert_eq!(far, Then::Again { at: 1_000 + LONGEST_ASKED_MS, doubtful: false });
    }

    #[test]
    fn a_side_that_is_down_is_waited_for_and_a_poisoned_row_is_set_aside() {
        assert!(matches!(then(&mark(), &later(None), record(200)), Then::Again { .. }));
        assert_eq!(then(&mark(), &later(None), Record { others_succeed: true, ..record(12) }), Then::Bury);
        assert_eq!(then(&mark(), &later(None), Record { now: GIVE_UP_MS, ..record(3) }), Then::Bury);
    }

    #[test]
    fn an_unknown_outcome_is_looked_into_before_the_next_try() {
        assert!(matches!(then(&mark(), &Outcome::Unknown { why: String::new() }, record(1)), Then::Again { doubtful: true, .. }));
    }

    #[test]
    fn a_closed_place_blocks_and_a_lost_courtesy_is_forgotten() {
        let closed = Outcome::Gone { why: String::new(), what: Missing::DeskClosed };
        assert_eq!(then(&mark(), &closed, record(1)), Then::Blocked { at: 1_000 });
        let react = Delivery::React { to: 1, emoji: "👀".into() };
        let forbidden = Outcome::Refused { why: String::new(), refusal: Refusal::Forbidden };
        assert_eq!(then(&react, &forbidden, record(1)), Then::Remove);
        assert_eq!(then(&mark(), &forbidden, record(1)), Then::Bury);
    }
}
