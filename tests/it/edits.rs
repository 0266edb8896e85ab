//! Changing one's mind: edits, deletions and answers to earlier lines, both ways.

use crate::support::stories::{stories, talking};
use crate::support::world::World;

stories!(both: a_member_changes_and_takes_back; an_edit_before_the_desk_has_opened_arrives, an_agent_changes_and_takes_back, a_long_line_of_an_agent_shrinks_and_grows, an_answer_to_a_line_shows_that_line);

async fn a_member_changes_and_takes_back(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let line = ben.says("My bagde is gone").await;
    maya.sees_somewhere("member: My bagde is gone").await;
    ben.edits(&line, "My badge is gone").await;
    maya.sees_somewhere("member: My badge is gone (edited)").await;
    maya.sees_somewhere("The member changed a message. Before: “My bagde is gone” Now: “My badge is gone”").await;
    ben.deletes(&line).await;
    maya.sees_somewhere("member: (deleted)").await;
    maya.sees_somewhere("The member deleted a message: “My badge is gone”").await;
    world.settle().await;
    assert_eq!(world.count_at_the_desk("member: "), 2, "human please, and the one taken back");
    world.finish().await;
}

async fn an_edit_before_the_desk_has_opened_arrives(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    // The desk takes its time, so that the line waits.
    world.fault(
        serde_json::json!({ "service": "twilio", "kind": "http", "method": "POST", "path": "/Conversations", "status": 503, "times": 2 }),
    );
    let first = ben.says("How do I reset my pasword?").await;
    ben.edits(&first, "How do I reset my password?").await;
    let second = ben.says("Never mind this one").await;
    ben.deletes(&second).await;
    maya.sees_somewhere("member: How do I reset my password? (edited)").await;
    maya.sees_somewhere("member: (deleted)").await;
    world.settle().await;
    ben.reads_all();
    world.finish().await;
}

async fn an_agent_changes_and_takes_back(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let line = maya.says("Plaese restart the app").await;
    ben.sees("**Maya Lindqvist**: Plaese restart the app").await;
    maya.edits(&line, "Please restart the app").await;
    ben.sees_changed("**Maya Lindqvist**: Please restart the app").await;
    maya.deletes(&line).await;
    ben.sees_gone("Please restart the app").await;
    world.settle().await;
    ben.reads_all();
    world.finish().await;
}

async fn a_long_line_of_an_agent_shrinks_and_grows(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let long = format!("{}\n{}\n{}", "a".repeat(1_900), "b".repeat(1_900), "c".repeat(1_900));
    let line = maya.says(&long).await;
    ben.sees("aaa").await;
    ben.sees("bbb").await;
    ben.sees("ccc").await;
    maya.edits(&line, "short").await;
    ben.sees_changed("**Maya Lindqvist**: short").await;
    ben.sees_gone("bbb").await;
    ben.sees_gone("ccc").await;
    world.settle().await;
    ben.reads_all();
    maya.edits(&line, &long).await;
    let whole = ben.sees_file("message.txt").await;
    assert!(String::from_utf8(whole).unwrap().contains("ccc"));
    maya.deletes(&line).await;
    ben.sees_gone("aaa").await;
    world.settle().await;
    ben.reads_all();
    world.finish().await;
}

async fn an_answer_to_a_line_shows_that_line(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    maya.says("Which badge is it?").await;
    maya.says("And since when?").await;
    let first = ben.sees("Which badge is it?").await;
    ben.sees("And since when?").await;
    let answer = ben.replies(&first.id.to_string(), "The blue one").await;
    maya.sees_somewhere("member: Replying to Maya Lindqvist:\n> Which badge is it?\nThe blue one").await;
    ben.edits(&answer, "The green one").await;
    maya.sees_somewhere("member: Replying to Maya Lindqvist:\n> Which badge is it?\nThe green one (edited)").await;
    ben.replies(&answer, "No, blue after all").await;
    maya.sees_somewhere("member: Replying to Ben:\n> The green one\nNo, blue after all").await;
    ben.deletes(&answer).await;
    maya.sees_somewhere("member: (deleted)").await;
    ben.replies(&first.id.to_string(), "Blue!").await;
    maya.sees_somewhere("> Which badge is it?\nBlue!").await;
    world.finish().await;
}
