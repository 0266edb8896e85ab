//! What staff do from the console.

use super::world::{World, maya, tom};
use crate::domain::case::CaseState;
use crate::domain::conversation::Owner;
use crate::domain::delivery::Reply;
use crate::domain::event::{Body, StaffAct, Subject, Timer};
use crate::domain::message::Author;
use crate::domain::person::Agent;

fn staff(world: &mut World, agent: Agent, does: StaffAct) {
    let id = world.talk.as_ref().or(world.last.as_ref()).expect("somebody talked").id;
    world.happens(Subject::Conversation { id }, Body::Staff { agent, does });
}

fn says(text: &str) -> StaffAct {
    StaffAct::Says { text: text.into() }
}

/// Ana has asked, and the assistant is thinking.
fn asking() -> World {
    let mut world = World::new();
    world.ana_says("How do I get my badge back?");
    world.delivers();
    world
}

#[test]
fn who_takes_over_has_the_talk_and_the_assistant_is_silent() {
    let mut world = asking();
    staff(&mut world, maya(), StaffAct::TakesOver);
    assert_eq!((world.talk().owner, world.talk().thinking_about), (Owner::Agent, None));
    assert!(world.goes_out().contains("member < **Maya** (Support) joined."));
    assert_eq!(
        (world.cases.len(), world.cases[0].owner.as_deref(), world.cases[0].state),
        (1, Some("maya@example.com"), CaseState::WaitingForUs)
    );
    assert!(world.timers.contains_key(&Timer::AgentSilent), "the member still waits for an answer");
    assert!(!world.timers.contains_key(&Timer::Ask) && !world.timers.contains_key(&Timer::Unasked));
}

#[test]
fn what_staff_write_reaches_the_member_under_their_name_and_the_desk() {
    let mut world = asking();
    staff(&mut world, maya(), says("Open the case, then press Claim."));
    let out = world.goes_out();
    assert!(out.contains("member < Maya: Open the case, then press Claim."), "{out}");
    assert!(out.contains("Maya: Open the case, then press Claim."), "{out}");
    assert!(matches!(&world.messages.last().unwrap().author, Author::Agent(agent) if *agent == maya()));
    assert_eq!((world.talk().owner, world.cases[0].state), (Owner::Agent, CaseState::WaitingForMember));
    assert!(!world.timers.contains_key(&Timer::AgentSilent), "nothing is owed any more");
}

#[test]
fn who_answers_nobody_for_long_is_stood_in_for() {
    let mut world = asking();
    staff(&mut world, maya(), says("Hello"));
    world.ana_says("And now?");
    assert!(world.timers.contains_key(&Timer::AgentSilent));
}

#[test]
fn a_talk_is_handed_back_and_both_sides_are_told() {
    let mut world = asking();
    staff(&mut world, maya(), says("Hello"));
    world.delivers();
    staff(&mut world, maya(), StaffAct::HandsBack);
    let out = world.goes_out();
    assert!(out.contains("member < **Maya** left. / I'm back to help."), "{out}");
    assert_eq!((world.talk().owner, world.cases[0].state), (Owner::Assistant, CaseState::WithAssistant));
    assert_eq!(world.cases[0].owner.as_deref(), Some("maya@example.com"), "the case stays with her");
    staff(&mut world, tom(), StaffAct::HandsBack);
    assert_eq!(world.talk().owner, Owner::Assistant, "what the assistant has cannot be handed back");
}

#[test]
fn a_colleague_takes_over() {
    let mut world = asking();
    staff(&mut world, maya(), says("Hello"));
    world.delivers();
    staff(&mut world, tom(), says("Tom here"));
    let out = world.goes_out();
    assert!(out.contains("**Tom** is looking after your case now.") && out.contains("member < Tom: Tom here"), "{out}");
}

#[test]
fn who_finishes_has_the_member_asked() {
    let mut world = asking();
    staff(&mut world, maya(), says("Done."));
    world.delivers();
    staff(&mut world, maya(), StaffAct::Finishes);
    assert!(world.goes_out().contains("**Maya** thinks this is solved. Close case **#1042**?"));
    assert_eq!((world.talk().owner, world.cases[0].state), (Owner::Assistant, CaseState::WaitingForMember));
}

#[test]
fn a_talk_that_is_over_is_told_as_such() {
    let mut world = asking();
    world.ana_presses(crate::domain::delivery::Button::Close);
    assert!(world.talk.is_none());
    world.delivers();
    let id = world.last.as_ref().unwrap().id;
    world.talk = world.last.clone();
    world.happens(Subject::Conversation { id }, Body::Staff { agent: maya(), does: says("Are you there?") });
    assert!(matches!(world.reply, Reply::Denied(_)), "{:?}", world.reply);
}
