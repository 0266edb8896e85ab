//! Long texts arrive whole, and no text calls anybody.

use crate::support::stories::{stories, talking};
use crate::support::world::World;
use flexcord::store::articles::{self, Article};

stories!(both: no_name_and_no_text_calls_anybody; a_long_line_of_an_agent_is_cut_where_it_may_be, a_line_beyond_four_messages_is_a_file, a_long_line_of_a_member_arrives_whole);

async fn a_long_line_of_an_agent_is_cut_where_it_may_be(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let link = format!("https://help.pokefans.example/{}", "x".repeat(300));
    let faces = "👩‍👩‍👧‍👦".repeat(60);
    let text = format!("{}\n```rust\n{}```\nSee {link} {faces} end", "word ".repeat(300), "let badge = 1;\n".repeat(120));
    maya.says(&text).await;
    let mut parts = Vec::new();
    while parts.last().is_none_or(|part: &String| !part.contains("end")) {
        parts.push(ben.sees("").await.content);
    }
    assert!((2..=4).contains(&parts.len()), "{}", parts.len());
    for part in &parts {
        assert!(part.chars().count() <= 2_000);
        assert_eq!(part.matches("```").count() % 2, 0, "a fence is cut open: {part}");
    }
    assert!(parts.iter().any(|part| part.contains(&link)), "the link is in one piece");
    let families: usize = parts.iter().map(|part| part.matches("👩‍👩‍👧‍👦").count()).sum();
    assert_eq!(families, 60, "no face is torn apart");
    world.finish().await;
}

async fn a_line_beyond_four_messages_is_a_file(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let text = "A long story. ".repeat(900);
    maya.says(&text).await;
    ben.sees("**Maya Lindqvist**: A long story.").await;
    let whole = String::from_utf8(ben.sees_file("message.txt").await).unwrap();
    assert!(whole.contains(text.trim_end()), "nothing is missing");
    world.finish().await;
}

async fn a_long_line_of_a_member_arrives_whole(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let text = format!("begin {} end", "é👋".repeat(1_990));
    ben.says(&text[..text.floor_char_boundary(3_900)]).await;
    let line = maya.sees_somewhere("member: begin").await;
    assert_eq!(line["body"].as_str().unwrap(), &text[..text.floor_char_boundary(3_900)]);
    world.finish().await;
}

async fn no_name_and_no_text_calls_anybody(world: World) {
    let discord = world.play.sandbox.discord();
    let (server, mira) = (discord.guild_id(), world.member("mira").id());
    // Everybody has the role that bears the server's own id.
    let everybody = format!("@everyone @here <@&{server}> <@{mira}>");
    let article = Article {
        id: "cure".into(),
        title: format!("{everybody} flibbertigibbet"),
        body: format!("{everybody} A flibbertigibbet is cured by tea."),
        language: Some("en".into()),
        tags: vec![],
        phrasings: vec!["how do I cure a flibbertigibbet".into()],
        url: None,
        servers: vec![],
    };
    let mut tx = world.play.app().store().begin().await.unwrap();
    articles::upsert(&mut tx, &[article]).await.unwrap();
    tx.commit().await.unwrap();

    let evil = world.newcomer("@everyone", "en-US");
    evil.asks_for_help(Some(&format!("{everybody} how do I cure a flibbertigibbet"))).await;
    evil.sees("this is the help desk").await;
    evil.sees("").await;
    evil.sees_whisper("general", "On it").await;
    evil.presses("Talk to a person").await;
    evil.sees("I've passed case **#1** on").await;

    let maya = world.agent("maya");
    maya.is_called(&everybody).await;
    maya.accepts().await;
    evil.sees("joined.").await;
    let line = maya.says(&everybody).await;
    evil.sees("").await;
    maya.edits(&line, &format!("{everybody} again")).await;
    evil.sees_changed("again").await;
    maya.attaches("@everyone.png", "image/png", vec![1, 2, 3]).await;
    evil.sees("").await;
    evil.attaches(vec![("@everyone.exe", "application/octet-stream", vec![1])], "").await;
    evil.sees("I couldn't pass on").await;
    // Not in the DM alone: in a thread the whole server could be called.
    evil.opens_dms(false);
    maya.says(&everybody).await;
    let thread = evil.in_thread().await;
    thread.sees("").await;
    maya.completes().await;
    thread.sees("thinks this is solved").await;
    assert!(discord.pings().is_empty());
    world.finish().await;
}
