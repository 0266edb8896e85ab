//! Answers in the making, hand-overs by the operator's chatbot, suggestions and summaries of models.

use super::world::{World, maya};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery, Reply, Verdict};
use crate::domain::event::{Body, Subject};
use crate::domain::ids::Seq;
use crate::domain::outcome::{Answer, Fact, Outcome, Receipt, Refusal, Source};

/// Ana has asked, and the assistant is thinking.
fn thinking() -> World {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    world.passes(700);
    world
}

fn drafts(world: &mut World, question: Seq, text: &str) {
    let id = world.talk().id;
    world.happens(Subject::Conversation { id }, Body::Drafted { question, text: text.into() });
}

/// What goes out to the member, without the question that is on its way.
fn shown(world: &mut World) -> String {
    let (asks, others) = std::mem::take(&mut world.out).into_iter().partition(|(_, d)| matches!(d, Delivery::Ask(_)));
    world.out = others;
    let lines = world.goes_out();
    world.out = asks;
    lines
}

fn drafted() -> World {
    let mut world = thinking();
    let question = world.talk().thinking_about.unwrap();
    drafts(&mut world, question, "Use the …");
    assert_eq!(shown(&mut world), "member < Use the …");
    world
}

#[test]
fn a_draft_becomes_the_answer_in_its_place() {
    let mut world = drafted();
    let draft = world.talk().draft.unwrap();
    assert!(world.messages.iter().all(|m| m.seq != draft), "a draft is no part of the history");
    world.assistant_answers("Use the reset link.");
    insta::assert_snapshot!(world.goes_out(), @"
    member ~ Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>) (finished)
    desk   < Assistant: Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>)
    ");
    let message = world.messages.iter().find(|m| m.seq == draft).unwrap();
    assert!(message.text.starts_with("Use the reset link."));
    assert_eq!(world.talk().draft, None);
}

#[test]
fn there_is_one_draft_however_often_it_is_begun() {
    let mut world = drafted();
    let question = world.talk().thinking_about.unwrap();
    drafts(&mut world, question, "Use the reset …");
    assert_eq!(shown(&mut world), "");
}

#[test]
fn what_the_articles_say_after_all_replaces_the_draft() {
    let mut world = drafted();
    world.assistant(Answer::Unknown);
    assert!(world.goes_out().starts_with("member ~ I don't know that one. Shall I get a person? (finished)"));
}

#[test]
fn a_draft_that_comes_too_late_shows_nothing() {
    let mut world = thinking();
    let question = world.talk().thinking_about.unwrap();
    drafts(&mut world, question - 1, "An older …");
    world.ana_says("it is about my password");
    shown(&mut world);
    drafts(&mut world, question, "Use the …");
    assert_eq!(shown(&mut world), "", "she has said more meanwhile");

    let mut world = thinking();
    let question = world.talk().thinking_about.unwrap();
    world.ana_presses(Button::Person);
    shown(&mut world);
    drafts(&mut world, question, "Use the …");
    assert_eq!(shown(&mut world), "", "she waits for a person now");
}

#[test]
fn a_draft_goes_when_somebody_else_takes_over_and_its_answer_is_thrown_away() {
    let mut world = drafted();
    world.ana_presses(Button::Person);
    let out = shown(&mut world);
    assert!(out.contains("member - deleted") && out.contains("I've passed case"), "{out}");
    world.assistant_answers("Use the reset link.");
    assert_eq!(world.goes_out(), "");

    let mut world = drafted();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    assert!(shown(&mut world).contains("member - deleted"));
    assert_eq!(world.talk().draft, None);
}

#[test]
fn a_draft_goes_when_the_question_has_grown() {
    let mut world = drafted();
    world.ana_says("it is about my password");
    world.assistant_answers("Use the reset link.");
    assert!(world.goes_out().contains("member - deleted"));
    world.passes(700).assistant_answers("Use the reset link.");
    assert!(world.goes_out().contains("member < Use the reset link."), "a new question has an answer of its own");
}

#[test]
fn a_draft_nobody_completes_says_so_in_time() {
    let mut world = drafted();
    world.passes(30_000);
    let out = shown(&mut world);
    assert!(out.contains("member ~ I don't know that one. Shall I get a person? (finished)"), "{out}");
}

#[test]
fn a_question_that_died_completes_its_draft() {
    let mut world = drafted();
    let (seq, ask) = world.out.remove(0);
    world.settles(seq, &ask, Outcome::Refused { why: "x".into(), refusal: Refusal::Invalid }, 12);
    assert!(world.goes_out().contains("(finished)"));
}

fn source() -> Source {
    Source { article: "a1".into(), title: "Reset".into(), url: None }
}

#[test]
fn a_model_may_suggest_a_person_and_nothing_more() {
    let mut world = thinking();
    world.assistant(Answer::Referred { text: "Use the link.".into(), sources: vec![source()] });
    insta::assert_snapshot!(world.goes_out(), @"
    member < Use the link. /  / -# Sources / -# • Reset /  / A person could take a closer look at this, if you like. [Solved] [NotQuite] [Person]
    desk   < Assistant: Use the link. /  / -# Sources / -# • Reset /  / A person could take a closer look at this, if you like.
    ");
    assert_eq!(world.talk().owner, Owner::Assistant);
}

#[test]
fn a_chatbot_may_hand_over_with_a_last_word() {
    let mut world = thinking();
    world.assistant(Answer::HandOver { text: Some("I'm getting somebody.".into()) });
    let last = world.out.iter().find_map(|(_, d)| match d {
        Delivery::Say(say) if say.text.starts_with("I'm") => Some(say.only_while),
        _ => None,
    });
    assert_eq!(last, Some(None), "its last word is said although the queue has the conversation by then");
    let out = world.goes_out();
    assert!(out.contains("member < I'm getting somebody.") && out.contains("I've passed case **#1042** on"), "{out}");
    assert!(out.contains("handoff=requested") && out.contains("asks for a person. (flow)"), "{out}");
    assert_eq!(world.talk().owner, Owner::Queue);
    world.desk(Body::FlowAsked { message: "IM".into() });
    assert!(matches!(world.reply, Reply::Flow(Verdict::Handoff { .. })));
}

fn summed_up(world: &mut World, text: &str) {
    let at = world.out.iter().position(|(_, d)| *d == Delivery::Summarise).expect("a summary is asked for");
    let (seq, delivery) = world.out.remove(at);
    world.settles(seq, &delivery, Outcome::Done(Receipt::fact(Fact::Summary { text: text.into() })), 1);
}

fn task_summary(world: &mut World) -> String {
    world.desk(Body::FlowAsked { message: "IM".into() });
    match &world.reply {
        Reply::Flow(Verdict::Handoff { task }) => task["summary"].as_str().unwrap().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_summary_by_a_model_takes_the_place_of_the_rules_if_it_comes_in_time() {
    let mut world = thinking();
    world.rules.summaries = true;
    world.ana_presses(Button::Person);
    summed_up(&mut world, "Ana cannot log in.");
    assert_eq!(task_summary(&mut world), "Ana cannot log in.");
    world.goes_out();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    assert!(world.goes_out().contains("Summary by the assistant: Ana cannot log in."));
}

#[test]
fn a_hand_over_never_waits_for_a_summary() {
    let mut world = thinking();
    world.rules.summaries = true;
    world.ana_presses(Button::Person);
    assert!(task_summary(&mut world).contains("I can't log in"), "the rules have summed it up");
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    summed_up(&mut world, "Ana cannot log in.");
    assert!(world.goes_out().contains("desk   < System: Summary by the assistant: Ana cannot log in."));
}

#[test]
fn without_a_model_no_summary_is_asked_for() {
    let mut world = thinking();
    world.ana_presses(Button::Person);
    assert!(world.out.iter().all(|(_, d)| *d != Delivery::Summarise));
}
