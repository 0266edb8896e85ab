//! Lines of one conversation that came together, put in the order in which they were said.
//!
//! Webhooks travel side by side, and what the gateway sends again after a gap need not keep its order: the later line may be here
//! first. What is in one batch can be put right without anybody waiting. Of what is not, a line of the desk is found by its gap in
//! `relay::decide`; Discord's ids tell no gap.

use super::Item;
use crate::domain::event::{Body, Event, Subject};
use crate::domain::ids::Snowflake;
use std::collections::HashMap;

/// Where lines are numbered.
#[derive(PartialEq, Eq, Hash)]
enum Stream<'e> {
    Desk(&'e str),
    Discord(Snowflake),
}

/// Sorts the lines of each conversation by their number, among the places that they have.
pub fn restore(items: &mut [Item]) {
    let mut places: HashMap<Stream<'_>, Vec<(usize, i64)>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        if let Some((stream, index)) = item.event.as_ref().and_then(line) {
            places.entry(stream).or_default().push((at, index));
        }
    }
    let astray: Vec<Vec<(usize, i64)>> = places.into_values().filter(|lines| !lines.is_sorted_by_key(|(_, index)| *index)).collect();
    for mut lines in astray {
        // Few lines of one conversation are ever in one batch.
        for i in 0..lines.len() {
            let Some(first) = (i..lines.len()).min_by_key(|j| (lines[*j].1, *j)) else { break };
            items.swap(lines[i].0, lines[first].0);
            let index = lines[i].1;
            lines[i].1 = lines[first].1;
            lines[first].1 = index;
        }
    }
}

fn line(event: &Event) -> Option<(Stream<'_>, i64)> {
    match (&event.subject, &event.body) {
        (Subject::Desk { sid }, Body::DeskWrote { index, .. }) => Some((Stream::Desk(sid), *index)),
        (_, Body::MemberWrote { place, message, .. }) => Some((Stream::Discord(place.channel()), message.id.to_i64())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::item;
    use super::*;
    use crate::domain::person::Agent;
    use crate::relay::inlet::Incoming;

    fn said(sid: &str, index: i64) -> Item {
        let author = Agent { identity: "maya".into(), name: None };
        let body = Body::DeskWrote { id: format!("{sid}{index}"), index, author, text: String::new(), files: vec![] };
        let event = Event { source: format!("{sid}:{index}"), at: 0, subject: Subject::Desk { sid: sid.into() }, body };
        item(Incoming::Event { event: Box::new(event), answer: tokio::sync::oneshot::channel().0 })
    }

    #[test]
    fn each_conversation_is_in_order_and_keeps_its_places() {
        let mut items = vec![said("A", 3), said("B", 9), said("A", 1), said("A", 2), said("B", 8)];
        restore(&mut items);
        let order: Vec<&str> = items.iter().filter_map(|i| i.event.as_ref()).map(|e| e.source.as_str()).collect();
        assert_eq!(order, ["A:1", "B:8", "A:2", "A:3", "B:9"]);
    }
}
