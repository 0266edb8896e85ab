use super::world::{ANA, DM, World, maya};
use crate::domain::conversation::Owner;
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply, Verdict};
use crate::domain::event::{Body, Said, Subject};
use crate::domain::file::{FileSource, OfferedFile};
use crate::domain::ids::Snowflake;
use crate::domain::outcome::{Answer, Outcome, Refusal};
use crate::domain::person::{Membership, Server};

fn flow_asks(world: &mut World) -> Verdict {
    world.desk(Body::FlowAsked { message: "IM".into() });
    match world.reply.clone() {
        Reply::Flow(verdict) => verdict,
        other => panic!("the flow got {other:?}"),
    }
}

#[test]
fn a_first_word_opens_the_desk_and_is_seen_at_once() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
           * open_desk
    desk   < Member: I can't log in (flow)
    member < 👀
    ");
}

#[test]
fn the_assistant_answers_with_its_sources_on_both_sides() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    assert_eq!(flow_asks(&mut world), Verdict::Pending);
    world.passes(700).assistant_answers("Use the reset link.");
    insta::assert_snapshot!(world.goes_out(), @"
    member < Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>) [Solved] [NotQuite] [Person]
    desk   < Assistant: Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>)
    ");
    assert!(!world.talk().owes_an_answer());
}

#[test]
fn several_quick_lines_get_one_answer() {
    let mut world = World::new();
    world.ana_says("hi");
    world.delivers();
    flow_asks(&mut world);
    world.passes(300);
    world.ana_says("I can't log in");
    flow_asks(&mut world);
    world.passes(699);
    assert!(!world.out.iter().any(|(_, d)| matches!(d, Delivery::Ask(_))), "she may go on");
    world.passes(1);
    let asked: Vec<_> = world.out.iter().filter_map(|(_, d)| if let Delivery::Ask(q) = d { Some(q.text.clone()) } else { None }).collect();
    assert_eq!(asked, ["hi\nI can't log in"]);
}

#[test]
fn an_answer_to_a_question_that_has_grown_is_thrown_away() {
    let mut world = World::new();
    world.ana_says("what about my account");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700);
    world.ana_says("it is about my password");
    world.assistant_answers("Accounts are free.");
    assert!(!world.goes_out().contains("Accounts"));
    world.passes(700).assistant_answers("Use the reset link.");
    assert!(world.goes_out().contains("Use the reset link."));
}

#[test]
fn when_the_flow_never_asks_the_assistant_answers_without_it() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    world.passes(19_999);
    assert!(world.out.is_empty());
    world.passes(1).assistant_answers("Use the reset link.");
    assert!(world.goes_out().contains("Use the reset link."));
}

#[test]
fn not_known_is_said_and_a_person_offered() {
    let mut world = World::new();
    world.ana_says("why is the sky blue");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700).assistant(Answer::Unknown);
    insta::assert_snapshot!(world.goes_out(), @"
    member < I don't know that one. Shall I get a person? [Person]
    desk   < Assistant: I don't know that one. Shall I get a person?
    ");
}

#[test]
fn an_assistant_that_does_not_come_back_is_not_waited_for_in_silence() {
    let mut world = World::new();
    world.ana_says("the app is blue");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700);
    world.out.clear();
    world.passes(30_000);
    assert!(world.goes_out().contains("[Person]"));
}

#[test]
fn an_answer_that_comes_after_an_agent_has_taken_over_is_thrown_away() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700).agent_says(maya(), 1, "Hi Ana, let me look");
    world.assistant_answers("Use the reset link.");
    assert!(!world.goes_out().contains("reset link"));
    assert_eq!(world.talk().owner, Owner::Agent);
}

#[test]
fn edits_and_deletions_are_seen_at_the_desk() {
    let mut world = World::new();
    let id = world.ana_says("I cant login");
    world.delivers();
    world.happens(Subject::Integration, Body::MemberEdited { message: id, text: "I can't log in".into() });
    world.happens(Subject::Integration, Body::MemberEdited { message: id, text: "I can't log in".into() });
    world.happens(Subject::Integration, Body::MemberDeleted { message: id });
    insta::assert_snapshot!(world.goes_out(), @"
    desk   ~ I can't log in (edited)
    desk   ~ (deleted)
    ");
}

#[test]
fn a_file_is_copied_and_a_dangerous_one_refused_with_a_reason() {
    let mut world = World::new();
    let offer = |name: &str, size| OfferedFile {
        source: FileSource::Discord {
            url: "https://cdn/x".into(),
            channel: DM.channel(),
            message: Snowflake(9),
            attachment: Snowflake(10),
        },
        name: name.into(),
        content_type: None,
        size,
    };
    let files = vec![offer("shot.png", 100), offer("virus.exe", 100), offer("film.mp4", 26 << 20)];
    let message = Said { id: Snowflake(9), text: String::new(), files, reply_to: None };
    let member = world.member();
    world.happens(Subject::Member { member: ANA, server: None }, Body::MemberWrote { member, place: DM, message });
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
           * fetch
           * open_desk
    desk   < Member:  (flow)
    member < 👀
    member < I couldn't pass on **virus.exe**: exe files aren't accepted here.
    desk   < System: I couldn't pass on **virus.exe**: exe files aren't accepted here.
    member < **film.mp4** is over 10 MB, so I couldn't pass it on. A smaller file or a link works.
    desk   < System: **film.mp4** is over 10 MB, so I couldn't pass it on. A smaller file or a link works.
    member < ✅
    ");
}

#[test]
fn helpme_answers_the_asker_once_the_greeting_has_arrived() {
    let mut world = World::new();
    world.ana_types_helpme(Some("I lost my badge"));
    assert_eq!(world.reply, Reply::Interaction(InteractionReply::Wait));
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
           * open_place
    member < Hi Ana, this is the help desk of **Pokéfans**. Tell me what's wrong. I answer right away; a person is one tap away. [Person] [Close]
           * open_desk
    desk   < Member: I lost my badge (flow)
    asker  < On it — I've written to you in a DM.
    ");
}

#[test]
fn a_second_helpme_while_the_greeting_is_on_its_way_is_received_and_the_first_asker_is_not_forgotten() {
    let mut world = World::new();
    world.ana_types_helpme(None);
    let first = world.talk().pending_interaction.clone();
    world.ana_types_helpme(None);
    assert_eq!((&world.reply, &world.talk().pending_interaction), (&Reply::Ok, &first));
    let out = world.goes_out();
    assert_eq!((out.matches("Hi Ana").count(), out.matches("asker  < ").count()), (1, 1), "{out}");
}

#[test]
fn who_is_talking_already_is_shown_the_way_at_once_and_nothing_else_is_said() {
    let mut world = World::new();
    world.ana_types_helpme(None);
    world.goes_out();
    let before = world.talk().clone();
    world.ana_types_helpme(None);
    let Reply::Interaction(InteractionReply::Whisper { text, buttons }) = &world.reply else { panic!("{:?}", world.reply) };
    assert_eq!(text, "We're already talking — carrying on there.");
    assert!(matches!(&buttons[..], [Button::Link { url, .. }] if url == "https://discord.com/channels/@me/70"), "{buttons:?}");
    assert_eq!((world.talk(), world.out.len()), (&before, 0));
}

#[test]
fn with_closed_dms_a_private_thread_serves_and_the_asker_is_told_where() {
    let mut world = World::new();
    world.ana_types_helpme(None);
    assert_eq!(world.out.remove(0).1, Delivery::LookUpMember { servers: vec![Snowflake(1)] });
    assert_eq!(world.out.remove(0).1, Delivery::OpenPlace { thread: None });
    let (seq, greeting) = world.out.remove(0);
    let outcome = Outcome::Refused { why: "50007".into(), refusal: Refusal::DmsClosed };
    let id = world.talk().id;
    let body = Body::Blocked { seq, delivery: Box::new(greeting.clone()), outcome };
    world.happens(Subject::Conversation { id }, body.clone());
    let opened = |world: &World| {
        world.out.iter().filter(|(_, d)| matches!(d, Delivery::OpenPlace { thread: Some(t) } if t.name == "help-Ana")).count()
    };
    assert_eq!(opened(&world), 1, "a thread is opened: {:?}", world.out);
    world.happens(Subject::Conversation { id }, body.clone());
    assert_eq!(opened(&world), 1, "one is enough when the greeting is tried again before the thread is there: {:?}", world.out);
    world.out.push((seq, greeting));
    let out = world.goes_out();
    assert!(out.contains("asker  < ") && out.contains("<#80>"), "{out}");
    world.happens(Subject::Conversation { id }, body);
    assert_eq!(opened(&world), 0, "nor does a late refusal open another: {:?}", world.out);
}

#[test]
fn with_closed_dms_and_no_channel_for_threads_the_dm_is_tried_again_and_the_desk_is_told_once() {
    let mut world = World::new();
    world.servers[0].help_channel = None;
    world.ana_says("hello");
    world.goes_out();
    world.agent_says(maya(), world.desk_next(), "hi");
    let (seq, line) = world.out.iter().find(|(_, d)| matches!(d, Delivery::Say(say) if say.text == "hi")).cloned().unwrap();
    let id = world.talk().id;
    for _ in 0..2 {
        let outcome = Outcome::Refused { why: "50007".into(), refusal: Refusal::DmsClosed };
        let body = Body::Blocked { seq, delivery: Box::new(line.clone()), outcome };
        world.happens(Subject::Conversation { id }, body);
        assert_eq!((world.talk().place, world.talk().dms_closed), (Some(DM), true));
    }
    let told = world.goes_out();
    assert_eq!(told.matches("DMs are closed").count(), 1, "{told}");
    world.ana_says("can you write to me now?");
    assert!(!world.talk().dms_closed);
}

#[test]
fn a_member_of_several_servers_is_asked_which_one_it_is_about() {
    let mut world = World::new();
    world.servers.push(Server { id: Snowflake(2), name: "Chess".into(), help_channel: None });
    world.ana_says("hello");
    let (seq, look_up) = world.out.iter().find(|(_, d)| matches!(d, Delivery::LookUpMember { .. })).cloned().unwrap();
    world.out.clear();
    let of = [1, 2].map(|id| Membership { server: Snowflake(id), nick: None, roles: vec![], joined_at: None }).to_vec();
    let fact = crate::domain::outcome::Fact::Memberships { of };
    world.settles(seq, &look_up, Outcome::Done(crate::domain::outcome::Receipt::fact(fact)), 1);
    let menu = world.goes_out();
    assert!(menu.contains("Chess") && !menu.contains("desk"), "{menu}");
    world.ana_presses(Button::Community { server: Snowflake(2), name: "Chess".into() });
    let after = world.goes_out();
    assert!(after.contains("desk   < Member: hello (flow)"), "{after}");
    assert_eq!(world.talk().server, Some(Snowflake(2)));
}

#[test]
fn a_greeting_is_answered_with_one_and_thanks_with_a_heart() {
    let mut world = World::new();
    world.ana_says("hello!");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700);
    let out = world.goes_out();
    assert!(out.contains("Hi Ana") && !out.contains("asks"), "{out}");
    world.ana_says("thank you");
    world.delivers();
    flow_asks(&mut world);
    world.passes(700);
    assert!(world.goes_out().contains("❤️"));
}
