//! Bugs and ideas: filed, found to be the same, followed, closed, rated, copied.

use super::world::{ANA, World, maya};
use crate::domain::case::{Actor, CardPlace, CaseKind, CaseState, Change, Denied, Happened};
use crate::domain::delivery::{Button, Delivery, InteractionReply, Reply};
use crate::domain::event::{Body, Command, Subject};
use crate::domain::form::FormId;
use crate::domain::ids::Snowflake;
use crate::domain::person::Member;

const BUG: FormId = FormId::Intake { kind: CaseKind::Bug };

fn ana() -> Member {
    Member { id: ANA, name: "Ana".into(), locale: Some("en-US".into()) }
}

fn ben() -> Member {
    Member { id: Snowflake(8), name: "Ben".into(), locale: Some("en-US".into()) }
}

/// Ana has reported a bug, and its card is up.
fn reported() -> World {
    let mut world = World::new();
    world.sends(ana(), BUG, &[("title", "The inventory crashes the app"), ("happened", "I open the inventory and it closes")]);
    let at = CardPlace { channel: Snowflake(90), message: Snowflake(91), thread: Some(Snowflake(91)) };
    world.cases[0].card = Some(at);
    world
}

fn offered(world: &World) -> (String, Vec<Button>) {
    match &world.reply {
        Reply::Interaction(InteractionReply::Whisper { text, buttons } | InteractionReply::Replace { text, buttons }) => {
            (text.clone(), buttons.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn whispered(world: &World) -> String {
    match &world.reply {
        Reply::Interaction(InteractionReply::Whisper { text, .. } | InteractionReply::Replace { text, .. }) => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_command_shows_the_form_and_a_reported_message_fills_it() {
    let mut world = World::new();
    world.types(ana(), Command::Report { kind: CaseKind::Bug });
    assert!(matches!(&world.reply, Reply::Interaction(InteractionReply::Ask { form }) if form.id == BUG && form.fields[0].value.is_none()));
    let link = "https://discord.com/channels/1/2/3".to_owned();
    world.types(ana(), Command::ReportMessage { author: "Ben".into(), text: "\nIt crashes\nall the time".into(), link });
    let Reply::Interaction(InteractionReply::Ask { form }) = &world.reply else { panic!("{:?}", world.reply) };
    assert_eq!(form.fields[0].value.as_deref(), Some("It crashes"));
    let text = form.fields[1].value.as_deref().unwrap();
    assert!(text.starts_with("Ben: ") && text.ends_with("channels/1/2/3"), "{text}");
}

#[test]
fn a_form_becomes_a_numbered_case_with_a_card_and_a_history() {
    let world = reported();
    assert_eq!(whispered(&world), "Thanks! Bug **B-1**. I'll tell you when its state changes.");
    let case = &world.cases[0];
    assert_eq!((case.number.to_string().as_str(), case.state, case.votes), ("B-1", CaseState::New, 0));
    let [Delivery::PostCard { channel, card, .. }] = &world.out_of_cases[..] else { panic!("{:?}", world.out_of_cases) };
    assert_eq!((*channel, card.standing.as_str(), card.footer.as_str()), (Snowflake(90), "new", "Reported by Ana"));
    assert_eq!((world.history.len(), &world.history[0].what), (1, &Happened::Opened));
    assert!(world.talk.is_none(), "reporting begins no talk");
}

#[test]
fn a_like_one_is_offered_and_this_one_counts_and_follows() {
    let mut world = reported();
    world.sends(ben(), BUG, &[("title", "Inventory crash"), ("happened", "the app closes when I open the inventory")]);
    let (text, buttons) = offered(&world);
    assert!(text.contains("**B-1** · The inventory crashes the app"), "{text}");
    assert_eq!((world.cases.len(), buttons.len()), (1, 2));
    world.presses(ben(), buttons[0].clone());
    assert!(whispered(&world).contains("You follow **B-1** now"));
    assert_eq!((world.cases[0].votes, world.drafts.len(), world.appointments.len()), (1, 0, 0));
    let Some(Delivery::ReviseCard { card, .. }) = world.out_of_cases.last() else { panic!("{:?}", world.out_of_cases) };
    assert_eq!(card.footer, "Reported by Ana · +1");
    // The same press again finds nothing to do, and so does +1 on the card.
    world.presses(ben(), buttons[0].clone());
    let case = world.cases[0].id;
    world.presses(ben(), Button::Vote { case });
    assert!(whispered(&world).contains("You follow **B-1** already"));
    world.presses(ana(), Button::Vote { case });
    assert_eq!(world.cases[0].votes, 1, "one's own does not count");
}

#[test]
fn a_wrong_guess_blocks_nobody() {
    let mut world = reported();
    world.sends(ben(), BUG, &[("title", "Inventory crash"), ("happened", "the app closes when I open the inventory")]);
    let (_, buttons) = offered(&world);
    world.presses(ana(), buttons[1].clone());
    assert_eq!(world.cases.len(), 1, "somebody else's choice is not theirs to make");
    world.presses(ben(), buttons[1].clone());
    assert!(whispered(&world).contains("**B-2**"));
    assert_eq!((world.cases.len(), world.keeps_appointments(86_400_000)), (2, 0));
}

#[test]
fn who_does_not_choose_has_filed_a_new_one_and_hears_of_it() {
    let mut world = reported();
    world.sends(ben(), BUG, &[("title", "Inventory crash"), ("happened", "the app closes when I open the inventory")]);
    assert_eq!(world.keeps_appointments(600_000), 1);
    assert_eq!((world.cases.len(), world.drafts.len()), (2, 0));
    let out = world.goes_out();
    assert!(out.contains("open_place") && out.contains("Thanks! Bug **B-2**"), "{out}");
    assert!(world.talk.is_none(), "a notice is no talk");
}

#[test]
fn those_who_follow_are_told_one_after_the_other() {
    let mut world = reported();
    let case = world.cases[0].id;
    for n in 20..23 {
        world.presses(Member { id: Snowflake(n), name: format!("m{n}"), locale: None }, Button::Vote { case });
    }
    world.staff(Change::State { to: CaseState::Solved, told: Some("fixed in 2.4".into()) });
    assert!(matches!(world.reply, Reply::Changed { version: 5, .. }), "{:?}", world.reply);
    let due: Vec<_> = world.appointments.iter().map(|a| a.due - world.now).collect();
    assert_eq!(due, [0, 1_000, 2_000, 3_000]);
    assert_eq!(world.keeps_appointments(0), 1);
    insta::assert_snapshot!(world.goes_out(), @"
           * open_place
    member < Good news: **B-1** (The inventory crashes the app) is fixed. / > fixed in 2.4
    ");
    assert_eq!(world.keeps_appointments(10_000), 3);
}

#[test]
fn a_stale_or_impossible_change_is_refused_and_leaves_no_trace() {
    let mut world = reported();
    let id = world.cases[0].id;
    let by = Actor::Staff { name: "lead".into() };
    let change = Change::Note { text: "seen".into() };
    world.happens(Subject::Case { id }, Body::CaseChange { by, change, seen: Some(9) });
    assert_eq!(world.reply, Reply::Denied(Denied::Stale { version: 1 }));
    world.staff(Change::State { to: CaseState::WithAssistant, told: None });
    assert!(matches!(world.reply, Reply::Denied(Denied::State { .. })));
    assert_eq!((world.history.len(), world.cases[0].version, world.appointments.len()), (1, 1, 0));
}

#[test]
fn everything_the_staff_does_stands_in_the_history() {
    let mut world = reported();
    world.staff(Change::Note { text: " look at the log ".into() });
    world.staff(Change::Assign { to: Some("maya".into()) });
    world.staff(Change::Tags { to: vec!["ios".into(), "crash".into(), "ios".into()] });
    world.staff(Change::Title { to: "Inventory crash on iOS".into() });
    let whats: Vec<_> = world.history.iter().map(|e| e.what.name()).collect();
    assert_eq!(whats, ["opened", "noted", "assigned", "tagged", "renamed"]);
    assert_eq!(world.history[1].what, Happened::Noted { text: "look at the log".into() });
    assert_eq!((world.cases[0].tags.join(","), world.cases[0].version), ("crash,ios".into(), 5));
}

#[test]
fn my_cases_lists_them_and_one_of_them_can_be_closed_and_opened_again() {
    let mut world = reported();
    world.types(ben(), Command::MyCases);
    assert!(whispered(&world).contains("no cases yet"));
    world.types(ana(), Command::MyCases);
    let (text, buttons) = offered(&world);
    assert_eq!(text, "**B-1** · The inventory crashes the app · new");
    let case = world.cases[0].id;
    assert_eq!(buttons, [Button::CloseCase { case }, Button::Copy { case }]);
    world.presses(ben(), Button::CloseCase { case });
    assert!(whispered(&world).contains("somebody else") && world.cases[0].state.is_open());
    world.presses(ana(), Button::CloseCase { case });
    assert_eq!((whispered(&world).as_str(), world.cases[0].state), ("**B-1** is closed.", CaseState::Closed));
    world.presses(ana(), Button::Reopen { case });
    assert_eq!((whispered(&world).as_str(), world.cases[0].state), ("**B-1** is open again.", CaseState::WaitingForUs));
    assert_eq!((world.cases[0].reopened, world.appointments.len()), (1, 0), "who did it knows");
}

#[test]
fn a_rating_takes_stars_and_a_line_and_only_from_the_one_it_is_about() {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    let case = world.cases[0].id;
    world.presses(ben(), Button::Rate { case, stars: 1 });
    assert_eq!(world.cases[0].rating, None);
    world.ana_presses(Button::Rate { case, stars: 4 });
    let (_, buttons) = offered(&world);
    assert!(buttons.contains(&Button::RateLine { case }) && buttons.contains(&Button::Copy { case }));
    world.ana_presses(Button::RateLine { case });
    assert!(matches!(&world.reply, Reply::Interaction(InteractionReply::Ask { form }) if form.id == FormId::RatingLine { case }));
    world.sends(ana(), FormId::RatingLine { case }, &[("line", " very kind ")]);
    let rating = world.cases[0].rating.clone().unwrap();
    assert_eq!((rating.stars, rating.line.as_deref()), (4, Some("very kind")));
}

#[test]
fn a_copy_of_the_talk_goes_where_the_member_talks() {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    world.desk(Body::TaskAccepted { task: "WT1".into(), agent: maya() });
    world.delivers();
    let case = world.cases[0].id;
    world.ana_presses(Button::Copy { case });
    let copy = world.out.iter().find_map(|(_, d)| match d {
        Delivery::SendCopy { name, document, .. } => Some((name.clone(), document.clone())),
        _ => None,
    });
    let (name, document) = copy.expect("a copy is on its way");
    assert_eq!(name, "case-1042.md");
    assert!(document.contains("human please") && !document.contains("Asked:"), "{document}");
}

#[test]
fn a_second_help_case_is_never_opened_beside_the_first() {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    let first = world.cases[0].id;
    world.ana_presses(Button::Close);
    world.delivers();
    world.ana_says("human please");
    world.delivers();
    assert_eq!(world.cases.len(), 2);
    world.staff(Change::State { to: CaseState::Closed, told: None });
    world.keeps_appointments(0);
    world.delivers();
    world.ana_says("human please");
    world.delivers();
    world.ana_presses(Button::Reopen { case: first });
    assert!(whispered(&world).contains("carrying on there"));
    let by = Actor::Staff { name: "lead".into() };
    let change = Change::State { to: CaseState::WaitingForUs, told: None };
    world.happens(Subject::Case { id: first }, Body::CaseChange { by, change, seen: None });
    assert!(matches!(world.reply, Reply::Denied(Denied::Another { .. })), "{:?}", world.reply);
}

#[test]
fn what_the_staff_closes_ends_the_talk_and_says_so() {
    let mut world = World::new();
    world.ana_says("human please");
    world.delivers();
    world.staff(Change::State { to: CaseState::Closed, told: Some("Answered by mail.".into()) });
    assert_eq!(world.keeps_appointments(0), 1);
    let out = world.goes_out();
    assert!(out.contains("**#1042**") && out.contains("> Answered by mail.") && out.contains("close_desk"), "{out}");
    assert!(world.talk.is_none());
}
