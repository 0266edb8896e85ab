//! Questions without a good answer.

use crate::console::testing::{HERE, Stage, THERE};
use crate::domain::account::{Grants, Role};
use crate::domain::gap::{NewGap, Why};
use crate::domain::ids::{GapId, Snowflake};
use crate::knowledge::backlog;
use crate::store::articles;
use crate::store::gaps;
use axum::http::StatusCode;
use uuid::Uuid;

/// Somebody asked this on a server, and nothing was found.
async fn asked(stage: &Stage, server: Snowflake, text: &str) {
    let mut tx = stage.console.store.begin().await.unwrap();
    let (id, same) = (GapId(Uuid::now_v7()), text.to_owned());
    let gap = NewGap { id, server: Some(server), same, language: None, text: text.into(), why: Why::Nothing };
    gaps::note(&mut tx, &[gap]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn form(stage: &Stage, server: Snowflake) -> String {
    let groups = backlog::groups(&stage.console.store, Some(server)).await.unwrap();
    groups[0].gaps.iter().map(|gap| format!("gap={gap}&")).collect()
}

#[tokio::test]
async fn a_gap_becomes_a_phrasing_with_one_click() {
    let stage = Stage::open().await;
    let lead = stage.signed_in("lead", Grants::on(HERE, Role::Lead)).await;
    stage.post("knowledge/new", &lead, &format!("title=Refunds&body=14+days.&server={HERE}")).await;
    asked(&stage, HERE, "can I have my money back <b>now</b>").await;
    let page = stage.get("gaps", &lead).await.text;
    assert!(page.contains("money back &#60;b&#62;now") && !page.contains("<b>now"), "{page}");
    let sent = format!("{}article=refunds&text=money+back", form(&stage, HERE).await);
    assert!(stage.post("gaps/phrasing", &lead, &sent).await.to.ends_with("said=phrasing"));
    assert_eq!(articles::get(&stage.console.store, "refunds").await.unwrap().unwrap().article.phrasings, ["money back"]);
    assert!(stage.get("gaps", &lead).await.text.contains("No gaps."));
}

#[tokio::test]
async fn a_gap_of_another_server_is_neither_shown_nor_touched() {
    let stage = Stage::open().await;
    asked(&stage, HERE, "where do I park my unicorn").await;
    let other = stage.signed_in("other", Grants::on(THERE, Role::Lead)).await;
    assert!(!stage.get("gaps", &other).await.text.contains("unicorn"));
    let sent = form(&stage, HERE).await;
    assert_eq!(stage.post("gaps/ignore", &other, &sent).await.status, StatusCode::GONE);
    let lead = stage.signed_in("lead", Grants::on(HERE, Role::Lead)).await;
    assert!(stage.post("gaps/ignore", &lead, &sent).await.to.ends_with("said=ignored"));
}

#[tokio::test]
async fn an_article_written_for_a_gap_settles_it() {
    let stage = Stage::open().await;
    asked(&stage, HERE, "where do I park my unicorn").await;
    let lead = stage.signed_in("lead", Grants::on(HERE, Role::Lead)).await;
    let page = stage.get("gaps", &lead).await.text;
    let write = page.split("href=\"knowledge/new?").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let editor = stage.get(&format!("knowledge/new?{write}"), &lead).await.text;
    assert!(editor.contains("where do I park my unicorn") && editor.contains("name=\"gap\""), "{editor}");
    let sent = format!("{}title=Unicorns&body=Behind+the+mill.&server={HERE}", form(&stage, HERE).await);
    assert!(stage.post("knowledge/new", &lead, &sent).await.to.ends_with("said=saved"));
    assert!(stage.get("gaps", &lead).await.text.contains("No gaps."));
}
