use super::*;
use crate::discord::testing::{Give, HandClock, Stub, give, words};
use crate::domain::case::CardPlace;
use crate::domain::conversation::{Conversation, PendingInteraction};
use crate::domain::delivery::{Respond, Say, Thread};
use crate::domain::file::{FileRef, FileSource};
use crate::domain::ids::{ConversationId, FileId, Key};
use crate::domain::message::Place;
use crate::domain::outcome::{Fact, Made, Missing, Receipt, VendorId};
use crate::relay::files::testing::Shelf;

const NOW: i64 = 1_700_000_000_000;

struct World {
    stub: Stub,
    carrier: DiscordCarrier,
    shelf: Arc<Shelf>,
    clock: Arc<HandClock>,
}

async fn world(answers: impl IntoIterator<Item = Give>) -> World {
    let stub = Stub::start(answers).await;
    let clock = HandClock::at(NOW);
    let shelf = Arc::new(Shelf::default());
    let carrier = DiscordCarrier::new(stub.http(clock.clone()), words(), shelf.clone(), FileLimits { fetch: 100, send: 100 });
    World { stub, carrier, shelf, clock }
}

fn job(delivery: Delivery) -> Job {
    let id = ConversationId(uuid::Uuid::from_u128(1));
    let mut conversation = Conversation::begin(id, Snowflake(42), "Ana".into(), NOW);
    conversation.place = Some(Place::Dm { channel: Snowflake(5) });
    Job {
        key: Key { conversation: id, seq: 9 },
        delivery,
        conversation: Arc::new(conversation),
        refers_to: vec![(
            3,
            vec![VendorId { part: 0, id: "30".into(), position: None }, VendorId { part: 1, id: "31".into(), position: None }],
        )],
        doubtful: false,
        first_tried_at: None,
    }
}

fn say(text: &str) -> Say {
    Say { message: 9, speaker: None, text: text.into(), files: vec![], buttons: vec![], reply_to: None, only_while: None, report: false }
}

fn interaction() -> PendingInteraction {
    PendingInteraction { id: Snowflake(8), token: "tok".into(), at: NOW }
}

fn answer() -> Delivery {
    Delivery::Answer { interaction: interaction(), text: "On it".into(), buttons: vec![] }
}

fn done(ids: &[&str]) -> Outcome {
    Outcome::Done(Receipt { ids: ids.iter().map(|id| Made { id: (*id).to_owned(), position: None }).collect(), fact: None })
}

const UNKNOWN_MESSAGE: &str = r#"{"message":"Unknown Message","code":10008}"#;

#[tokio::test]
async fn a_reply_refers_to_the_first_part_of_what_it_answers() {
    let w = world([give(200, r#"{"id":"50"}"#)]).await;
    let outcome = w.carrier.carry(&job(Delivery::Say(Say { reply_to: Some(3), ..say("hi") }))).await;
    assert_eq!(outcome, done(&["50"]));
    assert_eq!(w.stub.seen()[0].json()["message_reference"]["message_id"], "30");
}

#[tokio::test]
async fn without_a_place_nothing_is_sent_and_nothing_is_lost() {
    let w = world([]).await;
    let mut job = job(Delivery::Say(say("hi")));
    Arc::get_mut(&mut job.conversation).unwrap().place = None;
    assert!(matches!(w.carrier.carry(&job).await, Outcome::Later { .. }));
}

#[tokio::test]
async fn a_draft_is_completed_where_it_stands_and_said_anew_where_it_is_gone() {
    let w = world([
        give(200, r#"{"id":"30"}"#),
        give(204, ""),
        give(404, UNKNOWN_MESSAGE),
        give(404, UNKNOWN_MESSAGE),
        give(200, r#"{"id":"50"}"#),
    ])
    .await;
    let finish = Delivery::Finish(Say { message: 3, ..say("the answer") });
    assert_eq!(w.carrier.carry(&job(finish.clone())).await, done(&["30"]));
    assert_eq!(w.carrier.carry(&job(finish.clone())).await, done(&["50"]));
    let never_sent = Job { refers_to: vec![], ..job(finish) };
    w.stub.tell([give(200, r#"{"id":"51"}"#)]);
    assert_eq!(w.carrier.carry(&never_sent).await, done(&["51"]));
    let (edit, post) = ("PATCH /channels/5/messages/30", "POST /channels/5/messages");
    assert_eq!(w.stub.lines(), [edit, "DELETE /channels/5/messages/31", edit, "PATCH /channels/5/messages/31", post, post]);
    assert_eq!(w.stub.seen()[4].json()["nonce"], w.stub.seen()[5].json()["nonce"], "a repeat is the same message");
}

#[tokio::test]
async fn a_shorter_text_edits_the_first_part_and_deletes_the_rest() {
    let w = world([give(200, r#"{"id":"30"}"#), give(404, UNKNOWN_MESSAGE)]).await;
    let revise = Delivery::Revise { of: 3, text: "**Maya**: short".into(), buttons: vec![] };
    assert_eq!(w.carrier.carry(&job(revise)).await, done(&["30"]));
    assert_eq!(w.stub.lines(), ["PATCH /channels/5/messages/30", "DELETE /channels/5/messages/31"]);
    let edit = w.stub.seen()[0].json();
    assert_eq!((edit["content"].as_str(), &edit["allowed_mentions"]), (Some("**Maya**: short"), &serde_json::json!({"parse": []})));
}

#[tokio::test]
async fn a_text_that_outgrows_its_messages_goes_along_as_a_file_and_keeps_the_others() {
    let now = r#"{"id":"31","channel_id":"5","attachments":[{"id":"7","url":"u","filename":"a.png"},{"id":"8","url":"u","filename":"message.txt"}]}"#;
    let w = world([give(200, "{}"), give(200, now), give(200, "{}")]).await;
    let revise = Delivery::Revise { of: 3, text: "word ".repeat(1500), buttons: vec![] };
    assert_eq!(w.carrier.carry(&job(revise)).await, done(&["30", "31"]));
    let edit = &w.stub.seen()[2].body;
    assert!(edit.contains(r#""attachments":[{"id":"7"},{"filename":"message.txt","id":0}]"#), "{edit}");
}

#[tokio::test]
async fn what_is_gone_is_retracted_already() {
    let w = world([give(404, UNKNOWN_MESSAGE), give(204, "")]).await;
    assert_eq!(w.carrier.carry(&job(Delivery::Retract { of: 3 })).await, done(&[]));
    assert_eq!(w.carrier.carry(&job(Delivery::Retract { of: 4 })).await, done(&[]));
    assert_eq!(w.stub.seen().len(), 2);
}

#[tokio::test]
async fn a_reaction_is_percent_encoded() {
    let w = world([give(204, "")]).await;
    assert_eq!(w.carrier.carry(&job(Delivery::React { to: 3, emoji: "👀".into() })).await, done(&[]));
    assert_eq!(w.stub.lines(), ["PUT /channels/5/messages/30/reactions/%F0%9F%91%80/@me"]);
}

#[tokio::test]
async fn an_answer_right_after_the_first_reply_waits_until_discord_has_it() {
    let w = world([give(404, UNKNOWN_MESSAGE), give(200, r#"{"id":"60"}"#)]).await;
    assert!(matches!(w.carrier.carry(&job(answer())).await, Outcome::Later { after_ms: Some(150), .. }));
    assert_eq!(w.carrier.carry(&job(answer())).await, done(&["60"]));
    assert_eq!(w.stub.lines()[1], "PATCH /webhooks/1/tok/messages/@original");
}

#[tokio::test]
async fn an_answer_by_a_dead_token_becomes_an_ordinary_message() {
    let dead = give(401, r#"{"message":"Invalid Webhook Token","code":50027}"#);
    let w = world([dead, give(200, r#"{"id":"61"}"#), give(200, r#"{"id":"62"}"#)]).await;
    assert_eq!(w.carrier.carry(&job(answer())).await, done(&["61"]));
    w.clock.advance(15 * 60_000);
    assert_eq!(w.carrier.carry(&job(answer())).await, done(&["62"]));
    assert_eq!(w.stub.lines()[1..], ["POST /channels/5/messages", "POST /channels/5/messages"]);
}

#[tokio::test]
async fn a_dm_is_opened_and_too_many_of_them_pause_for_longer_each_time() {
    let fast = || give(403, r#"{"message":"You are opening direct messages too fast.","code":40003}"#);
    let w = world([give(200, r#"{"id":"5","type":1}"#), fast(), fast()]).await;
    let open = job(Delivery::OpenPlace { thread: None });
    let place = Fact::Place(Place::Dm { channel: Snowflake(5) });
    assert!(matches!(w.carrier.carry(&open).await, Outcome::Done(Receipt { fact: Some(f), .. }) if f == place));
    let mut waits = Vec::new();
    for _ in 0..2 {
        if let Outcome::Later { after_ms, .. } = w.carrier.carry(&open).await {
            waits.push(after_ms.unwrap());
        }
    }
    assert_eq!(waits, [3_600_000, 7_200_000]);
}

fn thread() -> Delivery {
    Delivery::OpenPlace { thread: Some(Thread { server: Snowflake(9), parent: Snowflake(90), name: "help-ana".into() }) }
}

#[tokio::test]
async fn a_thread_is_private_and_the_member_is_added() {
    let w = world([give(201, r#"{"id":"91","type":12}"#), give(204, "")]).await;
    let outcome = w.carrier.carry(&job(thread())).await;
    assert!(matches!(outcome, Outcome::Done(Receipt { fact: Some(Fact::Place(Place::Thread { channel: Snowflake(91) })), .. })));
    assert_eq!(w.stub.lines(), ["POST /channels/90/threads", "PUT /channels/91/thread-members/42"]);
    assert_eq!(w.stub.seen()[0].json()["type"], 12);
    assert_eq!(w.stub.seen()[0].json()["invitable"], false);
}

#[tokio::test]
async fn a_thread_of_a_doubtful_try_is_found_again() {
    let id = Snowflake::at(NOW + 100);
    let active = format!(r#"{{"threads":[{{"id":"{id}","parent_id":"90","owner_id":"1","name":"help-ana"}}]}}"#);
    let w = world([give(200, active), give(204, "")]).await;
    let job = Job { doubtful: true, first_tried_at: Some(NOW), ..job(thread()) };
    assert!(matches!(w.carrier.carry(&job).await, Outcome::Done(_)));
    assert_eq!(w.stub.lines()[0], "GET /guilds/9/threads/active");
    assert_eq!(w.stub.seen().len(), 2);
}

#[tokio::test]
async fn a_look_up_names_roles_from_the_highest_and_leaves_out_other_servers() {
    let roles = r#"[{"id":"1","name":"everyone","position":0},{"id":"2","name":"Fan","position":1},{"id":"3","name":"Hero","position":5}]"#;
    let member = r#"{"user":{"id":"42"},"nick":"Änna","roles":["2","3"],"joined_at":"2026-01-01T00:00:00+00:00"}"#;
    let stranger = r#"{"message":"Unknown Member","code":10007}"#;
    let w = world([give(200, member), give(200, roles), give(404, stranger), give(200, member)]).await;
    let look = job(Delivery::LookUpMember { servers: vec![Snowflake(9), Snowflake(10), Snowflake(9)] });
    let Outcome::Done(Receipt { fact: Some(Fact::Memberships { of }), .. }) = w.carrier.carry(&look).await else { panic!() };
    assert_eq!((of.len(), of[0].roles.as_slice()), (2, ["Hero".to_owned(), "Fan".into()].as_slice()));
    assert_eq!(w.stub.seen().len(), 4, "roles are asked for once");
}

fn file(url: String) -> FileRef {
    FileRef {
        id: FileId(uuid::Uuid::from_u128(3)),
        source: FileSource::Discord { url, channel: Snowflake(5), message: Snowflake(6), attachment: Snowflake(7) },
        name: "a.png".into(),
        content_type: "image/png".into(),
        size: 3,
    }
}

fn respond(interaction: Option<PendingInteraction>) -> Delivery {
    Delivery::Respond(Respond { say: Say { reply_to: Some(3), ..say("So.") }, interaction })
}

#[tokio::test]
async fn an_answer_in_passing_goes_by_its_token_and_without_one_under_the_question() {
    let w = world([give(200, r#"{"id":"60"}"#), give(200, r#"{"id":"61"}"#)]).await;
    assert_eq!(w.carrier.carry(&job(respond(Some(interaction())))).await, done(&["60"]));
    assert_eq!(w.carrier.carry(&job(respond(None))).await, done(&["61"]));
    assert_eq!(w.stub.lines(), ["PATCH /webhooks/1/tok/messages/@original", "POST /channels/5/messages"]);
    assert_eq!(w.stub.seen()[1].json()["message_reference"]["message_id"], "30");
}

#[tokio::test]
async fn an_answer_for_one_alone_is_never_said_to_all_when_its_token_has_run_out() {
    let w = world([]).await;
    let mut job = job(respond(Some(interaction())));
    Arc::get_mut(&mut job.conversation).unwrap().place = None;
    w.clock.advance(15 * 60_000);
    assert!(matches!(w.carrier.carry(&job).await, Outcome::Gone { what: Missing::Interaction, .. }));
    assert!(w.stub.seen().is_empty());
}

/// Whether somebody with the role "Helper" keeps order in a channel, which may be a thread.
async fn keeps_order(staff: &[&str], everyone: u64, channels: &[&str]) -> bool {
    let member = r#"{"user":{"id":"8"},"roles":["2"]}"#;
    let guild = format!(
        r#"{{"owner_id":"3","roles":[{{"id":"9","name":"@everyone","permissions":"{everyone}"}},{{"id":"2","name":"Helper","permissions":"0"}}]}}"#
    );
    let mut w = world([give(200, member), give(200, guild)]).await;
    w.stub.tell(channels.iter().map(|channel| give(200, *channel)));
    w.carrier = w.carrier.with_staff_roles(staff.iter().map(|role| (*role).to_owned()).collect());
    let look = Delivery::LookUpStaff { member: Snowflake(8), server: Snowflake(9), channel: Snowflake(90), answer: 3 };
    match w.carrier.carry(&job(look)).await {
        Outcome::Done(Receipt { fact: Some(Fact::Staff { yes }), .. }) => yes,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn order_is_kept_by_those_who_may_and_those_who_were_named() {
    const PLAIN: &str = r#"{"type":0,"permission_overwrites":[]}"#;
    const MANAGE: u64 = crate::discord::permissions::MANAGE_MESSAGES;
    assert!(keeps_order(&[], MANAGE, &[PLAIN]).await);
    assert!(!keeps_order(&[], 0, &[PLAIN]).await);
    assert!(keeps_order(&["Helper"], 0, &[]).await, "by name");
    assert!(keeps_order(&["2"], 0, &[]).await, "by id");
    let taken = format!(r#"{{"type":0,"permission_overwrites":[{{"id":"2","type":0,"allow":"0","deny":"{MANAGE}"}}]}}"#);
    assert!(!keeps_order(&[], MANAGE, &[&taken]).await, "taken away in this channel");
    assert!(!keeps_order(&[], MANAGE, &[r#"{"type":11,"parent_id":"90"}"#, &taken]).await, "a thread follows its channel");
}

#[tokio::test]
async fn who_is_not_there_keeps_no_order() {
    let w = world([give(404, r#"{"message":"Unknown Member","code":10007}"#)]).await;
    let look = Delivery::LookUpStaff { member: Snowflake(8), server: Snowflake(9), channel: Snowflake(90), answer: 3 };
    let outcome = w.carrier.carry(&job(look)).await;
    assert_eq!(outcome, Outcome::Done(Receipt::fact(Fact::Staff { yes: false })));
}

#[tokio::test]
async fn a_file_with_an_expired_address_is_fetched_by_a_fresh_one() {
    let w = world([]).await;
    let fresh = format!(r#"{{"id":"6","channel_id":"5","attachments":[{{"id":"7","url":"{}/fresh","filename":"a.png"}}]}}"#, w.stub.base);
    w.stub.tell([give(403, "expired"), give(200, fresh), give(200, "PNG")]);
    let file = file(format!("{}/old", w.stub.base));
    let outcome = w.carrier.carry(&job(Delivery::Fetch { file: file.clone() })).await;
    assert_eq!(outcome, Outcome::Done(Receipt::fact(Fact::Stored { file: file.id, size: 3 })));
    assert_eq!(w.shelf.files.lock().unwrap()[&file.id], "PNG");
}

#[tokio::test]
async fn a_file_of_a_deleted_message_is_gone_and_a_huge_one_refused() {
    let w = world([give(404, ""), give(404, UNKNOWN_MESSAGE), give(200, "x".repeat(101))]).await;
    let fetch = job(Delivery::Fetch { file: file(format!("{}/old", w.stub.base)) });
    assert!(matches!(w.carrier.carry(&fetch).await, Outcome::Gone { what: Missing::File, .. }));
    assert!(matches!(w.carrier.carry(&fetch).await, Outcome::Refused { refusal: Refusal::Invalid, .. }));
}

#[tokio::test]
async fn what_belongs_to_another_side_is_refused() {
    let w = world([]).await;
    assert!(matches!(
        w.carrier.carry(&job(Delivery::CloseDesk { sid: "CH1".into() })).await,
        Outcome::Refused { refusal: Refusal::Invalid, .. }
    ));
}

fn post_card() -> Delivery {
    Delivery::PostCard { channel: Snowflake(90), card: crate::discord::cards::tests::sample(), files: vec![] }
}

fn card_at(channel: u64, message: u64, thread: Option<u64>) -> Outcome {
    let at = CardPlace { channel: Snowflake(channel), message: Snowflake(message), thread: thread.map(Snowflake) };
    Outcome::Done(Receipt::fact(Fact::Card(at)))
}

#[tokio::test]
async fn a_card_in_a_text_channel_gets_a_thread_and_one_without_the_right_to_it_does_without() {
    let forbidden = give(403, r#"{"message":"Missing Permissions","code":50013}"#);
    for (thread, expected) in [(give(201, r#"{"id":"91"}"#), Some(91)), (forbidden, None)] {
        let w = world([give(200, r#"{"id":"90","type":0,"guild_id":"1"}"#), give(200, r#"{"id":"91"}"#), thread]).await;
        assert_eq!(w.carrier.carry(&job(post_card())).await, card_at(90, 91, expected));
        let post = w.stub.seen()[1].json();
        assert_eq!((post["enforce_nonce"].as_bool(), &post["allowed_mentions"]), (Some(true), &serde_json::json!({"parse": []})));
        assert_eq!(w.stub.lines()[2], "POST /channels/90/messages/91/threads");
    }
}

#[tokio::test]
async fn a_doubtful_card_is_looked_for_by_its_head_and_only_its_thread_is_made() {
    let there = r#"[{"id":"80","channel_id":"90","author":{"id":"7"},"embeds":[{"title":"B-318 · a quote of it"}]},
        {"id":"91","channel_id":"90","author":{"id":"1","bot":true},"embeds":[{"title":"B-318 · Crash"}]}]"#;
    let has_one = give(400, r#"{"message":"has a thread","code":160004}"#);
    let w = world([give(200, r#"{"id":"90","type":0,"guild_id":"1"}"#), give(200, there), has_one]).await;
    let doubtful = Job { doubtful: true, first_tried_at: Some(NOW), ..job(post_card()) };
    assert_eq!(w.carrier.carry(&doubtful).await, card_at(90, 91, Some(91)));
    assert!(w.stub.lines()[1].starts_with("GET /channels/90/messages?after="), "{:?}", w.stub.lines());
}

#[tokio::test]
async fn a_stop_before_the_thread_is_a_doubt_and_a_channel_that_is_gone_a_refusal() {
    let limited = give(429, r#"{"message":"slow","retry_after":0.1}"#);
    let w = world([give(200, r#"{"id":"90","type":0,"guild_id":"1"}"#), give(200, r#"{"id":"91"}"#), limited]).await;
    assert!(matches!(w.carrier.carry(&job(post_card())).await, Outcome::Unknown { .. }));
    let w = world([give(404, r#"{"message":"Unknown Channel","code":10003}"#)]).await;
    let refused = w.carrier.carry(&job(post_card())).await;
    assert!(matches!(refused, Outcome::Refused { refusal: Refusal::Forbidden, .. }), "{refused:?}");
}

/// A forum with these flags and one tag.
fn forum(flags: u64, tag: &str) -> Give {
    give(200, format!(r#"{{"id":"90","type":15,"guild_id":"1","flags":{flags},"available_tags":[{{"id":"5","name":"{tag}"}}]}}"#))
}

#[tokio::test]
async fn a_forum_gets_a_post_with_the_tag_of_the_state_or_the_one_it_insists_on() {
    for (flags, tag, expected) in
        [(0, "New", serde_json::json!(["5"])), (0, "Other", serde_json::json!([])), (16, "Other", serde_json::json!(["5"]))]
    {
        let w = world([forum(flags, tag), give(201, r#"{"id":"95"}"#)]).await;
        assert_eq!(w.carrier.carry(&job(post_card())).await, card_at(95, 95, Some(95)));
        let post = w.stub.seen()[1].json();
        assert_eq!((w.stub.lines()[1].as_str(), &post["applied_tags"]), ("POST /channels/90/threads", &expected));
        assert!(post["name"].as_str().unwrap().starts_with("B-318 · "));
    }
}

#[tokio::test]
async fn a_doubtful_post_is_looked_for_among_the_threads() {
    let threads = r#"{"threads":[{"id":"94","parent_id":"90","owner_id":"7","name":"B-318 · somebody's"},
        {"id":"95","parent_id":"90","owner_id":"1","name":"B-318 · Crash"}]}"#;
    let w = world([forum(0, "New"), give(200, threads)]).await;
    let doubtful = Job { doubtful: true, first_tried_at: Some(NOW), ..job(post_card()) };
    assert_eq!(w.carrier.carry(&doubtful).await, card_at(95, 95, Some(95)));
}

#[tokio::test]
async fn a_revised_post_is_woken_and_retagged_and_a_card_that_was_taken_away_is_gone() {
    let at = CardPlace { channel: Snowflake(95), message: Snowflake(95), thread: Some(Snowflake(95)) };
    let revise = || Delivery::ReviseCard { at, card: crate::discord::cards::tests::sample() };
    let post = give(200, r#"{"id":"95","type":11,"parent_id":"90"}"#);
    let w = world([post, forum(0, "new"), give(200, "{}"), give(200, "{}")]).await;
    assert_eq!(w.carrier.carry(&job(revise())).await, Outcome::Done(Receipt::default()));
    assert_eq!(w.stub.seen()[2].json(), serde_json::json!({"archived": false, "applied_tags": ["5"]}));
    assert_eq!(w.stub.lines()[3], "PATCH /channels/95/messages/95");
    let w = world([give(404, r#"{"message":"Unknown Channel","code":10003}"#)]).await;
    let gone = w.carrier.carry(&job(revise())).await;
    assert!(matches!(gone, Outcome::Gone { what: Missing::Message, .. }), "{gone:?}");
}

#[tokio::test]
async fn a_copy_is_sent_as_a_text_file() {
    let w = world([give(200, r#"{"id":"10"}"#)]).await;
    let copy = Delivery::SendCopy { message: 9, text: "Here".into(), name: "case-1.md".into(), document: "# 1".into() };
    assert_eq!(w.carrier.carry(&job(copy)).await, done(&["10"]));
    let body = &w.stub.seen()[0].body;
    assert!(body.contains("filename=\"case-1.md\"") && body.contains("text/markdown"), "{body}");
}
