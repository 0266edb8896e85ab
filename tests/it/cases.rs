//! Bugs, ideas and one's own cases, from the form to the news.

use crate::support::program::Program;
use crate::support::stories::{stories, talking};
use crate::support::world::World;
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

stories!(both:
    a_bug_goes_from_the_form_to_the_card_and_to_the_news,
    a_like_bug_counts_for_the_one_that_is_there,
    where_dms_are_closed_the_news_come_in_a_thread,
    an_idea_is_a_post_in_the_forum_with_the_tag_of_its_state,
    a_talk_is_closed_rated_copied_and_opened_again,
    reports_at_the_same_time_get_numbers_without_gaps;
    a_message_is_reported_from_its_menu,
    a_server_asks_its_own_questions,
    ones_own_cases_are_listed_closed_and_opened_again,
    who_says_not_yet_is_helped_on,
    a_case_nobody_answers_for_closes_by_itself,
    thanks_gets_a_heart_whenever_it_comes,
    a_form_that_arrives_twice_is_one_case,
    who_does_not_choose_has_filed_a_new_one,
    the_api_lists_fetches_changes_and_refuses,
    a_card_that_was_posted_unheard_is_not_posted_again,
);

const CRASH: (&str, &str) = ("The inventory crashes the app", "I open the inventory and the app closes at once");
const SAME: (&str, &str) = ("Inventory crash", "the app closes when I open the inventory");
const DAY: Duration = Duration::from_secs(86_400);

async fn a_bug_goes_from_the_form_to_the_card_and_to_the_news(world: World) {
    let ben = world.member("ben");
    ben.types("bug", json!([])).await;
    let form = ben.form().await;
    assert_eq!((form["title"].as_str(), form["components"].as_array().unwrap().len()), (Some("Report a bug"), 5));
    let answers = [("title", json!(CRASH.0)), ("happened", json!("@everyone it closes")), ("severity", json!("blocks"))];
    ben.fills_in(&answers, vec![("log.txt", "text/plain", b"boom".to_vec())]).await;
    ben.sees_whisper("general", "Thanks! Bug **B-1**.").await;

    let card = world.card("bug-report", "B-1").await;
    let embed = &card.json["embeds"][0];
    assert_eq!((embed["title"].as_str(), embed["description"].as_str()), (Some("B-1 · The inventory crashes the app"), Some("**new**")));
    assert_eq!(embed["footer"]["text"], "Reported by Ben");
    assert!(embed["fields"].to_string().contains("I can't go on"), "{embed}");
    assert_eq!(card.json["attachments"][0]["filename"], "log.txt");
    let named = || world.posted_in("bug-report")[0].json["thread"]["name"] == "B-1 · The inventory crashes the app";
    world.until("the card has its thread", async || named()).await;

    world.moves("B-1", "waiting_for_us", None).await;
    world.card("bug-report", "being worked on").await;
    ben.sees("**B-1** (The inventory crashes the app) is being worked on.").await;
    world.moves("B-1", "solved", Some("It is fixed in 2.4.")).await;
    ben.sees("Good news: **B-1** (The inventory crashes the app) is fixed.\n> It is fixed in 2.4.").await;
    let card = world.card("bug-report", "**fixed**").await;
    assert_eq!(card.json["components"], json!([]), "what is over needs no votes");
    assert_eq!(world.open_conversations().await, 0, "news are no talk");
    world.finish().await;
}

async fn a_like_bug_counts_for_the_one_that_is_there(world: World) {
    let (ben, esra, dmitri) = (world.member("ben"), world.newcomer("esther", "en-US"), world.newcomer("dean", "de"));
    ben.reports(CRASH.0, CRASH.1).await;
    ben.sees_whisper("general", "**B-1**").await;
    world.card("bug-report", "B-1").await;
    esra.reports(SAME.0, SAME.1).await;
    esra.sees_whisper("general", "these look alike").await;
    esra.presses_in("general", "B-1: it's this one (+1)").await;
    esra.sees_whisper("general", "You follow **B-1** now").await;
    world.card("bug-report", "Reported by Ben · +1").await;

    // Under the card everybody can join in, once.
    dmitri.presses_in("bug-report", "+1").await;
    dmitri.sees_whisper("bug-report", "Du folgst jetzt **B-1**").await;
    dmitri.presses_in("bug-report", "+1").await;
    dmitri.sees_whisper("bug-report", "Du folgst **B-1** bereits").await;
    world.card("bug-report", "Reported by Ben · +2").await;
    assert_eq!(world.cases().await.len(), 1);

    // The news reach all three, one after the other, each in their language.
    world.moves("B-1", "solved", Some("2.4")).await;
    world.passes(Duration::from_secs(10));
    ben.sees("is fixed.\n> 2.4").await;
    esra.sees("is fixed.\n> 2.4").await;
    dmitri.sees("ist behoben.\n> 2.4").await;

    // Somebody else's is new, although it looks alike: it is closed, and not offered.
    esra.reports(SAME.0, SAME.1).await;
    esra.sees_whisper("general", "**B-2**").await;
    world.finish().await;
}

async fn where_dms_are_closed_the_news_come_in_a_thread(world: World) {
    let ben = world.member("ben");
    ben.reports(CRASH.0, CRASH.1).await;
    ben.sees_whisper("general", "**B-1**").await;
    ben.opens_dms(false);
    world.moves("B-1", "waiting_for_member", Some("Which phone is it?")).await;
    let thread = ben.in_thread().await;
    thread.sees("more details are needed.\n> Which phone is it?").await;
    // What is said there begins a talk, in that thread.
    thread.says("How do I reset my password?").await;
    thread.sees("https://help.pokefans.example/").await;
    world.agent("maya").sees_somewhere("member: How do I reset my password?").await;
    assert_eq!(world.open_conversations().await, 1);
    world.finish().await;
}

async fn an_idea_is_a_post_in_the_forum_with_the_tag_of_its_state(world: World) {
    let ben = world.member("ben");
    ben.types("new_feature", json!([])).await;
    ben.fills_in(&[("title", json!("Sort cards by type")), ("wish", json!("A button above the list"))], vec![]).await;
    ben.sees_whisper("general", "Thanks! Idea **F-1**.").await;
    let discord = world.play.sandbox.discord();
    let post = || {
        let view = discord.view(Some(ben.id()));
        let all = view["channels"].as_array().unwrap().clone();
        all.into_iter().find(|c| c["name"].as_str().is_some_and(|name| name.starts_with("F-1 · ")))
    };
    world.until("there is a post", async || post().is_some()).await;
    let forum: Value =
        discord.view(Some(ben.id()))["channels"].as_array().unwrap().iter().find(|c| c["name"] == "feature-requests").unwrap().clone();
    let tag = |name: &str| forum["available_tags"].as_array().unwrap().iter().find(|t| t["name"] == name).unwrap()["id"].clone();
    assert_eq!(post().unwrap()["applied_tags"], json!([tag("Idea")]));
    world.until("the card is known", async || world.cases().await[0].card.is_some()).await;
    world.moves("F-1", "solved", None).await;
    ben.sees("Good news: **F-1** (Sort cards by type) is here.").await;
    world.until("the post has another tag", async || post().unwrap()["applied_tags"] == json!([tag("Shipped")])).await;
    let id = post().unwrap()["id"].as_str().unwrap().parse().unwrap();
    world.until("the card says so", async || discord.messages(id)[0].json["embeds"][0]["description"] == "**done**").await;
    world.finish().await;
}

async fn a_talk_is_closed_rated_copied_and_opened_again(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    ben.says("My badge is gone").await;
    maya.sees_somewhere("member: My badge is gone").await;
    maya.says("It is back").await;
    ben.sees("**Maya Lindqvist**: It is back").await;
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    ben.presses("Yes").await;
    ben.sees("Case **#1** is closed. Take care!\nHow was it?").await;
    ben.presses("5 ⭐").await;
    ben.sees_changed("Thanks for telling us!").await;
    ben.presses("Add a line").await;
    ben.fills_in(&[("line", json!("Very kind"))], vec![]).await;
    ben.sees("Thanks for telling us!").await;
    ben.presses("Get a copy").await;
    let copy = String::from_utf8(ben.sees_file("case-1.md").await).unwrap();
    ben.sees("Here is your copy of **#1**.").await;
    assert!(copy.contains("**Ben**") && copy.contains("My badge is gone") && copy.contains("It is back"), "{copy}");
    assert!(!copy.contains("Case #1 · Ben"), "the desk's card is not the member's: {copy}");
    let case = world.cases().await.remove(0);
    let rating = case.rating.unwrap();
    assert_eq!((rating.stars, rating.line.as_deref()), (5, Some("Very kind")));
    ben.presses("Reopen").await;
    ben.sees("Case **#1** is open again.").await;
    ben.sees("I've passed case **#1** on").await;
    assert_eq!(world.cases().await.len(), 1);
    world.settle().await;
    world.read_the_desk();
    world.finish().await;
}

async fn reports_at_the_same_time_get_numbers_without_gaps(world: World) {
    let titles = [
        "Sound is gone",
        "Map stays white",
        "Cannot trade",
        "Login loops",
        "Wrong prices",
        "Chat is slow",
        "Friends list empty",
        "Quest stuck",
    ];
    let members: Vec<_> = (0..titles.len()).map(|n| world.newcomer(&format!("reporter-{n}"), "en-US")).collect();
    for member in &members {
        member.types("bug", json!([])).await;
        member.form().await;
    }
    let all = members.iter().zip(titles).map(|(member, title)| async move {
        member.fills_in(&[("title", json!(title)), ("happened", json!(format!("{title}, and nothing helps")))], vec![]).await;
    });
    futures_util::future::join_all(all).await;
    world.until("all are filed", async || world.cases().await.len() == titles.len()).await;
    let mut numbers: Vec<i64> = world.cases().await.iter().map(|c| c.number.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>());
    world.settle().await;
    assert_eq!(world.posted_in("bug-report").len(), titles.len());
    drop(members);
    world.finish().await;
}

async fn a_message_is_reported_from_its_menu(world: World) {
    let (ben, ana) = (world.member("ben"), world.member("ana"));
    let general = world.play.sandbox.discord().channels()["general"];
    let body = json!({ "content": "the map stays white since today\non my phone" });
    let said = ana.call(Method::POST, &format!("/channels/{general}/messages"), Some(body)).await;
    let id = said["id"].as_str().unwrap();
    ben.uses_menu("Report as bug", "general", id).await;
    let form = ben.form().await;
    assert_eq!(form["components"][0]["component"]["value"], "the map stays white since today");
    let text = form["components"][1]["component"]["value"].as_str().unwrap();
    assert!(text.starts_with("Ana: the map stays white") && text.contains(&format!("/{general}/{id}")), "{text}");
    ben.fills_in(&[], vec![]).await;
    ben.sees_whisper("general", "**B-1**").await;
    let case = world.cases().await.remove(0);
    assert_eq!((case.title.as_str(), case.member_name.as_str()), ("the map stays white since today", "Ben"));
    world.finish().await;
}

async fn a_server_asks_its_own_questions(mut world: World) {
    let folder = std::path::Path::new(&world.play.variables()["FLEXCORD_DATA_DIR"]).join("intake");
    let own = folder.join(world.play.sandbox.discord().guild_id().to_string()).join("bug.toml");
    let channel = world.play.sandbox.discord().channels()["staff"];
    let text = format!(
        "channel = \"{channel}\"\nlanguage = \"de\"\ntitle = \"Was ist kaputt?\"\n\
        [[question]]\nkey = \"title\"\nkind = \"short\"\nrequired = true\nlabel = \"Kurz\"\n\
        [[question]]\nkey = \"platform\"\nkind = \"select\"\nrequired = true\nlabel = \"Womit?\"\n\
        [[question.option]]\nvalue = \"ios\"\nlabel = \"iPhone\"\n[[question.option]]\nvalue = \"android\"\nlabel = \"Android\"\n"
    );
    std::fs::write(&own, text).unwrap();
    world.restart().await;
    {
        let ben = world.member("ben");
        ben.types("bug", json!([])).await;
        assert_eq!(ben.form().await["title"], "Was ist kaputt?");
        ben.fills_in(&[("title", json!("Login")), ("platform", json!("ios"))], vec![]).await;
        ben.sees_whisper("general", "**B-1**").await;
        let card = world.card("staff", "Womit?").await;
        assert_eq!(card.json["embeds"][0]["fields"][0]["value"], "iPhone");
        assert_eq!(card.json["embeds"][0]["footer"]["text"], "Gemeldet von Ben");
    }
    world.finish().await;
}

async fn ones_own_cases_are_listed_closed_and_opened_again(world: World) {
    let ben = world.member("ben");
    ben.types("mycases", json!([])).await;
    ben.sees_whisper("general", "You have no cases yet.").await;
    ben.reports(CRASH.0, CRASH.1).await;
    ben.sees_whisper("general", "**B-1**").await;
    ben.says("human please").await;
    ben.sees("I've passed case **#1** on").await;
    ben.types("mycases", json!([])).await;
    let list = ben.sees_whisper("general", "**Your cases**").await;
    assert!(list.content.contains("**#1** · human please · waiting for us"), "{}", list.content);
    ben.chooses(&list, "B-1 · The inventory crashes the app").await;
    ben.sees_whisper("general", "**B-1** · The inventory crashes the app · new").await;
    ben.presses_in("general", "Close").await;
    ben.sees_whisper("general", "**B-1** is closed.").await;
    world.card("bug-report", "**closed**").await;

    ben.types("mycases", json!([])).await;
    let list = ben.sees_whisper("general", "· closed").await;
    ben.chooses(&list, "B-1 · The inventory crashes the app").await;
    ben.presses_in("general", "Reopen").await;
    ben.sees_whisper("general", "**B-1** is open again.").await;
    world.card("bug-report", "being worked on").await;

    // The help case is closed from the list too, and its talk with it.
    ben.types("mycases", json!([])).await;
    let list = ben.sees_whisper("general", "being worked on").await;
    ben.chooses(&list, "#1 · human please").await;
    ben.presses_in("general", "Close").await;
    ben.sees_whisper("general", "**#1** is closed.").await;
    ben.sees("Case **#1** is closed. Take care!").await;
    world.settle().await;
    assert_eq!(world.open_conversations().await, 0);

    // And opened again from a channel: the talk goes on in the DM, not in that channel.
    ben.types("mycases", json!([])).await;
    let list = ben.sees_whisper("general", "· solved").await;
    ben.chooses(&list, "#1 · human please").await;
    ben.presses_in("general", "Reopen").await;
    ben.sees("Case **#1** is open again.").await;
    ben.sees("I've passed case **#1** on").await;
    world.settle().await;
    world.read_the_desk();
    world.finish().await;
}

async fn who_says_not_yet_is_helped_on(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    world.settle().await;
    ben.presses("Not yet").await;
    ben.sees("I've passed case **#1** on").await;
    maya.accepts().await;
    ben.sees("**Maya Lindqvist** (Support) joined.").await;
    world.settle().await;
    assert_eq!((world.cases().await.len(), world.open_conversations().await), (1, 1));
    world.finish().await;
}

async fn a_case_nobody_answers_for_closes_by_itself(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    world.settle().await;
    world.passes(DAY);
    ben.sees("so case **#1** is closed now. Not solved? Just reopen it.\nHow was it?").await;
    world.settle().await;
    assert!(world.cases().await[0].solved_at.is_some());
    assert_eq!(world.open_conversations().await, 0);
    world.finish().await;
}

async fn thanks_gets_a_heart_whenever_it_comes(world: World) {
    talking(&world).await;
    let (ben, maya) = (world.member("ben"), world.agent("maya"));
    maya.completes().await;
    ben.sees("thinks this is solved. Close case **#1**?").await;
    world.settle().await;
    let thanks = ben.says("danke!").await;
    ben.sees_reaction(&thanks, "❤️").await;
    ben.presses("Yes").await;
    ben.sees("Case **#1** is closed. Take care!").await;
    let thanks = ben.says("Salamat po!").await;
    ben.sees_reaction(&thanks, "❤️").await;
    world.settle().await;
    assert_eq!((world.cases().await.len(), world.open_conversations().await), (1, 0));
    world.finish().await;
}

async fn a_form_that_arrives_twice_is_one_case(world: World) {
    let ben = world.member("ben");
    ben.types("bug", json!([])).await;
    ben.form().await;
    world.fault(json!({ "service": "discord", "kind": "webhook", "event": "interaction", "harm": "duplicate", "copies": 2 }));
    ben.fills_in(&[("title", json!(CRASH.0)), ("happened", json!(CRASH.1))], vec![]).await;
    ben.sees_whisper("general", "**B-1**").await;
    world.settle().await;
    assert_eq!(world.cases().await.len(), 1);
    world.card("bug-report", "B-1").await;
    world.finish().await;
}

async fn who_does_not_choose_has_filed_a_new_one(world: World) {
    let (ben, esra) = (world.member("ben"), world.newcomer("esther", "en-US"));
    ben.reports(CRASH.0, CRASH.1).await;
    ben.sees_whisper("general", "**B-1**").await;
    esra.reports(SAME.0, SAME.1).await;
    esra.sees_whisper("general", "these look alike").await;
    world.settle().await;
    assert_eq!(world.cases().await.len(), 1);
    world.passes(Duration::from_secs(600));
    esra.sees("Thanks! Bug **B-2**.").await;
    esra.presses_in("general", "No, mine is new").await;
    esra.sees_whisper("general", "That button is too old.").await;
    assert_eq!(world.cases().await.len(), 2);
    world.finish().await;
}

async fn the_api_lists_fetches_changes_and_refuses(world: World) {
    let ben = world.member("ben");
    ben.reports(CRASH.0, CRASH.1).await;
    ben.sees_whisper("general", "**B-1**").await;
    ben.reports("Search finds nothing", "whatever I type").await;
    ben.sees_whisper("general", "**B-2**").await;
    let get = async |path: &str| world.api(Method::GET, path, None, None).await;
    let post = async |path: &str, body: Value, key: &str| world.api(Method::POST, path, Some(body), Some(key)).await;

    let (status, page) = get("/cases?kind=bug&limit=1").await;
    assert_eq!((status, page["cases"][0]["number"].as_str()), (200, Some("B-2")));
    let (_, rest) = get(&format!("/cases?kind=bug&limit=1&before={}", page["next"].as_str().unwrap())).await;
    assert_eq!(rest["cases"][0]["number"], "B-1");
    let (status, wrong) = get("/cases?state=odd&limit=0&server=x").await;
    assert_eq!((status, wrong["error"]["fields"].as_object().unwrap().len()), (422, 3), "{wrong}");

    // A note once, however often it is sent under its key.
    for _ in 0..2 {
        let (status, case) = post("/cases/B-1/notes", json!({ "text": "seen on Android" }), "k1").await;
        assert_eq!((status, case["version"].as_u64()), (200, Some(2)));
    }
    let (_, case) = get("/cases/b1").await;
    assert_eq!(case["history"].as_array().unwrap().len(), 2, "{case}");
    assert_eq!(case["history"][1]["what"], json!({ "what": "noted", "text": "seen on Android" }));
    assert_eq!(case["history"][1]["by"]["by"], "staff");

    let (status, stale) = post("/cases/B-1/state", json!({ "state": "solved", "version": 1 }), "k2").await;
    assert_eq!((status, stale["error"]["since"][0]["what"]["text"].as_str()), (409, Some("seen on Android")), "{stale}");
    let (status, wrong) = post("/cases/B-1/state", json!({ "state": "with_assistant" }), "k3").await;
    assert_eq!((status, wrong["error"]["code"].as_str()), (422, Some("invalid")), "{wrong}");
    let (status, wrong) = post("/cases/B-1/notes", json!({ "text": " " }), "k4").await;
    assert!(status == 422 && wrong["error"]["fields"]["text"].is_string(), "{wrong}");
    for (path, expected) in [("/cases/B-9", 404), ("/cases/nonsense", 400), ("/cases/B-1?server=5", 404)] {
        assert_eq!(get(path).await.0, expected, "{path}");
    }
    assert_eq!(post("/cases/B-1/state", json!({ "status": "solved" }), "k5").await.0, 400);
    assert_eq!(world.cases().await.iter().filter(|c| c.solved_at.is_some()).count(), 0);
    world.finish().await;
}

/// Discord acts and keeps its answer back; the program is killed while it waits.
async fn a_card_that_was_posted_unheard_is_not_posted_again(mut world: World) {
    let variables = world.make_room().await;
    let program = Program::start(&variables).await;
    {
        let ben = world.member("ben");
        ben.types("bug", json!([])).await;
        ben.form().await;
        world.fault(
            json!({ "service": "discord", "kind": "http", "method": "POST", "path": "/api/v10/channels/", "delay_ms": 60_000, "times": 1 }),
        );
        ben.fills_in(&[("title", json!(CRASH.0)), ("happened", json!(CRASH.1))], vec![]).await;
        ben.sees_whisper("general", "**B-1**").await;
    }
    program.until("the card is there", async || world.posted_in("bug-report").len() == 1).await;
    program.kill().await;
    let program = Program::start(&variables).await;
    let threads = || world.posted_in("bug-report")[0].json["thread"].is_object();
    program.until("the card has its thread", async || threads()).await;
    program.kill().await;
    assert_eq!(world.posted_in("bug-report").len(), 1);
    world.play.start_program().await.unwrap();
    world.moves("B-1", "solved", None).await;
    world.card("bug-report", "**fixed**").await;
    world.member("ben").sees("is fixed.").await;
    world.finish().await;
}
