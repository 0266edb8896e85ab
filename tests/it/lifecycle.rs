//! From the first question to the end, and back again.

use crate::support::stories::stories;
use crate::support::world::World;
use serde_json::json;
use std::time::Duration;

stories!(
    both: a_case_is_reopened_while_that_may_be, a_desk_conversation_that_runs_out_is_followed_by_another;
    what_is_not_known_twice_offers_a_person, what_does_not_help_twice_offers_a_person, a_person_is_asked_for_in_many_languages,
    a_member_closes, a_quiet_day_ends_it, a_button_from_long_ago_is_expired, a_line_that_crosses_the_end_is_not_lost,
);

const DAY: Duration = Duration::from_secs(86_400);

async fn what_is_not_known_twice_offers_a_person(world: World) {
    let ben = world.member("ben");
    ben.says("Why is the moon made of cheese?").await;
    ben.sees("I don't know that one. Shall I get a person?").await;
    ben.says("And why is the sea salty?").await;
    ben.sees("I don't seem to be getting there. Shall I get a person?").await;
    ben.presses("Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    world.finish().await;
}

async fn what_does_not_help_twice_offers_a_person(world: World) {
    let ben = world.member("ben");
    ben.says("How do I reset my password?").await;
    ben.sees("https://help.pokefans.example/").await;
    ben.presses("Not quite").await;
    ben.sees("I don't know that one. Shall I get a person?").await;
    ben.says("How do I trade cards?").await;
    ben.sees("https://help.pokefans.example/").await;
    ben.presses("Not quite").await;
    ben.sees("I don't seem to be getting there. Shall I get a person?").await;
    ben.says("How do I change my nickname?").await;
    ben.sees("https://help.pokefans.example/").await;
    ben.presses("That solved it").await;
    ben.sees("You're welcome!").await;
    world.finish().await;
}

async fn a_person_is_asked_for_in_many_languages(world: World) {
    let words = [
        ("en", "can I speak to a human please"),
        ("es", "quiero hablar con una persona real"),
        ("de", "Ich möchte mit einem Menschen sprechen"),
        ("ja", "人と話したいです"),
        ("ko", "상담원 연결해 주세요"),
        ("fr", "je veux parler à un humain"),
        ("ru", "позовите оператора"),
        ("tr", "müşteri temsilcisine bağlan"),
    ];
    for (language, words) in words {
        let member = world.newcomer(&format!("member-{language}"), "en-US");
        member.says(words).await;
        member.sees("I've passed case").await;
    }
    world.settle().await;
    assert_eq!(world.agent("maya").tasks().len(), words.len());
    world.finish().await;
}

async fn finished(world: &World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    ben.presses("Yes").await;
    ben.sees("Case **#1** is closed. Take care!").await;
    world.settle().await;
}

async fn a_case_is_reopened_while_that_may_be(world: World) {
    finished(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.passes(13 * DAY);
    ben.presses("Reopen").await;
    ben.sees("Case **#1** is open again.").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    maya.sees_somewhere("The member reopened case #1.").await;
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    ben.presses("Yes").await;
    let closed = ben.sees("Case **#1** is closed. Take care!").await;
    world.settle().await;
    world.passes(15 * DAY);
    ben.presses_under(&closed, "Reopen").await;
    ben.sees("A case can be reopened for 14 days, and they are over.").await;
    assert_eq!((world.open_conversations().await, world.cases().await.len()), (0, 1));
    world.finish().await;
}

async fn a_member_closes(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.asks_for_help(None).await;
    let greeting = ben.sees("Hi Ben").await;
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    maya.says("Let me look").await;
    ben.sees("Let me look").await;
    ben.presses_under(&greeting, "Close").await;
    ben.sees("Case **#1** is closed. Take care!").await;
    maya.sees_somewhere("The member closed case #1.").await;
    world.settle().await;
    assert_eq!(world.open_conversations().await, 0);
    let conversations = world.play.sandbox.twilio().conversations();
    assert!(conversations.iter().all(|c| c["state"] == "closed"), "{conversations:#?}");
    ben.presses("Reopen").await;
    ben.sees("Case **#1** is open again.").await;
    ben.sees("I've passed case **#1** on").await;
    world.finish().await;
}

async fn a_quiet_day_ends_it(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("How do I reset my password?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("Assistant: ").await;
    world.settle().await;
    world.passes(DAY);
    world.until("the conversation has ended", async || world.open_conversations().await == 0).await;
    world.settle().await;
    assert_eq!(ben.unread(), Vec::<String>::new(), "nobody is woken for it");
    assert_eq!(world.play.sandbox.twilio().conversations()[0]["state"], "closed");
    ben.says("How do I trade cards?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("member: How do I trade cards?").await;
    world.finish().await;
}

async fn a_button_from_long_ago_is_expired(world: World) {
    let ben = world.member("ben");
    ben.asks_for_help(None).await;
    let greeting = ben.sees("Hi Ben").await;
    world.settle().await;
    world.passes(DAY);
    world.until("the conversation has ended", async || world.open_conversations().await == 0).await;
    ben.presses_under(&greeting, "Close").await;
    ben.sees("That button is too old. Type /helpme to start again.").await;
    assert_eq!(world.open_conversations().await, 0);

    // A button of another release.
    let discord = world.play.sandbox.discord();
    let row = json!([{ "type": 1, "components": [{ "type": 2, "style": 2, "label": "Old", "custom_id": "fx0:old" }] }]);
    let url = format!("{}/channels/{}/messages", discord.api(), greeting.json["channel_id"].as_str().unwrap());
    let request = world.http.post(url).header("authorization", format!("Bot {}", discord.bot_token()));
    assert!(request.json(&json!({ "content": "old", "components": row })).send().await.unwrap().status().is_success());
    let old = ben.sees("old").await;
    ben.presses_under(&old, "Old").await;
    ben.sees("That button is too old.").await;
    world.finish().await;
}

async fn a_desk_conversation_that_runs_out_is_followed_by_another(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("How do I reset my password?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("Assistant: ").await;
    world.settle().await;
    let twilio = world.play.sandbox.twilio();
    let sid = maya.conversation();
    let url = format!("{}/v1/Conversations/{sid}", twilio.api());
    let request = world.http.post(url).basic_auth(twilio.account_sid(), Some(twilio.auth_token()));
    let answer = request.header("x-twilio-webhook-enabled", "true").form(&[("Timers.Closed", "PT600S")]).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    world.passes(Duration::from_secs(700));
    let closed = || twilio.conversations()[0]["state"] == "closed";
    world.until("Twilio has closed it", async || closed()).await;
    world.settle().await;
    ben.says("How do I trade cards?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("member: How do I trade cards?").await;
    assert_eq!((twilio.conversations().len(), world.open_conversations().await), (2, 1));
    world.finish().await;
}

async fn a_line_that_crosses_the_end_is_not_lost(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    world.settle().await;
    // Neither has heard of the other yet.
    tokio::join!(maya.completes(), ben.says("How do I trade cards?"));
    ben.sees("thinks this is solved. Close case **#1**?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("member: How do I trade cards?").await;
    world.finish().await;
}
