use super::world::{ANA, CHANNEL, SERVER, World, maya};
use crate::domain::conversation::{Conversation, Owner};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::event::Body;
use crate::domain::gap::Why;
use crate::domain::ids::{ConversationId, Seq, Snowflake};
use crate::domain::message::Place;
use crate::domain::outcome::{Answer, Fact, Missing, Outcome, Receipt};
use crate::relay::known::Asked;

fn whispered(world: &World) -> String {
    match &world.reply {
        Reply::Interaction(InteractionReply::Whisper { text, .. }) => text.clone(),
        other => panic!("{other:?}"),
    }
}

/// The conversation and the answer that thumbs are about.
fn answered(world: &World) -> (ConversationId, Seq) {
    let talk = world.talk().id;
    let answer = world.messages.iter().rfind(|m| m.author == crate::domain::message::Author::Assistant).unwrap().seq;
    (talk, answer)
}

fn thumb(world: &mut World, up: bool) {
    let (talk, answer) = answered(world);
    world.ana_presses(if up { Button::Up { talk, answer } } else { Button::Down { talk, answer } });
}

#[test]
fn ask_is_answered_by_its_token_and_nothing_reaches_the_desk() {
    let mut world = World::new();
    world.ana_asks("How do I log in?");
    assert_eq!(world.reply, Reply::Interaction(InteractionReply::Wait));
    world.assistant_answers("Use the reset link.");
    insta::assert_snapshot!(world.goes_out(), @"asker  < Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>) [Up] [Down] [Refer] (by its token)");
    assert_eq!((world.talk().place, world.talk().owner, world.talk().case), (None, Owner::Assistant, None));
}

#[test]
fn the_next_ask_goes_on_with_the_one_before() {
    let mut world = World::new();
    world.ana_asks("Is there a dark mode?").assistant(Answer::Unknown);
    world.goes_out();
    let talk = world.talk().id;
    world.ana_asks("And a light one?").assistant(Answer::Unknown);
    insta::assert_snapshot!(world.goes_out(), @"asker  < I don't seem to be getting there. Shall I get a person? [Refer] (by its token)");
    assert_eq!(world.talk().id, talk);
}

#[test]
fn where_the_server_wants_it_everybody_reads_along() {
    let mut world = World::new();
    world.rules.ask.private = false;
    world.ana_asks("How do I log in?");
    assert_eq!(world.reply, Reply::Interaction(InteractionReply::WaitOpenly));
    assert_eq!(world.talk().place, Some(Place::Channel { channel: CHANNEL }));
    world.talk = None;
    world.rules.ask.otherwise = vec![SERVER];
    world.ana_asks("How do I log in?");
    assert_eq!(world.reply, Reply::Interaction(InteractionReply::Wait), "but not in this one");
}

#[test]
fn a_mention_is_answered_in_the_channel_and_goes_on_there() {
    let mut world = World::new();
    world.ana_mentions("I can't log in");
    world.passes(700).assistant_answers("Use the reset link.");
    insta::assert_snapshot!(world.goes_out(), @"asker  < Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>) [Up] [Down] [Refer] (as a message)");
    let talk = world.talk().id;
    world.ana_mentions("and on my phone?");
    world.passes(700).assistant(Answer::Unknown);
    insta::assert_snapshot!(world.goes_out(), @"asker  < I don't know that one. Shall I get a person? [Refer] (as a message)");
    assert_eq!(world.talk().id, talk);
}

#[test]
fn a_call_without_a_question_is_greeted_and_a_wish_for_a_person_gets_the_button() {
    let mut world = World::new();
    world.ana_mentions("");
    insta::assert_snapshot!(world.goes_out(), @"asker  < Hi Ana, this is the help desk of **Pokéfans**. Tell me what's wrong. I answer right away; a person is one tap away. [Refer] (as a message)");
    world.ana_mentions("human please");
    insta::assert_snapshot!(world.goes_out(), @"asker  < A person can help. Press the button, and I'll pass you on with what you've asked. [Refer] (as a message)");
    world.passes(60_000);
    assert!(world.out.is_empty(), "nothing is left to be answered");
}

#[test]
fn where_mentions_are_switched_off_nothing_happens() {
    let mut world = World::new();
    world.rules.ask.mentions = false;
    world.ana_mentions("I can't log in");
    assert!(world.talk.is_none() && world.out.is_empty());
}

#[test]
fn who_has_asked_enough_is_told_once_in_a_channel_and_each_time_in_a_whisper() {
    let mut world = World::new();
    world.asked = Asked { within_a_minute: 0, within_a_day: 100 };
    world.ana_asks("How do I log in?");
    assert_eq!(whispered(&world), "I've used up today's answers. People still can help: /helpme.");
    assert!(world.talk.is_none());
    world.ana_mentions("How do I log in?");
    assert!(world.goes_out().contains("I've used up today's answers."));
    world.asked.within_a_day = 101;
    world.ana_mentions("How do I log in?");
    assert!(world.passes(60_000).out.is_empty());
    world.asked = Asked { within_a_minute: 6, within_a_day: 7 };
    world.ana_asks("How do I log in?");
    assert!(whispered(&world).starts_with("That's a bit fast for me."));
}

#[test]
fn two_thumbs_down_offer_a_person_and_both_questions_are_kept() {
    let mut world = World::new();
    world.ana_mentions("I can't log in");
    world.passes(700).assistant_answers("Use the reset link.");
    world.goes_out();
    thumb(&mut world, false);
    assert!(whispered(&world).starts_with("Thanks for telling me."));
    thumb(&mut world, false);
    assert_eq!(world.talk().misses, 1, "said twice it counts once");
    world.ana_mentions("the link never comes");
    world.passes(700).assistant_answers("Look into your spam.");
    world.goes_out();
    thumb(&mut world, false);
    let Reply::Interaction(InteractionReply::Whisper { text, buttons }) = &world.reply else { panic!("{:?}", world.reply) };
    assert_eq!((text.as_str(), buttons.len()), ("I don't seem to be getting there. Shall I get a person?", 1));
    let kept: Vec<_> = world.gaps.iter().map(|gap| (gap.text.as_str(), gap.why, gap.server)).collect();
    assert_eq!(kept, [("I can't log in", Why::Down, Some(SERVER)), ("the link never comes", Why::Down, Some(SERVER))]);
    thumb(&mut world, true);
    assert_eq!((world.talk().misses, whispered(&world).as_str()), (0, "Thanks, glad that helped!"));
}

#[test]
fn nothing_found_is_kept_and_a_question_that_has_grown_only_as_a_whole() {
    let mut world = World::new();
    world.ana_mentions("is there");
    world.passes(700);
    world.ana_mentions("a dark mode");
    world.assistant(Answer::Unknown);
    assert!(world.gaps.is_empty());
    world.passes(700).assistant(Answer::Unknown);
    let kept: Vec<_> = world.gaps.iter().map(|gap| (gap.text.as_str(), gap.why, gap.language.as_deref())).collect();
    assert_eq!(kept, [("is there a dark mode", Why::Nothing, Some("en"))]);
}

#[test]
fn the_asker_takes_an_answer_away_and_others_are_asked_after() {
    let mut world = World::new();
    world.ana_mentions("I can't log in");
    world.passes(700).assistant_answers("Use the reset link.");
    world.goes_out();
    let mira = Snowflake(8);
    world.hushes(mira);
    let (seq, look_up) = world.out.remove(0);
    assert!(matches!(look_up, Delivery::LookUpStaff { member, .. } if member == mira));
    world.settles(seq, &look_up, Outcome::Done(Receipt::fact(Fact::Staff { yes: false })), 1);
    assert!(world.out.is_empty(), "a stranger changes nothing");
    world.settles(seq, &look_up, Outcome::Done(Receipt::fact(Fact::Staff { yes: true })), 1);
    insta::assert_snapshot!(world.goes_out(), @"member - deleted");
    assert_eq!((world.gaps.len(), world.gaps[0].why), (1, Why::Hushed));
    world.hushes(ANA);
    assert!(world.out.is_empty(), "it is gone already");
}

#[test]
fn an_aside_ends_in_silence_after_its_time() {
    let mut world = World::new();
    world.ana_mentions("I can't log in");
    world.passes(700).assistant_answers("Use the reset link.");
    world.goes_out();
    world.passes(86_400_000);
    assert!(world.talk.is_none() && world.out.is_empty());
}

#[test]
fn a_private_answer_that_comes_too_late_goes_into_the_dm() {
    let mut world = World::new();
    world.ana_asks("How do I log in?");
    world.assistant_answers("Use the reset link.");
    let (seq, respond) = world.out.remove(0);
    let gone = Outcome::Gone { why: "expired".into(), what: Missing::Interaction };
    world.settles(seq, &respond, gone, 1);
    insta::assert_snapshot!(world.goes_out(), @"
           * open_place
    asker  < > How do I log in? / Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>) [Up] [Down] [Refer] (as a message)
    ");
}

/// An aside with a question, its answer and a thumb down; the world is then without it, as the inlet hands it over.
fn asked_in_passing(world: &mut World) -> Conversation {
    world.ana_mentions("I can't log in");
    world.passes(700).assistant_answers("Use the reset link.");
    world.goes_out();
    thumb(world, false);
    let aside = world.talk.take().unwrap();
    world.aside = Some((aside.clone(), std::mem::take(&mut world.messages)));
    world.timers.clear();
    aside
}

#[test]
fn a_person_from_an_aside_reads_what_was_asked_there() {
    let mut world = World::new();
    let aside = asked_in_passing(&mut world);
    world.ana_presses(Button::Refer { talk: aside.id });
    assert_eq!(world.reply, Reply::Interaction(InteractionReply::Wait));
    insta::assert_snapshot!(world.goes_out(), @"
           * look_up_member
           * open_place
           * open_desk
    desk   < System: Asked before, in a channel or with /ask:
    desk   < Member: I can't log in
    desk   < Assistant: Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>)
           * name_member
    member < I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   < System: I've passed case **#1042** on with what you've told me, so you won't need to repeat it. You're **3rd in line**, about **6 min**. You can keep writing here.
    desk   # handoff=requested
    desk   < System: Ana asks for a person. (flow)
    asker  < On it — I've written to you in a DM. Case **#1042**.
    ");
    assert_eq!((world.talk().owner, world.talk().aside), (Owner::Queue, None));
    world.desk(Body::FlowAsked { message: "IM".into() });
    let Reply::Flow(crate::domain::delivery::Verdict::Handoff { task }) = world.reply.clone() else { panic!("{:?}", world.reply) };
    insta::assert_snapshot!(task["summary"].as_str().unwrap(), @"Asked: I can't log in · Tried: 1 answer, 1 did not help · Articles: Reset your password");

    world.ana_presses(Button::Refer { talk: aside.id });
    insta::assert_snapshot!(whispered(&world), @"You're still in line: **3rd** now, about **6 min**. You can keep writing here.");
    assert!(world.goes_out().is_empty(), "nothing is carried twice");
}

#[test]
fn with_an_agent_at_work_the_aside_is_laid_before_them() {
    let mut world = World::new();
    let aside = asked_in_passing(&mut world);
    world.ana_says("human please");
    world.delivers();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    world.delivers();
    assert_eq!(world.talk().owner, Owner::Agent);
    world.ana_presses(Button::Refer { talk: aside.id });
    insta::assert_snapshot!(world.goes_out(), @"
    desk   < System: Asked before, in a channel or with /ask:
    desk   < Member: I can't log in
    desk   < Assistant: Use the reset link. /  / -# Sources / -# • [Reset your password](<https://x.example/a1>)
    ");
}

#[test]
fn somebody_elses_buttons_are_not_pressed() {
    let mut world = World::new();
    let mut aside = asked_in_passing(&mut world);
    aside.member = Snowflake(8);
    world.aside = Some((aside.clone(), vec![]));
    world.ana_presses(Button::Refer { talk: aside.id });
    assert_eq!(whispered(&world), "That button is for somebody else.");
    world.ana_presses(Button::Refer { talk: ConversationId(uuid::Uuid::nil()) });
    assert!(whispered(&world).contains("too old"));
    world.talk = Some(aside.clone());
    world.ana_presses(Button::Up { talk: aside.id, answer: 1 });
    assert_eq!(whispered(&world), "That button is for somebody else.");
}

#[test]
fn not_quite_in_a_dm_is_kept_and_told_to_the_agent() {
    let mut world = World::new();
    world.ana_says("I can't log in");
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    world.passes(700).assistant_answers("Use the reset link.");
    world.delivers();
    let answer = answered(&world).1;
    world.known_as(5, answer);
    world.ana_presses(Button::NotQuite);
    assert_eq!(world.gaps.len(), 1);
    world.ana_presses(Button::Person);
    world.delivers();
    world.desk(Body::FlowAsked { message: "IM".into() });
    let Reply::Flow(crate::domain::delivery::Verdict::Handoff { task }) = world.reply.clone() else { panic!("{:?}", world.reply) };
    assert!(task["summary"].as_str().unwrap().contains("1 did not help"), "{task:?}");
}
