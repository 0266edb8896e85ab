//! The page's news: what Discord, Twilio and the relay tell, as one numbered stream of server-sent events.
//!
//! News are hints to look again, not the truth; a page that missed some is told to reload, and loses nothing. An id is `<run>-<number>`: a page
//! that outlived the program is recognised by the run and reloads too.

use crate::domain::clock::Millis;
use axum::response::sse::Event;
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast::{self, Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// How many news are kept for pages that come back.
const KEPT: usize = 1_000;

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct News {
    /// Its number in this run, counted from 1.
    pub seq: u64,
    /// `discord`, `twilio` or `relay`.
    pub source: &'static str,
    /// What that source told.
    pub told: Value,
}

struct Kept {
    last: u64,
    /// Everything up to and including this number is gone from `news`, or was never heard.
    lost: u64,
    news: VecDeque<Arc<News>>,
}

/// See the module.
pub struct Live {
    run: Millis,
    kept: Mutex<Kept>,
    live: broadcast::Sender<Arc<News>>,
    stop: CancellationToken,
}

/// What a follower gets next.
enum Next {
    News(Arc<News>),
    /// There is something that cannot be told any more: look at everything again. Holds the number that is up to date then.
    Reload(u64),
}

impl Live {
    /// A stream that nobody feeds yet. `now` tells this run from others; followers are let go when `stop` is cancelled.
    pub fn new(now: Millis, stop: CancellationToken) -> Arc<Self> {
        let kept = Kept { last: 0, lost: 0, news: VecDeque::new() };
        Arc::new(Self { run: now, kept: Mutex::new(kept), live: broadcast::channel(KEPT).0, stop })
    }

    /// Listens to one source until it ends.
    pub fn listen<T: Serialize + Clone + Send + 'static>(self: &Arc<Self>, source: &'static str, mut from: Receiver<T>) {
        let live = Arc::clone(self);
        let stop = self.stop.clone();
        let listening = async move {
            loop {
                match from.recv().await {
                    Ok(told) => live.tell(source, json!(told)),
                    Err(RecvError::Lagged(_)) => live.miss(),
                    Err(RecvError::Closed) => return,
                }
            }
        };
        tokio::spawn(async move { stop.run_until_cancelled_owned(listening).await });
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody. The number is given under the lock, so that the stream is in order.
    pub fn tell(&self, source: &'static str, told: Value) {
        let mut kept = self.kept();
        kept.last += 1;
        let news = Arc::new(News { seq: kept.last, source, told });
        kept.news.push_back(Arc::clone(&news));
        if kept.news.len() > KEPT {
            kept.news.pop_front();
            kept.lost += 1;
        }
        // Nobody listening is fine.
        let _ = self.live.send(news);
    }

    /// A source was faster than we: whoever follows must look again.
    fn miss(&self) {
        let mut kept = self.kept();
        kept.news.clear();
        kept.lost = kept.last;
        drop(kept);
        self.tell("gap", Value::Null);
    }

    /// The id up to which a snapshot taken from now on is up to date.
    pub fn id(&self) -> String {
        self.name(self.kept().last)
    }

    fn name(&self, seq: u64) -> String {
        format!("{}-{seq}", self.run)
    }

    /// The newest news of one source, oldest first, at most `count`.
    pub fn recent(&self, source: &str, count: usize) -> Vec<Arc<News>> {
        let kept = self.kept();
        let mut newest: Vec<_> = kept.news.iter().rev().filter(|news| news.source == source).take(count).cloned().collect();
        newest.reverse();
        newest
    }

    /// Everything after the news with the id `after`; from now on without one.
    pub fn follow(self: &Arc<Self>, after: Option<&str>) -> impl Stream<Item = Result<Event, Infallible>> + Send + use<> {
        let (backlog, receiver) = self.catch_up(after);
        let live = Arc::clone(self);
        let further = stream::unfold((live, receiver), async |(live, mut receiver)| {
            let next = match receiver.recv().await {
                Ok(news) => Next::News(news),
                Err(RecvError::Lagged(_)) => live.skip_ahead(&mut receiver),
                Err(RecvError::Closed) => return None,
            };
            Some((next, (live, receiver)))
        });
        let live = Arc::clone(self);
        let told = stream::iter(backlog).chain(further).map(move |next| Ok(live.event(next)));
        told.take_until(self.stop.clone().cancelled_owned())
    }

    /// What is still in the channel is older than the reload that stands for it.
    fn skip_ahead(&self, receiver: &mut Receiver<Arc<News>>) -> Next {
        let kept = self.kept();
        *receiver = self.live.subscribe();
        Next::Reload(kept.last)
    }

    fn catch_up(&self, after: Option<&str>) -> (Vec<Next>, Receiver<Arc<News>>) {
        let kept = self.kept();
        let receiver = self.live.subscribe();
        let seen = |id: &str| {
            let (run, seq) = id.split_once('-')?;
            let seq: u64 = seq.parse().ok()?;
            (run == self.run.to_string() && (kept.lost..=kept.last).contains(&seq)).then_some(seq)
        };
        let backlog = match after.map(seen) {
            None => Vec::new(),
            Some(None) => vec![Next::Reload(kept.last)],
            Some(Some(seen)) => kept.news.iter().filter(|news| news.seq > seen).cloned().map(Next::News).collect(),
        };
        (backlog, receiver)
    }

    fn event(&self, next: Next) -> Event {
        match next {
            Next::News(news) if news.source == "gap" => Event::default().event("reload").id(self.name(news.seq)).data("{}"),
            Next::News(news) => Event::default().event("news").id(self.name(news.seq)).data(json!(*news).to_string()),
            Next::Reload(seq) => Event::default().event("reload").id(self.name(seq)).data("{}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::response::{IntoResponse, Sse};

    fn live() -> Arc<Live> {
        Live::new(7, CancellationToken::new())
    }

    /// What a browser reads: the whole stream up to the stop.
    async fn read(live: &Arc<Live>, after: Option<&str>, meanwhile: impl FnOnce()) -> String {
        let response = Sse::new(live.follow(after)).into_response();
        meanwhile();
        let mut frames = response.into_body().into_data_stream();
        let mut text = String::new();
        while let Some(frame) = tokio::select! {
            biased;
            frame = frames.next() => frame,
            () = std::future::ready(()) => None,
        } {
            text.push_str(std::str::from_utf8(&frame.unwrap()).unwrap());
        }
        text
    }

    #[tokio::test]
    async fn news_come_with_their_number_and_source() {
        let live = live();
        let text = read(&live, None, || live.tell("relay", json!({ "kind": "say" }))).await;
        insta::assert_snapshot!(text, @r#"
        event: news
        id: 7-1
        data: {"seq":1,"source":"relay","told":{"kind":"say"}}
        "#);
    }

    #[tokio::test]
    async fn a_page_that_comes_back_gets_what_it_missed() {
        let live = live();
        (0..3).for_each(|n| live.tell("discord", json!(n)));
        let text = read(&live, Some("7-1"), || live.tell("twilio", json!(3))).await;
        let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
        assert_eq!(ids, ["7-2", "7-3", "7-4"]);
        assert_eq!(live.id(), "7-4");
    }

    #[tokio::test]
    async fn a_gap_tells_the_page_to_reload() {
        let live = live();
        (0..KEPT + 5).for_each(|n| live.tell("discord", json!(n)));
        for (after, is_gap) in [("7-3", true), ("7-5", false), ("6-900", true), ("7-2000", true), ("nonsense", true)] {
            let text = read(&live, Some(after), || ()).await;
            assert_eq!(text.starts_with("event: reload\nid: 7-1005\n"), is_gap, "{after}: {text:.60}");
        }
    }

    #[tokio::test]
    async fn a_page_that_is_too_slow_is_told_to_reload() {
        let live = live();
        let text = read(&live, None, || (0..KEPT * 2).for_each(|n| live.tell("discord", json!(n)))).await;
        assert!(text.starts_with("event: reload\nid: 7-2000\n"), "{text:.60}");
    }

    #[tokio::test]
    async fn a_source_that_was_too_fast_makes_everybody_reload() {
        let live = live();
        let (fast, receiver) = broadcast::channel(2);
        (0..9).for_each(|n| {
            fast.send(n).unwrap();
        });
        drop(fast);
        let mut followed = Box::pin(live.follow(None));
        live.listen("discord", receiver);
        let first = followed.next().await.unwrap().unwrap();
        assert!(format!("{first:?}").contains("reload"), "{first:?}");
    }

    #[tokio::test]
    async fn followers_are_let_go_at_the_end() {
        let live = live();
        let followed = live.follow(None);
        live.stop.cancel();
        assert_eq!(followed.count().await, 0);
    }
}
