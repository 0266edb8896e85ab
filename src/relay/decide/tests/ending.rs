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

/// The agent has finished, and the member was asked.
fn finished() -> World {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.desk(Body::DeskLeft { agent: maya() });
    world.desk(Body::DeskClosed);
    world
}

/// The member has agreed.
fn closed() -> World {
    let mut world = finished();
    world.delivers();
    let case = world.cases[0].id;
    world.ana_presses(Button::SolvedYes { case });
    world
}

#[test]
fn when_the_agent_finishes_the_member_is_asked() {
    let mut world = finished();
    insta::assert_snapshot!(world.goes_out(), @"member < **Maya** thinks this is solved. Close case **#1042**? [SolvedYes { case: CaseId(00000000-0000-0000-0000-000000000006) }] [NotYet { case: CaseId(00000000-0000-0000-0000-000000000006) }]");
    assert_eq!((world.cases[0].state, world.talk().owner), (CaseState::WaitingForMember, Owner::Assistant));
}

#[test]
fn who_agrees_has_the_case_closed_and_may_rate_copy_and_reopen() {
    let mut world = closed();
    insta::assert_snapshot!(world.goes_out(), @"member < Case **#1042** is closed. Take care! / How was it? [Rate { case: CaseId(00000000-0000-0000-0000-000000000006), stars: 1 }] [Rate { case: CaseId(00000000-0000-0000-0000-000000000006), stars: 2 }] [Rate { case: CaseId(00000000-0000-0000-0000-000000000006), stars: 3 }] [Rate { case: CaseId(00000000-0000-0000-0000-000000000006), stars: 4 }] [Rate { case: CaseId(00000000-0000-0000-0000-000000000006), stars: 5 }] [Copy { case: CaseId(00000000-0000-0000-0000-000000000006) }] [Reopen { case: CaseId(00000000-0000-0000-0000-000000000006) }]");
    assert_eq!(world.cases[0].state, CaseState::Solved);
    assert_eq!(world.last.as_ref().unwrap().why_ended, Some(Ending::Member));
    assert!(world.timers.is_empty());
}

#[test]
fn who_says_not_yet_is_back_in_the_queue_with_the_same_case() {
    let mut world = finished();
    world.delivers();
    let case = world.cases[0].id;
    world.ana_presses(Button::NotYet { case });
    let out = world.goes_out();
    assert!(out.contains("I've passed case **#1042** on") && out.contains("open_desk"), "{out}");
    assert_eq!((world.talk().owner, world.cases.len(), world.cases[0].state), (Owner::Queue, 1, CaseState::WaitingForUs));
    world.passes(86_400_000);
    assert!(world.cases[0].state.is_open(), "it does not close by itself any more");
}

#[test]
fn who_says_nothing_for_a_day_has_the_case_closed_and_is_told() {
    let mut world = finished();
    world.delivers();
    world.passes(86_400_000);
    assert!(world.goes_out().contains("so case **#1042** is closed now. Not solved? Just reopen it. / How was it?"));
    assert_eq!((world.cases[0].state, world.talk.is_none()), (CaseState::Solved, true));
}

#[test]
fn who_asks_something_else_first_is_answered_and_the_question_stays_open() {
    let mut world = finished();
    world.delivers();
    world.passes(80_000_000).ana_says("and how do I trade?");
    world.delivers();
    world.passes(20_000);
    let out = world.goes_out();
    assert!(out.contains("asks   < and how do I trade?"), "{out} {:?}", world.timers);
    world.passes(80_000_000);
    assert!(world.cases[0].state.is_open(), "the day counts from the last word");
    world.passes(10_000_000);
    assert_eq!(world.cases[0].state, CaseState::Solved);
}

#[test]
fn a_lost_closing_webhook_does_not_keep_the_member_from_being_asked() {
    let mut world = with_agent();
    world.desk(Body::TaskEnded { task: "WT1".into() });
    world.passes(5_000);
    assert!(world.talk().closing_asked);
    assert!(world.goes_out().contains("close_desk"));
}

#[test]
fn thanks_gets_a_heart_before_and_after_the_end_and_begins_nothing() {
    for mut world in [finished(), closed()] {
        world.delivers();
        let before = world.talk.clone().map(|talk| talk.id);
        for thanks in ["thanks!", "danke dir", "¡gracias!", "ありがとう", "고마워요", "谢谢", "謝謝", "mulțumesc", "salamat po"]
        {
            world.ana_says(thanks);
            assert_eq!(world.goes_out(), "member < ❤️", "{thanks}");
        }
        assert_eq!((world.talk.map(|talk| talk.id), world.cases.len()), (before, 1));
    }
}

#[test]
fn whose_turn_it_is_shows_in_the_case_and_in_its_history() {
    let mut world = with_agent();
    let next = world.desk_next();
    world.agent_says(maya(), next, "Which phone?");
    assert_eq!(world.cases[0].state, CaseState::WaitingForMember);
    world.ana_says("an old one");
    assert_eq!(world.cases[0].state, CaseState::WaitingForUs);
    world.passes(180_000);
    assert_eq!(world.cases[0].state, CaseState::WithAssistant);
    assert_eq!(world.cases[0].owner.as_deref(), Some("maya@example.com"));
    let told: Vec<_> = world.history.iter().map(|e| format!("{} {}", e.version, e.what.name())).collect();
    assert_eq!(told, ["1 opened", "2 assigned", "3 moved", "4 moved", "5 moved"]);
    assert_eq!(world.cases[0].version, 5);
}

#[test]
fn the_next_word_begins_again_with_the_assistant() {
    let mut world = closed();
    world.delivers();
    world.ana_says("something else now");
    assert_eq!(world.talk().owner, Owner::Assistant);
    assert!(world.goes_out().contains("open_desk"));
}

#[test]
fn reopening_puts_the_same_case_back_into_the_queue() {
    let mut world = closed();
    world.delivers();
    let case = world.cases[0].id;
    world.passes(13 * 86_400_000).ana_presses(Button::Reopen { case });
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
    member < Case **#1042** is open again.
           * open_desk
           * name_member
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
    let mut world = closed();
    world.delivers();
    let case = world.cases[0].id;
    world.passes(15 * 86_400_000).ana_presses(Button::Reopen { case });
    assert!(matches!(&world.reply, Reply::Interaction(InteractionReply::Whisper { text, .. }) if text.contains("14")));
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
