//! The media store.

use super::harness::Bench;
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

async fn upload(bench: &Bench) -> Value {
    let path = format!("/v1/Services/{}/Media?Filename=pixel.png", bench.twilio.service_sid());
    let answer = bench.own(Method::POST, &path).header("content-type", "image/png").body("pixels").send().await.unwrap();
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_file_is_attached_once_and_can_be_fetched_in_two_ways() {
    let bench = Bench::start().await;
    let sid = bench.conversation().await;
    let media = upload(&bench).await;
    let messages = format!("/v1/Conversations/{sid}/Messages");
    let me = media["sid"].as_str().unwrap();
    let message = bench.loud("POST", &messages, &[("MediaSid", me)]).await;
    assert_eq!((message["media"][0]["filename"].as_str(), message["body"].is_null()), (Some("pixel.png"), true));
    assert_eq!(bench.call("POST", &messages, &[("MediaSid", me)]).await.1["code"], 50508);
    assert_eq!(bench.call("POST", &messages, &[("MediaSid", "ME0")]).await.1["code"], 50507);

    bench.twilio.quiet().await;
    let form = bench.receiver.taken().remove(0).form();
    assert!(!form.contains_key("Body"));
    let told: Value = serde_json::from_str(&form["Media"]).unwrap();
    assert_eq!((told[0]["Sid"].as_str(), told[0]["Size"].as_u64()), (Some(me), Some(6)));

    let about = bench.good("GET", media["url"].as_str().unwrap(), &[]).await;
    assert_eq!((&about["message_sid"], &about["channel_sid"]), (&message["sid"], &sid.into()));
    let content = bench.own(Method::GET, about["links"]["content"].as_str().unwrap()).send().await.unwrap();
    assert_eq!((content.headers()["content-type"].to_str().unwrap(), content.status().as_u16()), ("image/png", 200));
    let link = about["links"]["content_direct_temporary"].as_str().unwrap();
    assert_eq!(bench.plain(Method::GET, link).send().await.unwrap().text().await.unwrap(), "pixels");
    bench.clock.forward(300_001);
    assert_eq!(bench.plain(Method::GET, link).send().await.unwrap().status(), 403);
    assert_eq!(bench.plain(Method::GET, media["url"].as_str().unwrap()).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn what_nobody_attaches_is_collected_after_five_minutes() {
    let bench = Bench::start().await;
    let media = upload(&bench).await;
    bench.clock.forward(299_999);
    bench.good("GET", media["url"].as_str().unwrap(), &[]).await;
    bench.clock.forward(1);
    assert_eq!(bench.call("GET", media["url"].as_str().unwrap(), &[]).await.0, 404);
}

#[tokio::test]
async fn a_multipart_upload_keeps_its_name() {
    let bench = Bench::start().await;
    let path = format!("/v1/Services/{}/Media", bench.twilio.service_sid());
    let part = Part::bytes(b"hi".to_vec()).file_name("notes.txt").mime_str("text/plain").unwrap();
    let answer = bench.own(Method::POST, &path).multipart(Form::new().part("Media", part)).send().await.unwrap();
    let media: Value = answer.json().await.unwrap();
    let told = ["filename", "content_type"].map(|key| media[key].as_str().unwrap().to_owned());
    assert_eq!((told, media["size"].as_u64()), (["notes.txt".to_owned(), "text/plain".to_owned()], Some(2)));
}
