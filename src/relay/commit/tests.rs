use super::*;
use crate::domain::event::Said;
use crate::domain::person::Member;
use crate::relay::inlet::Inlet;
use crate::store::messages;
use crate::store::testing::{NOW, both, clock};
use uuid::Uuid;

struct Random;

impl Fresh for Random {
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}

const ANA: Snowflake = Snowflake(7);
const DM: Place = Place::Dm { channel: Snowflake(70) };

fn event(source: &str, body: Body) -> Event {
    Event { source: source.into(), at: NOW, subject: Subject::Member { member: ANA, server: None }, body }
}

fn wrote(id: u64, text: &str) -> Event {
    let member = Member { id: ANA, name: "Ana".into(), locale: None };
    let message = Said { id: Snowflake(id), text: text.into(), files: vec![], reply_to: None };
    event(&format!("message:{id}"), Body::MemberWrote { member, place: DM, message })
}

/// Commits these events as one batch and returns what is said afterwards, in order.
async fn said_after(store: Store, events: Vec<Event>) -> Vec<String> {
    let (inlet, queue) = Inlet::channel(16);
    let committer = Committer {
        store: store.clone(),
        rules: Rules::example(),
        clock: clock(),
        fresh: Arc::new(Random),
        wakes: mpsc::unbounded_channel().0,
        timers: Arc::default(),
        appointments: Arc::default(),
        typing: mpsc::channel(1).0,
        feed: Feed::default(),
        threads: Threads::default(),
    };
    let mut answers = Vec::new();
    for event in events {
        answers.push(inlet.enqueue(event).await.unwrap());
    }
    let stop = CancellationToken::new();
    let running = tokio::spawn(committer.run(queue, stop.clone()));
    for answer in answers {
        answer.await.unwrap();
    }
    stop.cancel();
    running.await.unwrap();
    let talk = store::conversations::open_of_members(&store, &[ANA]).await.unwrap().remove(0);
    let history = messages::history(&store, talk.id, None, 10).await.unwrap();
    history.into_iter().filter(|m| m.author == crate::domain::message::Author::Member).map(|m| m.text).collect()
}

both!(a_line_and_its_edit_in_one_batch_are_one_changed_line, |store| async {
    let edited = event("message:1:edited", Body::MemberEdited { message: Snowflake(1), text: "my badge".into() });
    assert_eq!(said_after(store, vec![wrote(1, "my bagde"), edited]).await, ["my badge"]);
});

both!(lines_that_have_overtaken_each_other_are_put_right, |store| async {
    let events = vec![wrote(3, "three"), wrote(1, "one"), wrote(2, "two")];
    assert_eq!(said_after(store, events).await, ["one", "two", "three"]);
});
