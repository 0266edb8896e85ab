//! Questions in passing: `/ask`, mentions, thumbs, and what is learnt from them.

use crate::support::database::Database;
use crate::support::stories::stories;
use crate::support::world::World;
use flexcord::domain::ids::{GapId, Snowflake};
use flexcord::knowledge::backlog::{self, GapGroup};
use flexcord::sandbox::discord::Shown;
use flexcord::store::deliveries;
use serde_json::json;
use std::time::Duration;

stories!(
    both: ask_is_answered_for_the_asker_alone, a_mention_is_answered_in_the_channel_and_goes_on, a_person_reads_what_was_asked_in_the_channel,
        two_thumbs_down_offer_a_person, what_was_asked_in_vain_becomes_an_answer, asks_follow_each_other_or_stand_side_by_side;
    titles_are_offered_while_typing, ask_works_in_the_dm_too, a_call_without_a_question_is_greeted, a_stranger_cannot_take_answers_away,
        the_asker_takes_an_answer_away, staff_take_answers_away, an_answer_in_the_dm_is_taken_away_on_both_sides,
        with_closed_dms_a_person_is_found_in_a_thread, what_was_asked_is_answered_after_a_restart,
        a_mention_while_the_program_was_down_is_answered, a_private_answer_that_is_too_late_comes_as_a_dm,
        asking_goes_on_beside_a_talk_with_a_person, it_all_works_in_korean, it_all_works_in_japanese,
        the_task_after_helpme_says_who_it_is,
);

const LOG_IN: &str = "I cannot log in, how do I reset my password?";

fn labels(line: &Shown) -> Vec<String> {
    let rows = line.json["components"].as_array().cloned().unwrap_or_default();
    let buttons = rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
    buttons.map(|button| button["label"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn gaps(world: &World) -> Vec<GapGroup> {
    backlog::groups(world.play.app().store(), None).await.unwrap()
}

async fn public(settings: &[(&str, &str)]) -> World {
    let all: Vec<_> = settings.iter().copied().chain([("ASK__VISIBILITY", "public")]).collect();
    World::on(Database::sqlite(), &all).await
}

async fn ask_is_answered_for_the_asker_alone(world: World) {
    let ben = world.member("ben");
    ben.asks(LOG_IN).await;
    let answer = ben.is_told("https://help.pokefans.example/").await;
    assert_eq!(labels(&answer), ["👍", "👎", "Talk to a person"]);
    ben.presses_under(&answer, "👍").await;
    ben.is_told("Thanks, glad that helped!").await;
    assert!(ben.in_channel("general").lines().iter().all(|line| line.ephemeral_for.is_some()), "nobody else sees any of it");
    assert_eq!((world.open_conversations().await, world.cases().await.len(), ben.lines().len()), (0, 0, 0), "and no help was opened");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_server_wants_it_everybody_reads_the_answer() {
    let world = public(&[]).await;
    let ben = world.member("ben").in_channel("general");
    ben.asks(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    // Somebody else's thumb is not the asker's.
    world.member("mira").presses_under(&answer, "👎").await;
    world.member("mira").is_told("That button is for somebody else.").await;
    ben.answers(&answer, "What if I lost my phone and two-factor is on?").await;
    let second = ben.reads("https://help.pokefans.example/account/two-factor").await;
    assert_ne!(second.id, answer.id);
    world.finish().await;
}

async fn asks_follow_each_other_or_stand_side_by_side(world: World) {
    let ben = world.member("ben");
    ben.asks("Why is the moon made of cheese?").await;
    ben.is_told("I don't know that one.").await;
    ben.asks("Is there a dark side of the cheese?").await;
    let offer = ben.is_told("I don't seem to be getting there.").await;
    assert_eq!(labels(&offer), ["Talk to a person"]);
    // Two at once are both answered, each in its own place.
    tokio::join!(ben.asks(LOG_IN), ben.asks("How do I get a refund?"));
    ben.is_told("https://help.pokefans.example/account/log-in").await;
    ben.is_told("https://help.pokefans.example/payment/refunds").await;
    world.finish().await;
}

async fn titles_are_offered_while_typing(world: World) {
    let (ben, ana) = (world.member("ben"), world.member("ana"));
    let all = ben.types_ahead("").await;
    assert!((10..=25).contains(&all.len()), "{all:?}");
    let fitting = ben.types_ahead("refu").await;
    assert_eq!(fitting, ["Getting money back"], "an article is known by its other names too");
    assert!(ben.types_ahead("qqqq").await.is_empty());
    let german = ana.types_ahead("").await;
    assert_ne!(german[0], all[0], "the right language comes first");
    world.finish().await;
}

async fn ask_works_in_the_dm_too(world: World) {
    let ben = world.member("ben");
    ben.asks_directly(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    // The answer is seen a moment before it is known under which id.
    world.settle().await;
    ben.reacts(&answer, "🤫").await;
    ben.sees_vanish(&answer).await;
    ben.reads_all();
    assert_eq!(world.open_conversations().await, 0);
    world.finish().await;
}

async fn a_mention_is_answered_in_the_channel_and_goes_on(world: World) {
    let (ben, mira) = (world.member("ben").in_channel("general"), world.member("mira").in_channel("general"));
    let asked = ben.mentions(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    assert_eq!(answer.answers.map(|id| id.to_string()), Some(asked), "it stands under the question");
    assert_eq!(labels(&answer), ["👍", "👎", "Talk to a person"]);
    ben.answers(&answer, "Why is the moon made of cheese?").await;
    let unknown = ben.reads("I don't know that one.").await;
    assert_eq!(labels(&unknown), ["Talk to a person"]);
    // What people say among themselves is none of the bot's business.
    mira.says("cheese is fine").await;
    mira.answers(&ben.shown()[0], "I reset mine last week").await;
    world.settle().await;
    assert_eq!((ben.lines().len(), world.open_conversations().await), (2, 0));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mentions_are_read_without_the_privileged_intent() {
    let world = World::on(Database::sqlite(), &[("DISCORD__MESSAGE_CONTENT", "false")]).await;
    let ben = world.member("ben").in_channel("general");
    ben.mentions(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    ben.answers(&answer, "Why is the moon made of cheese?").await;
    ben.reads("I don't know that one.").await;
    world.finish().await;
}

async fn a_call_without_a_question_is_greeted(world: World) {
    let ben = world.member("ben").in_channel("general");
    ben.mentions("").await;
    ben.reads("Hi Ben, this is the help desk of **Pokéfans**.").await;
    ben.mentions("human please").await;
    let pointed = ben.reads("A person can help. Press the button").await;
    ben.presses_under(&pointed, "Talk to a person").await;
    world.member("ben").sees("I've passed case **#1** on").await;
    ben.is_told("On it — I've written to you in a DM. Case **#1**.").await;
    world.finish().await;
}

async fn a_person_reads_what_was_asked_in_the_channel(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let here = ben.in_channel("general");
    here.mentions(LOG_IN).await;
    let answer = here.reads("https://help.pokefans.example/").await;
    here.presses_under(&answer, "👎").await;
    ben.is_told("Thanks for telling me.").await;
    here.presses_under(&answer, "Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    ben.is_told("On it — I've written to you in a DM. Case **#1**.").await;
    let facts = maya.accepts().await["attributes"].clone();
    let summary = facts["summary"].as_str().unwrap();
    assert!(summary.contains(LOG_IN) && summary.contains("1 answer, 1 did not help"), "{summary}");
    assert_eq!((&facts["server"], &facts["roles"]), (&json!("Pokéfans"), &json!("Trainer")));
    ben.sees("joined.").await;
    maya.sees_somewhere("Asked before, in a channel or with /ask:").await;
    maya.sees_somewhere(&format!("member: {LOG_IN}")).await;
    // Asked for again, nothing is said twice.
    here.presses_under(&answer, "Talk to a person").await;
    ben.is_told("joined.").await;
    world.settle().await;
    let told = world.count_at_the_desk(&format!("member: {LOG_IN}"));
    assert_eq!((told, world.cases().await.len()), (1, 1));
    // The channel's talk goes on by itself.
    here.mentions("Why is the moon made of cheese?").await;
    here.reads("I don't seem to be getting there.").await;
    ben.says("Thank you Maya").await;
    maya.sees_somewhere("member: Thank you Maya").await;
    world.finish().await;
}

async fn two_thumbs_down_offer_a_person(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let here = ben.in_channel("general");
    here.mentions(LOG_IN).await;
    here.presses_under(&here.reads("https://help.pokefans.example/").await, "👎").await;
    ben.is_told("Thanks for telling me.").await;
    here.mentions("How do I get a refund?").await;
    here.presses_under(&here.reads("refunds").await, "👎").await;
    let offer = ben.is_told("Shall I get a person?").await;
    ben.presses_under(&offer, "Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    let summary = maya.waiting().await["attributes"]["summary"].as_str().unwrap().to_owned();
    assert!(summary.contains("2 answers, 2 did not help"), "{summary}");
    let kept: Vec<(u64, String)> = gaps(&world).await.iter().map(|gap| (gap.down, gap.examples[0].clone())).collect();
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&(1, LOG_IN.to_owned())), "{kept:?}");
    world.finish().await;
}

async fn with_closed_dms_a_person_is_found_in_a_thread(world: World) {
    let ben = world.member("ben");
    ben.opens_dms(false);
    let here = ben.in_channel("general");
    here.mentions(LOG_IN).await;
    here.presses_under(&here.reads("https://help.pokefans.example/").await, "Talk to a person").await;
    let thread = ben.in_thread().await;
    thread.sees("I've passed case **#1** on").await;
    ben.is_told("Your DMs are closed, so I opened a private thread here").await;
    world.finish().await;
}

async fn the_asker_takes_an_answer_away(world: World) {
    let here = world.member("ben").in_channel("general");
    here.mentions(LOG_IN).await;
    let answer = here.reads("https://help.pokefans.example/").await;
    here.reacts(&answer, "🤫").await;
    here.sees_vanish(&answer).await;
    let kept = gaps(&world).await;
    assert_eq!((kept.len(), kept[0].hushed, kept[0].examples[0].as_str()), (1, 1, LOG_IN));
    world.finish().await;
}

async fn a_stranger_cannot_take_answers_away(world: World) {
    let (ben, chika) = (world.member("ben").in_channel("general"), world.member("chika").in_channel("general"));
    ben.mentions(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    chika.reacts(&answer, "🤫").await;
    ben.reacts(&answer, "👍").await;
    // Two lines later it would be gone.
    ben.mentions("Why is the moon made of cheese?").await;
    ben.reads("I don't know that one.").await;
    world.settle().await;
    assert!(ben.lines().iter().any(|line| line.id == answer.id));
    assert!(gaps(&world).await.iter().all(|gap| gap.hushed == 0));
    world.finish().await;
}

async fn staff_take_answers_away(world: World) {
    let (ben, mira) = (world.member("ben").in_channel("general"), world.member("mira").in_channel("general"));
    ben.mentions(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    mira.reacts(&answer, "🤫").await;
    ben.sees_vanish(&answer).await;
    assert_eq!(gaps(&world).await[0].hushed, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_do_those_with_a_role_the_operator_has_named() {
    let world = World::on(Database::sqlite(), &[("ASK__STAFF_ROLES", "Member")]).await;
    let (ben, chika) = (world.member("ben").in_channel("general"), world.member("chika").in_channel("general"));
    ben.mentions(LOG_IN).await;
    let answer = ben.reads("https://help.pokefans.example/").await;
    chika.reacts(&answer, "🤫").await;
    ben.sees_vanish(&answer).await;
    world.finish().await;
}

async fn an_answer_in_the_dm_is_taken_away_on_both_sides(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says(LOG_IN).await;
    let answer = ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("https://help.pokefans.example/").await;
    world.settle().await;
    ben.reacts(&answer, "🤫").await;
    ben.sees_vanish(&answer).await;
    maya.sees_somewhere("(deleted)").await;
    world.member("ben").reads_all();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_asked_enough_is_told_so_and_people_still_help() {
    let world = World::on(Database::sqlite(), &[("ASK__PER_DAY", "2"), ("ASK__PER_MINUTE", "2")]).await;
    let ben = world.member("ben");
    ben.asks(LOG_IN).await;
    ben.is_told("https://help.pokefans.example/").await;
    let here = ben.in_channel("general");
    here.mentions("Why is the moon made of cheese?").await;
    here.reads("I don't know that one.").await;
    ben.asks(LOG_IN).await;
    ben.is_told("I've used up today's answers. People still can help: /helpme.").await;
    here.mentions(LOG_IN).await;
    here.reads("I've used up today's answers.").await;
    here.mentions(LOG_IN).await;
    world.settle().await;
    assert_eq!(here.lines().iter().filter(|line| line.content.contains("I've used up") && line.ephemeral_for.is_none()).count(), 1);
    // Others may, and so may he tomorrow.
    world.member("mira").asks(LOG_IN).await;
    world.member("mira").is_told("https://help.pokefans.example/").await;
    world.passes(Duration::from_secs(86_401));
    here.mentions("How do I get a refund?").await;
    here.reads("refunds").await;
    world.finish().await;
}

async fn what_was_asked_is_answered_after_a_restart(mut world: World) {
    world.member("ben").in_channel("general").mentions(LOG_IN).await;
    world.restart().await;
    let ben = world.member("ben").in_channel("general");
    let answer = ben.reads("https://help.pokefans.example/").await;
    world.until("the gateway stands", async || world.play.sandbox.discord().bot_connections() > 0).await;
    ben.answers(&answer, "Why is the moon made of cheese?").await;
    ben.reads("I don't know that one.").await;
    ben.presses_under(&answer, "Talk to a person").await;
    world.member("ben").sees("I've passed case **#1** on").await;
    ben.is_told("On it").await;
    world.agent("maya").sees_somewhere(&format!("member: {LOG_IN}")).await;
    world.finish().await;
}

async fn a_mention_while_the_program_was_down_is_answered(mut world: World) {
    let ben = world.member("ben").in_channel("general");
    ben.mentions("Why is the moon made of cheese?").await;
    ben.reads("I don't know that one.").await;
    world.settle().await;
    world.play.stop_program().await;
    world.member("ben").in_channel("general").mentions(LOG_IN).await;
    world.play.start_program().await.unwrap();
    world.member("ben").in_channel("general").reads("https://help.pokefans.example/").await;
    world.finish().await;
}

async fn a_private_answer_that_is_too_late_comes_as_a_dm(world: World) {
    let ben = world.member("ben");
    // Discord is out of order for longer than the token lives.
    world.fault(json!({"service": "discord", "kind": "http", "method": "PATCH", "path": "/webhooks/", "status": 503, "times": 1000}));
    ben.asks(LOG_IN).await;
    world
        .until("the answer is on its way", async || {
            let pending = deliveries::pending_page(world.play.app().store(), None, 10).await.unwrap();
            pending.iter().any(|row| row.delivery.kind() == "respond" && row.attempts > 0)
        })
        .await;
    let found = || ben.lines().iter().any(|line| line.content.contains("https://help.pokefans.example/"));
    world.passes_until(Duration::from_secs(60), "the answer comes as a DM", async || found()).await;
    let answer = ben.sees(&format!("> {LOG_IN}")).await;
    assert_eq!(labels(&answer), ["👍", "👎", "Talk to a person"]);
    ben.presses_under(&answer, "👍").await;
    ben.sees("glad that helped").await;
    world.finish().await;
}

async fn asking_goes_on_beside_a_talk_with_a_person(world: World) {
    crate::support::stories::talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.asks(LOG_IN).await;
    ben.is_told("https://help.pokefans.example/").await;
    ben.says("Are you there?").await;
    maya.sees_somewhere("member: Are you there?").await;
    maya.says("I am").await;
    ben.sees("**Maya Lindqvist**: I am").await;
    world.settle().await;
    assert!(!world.desk_lines().iter().any(|line| line["body"].as_str().is_some_and(|body| body.contains(LOG_IN))));
    assert_eq!(world.open_conversations().await, 1);
    world.finish().await;
}

async fn what_was_asked_in_vain_becomes_an_answer(world: World) {
    let (ben, mira) = (world.member("ben").in_channel("general"), world.member("mira").in_channel("general"));
    ben.mentions("can I haz my coinz returned").await;
    ben.reads("I don't know that one.").await;
    mira.mentions("can i haz my coinz returned?").await;
    world.until("both are counted", async || gaps(&world).await.first().is_some_and(|gap| gap.times == 2)).await;
    let found = gaps(&world).await;
    assert_eq!((found.len(), found[0].nothing, found[0].language.as_deref()), (1, 2, Some("en")));
    let ids: Vec<GapId> = found[0].gaps.clone();
    assert_eq!(found[0].servers, [world.play.sandbox.discord().guild_id().to_string().parse::<Snowflake>().unwrap()]);
    backlog::add_phrasing(world.play.app().store(), "refunds", "can I haz my coinz returned", &ids, "maya").await.unwrap();
    assert!(gaps(&world).await.is_empty());
    ben.mentions("can I haz my coinz returned?").await;
    ben.reads("https://help.pokefans.example/payment/refunds").await;
    world.finish().await;
}

/// The same story in another language: ask, mention, two thumbs down, a person.
async fn told_in(world: World, name: &str, question: &str, article: &str, words: [&str; 5]) {
    let [person, sorry, passed_on, in_vain, offer] = words;
    let (them, maya) = (world.member(name), world.agent("maya"));
    assert!(them.types_ahead("").await.len() > 1);
    them.asks(question).await;
    let private = them.is_told(article).await;
    assert_eq!(labels(&private), ["👍", "👎", person]);
    let here = them.in_channel("general");
    here.mentions(question).await;
    let answer = here.reads(article).await;
    here.presses_under(&answer, "👎").await;
    them.is_told(sorry).await;
    here.answers(&answer, in_vain).await;
    // The second miss in a row offers a person by itself.
    let second = here.reads(offer).await;
    assert_eq!(labels(&second), [person]);
    here.presses_under(&second, person).await;
    them.sees(passed_on).await;
    let summary = maya.waiting().await["attributes"]["summary"].as_str().unwrap().to_owned();
    assert!(summary.contains(question) && summary.contains("1 did not help"), "{summary}");
    maya.sees_somewhere(&format!("member: {question}")).await;
    world.settle().await;
    let kept = gaps(&world).await;
    assert_eq!((kept.len(), kept.iter().map(|gap| gap.times).sum::<u64>()), (2, 2), "{kept:?}");
    world.finish().await;
}

async fn it_all_works_in_korean(world: World) {
    world.newcomer("minji", "ko");
    let words = [
        "담당자와 이야기하기",
        "알려 주셔서 고마워요.",
        "문의 **#1**번",
        "달은 왜 치즈로 만들어졌나요",
        "제가 해결해 드리지 못하는 것 같아요.",
    ];
    told_in(world, "minji", "휴대폰을 잃어버려서 로그인할 수 없어요", "https://help.pokefans.example/ko/", words).await;
}

async fn it_all_works_in_japanese(world: World) {
    let words = [
        "担当者と話す",
        "教えてくださりありがとうございます。",
        "お問い合わせ **#1**",
        "なぜ月はチーズでできているの",
        "うまくお役に立てていないようです。",
    ];
    told_in(world, "chika", "二重に請求されたので返金してほしい", "https://help.pokefans.example/ja/", words).await;
}

async fn the_task_after_helpme_says_who_it_is(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.asks_for_help(None).await;
    ben.sees("Hi Ben").await;
    ben.is_told("On it").await;
    world.settle().await;
    ben.presses("Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    let facts = maya.waiting().await["attributes"].clone();
    assert_eq!((&facts["server"], &facts["roles"], &facts["since"]), (&json!("Pokéfans"), &json!("Trainer"), &json!("5 months")));
    world.finish().await;
}
