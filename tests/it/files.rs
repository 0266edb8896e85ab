//! Files, both ways.

use crate::support::database::Database;
use crate::support::stories::{stories, talking};
use crate::support::world::World;
use serde_json::json;

stories!(both: files_arrive_intact_on_both_sides; an_address_that_has_run_out_is_asked_for_anew, a_file_that_is_gone_is_told, a_file_with_words_at_the_desk_is_two_lines);

fn picture(size: u32) -> Vec<u8> {
    (0..size).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

async fn files_arrive_intact_on_both_sides(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    let (one, two) = (picture(70_000), picture(300));
    let sent =
        ben.attaches(vec![("badge.png", "image/png", one.clone()), ("Ünï côde.txt", "text/plain", two.clone())], "Look at this").await;
    assert_eq!(maya.sees_file("badge.png").await, one);
    assert!(maya.reads().iter().any(|line| line.contains("Look at this")));
    ben.sees_reaction(&sent, "✅").await;
    let names: Vec<String> = maya.reads().into_iter().filter(|line| line.contains('[')).collect();
    assert_eq!(names.len(), 2, "{names:?}");

    // Without a word.
    let alone = ben.attaches(vec![("alone.bin", "application/octet-stream", two.clone())], "").await;
    assert_eq!(maya.sees_file("alone.bin").await, two);
    ben.sees_reaction(&alone, "✅").await;

    maya.attaches("manual.pdf", "application/pdf", one.clone()).await;
    ben.sees("**Maya Lindqvist**:").await;
    assert_eq!(ben.sees_file("manual.pdf").await, one);
    world.finish().await;
}

async fn a_file_with_words_at_the_desk_is_two_lines(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.attaches(vec![("a.png", "image/png", picture(10))], "with a word").await;
    maya.sees_file("a.png").await;
    let lines = maya.reads();
    let word = lines.iter().position(|l| l == "member: with a word").unwrap();
    assert_eq!(lines[word + 1], "member: [a.png]");
    world.finish().await;
}

async fn an_address_that_has_run_out_is_asked_for_anew(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.fault(json!({ "service": "discord", "kind": "http", "method": "GET", "path": "/attachments/", "status": 404 }));
    let sent = ben.attaches(vec![("late.png", "image/png", picture(500))], "").await;
    assert_eq!(maya.sees_file("late.png").await, picture(500));
    ben.sees_reaction(&sent, "✅").await;
    world.finish().await;
}

async fn a_file_that_is_gone_is_told(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    world.fault(json!({ "service": "discord", "kind": "http", "method": "GET", "path": "/attachments/", "status": 404, "times": 4 }));
    ben.attaches(vec![("lost.png", "image/png", picture(500))], "").await;
    ben.sees("**lost.png** is no longer there, so I couldn't pass it on.").await;
    ben.attaches(vec![("gone.png", "image/png", picture(500))], "but with words").await;
    ben.sees("**gone.png** is no longer there").await;
    maya.sees_somewhere("member: but with words").await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_pass_is_refused_with_words() {
    let world = World::on(Database::sqlite(), &[("DESK__MAX_FILE_BYTES", "1048576")]).await;
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.attaches(vec![("film.mp4", "video/mp4", picture(1_048_577)), ("ok.png", "image/png", picture(9))], "Two files").await;
    ben.sees("**film.mp4** is over 1 MB").await;
    assert_eq!(maya.sees_file("ok.png").await, picture(9));
    ben.attaches(vec![("setup.exe", "application/octet-stream", picture(9))], "").await;
    ben.sees("I couldn't pass on **setup.exe**").await;
    ben.attaches(vec![("nothing.txt", "text/plain", Vec::new())], "").await;
    ben.sees("I couldn't pass on **nothing.txt**: it is empty").await;
    maya.sees_somewhere("setup.exe").await;
    world.finish().await;
}
