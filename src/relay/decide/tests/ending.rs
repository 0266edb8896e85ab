use super::world::{World, maya};
use crate::domain::case::CaseState;
use crate::domain::conversation::{Ending, Owner};
use crate::domain::delivery::{Button, InteractionReply, Reply};
use crate::domain::event::Body;

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

fn finished() -> World {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::DeskLeft { agent: maya() });
    world.desk(Body::DeskClosed);
    world
}

#[test]
fn when_the_agent_finishes_the_member_is_told_and_may_reopen() {
    let mut world = finished();
    insta::assert_snapshot!(world.goes_out(), @"member < **Maya** has finished and closed case **#1042**. If something is still wrong, press the button; or just write, and I'll help. [Reopen { case: CaseId(00000000-0000-0000-0000-000000000006) }]");
    assert_eq!(world.cases[0].state, CaseState::Solved);
    assert_eq!(world.last.as_ref().unwrap().why_ended, Some(Ending::Agent));
    assert!(world.timers.is_empty());
}

#[test]
fn a_lost_closing_webhook_does_not_keep_the_conversation_open() {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.passes(5_000);
    assert!(world.talk.is_none());
    assert!(world.goes_out().contains("close_desk"));
}

#[test]
fn thanks_after_the_end_gets_a_heart_and_no_new_conversation() {
    let mut world = finished();
    world.delivers();
    world.ana_says("thanks!");
    assert_eq!(world.goes_out(), "member < ❤️");
    assert!(world.talk.is_none());
}

#[test]
fn the_next_word_begins_again_with_the_assistant() {
    let mut world = finished();
    world.delivers();
    world.ana_says("something else now");
    assert_eq!(world.talk().owner, Owner::Assistant);
    assert!(world.goes_out().contains("open_desk"));
}

#[test]
fn reopening_puts_the_same_case_back_into_the_queue() {
    let mut world = finished();
    world.delivers();
    let case = world.cases[0].id;
    world.passes(13 * 86_400_000).ana_presses(Button::Reopen { case });
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
    member < Case **#1042** is open again.
           * open_desk
    member < I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   < System: I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   # handoff=requested
    desk   < System: Ana asks for a person. (flow)
    desk   < System: The member reopened case #1042.
    ");
    assert_eq!((world.cases.len(), world.cases[0].state), (1, CaseState::WaitingForUs));
    assert_eq!(world.talk().case.unwrap().0, case);
}

#[test]
fn after_fourteen_days_a_case_stays_closed() {
    let mut world = finished();
    world.delivers();
    let case = world.cases[0].id;
    world.passes(15 * 86_400_000).ana_presses(Button::Reopen { case });
    assert!(matches!(&world.reply, Reply::Interaction(InteractionReply::Whisper { text }) if text.contains("14")));
    assert!(world.talk.is_none());
}

#[test]
fn the_member_can_close_and_the_desk_is_told() {
    let mut world = with_agent();
    world.ana_presses(Button::Close);
    let out = world.goes_out();
    assert!(out.contains("close_desk"), "{out}");
    assert_eq!(world.last.as_ref().unwrap().why_ended, Some(Ending::Member));
}

#[test]
fn a_desk_conversation_that_closes_by_itself_is_followed_by_another_under_the_same_talk() {
    let mut world = World::new();
    world.ana_says("hi");
    world.delivers();
    let talk = world.talk().id;
    world.desk(Body::DeskClosed);
    assert_eq!(world.goes_out(), "");
    world.ana_says("still there?");
    assert!(world.goes_out().contains("open_desk"));
    assert_eq!(world.talk().id, talk);
    assert_eq!(world.talk().desk_epoch, 2);
}

#[test]
fn a_silent_conversation_ends_quietly_after_a_day() {
    let mut world = World::new();
    world.ana_says("my badge is gone");
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    world.passes(700).assistant_answers("Hello!");
    world.delivers();
    world.passes(86_400_000);
    assert!(world.talk.is_none());
    assert_eq!(world.goes_out(), "       * close_desk");
}
