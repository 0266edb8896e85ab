use super::world::{World, maya, tom};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery, Reply, Verdict};
use crate::domain::event::{Body, Subject, TaskLoss, Timer};
use crate::domain::outcome::{Fact, Outcome, Receipt};
use crate::relay::known::Queue;

fn flow_asks(world: &mut World) -> Verdict {
    world.desk(Body::FlowAsked { message: "IM".into() });
    match world.reply.clone() {
        Reply::Flow(verdict) => verdict,
        other => panic!("the flow got {other:?}"),
    }
}

/// Ana has asked for a person and the task waits.
fn queued() -> World {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    world.ana_says("I want to talk to a human");
    world.delivers();
    flow_asks(&mut world);
    world.desk(Body::TaskCreated { task: "WT1".into() });
    world.delivers();
    world
}

/// Maya has accepted.
fn joined() -> World {
    let mut world = queued();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    world.delivers();
    world
}

#[test]
fn words_that_ask_for_a_person_open_a_case_and_hand_over_through_the_flow() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    world.ana_says("I want to talk to a human");
    insta::assert_snapshot!(world.goes_out(), @"
    desk   < Member: I want to talk to a human (flow)
           * name_member
    member < I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   < System: I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   # handoff=requested
    ");
    assert_eq!(world.talk().owner, Owner::Queue);
    let Verdict::Handoff { task } = flow_asks(&mut world) else { panic!("the flow must create the task") };
    assert_eq!(task["case"], "#1042");
    assert_eq!(task["customerName"], "Ana");
    assert_eq!(flow_asks(&mut world), Verdict::None, "one task is enough");
}

#[test]
fn a_button_starts_the_flow_with_a_notice() {
    let mut world = World::new();
    world.ana_says("hi");
    world.delivers();
    world.ana_presses(Button::Person);
    let out = world.goes_out();
    assert!(out.contains("desk   < System: Ana asks for a person. (flow)"), "{out}");
    assert!(matches!(flow_asks(&mut world), Verdict::Handoff { .. }));
}

#[test]
fn the_place_in_the_queue_is_edited_and_only_when_it_changes() {
    let mut world = queued();
    world.passes(60_000);
    assert_eq!(world.goes_out(), "");
    world.queue = Queue { place: 1, minutes: Some(2) };
    world.passes(60_000);
    insta::assert_snapshot!(world.goes_out(), @"member ~ You're still in line: **1st** now, about **2 min**. You can keep writing here.");
}

#[test]
fn the_member_is_told_who_joined_and_the_desk_gets_the_card() {
    let mut world = queued();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    insta::assert_snapshot!(world.goes_out(), @"
    member < **Maya** (Support) joined.
    desk   < System: **Maya** (Support) joined.
    desk   # handoff=agent
    desk   < System: Case #1042 · Ana · Pokéfans · language: en / Asked: I can't log in
    ");
    world.desk(Body::DeskJoined { agent: maya() });
    assert_eq!(world.goes_out(), "", "the participant's webhook says nothing new");
}

#[test]
fn the_assistant_is_silent_while_a_person_owns_the_conversation() {
    let mut world = joined();
    world.ana_says("are you there?");
    assert_eq!(flow_asks(&mut world), Verdict::None);
    let out = world.goes_out();
    assert!(!out.contains("asks"), "{out}");
    world.delivers();
    let next = world.desk_next();
    world.agent_says(maya(), next, "Yes, one moment");
    assert_eq!(world.goes_out(), "member < Maya: Yes, one moment");
}

#[test]
fn lines_that_overtook_each_other_are_put_in_order() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next + 1, "second");
    assert!(!world.out.iter().any(|(_, d)| d.kind() == "say"), "it waits for its predecessor");
    world.agent_says(maya(), next, "first");
    let out = world.goes_out();
    let first = out.find("first").unwrap();
    assert!(first < out.find("second").unwrap(), "{out}");
}

#[test]
fn however_many_lines_were_missed_the_next_one_waits_for_them() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next + 40, "after the outage");
    assert!(!world.out.iter().any(|(_, d)| d.kind() == "say"), "it waits for its predecessors");
    for n in 0..40 {
        world.agent_says(maya(), next + n, &format!("missed {n}"));
    }
    let out = world.goes_out();
    assert!(out.find("missed 39").unwrap() < out.find("after the outage").unwrap(), "{out}");
}

#[test]
fn a_line_that_comes_while_others_are_looked_for_waits_for_a_look_of_its_own() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next + 1, "second");
    let (looking, delivery) = world.out.remove(0);
    // It has read the desk's history already when two more are said, of which only the later one is heard of.
    world.agent_says(maya(), next + 3, "fourth");
    world.agent_says(maya(), next, "first");
    world.settles(looking, &delivery, Outcome::Done(Receipt::default()), 1);
    assert!(!world.out.iter().any(|(_, d)| matches!(d, Delivery::Say(say) if say.text == "fourth")), "{:?}", world.out);
    world.agent_says(maya(), next + 2, "third");
    let out = world.goes_out();
    assert!(out.find("third").unwrap() < out.find("fourth").unwrap(), "{out}");
}

#[test]
fn a_line_does_not_wait_long_for_a_desk_that_cannot_be_asked() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next + 3, "can you hear me?");
    let (seq, delivery) = world.out.iter().find(|(_, d)| matches!(d, Delivery::CatchUp { .. })).unwrap().clone();
    let id = world.talk().id;
    world.happens(Subject::Conversation { id }, Body::Struggling { seq, delivery: Box::new(delivery) });
    assert!(world.goes_out().contains("can you hear me?"));
}

#[test]
fn a_gap_that_nothing_fills_does_not_hold_the_line_for_ever() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next + 3, "indexes may skip");
    assert!(world.goes_out().contains("indexes may skip"), "released once catching up has found nothing");
}

#[test]
fn lines_do_not_wait_where_the_desks_history_counts_differently() {
    let mut world = joined();
    world.agent_says(maya(), 200, "patience");
    let (seq, delivery) = world.out.remove(0);
    assert!(matches!(delivery, Delivery::CatchUp { lines_only: true, .. }), "{delivery:?}");
    world.settles(seq, &delivery, Outcome::Done(Receipt::fact(Fact::Looked { last: Some(2) })), 1);
    assert!(world.goes_out().contains("patience"));
    world.agent_says(maya(), 300, "at once");
    assert_eq!(world.goes_out(), "member < Maya: at once");
    assert_eq!(world.talk().desk_index, Some(2), "catching up goes by the history");
}

#[test]
fn an_edit_and_a_deletion_by_the_agent_reach_discord() {
    let mut world = joined();
    let next = world.desk_next();
    world.agent_says(maya(), next, "helo");
    world.delivers();
    world.desk(Body::DeskEdited { id: format!("IM{next}"), text: "hello".into() });
    world.desk(Body::DeskDeleted { id: format!("IM{next}") });
    assert_eq!(world.goes_out(), "member ~ **Maya**: hello\nmember - deleted");
}

#[test]
fn a_silent_agent_is_stood_in_for_and_may_come_back() {
    let mut world = joined();
    world.ana_says("hello?");
    world.delivers();
    world.passes(180_000);
    insta::assert_snapshot!(world.goes_out(), @"
    member < **Maya** is away for a moment, so I'm back to help. Your case stays with **Maya**.
    desk   < System: **Maya** is away for a moment, so I'm back to help. Your case stays with **Maya**.
    desk   < System: No reply for 3 minutes: the assistant is helping again. The case stays yours; write to take over.
    desk   # handoff=none
    ");
    assert_eq!(world.talk().owner, Owner::Assistant);
    let next = world.desk_next();
    world.agent_says(maya(), next, "Sorry, I'm back");
    assert_eq!(world.talk().owner, Owner::Agent);
    assert!(world.goes_out().contains("Maya: Sorry, I'm back"));
}

#[test]
fn after_a_transfer_the_new_agent_is_named_and_the_old_task_ends_nothing() {
    let mut world = joined();
    world.desk(Body::TaskTransferring { task: "WT1".into(), to: Some("WT2".into()) });
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::TaskAccepted { task: "WT2".into(), agent: tom() });
    world.desk(Body::DeskLeft { agent: maya() });
    insta::assert_snapshot!(world.goes_out(), @"
    member < I'm handing you on to a colleague. One moment, please.
    desk   < System: I'm handing you on to a colleague. One moment, please.
    member < **Tom** is looking after your case now.
    desk   < System: **Tom** is looking after your case now.
    desk   # handoff=agent
    ");
    world.passes(60_000);
    assert_eq!(world.goes_out(), "");
    assert_eq!(world.talk().owner, Owner::Agent);
}

#[test]
fn an_agent_who_leaves_in_mid_sentence_puts_the_member_back_into_the_queue() {
    let mut world = joined();
    world.desk(Body::DeskLeft { agent: maya() });
    world.passes(5_000);
    insta::assert_snapshot!(world.goes_out(), @"
    member < The person helping you had to go. I'm getting somebody else, and you won't need to repeat anything.
    desk   < System: The person helping you had to go. I'm getting somebody else, and you won't need to repeat anything.
           * close_desk
           * open_desk
           * name_member
    member < I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   < System: I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   # handoff=requested
    desk   < System: Ana asks for a person. (flow)
    ");
    assert_eq!(world.talk().owner, Owner::Queue);
    assert_eq!(world.cases.len(), 1, "the same case");
}

#[test]
fn when_nobody_comes_the_member_hears_it_and_may_go_on_waiting() {
    let mut world = queued();
    world.desk(Body::TaskLost { task: "WT1".into(), why: TaskLoss::TimedOut });
    insta::assert_snapshot!(world.goes_out(), @"
    member < Nobody was free in time, sorry. Your case is safe, and somebody will write to you here. [KeepWaiting]
    desk   < System: Nobody was free in time, sorry. Your case is safe, and somebody will write to you here.
           * close_desk
    ");
    assert_eq!(world.talk().owner, Owner::Assistant);
    world.ana_presses(Button::KeepWaiting);
    world.delivers();
    assert_eq!(world.talk().owner, Owner::Queue);
    assert!(matches!(flow_asks(&mut world), Verdict::Handoff { .. }));
    assert_eq!(world.cases.len(), 1, "never two open cases");
}

#[test]
fn a_flow_that_creates_no_task_is_asked_again_and_then_the_truth_is_told() {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    flow_asks(&mut world);
    world.passes(60_000);
    assert!(world.goes_out().contains("(flow)"));
    assert!(matches!(flow_asks(&mut world), Verdict::Handoff { .. }));
    world.desk(Body::FlowFailed);
    assert!(world.goes_out().contains("(flow)"));
    world.passes(60_000);
    assert_eq!(world.talk().owner, Owner::Assistant);
    assert!(world.goes_out().contains("[KeepWaiting]"));
    assert!(!world.timers.contains_key(&Timer::Handover));
}
