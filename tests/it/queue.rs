//! Waiting for a person, and what becomes of those for whom nobody comes.

use crate::support::stories::stories;
use crate::support::world::World;
use serde_json::json;
use std::time::Duration;

stories!(
    both: two_wait_and_the_second_moves_up, nobody_comes_in_time;
    one_declines_and_another_takes_it, a_task_that_is_thrown_away_is_told, when_studio_cannot_ask_a_person_is_fetched_all_the_same,
    when_studio_cannot_enqueue_it_is_asked_again, when_nothing_can_be_enqueued_the_truth_is_told, pressing_twice_is_one_case_and_one_task,
);

async fn two_wait_and_the_second_moves_up(world: World) {
    let (ben, esra, maya) = (world.member("ben"), world.member("esra"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("You're **1st in line**").await;
    maya.waiting().await;
    esra.says("I want to talk to a person").await;
    esra.sees("You're **2nd in line**").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    world.passes(Duration::from_secs(60));
    esra.sees_changed("**1st** now").await;
    world.settle().await;
    assert_eq!(esra.lines().len(), 1, "the notice is edited, not repeated");
    world.finish().await;
}

async fn one_declines_and_another_takes_it(world: World) {
    let (ben, maya, tom) = (world.member("ben"), world.agent("maya"), world.agent("tom"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    let task = maya.waiting().await;
    maya.act(&task, "reject", json!({})).await;
    tom.accepts().await;
    ben.sees("**Tom Okafor** (Support) joined.").await;
    tom.says("Hi Ben").await;
    ben.sees("**Tom Okafor**: Hi Ben").await;
    world.finish().await;
}

async fn nobody_comes_in_time(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.waiting().await;
    world.settle().await;
    world.passes(Duration::from_secs(3_600));
    ben.sees("Nobody was free in time, sorry. Your case is safe").await;
    world.settle().await;
    ben.presses("Keep waiting").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    assert_eq!(world.cases().await.len(), 1);
    world.finish().await;
}

async fn a_task_that_is_thrown_away_is_told(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    let task = maya.waiting().await;
    world.settle().await;
    maya.act(&task, "cancel", json!({})).await;
    ben.sees("You're no longer in line for a person. Your case is still open").await;
    // The assistant has him again, and is heard by the desk.
    ben.says("How do I reset my password?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("member: How do I reset my password?").await;
    world.finish().await;
}

async fn when_studio_cannot_ask_a_person_is_fetched_all_the_same(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.fault(json!({ "service": "twilio", "kind": "webhook", "event": "studio.http", "harm": "lose" }));
    ben.says("My badge is gone since the last update").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    world.finish().await;
}

async fn when_studio_cannot_enqueue_it_is_asked_again(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.fault(json!({ "service": "twilio", "kind": "webhook", "event": "studio.send_to_flex", "harm": "lose" }));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    world.finish().await;
}

async fn when_nothing_can_be_enqueued_the_truth_is_told(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.fault(json!({ "service": "twilio", "kind": "webhook", "event": "studio.send_to_flex", "harm": "lose", "times": 100 }));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    ben.sees("Nobody was free in time, sorry. Your case is safe").await;
    world.settle().await;
    // Twilio has recovered.
    world.faults().clear();
    ben.presses("Keep waiting").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    world.finish().await;
}

async fn pressing_twice_is_one_case_and_one_task(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.asks_for_help(None).await;
    let greeting = ben.sees("Hi Ben").await;
    ben.presses_under(&greeting, "Talk to a person").await;
    ben.sees("You're **1st in line**").await;
    ben.asks_for_help(None).await;
    ben.sees_whisper("general", "You already have case **#1** open").await;
    ben.says("human!").await;
    maya.waiting().await;
    world.settle().await;
    assert_eq!((maya.tasks().len(), world.cases().await.len()), (1, 1));
    world.finish().await;
}
