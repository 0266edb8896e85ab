//! Where people talk: in the DM, and in a private thread where DMs are closed.

use crate::support::database::Database;
use crate::support::lines::discord;
use crate::support::stories::stories;
use crate::support::world::World;
use serde_json::json;
use std::time::Duration;

stories!(both: closed_dms_get_a_private_thread; dms_that_close_in_mid_sentence_move_to_a_thread, somebody_elses_thread_is_not_theirs);

async fn closed_dms_get_a_private_thread(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.opens_dms(false);
    ben.asks_for_help(Some("How do I reset my password?")).await;
    let told = ben.sees_whisper("general", "Your DMs are closed, so I opened a private thread here").await;
    assert_eq!(told.json["components"][0]["components"][0]["label"], "Open thread");

    let thread = ben.in_thread().await;
    let (bot, me) = (world.play.sandbox.discord().bot_id().to_string(), ben.id().to_string());
    let mut company = thread.company().await;
    company.sort();
    let mut expected = [bot, me];
    expected.sort();
    assert_eq!(company, expected);

    thread.sees("Hi Ben, this is the help desk of **Pokéfans**").await;
    thread.sees("https://help.pokefans.example/").await;
    thread.says("I want to talk to a human").await;
    thread.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    thread.sees("**Maya Lindqvist** (Support) joined.").await;
    maya.says("Hi Ben").await;
    thread.sees("**Maya Lindqvist**: Hi Ben").await;
    let line = thread.says("My badge is gone").await;
    maya.sees_somewhere("member: My badge is gone").await;
    thread.edits(&line, "My badges are gone").await;
    maya.sees_somewhere("member: My badges are gone (edited)").await;
    maya.completes().await;
    thread.sees("thinks this is solved. Close case **#1**?").await;
    assert_eq!(world.cases().await.len(), 1);
    world.finish().await;
}

async fn dms_that_close_in_mid_sentence_move_to_a_thread(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    ben.opens_dms(false);
    maya.says("Is it better now?").await;
    let thread = ben.in_thread().await;
    thread.sees("**Maya Lindqvist**: Is it better now?").await;
    maya.sees_somewhere("The member's DMs are closed.").await;
    maya.sees_somewhere("Sent in a private thread on the server instead.").await;
    thread.says("Yes, thank you").await;
    maya.sees_somewhere("member: Yes, thank you").await;
    assert_eq!(world.open_conversations().await, 1);
    world.finish().await;
}

async fn somebody_elses_thread_is_not_theirs(world: World) {
    let (ben, mira, maya) = (world.member("ben"), world.member("mira"), world.agent("maya"));
    ben.opens_dms(false);
    ben.asks_for_help(None).await;
    let thread = ben.in_thread().await;
    thread.sees("Hi Ben").await;
    ben.sees_whisper("general", "private thread").await;

    // A moderator sees the thread, presses and writes.
    let mira = mira.beside(&thread);
    mira.presses("Talk to a person").await;
    thread.sees("That button is for somebody else.").await;
    mira.says("Hello Ben, we are looking into it").await;
    thread.presses("Talk to a person").await;
    thread.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    thread.sees("joined.").await;
    mira.says("He has lost his badge").await;
    maya.sees_somewhere("Mira wrote in the thread: He has lost his badge").await;
    assert_eq!((world.open_conversations().await, world.cases().await.len()), (1, 1));
    world.finish().await;
}

#[tokio::test]
async fn a_dm_that_was_closed_for_a_moment_is_tried_again_where_no_thread_can_serve() {
    let world = World::on(Database::sqlite(), &[("DISCORD__HELP_CHANNEL", "no-such-channel")]).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    let closed = json!({ "code": 50007, "message": "Cannot send messages to this user" });
    world.fault(discord(json!({ "kind": "http", "method": "POST", "status": 403, "body": closed, "times": 1 })));
    maya.says("Is it better now?").await;
    world
        .passes_until(Duration::from_secs(1), "the line has arrived", async || ben.lines().iter().any(|l| l.content.contains("better")))
        .await;
    ben.sees("**Maya Lindqvist**: Is it better now?").await;
    maya.says("And now?").await;
    ben.sees("**Maya Lindqvist**: And now?").await;
    maya.sees_somewhere("The member's DMs are closed.").await;
    world.finish().await;
}
