//! Real time that can be moved on: sockets need time that runs, stories need hours to pass.

use flexcord::domain::clock::{Clock, Millis, Wait};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// See the module.
pub struct MovableClock {
    began: Instant,
    at_beginning: Millis,
    ahead: watch::Sender<Millis>,
}

impl MovableClock {
    pub fn new() -> Self {
        // The real time of day: serenity and TLS libraries look at it on their own.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        Self { began: Instant::now(), at_beginning: Millis::try_from(now.as_millis()).unwrap(), ahead: watch::Sender::new(0) }
    }

    /// Moves on at once.
    pub fn advance(&self, ms: Millis) {
        self.ahead.send_modify(|ahead| *ahead += ms);
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Millis {
        self.at_beginning + Millis::try_from(self.began.elapsed().as_millis()).unwrap() + *self.ahead.borrow()
    }

    fn until(&self, at: Millis) -> Wait {
        let (began, at_beginning, mut ahead) = (self.began, self.at_beginning, self.ahead.subscribe());
        Box::pin(async move {
            loop {
                let now = at_beginning + Millis::try_from(began.elapsed().as_millis()).unwrap() + *ahead.borrow_and_update();
                if now >= at {
                    return;
                }
                let left = Duration::from_millis(u64::try_from(at - now).unwrap().min(3_600_000));
                // A sender that is gone moves no more; the time that is left is waited for.
                tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    Ok(()) = ahead.changed() => {}
                }
            }
        })
    }
}
