//! One try of one delivery: guard, look up what it refers to, carry, record.

use super::Shared;
use super::backoff::{self, Record};
use super::lanes::Row;
use crate::domain::clock::Millis;
use crate::domain::conversation::{Conversation, Desk};
use crate::domain::delivery::{Delivery, DeskAuthor, Lane, LaneKind, Respond};
use crate::domain::ids::{Key, Seq};
use crate::domain::message::Side;
use crate::domain::outcome::{Outcome, Refusal, VendorId};
use crate::relay::carrier::Job;
use crate::relay::inlet::{InletError, Settlement, Then};
use crate::store::files::{self, FileState};
use crate::store::vendor_ids;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a message waits for its files to be copied before its lane is given to others for a moment.
const FILES_MS: Millis = 200;

pub(super) struct Try {
    pub shared: Arc<Shared>,
    pub lane: Lane,
    pub row: Row,
    pub talk: Arc<Conversation>,
}

/// The end of a try, on disk.
pub(super) struct Ended {
    pub lane: Lane,
    /// The row, if it has to be tried again.
    pub again: Option<Box<Row>>,
}

pub(super) fn spawn(it: Try, ended: mpsc::UnboundedSender<Ended>) {
    tokio::spawn(async move {
        let lane = it.lane;
        // A panic in one lane must not take the others along: it counts as a try with an unknown outcome.
        let again = AssertUnwindSafe(it.run()).catch_unwind().await.unwrap_or_else(|_| {
            tracing::error!(conversation.id = %lane.conversation, "A try panicked outside the carrier");
            None
        });
        let _ = ended.send(Ended { lane, again: again.map(Box::new) });
    });
}

impl Try {
    async fn run(mut self) -> Option<Row> {
        let outcome = match self.prepare().await {
            Ok(Some(job)) => self.carry(&job).await,
            Ok(None) => {
                // Files are still being copied: not a try.
                self.row.not_before = self.shared.clock.now() + FILES_MS;
                return Some(self.row);
            }
            Err(outcome) => outcome,
        };
        self.record(outcome).await
    }

    /// The job, or `None` while files are missing, or the outcome that needs no carrier.
    async fn prepare(&mut self) -> Result<Option<Job>, Outcome> {
        let only_while = match &self.row.delivery {
            Delivery::Say(say) => say.only_while,
            Delivery::Write(write) => write.only_while,
            _ => None,
        };
        if only_while.is_some_and(|owner| owner != self.talk.owner) {
            return Err(Outcome::Refused { why: "the conversation has another owner now".into(), refusal: Refusal::Overtaken });
        }
        if self.too_late_for_the_desk() {
            return Err(Outcome::Refused { why: "the conversation is over at the desk".into(), refusal: Refusal::Overtaken });
        }
        let mut delivery = self.row.delivery.clone();
        if !self.files_ready(&mut delivery).await? {
            return Ok(None);
        }
        let refers_to = self.refers_to(&delivery).await?;
        let key = Key { conversation: self.lane.conversation, seq: self.row.seq };
        Ok(Some(Job {
            key,
            delivery,
            conversation: self.talk.clone(),
            refers_to,
            doubtful: self.row.doubtful,
            // No try can be older than the row itself.
            first_tried_at: Some(self.row.written_at),
        }))
    }

    /// Is it a notice or a mark for a desk conversation that has ended? Only what the member said still has to get somewhere.
    fn too_late_for_the_desk(&self) -> bool {
        let over = (self.talk.ended_at.is_some() || self.talk.closing_asked) && self.talk.desk == Desk::None;
        let matters = match &self.row.delivery {
            Delivery::Write(write) => write.author == DeskAuthor::Member,
            Delivery::CloseDesk { .. } => true,
            other => other.lane() != LaneKind::Desk,
        };
        over && !matters
    }

    /// Are the files copied? Those that could not be are left out; whoever sent them is told elsewhere.
    async fn files_ready(&self, delivery: &mut Delivery) -> Result<bool, Outcome> {
        let wanted = match delivery {
            Delivery::Say(say) if !say.files.is_empty() => &mut say.files,
            Delivery::Write(write) if !write.files.is_empty() => &mut write.files,
            Delivery::PostCard { files, .. } if !files.is_empty() => files,
            _ => return Ok(true),
        };
        let ids: Vec<_> = wanted.iter().map(|f| f.id).collect();
        let copies = files::by_ids(&self.shared.store, &ids).await.map_err(storage)?;
        if copies.iter().any(|copy| copy.state == FileState::Pending) {
            return Ok(false);
        }
        wanted.retain(|f| copies.iter().any(|copy| copy.id == f.id && copy.state == FileState::Stored));
        let nothing_left = match delivery {
            Delivery::Say(say) => say.files.is_empty() && say.text.trim().is_empty(),
            Delivery::Write(write) => write.files.is_empty() && write.text.trim().is_empty(),
            _ => false,
        };
        if nothing_left {
            return Err(Outcome::Refused { why: "none of its files could be copied".into(), refusal: Refusal::Overtaken });
        }
        Ok(true)
    }

    async fn refers_to(&self, delivery: &Delivery) -> Result<Vec<(Seq, Vec<VendorId>)>, Outcome> {
        let (side, seq) = match delivery {
            Delivery::Revise { of, .. } | Delivery::Retract { of } => (Side::Discord, *of),
            Delivery::Finish(say) => (Side::Discord, say.message),
            Delivery::React { to, .. } => (Side::Discord, *to),
            Delivery::Rewrite { of, .. } => (Side::Desk, *of),
            Delivery::Say(say) | Delivery::Respond(Respond { say, .. }) => match say.reply_to {
                Some(seq) => (Side::Discord, seq),
                None => return Ok(Vec::new()),
            },
            _ => return Ok(Vec::new()),
        };
        vendor_ids::of(&self.shared.store, self.lane.conversation, &[seq], side).await.map_err(storage)
    }

    async fn carry(&self, job: &Job) -> Outcome {
        let (carrier, side) = self.shared.carrier(&job.delivery);
        let Some(carrier) = carrier else {
            return Outcome::Refused { why: "no desk is configured".into(), refusal: Refusal::Forbidden };
        };
        let deadline = self.shared.clock.until(self.shared.clock.now() + self.shared.settings.try_ms);
        let work = AssertUnwindSafe(carrier.carry(job)).catch_unwind();
        let outcome = tokio::select! {
            done = work => done.unwrap_or_else(|_| Outcome::Unknown { why: "the carrier panicked".into() }),
            () = deadline => Outcome::Unknown { why: "no answer in time".into() },
        };
        if matches!(outcome, Outcome::Done(_)) {
            self.shared.last_success[side].store(self.shared.clock.now(), Ordering::Relaxed);
        }
        outcome
    }

    /// Puts the outcome on disk, however long that takes: what is not recorded would be done again.
    async fn record(mut self, outcome: Outcome) -> Option<Row> {
        let now = self.shared.clock.now();
        self.row.attempts += 1;
        let key = Key { conversation: self.lane.conversation, seq: self.row.seq };
        let (_, side) = self.shared.carrier(&self.row.delivery);
        let then = backoff::then(
            &self.row.delivery,
            &outcome,
            Record {
                key,
                attempts: self.row.attempts,
                max_attempts: self.shared.settings.max_attempts,
                written_at: self.row.written_at,
                now,
                others_succeed: self.shared.last_success[side].load(Ordering::Relaxed) > self.row.written_at,
            },
        );
        // A doubt that could not be looked into stays one.
        let then = match then {
            Then::Again { at, doubtful } => Then::Again { at, doubtful: doubtful || self.row.doubtful },
            other => other,
        };
        self.log(&outcome, then, now);
        let settlement = Settlement { key, delivery: self.row.delivery.clone(), outcome, attempts: self.row.attempts, then };
        let mut pause = 100;
        while let Err(error) = self.shared.inlet.settle(settlement.clone()).await {
            if error == InletError::Stopping {
                break;
            }
            tracing::warn!(delivery.key = %key, %error, "An outcome could not be recorded; trying again");
            self.shared.clock.until(self.shared.clock.now() + pause).await;
            pause = (pause * 2).min(5_000);
        }
        match then {
            Then::Remove | Then::Bury => None,
            Then::Again { at, doubtful } => Some(Row { not_before: at, doubtful, ..self.row }),
            Then::Blocked { at } => Some(Row { not_before: at, doubtful: false, ..self.row }),
        }
    }

    fn log(&self, outcome: &Outcome, then: Then, now: Millis) {
        use crate::telemetry::metrics;
        let side = self.lane.kind.name();
        metrics::delivery(side, outcome.name());
        if matches!(outcome, Outcome::Done(_)) {
            let ms = u64::try_from(now - self.row.written_at).unwrap_or(0);
            metrics::delivery_age(side, Duration::from_millis(ms));
        }
        let key = Key { conversation: self.lane.conversation, seq: self.row.seq };
        let (kind, why, attempts) = (self.row.delivery.kind(), outcome.why(), self.row.attempts);
        match (outcome, then) {
            (Outcome::Done(_), _) => tracing::debug!(delivery.key = %key, delivery.kind = kind, "Delivered"),
            (_, Then::Bury) => {
                tracing::error!(delivery.key = %key, delivery.kind = kind, attempts, why, "Given up: kept as a dead letter");
            }
            (_, Then::Remove) => tracing::info!(delivery.key = %key, delivery.kind = kind, why, "Dropped"),
            (_, Then::Again { .. } | Then::Blocked { .. }) => {
                tracing::warn!(delivery.key = %key, delivery.kind = kind, attempts, why, "Not delivered yet");
            }
        }
    }
}

fn storage(error: crate::store::StoreError) -> Outcome {
    Outcome::Later { why: format!("the store did not answer: {error}"), after_ms: None }
}
