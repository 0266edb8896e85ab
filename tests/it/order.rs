//! Many words at once: in order, once each, and never at the wrong address.

use crate::support::stories::stories;
use crate::support::world::World;

stories!(both: a_flood_arrives_in_order_on_both_sides; two_members_never_mix, a_member_of_two_servers_is_asked_which_it_is_about, two_desks_for_one_member_never_mix);

async fn a_flood_arrives_in_order_on_both_sides(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    tokio::join!(
        async {
            for n in 0..20 {
                ben.says(&format!("word {n}")).await;
            }
        },
        async {
            for n in 0..20 {
                maya.says(&format!("answer {n}")).await;
            }
        }
    );
    for n in 0..20 {
        let line = ben.sees(&format!("answer {n}")).await;
        assert!(line.content.ends_with(&format!("answer {n}")), "{}", line.content);
    }
    maya.sees_somewhere("member: word 19").await;
    let words: Vec<String> = maya.reads().into_iter().filter(|line| line.starts_with("member: word")).collect();
    let expected: Vec<String> = (0..20).map(|n| format!("member: word {n}")).collect();
    assert_eq!(words, expected);
    world.finish().await;
}

async fn two_members_never_mix(world: World) {
    let (ben, esra) = (world.member("ben"), world.member("esra"));
    let (maya, tom) = (world.agent("maya"), world.agent("tom"));
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("joined.").await;
    esra.says("human please").await;
    esra.sees("I've passed case **#2** on").await;
    tom.accepts().await;
    esra.sees("**Tom Okafor** (Support) joined.").await;
    tokio::join!(
        async {
            for n in 0..5 {
                ben.says(&format!("ben {n}")).await;
                maya.says(&format!("for ben {n}")).await;
            }
        },
        async {
            for n in 0..5 {
                esra.says(&format!("esra {n}")).await;
                tom.says(&format!("for esra {n}")).await;
            }
        }
    );
    for n in 0..5 {
        ben.sees(&format!("**Maya Lindqvist**: for ben {n}")).await;
        esra.sees(&format!("**Tom Okafor**: for esra {n}")).await;
    }
    maya.sees_somewhere("member: ben 4").await;
    tom.sees_somewhere("member: esra 4").await;
    assert!(!maya.reads().iter().any(|line| line.contains("esra")), "{:#?}", maya.reads());
    assert!(!tom.reads().iter().any(|line| line.contains("ben ")), "{:#?}", tom.reads());
    world.finish().await;
}

async fn a_member_of_two_servers_is_asked_which_it_is_about(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let other = world.play.sandbox.discord().add_guild("Chessmen", &[ben.id()]);
    world.until_known(other).await;
    ben.says("How do I reset my password?").await;
    let menu = ben.sees("Which community is this about?").await;
    ben.chooses(&menu, "Pokéfans").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.sees_somewhere("member: How do I reset my password?").await;
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    assert_eq!(maya.waiting().await["attributes"]["server"], "Pokéfans");
    world.finish().await;
}

async fn two_desks_for_one_member_never_mix(world: World) {
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let discord = world.play.sandbox.discord();
    let other = discord.add_guild("Chessmen", &[ben.id()]);
    world.until_known(other).await;
    ben.says("How do I reset my password?").await;
    let menu = ben.sees("Which community is this about?").await;
    // The command tells what the menu asks for.
    ben.asks_for_help(None).await;
    ben.sees_whisper("general", "We're already talking").await;
    ben.sees("https://help.pokefans.example/").await;
    ben.chooses(&menu, "Chessmen").await;
    world.settle().await;
    assert_eq!(world.open_conversations().await, 1);
    ben.presses("Talk to a person").await;
    ben.sees("I've passed case **#1** on").await;
    assert_eq!(maya.waiting().await["attributes"]["server"], "Pokéfans");
    maya.accepts().await;
    ben.sees("joined.").await;

    // A second talk, with the other community.
    let general = world.play.sandbox.discord().view(Some(ben.id()));
    let channel = general["channels"].as_array().unwrap().iter().find(|c| c["guild_id"] == other.to_string() && c["name"] == "general");
    let channel = channel.unwrap()["id"].as_str().unwrap().parse().unwrap();
    ben.types_in(other, channel, "helpme", serde_json::json!([])).await;
    let greeting = ben.sees("this is the help desk of **Chessmen**").await;
    ben.says("How do I trade cards?").await;
    ben.sees("https://help.pokefans.example/").await;
    maya.says("Hello from the Pokéfans").await;
    ben.sees("**Maya Lindqvist**: Hello from the Pokéfans").await;
    ben.presses_under(&greeting, "Close").await;
    ben.sees("You're welcome!").await;
    world.settle().await;
    assert_eq!(world.open_conversations().await, 1, "the other talk goes on");
    ben.says("Hello Maya").await;
    maya.sees_somewhere("member: Hello Maya").await;
    assert!(!maya.reads().iter().any(|line| line.contains("trade")), "{:#?}", maya.reads());
    world.finish().await;
}
