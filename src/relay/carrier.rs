//! What the deliverer asks of an adapter.

use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::Delivery;
use crate::domain::ids::{Key, Seq};
use crate::domain::outcome::{Outcome, VendorId};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// A boxed try, so that carriers can be trait objects.
pub type Try<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// Carries deliveries out on one side. Implemented by the adapters.
///
/// A carrier makes *one* bounded try and says how it ended; it never sleeps, never repeats by itself and never panics on what a
/// vendor answers. Waiting, repeating and giving up are the deliverer's.
pub trait Carrier: Send + Sync + 'static {
    /// Carries out `job`. When [`Job::doubtful`], an earlier try may have succeeded without our knowing: look at the side's
    /// history for its mark first, and report the finding as done.
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a>;
}

/// One delivery with everything its carrier needs.
#[derive(Clone, Debug)]
pub struct Job {
    /// Key of the delivery: what idempotency keys and marks are made from, the same for every try.
    pub key: Key,
    pub delivery: Delivery,
    /// The conversation as it stands now.
    pub conversation: Arc<Conversation>,
    /// The ids, on the carrier's side, of the messages the delivery refers to.
    pub refers_to: Vec<(Seq, Vec<VendorId>)>,
    /// An earlier try may have succeeded without our knowing.
    pub doubtful: bool,
    /// When the first try began, where known: what may be this delivery's on the other side is not older. Only looked at when
    /// [`Job::doubtful`].
    pub first_tried_at: Option<Millis>,
}

impl Job {
    /// The ids on the carrier's side of the message with this `seq`; empty if it never got there.
    pub fn ids_of(&self, seq: Seq) -> &[VendorId] {
        self.refers_to.iter().find(|(s, _)| *s == seq).map(|(_, ids)| ids.as_slice()).unwrap_or_default()
    }
}
