//! The main job, from a member's first word to the reopened case, as people live through it.

use crate::support::database::Database;
use crate::support::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_members_dm_reaches_a_live_agent_and_the_reply_comes_back_on_sqlite() {
    tell(World::open().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_members_dm_reaches_a_live_agent_and_the_reply_comes_back_on_postgres() {
    if let Some(database) = Database::postgres().await {
        tell(World::on(database, &[]).await).await;
    }
}

async fn tell(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));

    // He is heard at once, and answered from the articles.
    let first = ben.says("How do I reset my password?").await;
    ben.sees_reaction(&first, "👀").await;
    maya.sees("member: How do I reset my password?").await;
    let answer = ben.sees("https://help.pokefans.example/").await;
    assert!(answer.content.contains("Sources"), "{}", answer.content);
    maya.sees("Assistant: ").await;

    // What the articles do not know is not guessed.
    ben.says("Why is the moon made of cheese?").await;
    maya.sees("member: Why is the moon made of cheese?").await;
    ben.sees("I don't know that one. Shall I get a person?").await;
    maya.sees("Assistant: I don't know that one").await;

    // A person is one tap away.
    ben.presses("Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    let task = maya.waiting().await;
    let facts = &task["attributes"];
    assert_eq!(facts["case"], "#1", "{task:#}");
    assert_eq!(facts["server"], "Pokéfans");
    assert!(facts["summary"].as_str().unwrap().contains("password"), "{task:#}");
    assert!(!facts["since"].as_str().unwrap().is_empty(), "{task:#}");

    // He is told who joined; from then on the assistant is silent.
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    maya.says("Hi Ben, how can I help?").await;
    ben.sees("**Maya Lindqvist**: Hi Ben, how can I help?").await;
    ben.says("My badge is gone").await;
    maya.sees_somewhere("member: My badge is gone").await;
    maya.says("I gave it back to you").await;
    ben.sees("**Maya Lindqvist**: I gave it back to you").await;

    // The end, and that it can be taken back.
    maya.completes().await;
    ben.sees("**Maya Lindqvist** thinks this is solved. Close case **#1**?").await;
    world.settle().await;
    let thanks = ben.says("thanks!").await;
    ben.sees_reaction(&thanks, "❤️").await;
    ben.presses("Yes").await;
    ben.sees("Case **#1** is closed. Take care!\nHow was it?").await;
    let thanks = ben.says("thanks!").await;
    ben.sees_reaction(&thanks, "❤️").await;
    assert_eq!(world.open_conversations().await, 0, "thanks is no new conversation");

    ben.presses("Reopen").await;
    ben.sees("Case **#1** is open again.").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;

    // The next word starts again with the assistant, with the history kept.
    ben.says("How do I trade a Pokémon?").await;
    ben.sees("https://help.pokefans.example/").await;
    assert_eq!(world.cases().await.len(), 1);

    drop((ben, maya));
    world.read_the_desk();
    world.finish().await;
}
