//! The one door in: a bounded queue in front of the committer.

use crate::domain::clock::Millis;
use crate::domain::delivery::{Delivery, Reply};
use crate::domain::event::Event;
use crate::domain::ids::Key;
use crate::domain::outcome::Outcome;
use tokio::sync::{mpsc, oneshot};

/// The handle with which adapters bring events in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inlet {
    queue: mpsc::Sender<Incoming>,
}

/// Something waiting for its commit.
#[derive(Debug)]
pub enum Incoming {
    Event { event: Box<Event>, answer: oneshot::Sender<Result<Reply, InletError>> },
    Settlement { settlement: Box<Settlement>, answer: oneshot::Sender<Result<(), InletError>> },
}

/// What the deliverer reports of one try.
#[derive(Clone, Debug)]
pub struct Settlement {
    pub key: Key,
    pub delivery: Delivery,
    pub outcome: Outcome,
    /// Tries so far, this one included.
    pub attempts: u32,
    pub then: Then,
}

/// What becomes of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Over: done, or not worth keeping.
    Remove,
    /// Again at this time.
    Again { at: Millis, doubtful: bool },
    /// Again in its turn, once an opening has gone ahead of it.
    Blocked { at: Millis },
    /// Kept as a dead letter, for a person to look at and to retry.
    Bury,
}

/// Why an event could not be taken in. The origin must hear an error, so that it tries again or catch-up finds the event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InletError {
    /// The program is stopping.
    #[error("the relay is stopping")]
    Stopping,
    /// The database did not take the commit.
    #[error("the event could not be stored: {0}")]
    Storage(String),
}

impl Inlet {
    /// A handle and the queue behind it. At most `depth` events wait; more make their bringers wait.
    pub fn channel(depth: usize) -> (Self, mpsc::Receiver<Incoming>) {
        let (queue, receiver) = mpsc::channel(depth);
        (Self { queue }, receiver)
    }

    /// Brings an event in and waits until it is committed. A repeat is answered like a success, with the default reply.
    ///
    /// # Errors
    /// When it is not on disk: the caller must not acknowledge it to the vendor.
    pub async fn submit(&self, event: Event) -> Result<Reply, InletError> {
        self.enqueue(event).await?.await
    }

    /// Puts an event in its place in the queue and returns at once; the answer comes when it is committed. For bringers whose
    /// events must keep their order without each waiting for the one before.
    ///
    /// # Errors
    /// When the relay is stopping.
    pub async fn enqueue(&self, event: Event) -> Result<impl Future<Output = Result<Reply, InletError>> + Send + use<>, InletError> {
        let (answer, done) = oneshot::channel();
        self.queue.send(Incoming::Event { event: Box::new(event), answer }).await.map_err(|_| InletError::Stopping)?;
        Ok(async move { done.await.map_err(|_| InletError::Stopping)? })
    }

    /// Records how a try ended, and waits for the commit.
    ///
    /// # Errors
    /// When it is not on disk: the try must be reported again, or it will be repeated after a restart.
    pub async fn settle(&self, settlement: Settlement) -> Result<(), InletError> {
        let (answer, done) = oneshot::channel();
        let settlement = Box::new(settlement);
        self.queue.send(Incoming::Settlement { settlement, answer }).await.map_err(|_| InletError::Stopping)?;
        done.await.map_err(|_| InletError::Stopping)?
    }

    /// How many more events the queue takes before bringers have to wait.
    pub fn room(&self) -> usize {
        self.queue.capacity()
    }
}
