//! Time as an argument: whoever needs the time or has to wait for it is handed a [`Clock`].
//!
//! The system clock is built in `app`; tests and the sandbox hand in one that they move by hand.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Unix time in milliseconds, the one form of time that is stored and compared.
pub type Millis = i64;

/// A boxed wait, so that [`Clock`] can be a trait object.
pub type Wait = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Millis;
    /// Completes once [`Clock::now`] has reached `at`.
    fn until(&self, at: Millis) -> Wait;
}

/// The clock as it is handed around.
pub type SharedClock = Arc<dyn Clock>;
