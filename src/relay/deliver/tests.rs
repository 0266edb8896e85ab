//! The deliverer between a committer and a carrier played by the test.

use super::*;
use crate::domain::clock::{Clock, Wait};
use crate::domain::delivery::{DeskAuthor, Write};
use crate::domain::ids::Seq;
use crate::domain::outcome::{Fact, Outcome, Receipt};
use crate::relay::carrier::{Job, Try};
use crate::relay::inlet::Incoming;
use crate::store::testing;

/// Opens desk conversations, and writes down which lines found one.
#[derive(Default)]
struct Desk(std::sync::Mutex<Vec<bool>>);

impl Carrier for Desk {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        let receipt = match &job.delivery {
            Delivery::OpenDesk { unique_name, .. } => Receipt::fact(Fact::Desk { sid: unique_name.clone() }),
            _ => {
                self.0.lock().unwrap().push(job.conversation.desk.sid().is_some());
                Receipt::default()
            }
        };
        Box::pin(std::future::ready(Outcome::Done(receipt)))
    }
}

/// A clock that is slow to read: it keeps the deliverer busy while others go on.
struct SlowClock;

impl Clock for SlowClock {
    fn now(&self) -> Millis {
        let until = std::time::Instant::now() + std::time::Duration::from_micros(300);
        while std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        testing::NOW
    }
    fn until(&self, at: Millis) -> Wait {
        if at <= testing::NOW { Box::pin(std::future::ready(())) } else { Box::pin(std::future::pending()) }
    }
}

fn row(seq: Seq, delivery: Delivery) -> Row {
    Row { seq, delivery, attempts: 0, doubtful: false, not_before: 0, written_at: testing::NOW }
}

fn line() -> Delivery {
    let (text, author) = ("hello".to_owned(), DeskAuthor::Member);
    Delivery::Write(Write { message: 1, author, text, files: Vec::new(), announce: true, only_while: None })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_starts_with_the_conversation_that_the_row_before_it_has_left() {
    const TALKS: u128 = 200;
    let (store, _folder) = testing::sqlite().await;
    let desk = Arc::new(Desk::default());
    let (inlet, mut queue) = Inlet::channel(1_000);
    let (wakes, woken) = mpsc::unbounded_channel();
    let stop = CancellationToken::new();
    let deliverer = Deliverer {
        store,
        carriers: Carriers { discord: desk.clone(), desk: Some(desk.clone()), assistant: desk.clone() },
        inlet,
        clock: Arc::new(SlowClock),
        settings: Settings { lanes_at_once: 256, max_attempts: 3, try_ms: 1_000 },
        gauge: Arc::default(),
    };
    let running = tokio::spawn(deliverer.run(woken, stop.clone()));
    for n in 1..=TALKS {
        let id = ConversationId(uuid::Uuid::from_u128(n));
        let mut talk = Conversation::begin(id, Snowflake(1), "Ben".into(), testing::NOW);
        talk.desk = crate::domain::conversation::Desk::Opening;
        let opening = Delivery::OpenDesk { unique_name: n.to_string(), title: String::new(), attributes: serde_json::Map::new() };
        let rows = vec![(id, row(1, opening)), (id, row(2, line()))];
        wakes.send(Wake { talks: vec![Arc::new(talk)], rows, ..Wake::default() }).unwrap();
    }
    let mut settled = 0;
    while settled < TALKS * 2 {
        let Some(Incoming::Settlement { settlement, answer }) = queue.recv().await else { panic!("only settlements come") };
        settled += 1;
        if let Outcome::Done(Receipt { fact: Some(Fact::Desk { sid }), .. }) = &settlement.outcome {
            let mut talk = Conversation::begin(settlement.key.conversation, Snowflake(1), "Ben".into(), testing::NOW);
            talk.desk = crate::domain::conversation::Desk::Open { sid: sid.clone() };
            wakes.send(Wake { talks: vec![Arc::new(talk)], ..Wake::default() }).unwrap();
        }
        answer.send(Ok(())).unwrap();
    }
    stop.cancel();
    running.await.unwrap().unwrap();
    let found = desk.0.lock().unwrap();
    assert_eq!((found.len(), found.iter().filter(|open| !**open).count()), (200, 0), "lines that found no desk");
}
