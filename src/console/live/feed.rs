//! News for pages that are open, as server-sent events: something was committed, look again.

use super::super::Console;
use crate::domain::clock::{Millis, SharedClock};
use crate::relay::feed::Happening;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::convert::Infallible;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// What happens so close together is one piece of news.
const GATHERED_MS: Millis = 300;
/// After so long a page has to come again, so that whoever was signed out meanwhile stays out.
const LASTS_MS: Millis = 300_000;

/// A page that follows.
struct Follower {
    news: Receiver<Happening>,
    clock: SharedClock,
    stop: CancellationToken,
    ends_at: Millis,
    /// Number of the next event of this stream.
    next: u64,
}

impl Follower {
    /// Waits for the next piece of news; None at the end.
    async fn wait(&mut self) -> Option<()> {
        if self.next == 0 {
            // Between the making of the page and now, and during any gap, something may have happened.
            return Some(());
        }
        let told = tokio::select! {
            () = self.stop.cancelled() => return None,
            () = self.clock.until(self.ends_at) => return None,
            told = self.news.recv() => told,
        };
        // Who was too slow has missed some; that too is a reason to look again.
        if matches!(told, Err(RecvError::Closed)) {
            return None;
        }
        tokio::select! {
            () = self.stop.cancelled() => return None,
            () = self.clock.until(self.clock.now() + GATHERED_MS) => {}
        }
        self.news = self.news.resubscribe();
        Some(())
    }
}

/// `GET live/feed`
pub async fn follow(State(console): State<Console>) -> Response {
    let now = console.clock.now();
    let follower = Follower {
        news: console.feed.listen(),
        clock: console.clock.clone(),
        stop: console.stop.clone(),
        ends_at: now + LASTS_MS,
        next: 0,
    };
    let events = stream::unfold(follower, |mut follower| async move {
        follower.wait().await?;
        let event = Event::default().event("changed").id(follower.next.to_string()).data("look again");
        follower.next += 1;
        Some((Ok::<_, Infallible>(event), follower))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}
