//! The door: `/helpme`, in everybody's language.

use crate::support::stories::stories;
use crate::support::world::World;

stories!(both: helpme_opens_a_dm_and_says_so; helpme_with_words_is_answered_at_once, helpme_again_carries_on, everybody_is_spoken_to_in_their_language);

async fn helpme_opens_a_dm_and_says_so(world: World) {
    let ben = world.member("ben");
    ben.asks_for_help(None).await;
    ben.sees("Hi Ben, this is the help desk of **Pokéfans**").await;
    let told = ben.sees_whisper("general", "On it — I've written to you in a DM.").await;
    let button = &told.json["components"][0]["components"][0];
    assert_eq!(button["label"], "Open DM");
    let dm = ben.shown()[0].json["channel_id"].clone();
    assert_eq!(button["url"], format!("https://discord.com/channels/@me/{}", dm.as_str().unwrap()));
    world.finish().await;
}

async fn helpme_with_words_is_answered_at_once(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.asks_for_help(Some("How do I reset my password?")).await;
    ben.sees("Hi Ben").await;
    ben.sees("https://help.pokefans.example/").await;
    ben.sees_whisper("general", "On it").await;
    maya.sees_somewhere("member: How do I reset my password?").await;
    world.finish().await;
}

async fn helpme_again_carries_on(world: World) {
    let ben = world.member("ben");
    ben.asks_for_help(None).await;
    ben.sees("Hi Ben").await;
    ben.presses("Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    ben.asks_for_help(Some("It is about my badge")).await;
    let told = ben.sees_whisper("general", "You already have case **#1** open — carrying on there.").await;
    assert_eq!(told.json["components"][0]["components"][0]["label"], "Open DM");
    world.agent("maya").sees_somewhere("member: It is about my badge").await;
    assert_eq!((world.open_conversations().await, world.cases().await.len()), (1, 1));
    world.finish().await;
}

async fn everybody_is_spoken_to_in_their_language(world: World) {
    let (ana, minji) = (world.member("ana"), world.newcomer("minji", "ko"));
    ana.asks_for_help(Some("Wie setze ich mein Passwort zurück?")).await;
    ana.sees("Hallo Ana, hier ist der Helpdesk").await;
    ana.sees("https://help.pokefans.example/de/").await;
    ana.sees_whisper("general", "Bin dran").await;
    ana.presses("Mit einem Menschen reden").await;
    ana.sees("Ich habe Fall **#1**").await;

    minji.asks_for_help(None).await;
    minji.sees("헬프데스크입니다").await;
    minji.sees_whisper("general", "확인했어요").await;
    minji.says("휴대폰을 잃어버려서 로그인할 수 없어요").await;
    minji.sees("https://help.pokefans.example/ko/").await;
    minji.presses("담당자와 이야기하기").await;
    minji.sees("문의 **#2**번").await;

    let maya = world.agent("maya");
    maya.accepts().await;
    maya.says("Guten Tag").await;
    ana.sees("**Maya Lindqvist** (Support) ist jetzt da.").await;
    ana.sees("**Maya Lindqvist**: Guten Tag").await;
    // Who waits moves up.
    world.finish().await;
}
