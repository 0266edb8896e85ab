//! Agents come, hand on, fall silent and go.

use crate::support::stories::stories;
use crate::support::world::World;
use serde_json::json;
use std::time::Duration;

stories!(
    both: a_talk_is_handed_to_a_colleague, an_agent_who_goes_leaves_nobody_alone;
    a_talk_is_handed_to_the_queue, a_silent_agent_is_stood_in_for, a_silent_agent_may_finish,
);

async fn talking(world: &World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    world.settle().await;
}

async fn a_talk_is_handed_to_a_colleague(world: World) {
    talking(&world).await;
    let (ben, maya, tom) = (world.member("ben"), world.agent("maya"), world.agent("tom"));
    let line = maya.says("Tom knws better").await;
    ben.sees("**Maya Lindqvist**: Tom knws better").await;
    maya.transfers("tom").await;
    ben.sees("I'm handing you on to a colleague.").await;
    // Until he has taken it she is still there.
    maya.says("One moment").await;
    ben.sees("**Maya Lindqvist**: One moment").await;
    maya.edits(&line, "Tom knows better").await;
    ben.sees_changed("**Maya Lindqvist**: Tom knows better").await;
    tom.accepts().await;
    ben.sees("**Tom Okafor** is looking after your case now.").await;
    tom.says("Hello").await;
    ben.sees("**Tom Okafor**: Hello").await;
    ben.says("Hello Tom").await;
    tom.sees_somewhere("member: Hello Tom").await;
    world.settle().await;
    world.passes(Duration::from_secs(20));
    world.settle().await;
    assert_eq!(world.open_conversations().await, 1);
    tom.completes().await;
    ben.sees("**Tom Okafor** thinks this is solved. Close case **#1**?").await;
    world.finish().await;
}

async fn a_talk_is_handed_to_the_queue(world: World) {
    talking(&world).await;
    let (ben, maya, tom) = (world.member("ben"), world.agent("maya"), world.agent("tom"));
    maya.transfers("queue").await;
    ben.sees("I'm handing you on to a colleague.").await;
    tom.accepts().await;
    ben.sees("**Tom Okafor** is looking after your case now.").await;
    world.settle().await;
    assert_eq!(world.cases().await.len(), 1);
    world.finish().await;
}

async fn an_agent_who_goes_leaves_nobody_alone(world: World) {
    talking(&world).await;
    let (ben, maya, tom) = (world.member("ben"), world.agent("maya"), world.agent("tom"));
    maya.says("I have to").await;
    ben.sees("**Maya Lindqvist**: I have to").await;
    maya.act(&maya.mine(), "leave", json!({})).await;
    world.settle().await;
    let back = || ben.unread().iter().any(|line| line.contains("I'm getting somebody else"));
    world.passes_until(Duration::from_secs(1), "the member is told that she had to go", async || back()).await;
    ben.sees("The person helping you had to go. I'm getting somebody else").await;
    ben.sees("I've passed case **#1** on").await;
    ben.says("Hello?").await;
    tom.accepts().await;
    ben.sees("**Tom Okafor**").await;
    tom.sees_somewhere("member: Hello?").await;
    tom.says("Here I am").await;
    ben.sees("**Tom Okafor**: Here I am").await;
    assert_eq!(world.cases().await.len(), 1);
    world.finish().await;
}

async fn a_silent_agent_is_stood_in_for(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    maya.says("Hi").await;
    ben.sees("**Maya Lindqvist**: Hi").await;
    ben.says("How do I reset my password?").await;
    maya.sees_somewhere("member: How do I reset my password?").await;
    world.settle().await;
    world.passes(Duration::from_secs(180));
    ben.sees("**Maya Lindqvist** is away for a moment, so I'm back to help.").await;
    maya.sees_somewhere("No reply for 3 minutes: the assistant is helping again.").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("Assistant: ").await;
    // She comes back, and the assistant is silent again.
    maya.says("Sorry, the phone").await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    ben.sees("**Maya Lindqvist**: Sorry, the phone").await;
    ben.says("How do I trade cards?").await;
    maya.sees_somewhere("member: How do I trade cards?").await;
    world.settle().await;
    assert_eq!(ben.unread(), Vec::<String>::new());
    world.finish().await;
}

async fn a_silent_agent_may_finish(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("How do I reset my password?").await;
    maya.sees_somewhere("member: How do I reset my password?").await;
    world.settle().await;
    world.passes(Duration::from_secs(180));
    ben.sees("is away for a moment").await;
    ben.sees("https://help.pokefans.example/").await;
    world.settle().await;
    maya.completes().await;
    ben.sees("**Maya Lindqvist** thinks this is solved. Close case **#1**?").await;
    ben.presses("Yes").await;
    ben.sees("Case **#1** is closed. Take care!").await;
    world.settle().await;
    assert_eq!(world.open_conversations().await, 0);
    world.finish().await;
}
