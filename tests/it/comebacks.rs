//! The program is stopped and started again in the middle of things: nothing is lost and nothing comes twice.

use crate::support::stories::stories;
use crate::support::world::World;

stories!(both: a_restart_at_every_step_changes_nothing; what_happened_meanwhile_is_made_up_for);

async fn a_restart_at_every_step_changes_nothing(mut world: World) {
    world.member("ben").says("How do I reset my password?").await;
    world.restart().await;
    world.member("ben").sees("https://help.pokefans.example/").await;
    world.restart().await;
    world.member("ben").says("human please").await;
    world.restart().await;
    world.member("ben").sees("I've passed case **#1** on").await;
    world.agent("maya").waiting().await;
    world.restart().await;
    world.agent("maya").accepts().await;
    world.restart().await;
    world.member("ben").sees("**Maya Lindqvist** (Support) joined.").await;
    world.agent("maya").says("Hi Ben").await;
    world.restart().await;
    world.member("ben").sees("**Maya Lindqvist**: Hi Ben").await;
    world.member("ben").says("Hi Maya").await;
    world.restart().await;
    world.agent("maya").sees_somewhere("member: Hi Maya").await;
    world.agent("maya").completes().await;
    world.restart().await;
    world.member("ben").sees("thinks this is solved. Close case **#1**?").await;
    world.settle().await;
    for line in ["member: How do I reset my password?", "member: human please", "member: Hi Maya"] {
        assert_eq!(world.count_at_the_desk(line), 1, "{line}");
    }
    assert_eq!((world.agent("maya").tasks().len(), world.cases().await.len()), (1, 1));
    world.finish().await;
}

async fn what_happened_meanwhile_is_made_up_for(mut world: World) {
    world.member("ben").says("human please").await;
    world.member("ben").sees("I've passed case **#1** on").await;
    world.agent("maya").accepts().await;
    world.member("ben").sees("joined.").await;
    // She has written before: to a place it does not know of the program cannot look back.
    world.member("esra").says("Hello").await;
    world.member("esra").sees("Hi Esra").await;
    world.settle().await;
    world.play.stop_program().await;
    world.member("ben").says("Are you there?").await;
    world.member("esra").says("How do I reset my password?").await;
    world.agent("maya").says("I am").await;
    world.agent("maya").says("Really").await;
    world.play.start_program().await.unwrap();
    world.member("ben").sees("**Maya Lindqvist**: I am").await;
    world.member("ben").sees("**Maya Lindqvist**: Really").await;
    world.agent("maya").sees_somewhere("member: Are you there?").await;
    world.member("esra").sees("https://help.pokefans.example/").await;
    world.settle().await;
    assert_eq!(world.count_at_the_desk("member: Are you there?"), 1);
    world.finish().await;
}
