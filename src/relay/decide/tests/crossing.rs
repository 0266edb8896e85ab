//! Signals that cross each other, come twice, or do not come.

use super::world::{World, maya};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery};
use crate::domain::event::{Body, Subject};
use crate::domain::outcome::{Missing, Outcome};

fn with_agent() -> World {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    world.desk(Body::TaskCreated { task: "WT1".into() });
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    world.delivers();
    world
}

/// What waits first for the desk finds it closed.
fn finds_the_desk_closed(world: &mut World) {
    let at = world.out.iter().position(|(_, d)| matches!(d, Delivery::Write(_) | Delivery::Mark { .. })).expect("something waits");
    let (seq, delivery) = world.out.remove(at);
    let id = world.talk().id;
    let outcome = Outcome::Gone { why: "closed".into(), what: Missing::DeskClosed };
    world.happens(Subject::Conversation { id }, Body::Blocked { seq, delivery: Box::new(delivery), outcome });
}

#[test]
fn a_line_that_learns_of_the_end_before_the_webhook_does_ends_it_too() {
    let mut world = with_agent();
    world.out.push((99, Delivery::Mark { attributes: serde_json::Map::new() }));
    finds_the_desk_closed(&mut world);
    assert!(world.goes_out().contains("thinks this is solved. Close case **#1042**?"));
    assert!(world.talk().closing_asked);
    world.desk(Body::DeskClosed);
    assert_eq!(world.goes_out(), "");
}

#[test]
fn what_the_member_said_into_the_end_goes_on_with_the_assistant() {
    let mut world = with_agent();
    world.ana_says("and one more thing");
    finds_the_desk_closed(&mut world);
    let out = world.goes_out();
    assert!(out.contains("thinks this is solved. Close case **#1042**?") && out.contains("open_desk"), "{out}");
    world.passes(20_000);
    assert!(world.goes_out().contains("asks   < and one more thing"));
}

#[test]
fn an_agent_who_only_goes_leaves_the_case_in_the_queue() {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::DeskLeft { agent: maya() });
    world.passes(5_000);
    assert_eq!(world.goes_out(), "       * catch_up");
    assert_eq!(world.talk().owner, Owner::Agent);
    world.passes(5_000);
    let out = world.goes_out();
    assert!(out.contains("The person helping you had to go") && out.contains("open_desk"), "{out}");
    assert_eq!((world.talk().owner, world.cases.len()), (Owner::Queue, 1));
}

#[test]
fn an_agent_whose_work_and_talk_are_over_has_finished() {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::DeskLeft { agent: maya() });
    world.passes(5_000);
    world.desk(Body::DeskClosed);
    assert!(world.goes_out().contains("thinks this is solved"));
    assert!(world.talk().closing_asked);
}

#[test]
fn a_flow_that_cannot_reach_us_queues_by_itself_and_the_member_is_told() {
    let mut world = World::new();
    world.ana_says("my badge is gone");
    world.delivers();
    world.desk(Body::TaskCreated { task: "WT1".into() });
    let out = world.goes_out();
    assert!(out.contains("member < I've passed case **#1042** on") && out.contains("handoff=requested"), "{out}");
    assert_eq!(world.talk().owner, Owner::Queue);
    world.desk(Body::FlowAsked { message: "IM".into() });
    assert_eq!(world.goes_out(), "", "the flow is not told to queue once more");
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    assert!(world.goes_out().contains("**Maya** (Support) joined."));
}

#[test]
fn an_agent_who_writes_out_of_the_blue_has_a_case() {
    let mut world = World::new();
    world.ana_says("my badge is gone");
    world.delivers();
    let next = world.desk_next();
    world.agent_says(maya(), next, "I saw it");
    assert_eq!((world.talk().owner, world.cases.len()), (Owner::Agent, 1));
}

#[test]
fn an_agent_may_finish_while_the_assistant_stands_in() {
    let mut world = with_agent();
    world.ana_says("hello?");
    world.passes(180_000);
    assert_eq!(world.talk().owner, Owner::Assistant);
    world.delivers();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::DeskClosed);
    assert!(world.goes_out().contains("**Maya** thinks this is solved. Close case **#1042**?"));
}

#[test]
fn what_is_on_its_way_to_the_desk_gets_there_before_it_is_closed() {
    let mut world = with_agent();
    world.ana_presses(Button::Close);
    let out = world.goes_out();
    let (told, closed) = (out.find("The member closed case #1042"), out.find("close_desk"));
    assert!(told.is_some() && told < closed, "{out}");
    assert!(world.last.as_ref().unwrap().desk.sid().is_some(), "where to write is known until then");
}

#[test]
fn a_desk_conversation_that_opens_after_the_end_is_closed_after_what_was_said() {
    let mut world = World::new();
    world.ana_says("hello there, my badge");
    world.ana_presses(Button::Close);
    let out = world.goes_out();
    let (said, closed) = (out.find("Member: hello there"), out.find("close_desk"));
    assert!(said.is_some() && said < closed, "{out}");
}
