//! The one door in.

use crate::domain::delivery::Reply;
use crate::domain::event::Event;
use tokio::sync::{mpsc, oneshot};

/// The handle with which adapters bring events in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inlet {
    queue: mpsc::Sender<Incoming>,
}

/// An event waiting for its commit.
#[derive(Debug)]
pub struct Incoming {
    pub event: Event,
    pub answer: oneshot::Sender<Result<Reply, InletError>>,
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
        let (answer, done) = oneshot::channel();
        self.queue.send(Incoming { event, answer }).await.map_err(|_| InletError::Stopping)?;
        done.await.map_err(|_| InletError::Stopping)?
    }
}
