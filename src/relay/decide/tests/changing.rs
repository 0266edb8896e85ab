//! Lines that are changed, answered or refused.

use super::world::{ANA, DM, World, maya, tom};
use crate::domain::event::{Body, Said, Subject};
use crate::domain::file::{FileSource, OfferedFile};
use crate::domain::ids::Snowflake;
use crate::domain::message::Place;
use crate::domain::person::Member;

fn with_maya() -> World {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    world.delivers();
    world
}

fn ana_writes(world: &mut World, said: Said) {
    let member = world.member();
    world.happens(Subject::Member { member: ANA, server: None }, Body::MemberWrote { member, place: DM, message: said });
}

#[test]
fn a_change_before_the_desk_has_opened_follows_its_line() {
    let mut world = World::new();
    let line = world.ana_says("my bagde is gone");
    world.happens(Subject::Integration, Body::MemberEdited { message: line, text: "my badge is gone".into() });
    world.happens(Subject::Integration, Body::MemberDeleted { message: line });
    insta::assert_snapshot!(world.goes_out(), @r"
           * look_up_member
           * open_desk
    desk   < Member: my bagde is gone (flow)
    member < 👀
    desk   ~ my badge is gone (edited)
    desk   ~ (deleted)
    ");
}

#[test]
fn an_agent_hears_what_was_taken_back() {
    let mut world = with_maya();
    let line = world.ana_says("my password is swordfish");
    world.delivers();
    world.happens(Subject::Integration, Body::MemberDeleted { message: line });
    insta::assert_snapshot!(world.goes_out(), @r"
    desk   ~ (deleted)
    desk   < System: The member deleted a message: “my password is swordfish”
    ");
}

#[test]
fn a_changed_line_keeps_the_name_of_who_wrote_it() {
    let mut world = with_maya();
    let next = world.desk_next();
    world.agent_says(maya(), next, "helo");
    world.desk(Body::TaskTransferring { task: "WT1".into(), to: Some("WT2".into()) });
    world.desk(Body::TaskAccepted { task: "WT2".into(), agent: tom() });
    world.delivers();
    world.desk(Body::DeskEdited { id: format!("IM{next}"), text: "hello".into() });
    assert_eq!(world.goes_out(), "member ~ **Maya**: hello");
}

#[test]
fn what_is_answered_is_quoted_at_the_desk_and_not_asked_of_the_assistant() {
    let mut world = World::new();
    let first = world.ana_says("can a human help me with my nickname");
    world.delivers();
    let id = Snowflake(world.id());
    ana_writes(&mut world, Said { id, text: "never mind".into(), files: vec![], reply_to: Some(first) });
    let out = world.goes_out();
    assert!(out.contains("Member: Replying to Ana: / > can a human help me with my nickname / never mind"), "{out}");
    assert_eq!(world.messages.iter().filter(|m| m.text == "never mind").count(), 1, "the history has her own words");
}

#[test]
fn a_file_that_may_not_pass_and_says_nothing_else_is_no_question() {
    let mut world = World::new();
    let file = OfferedFile {
        source: FileSource::Discord {
            url: "https://x.example/a".into(),
            channel: Snowflake(70),
            message: Snowflake(9),
            attachment: Snowflake(8),
        },
        name: "setup.exe".into(),
        content_type: None,
        size: 5,
    };
    ana_writes(&mut world, Said { id: Snowflake(9), text: String::new(), files: vec![file], reply_to: None });
    let out = world.goes_out();
    assert!(out.contains("I couldn't pass on **setup.exe**") && !out.contains("👀"), "{out}");
    assert!(world.talk().member_spoke.is_none());
}

#[test]
fn staff_in_the_thread_are_told_to_the_desk_and_own_nothing() {
    let mut world = with_maya();
    let mira = Member { id: Snowflake(8), name: "Mira".into(), locale: None };
    let thread = Place::Thread { channel: Snowflake(80) };
    let message = Said { id: Snowflake(9), text: "she lost it yesterday".into(), files: vec![], reply_to: None };
    let body = Body::MemberWrote { member: mira, place: thread, message };
    world.happens(Subject::Member { member: Snowflake(8), server: Some(Snowflake(1)) }, body);
    assert_eq!(world.goes_out(), "desk   < System: Mira wrote in the thread: she lost it yesterday");
    assert_eq!((world.talk().member, world.talk().member_name.as_str()), (ANA, "Ana"));
}
