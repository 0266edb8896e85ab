//! Articles on their way in and out: folders, sites, schedules, and the model that knows what they mean.

use crate::support::database::Database;
use crate::support::program::run;
use crate::support::site::{Says, Site};
use crate::support::world::World;
use flexcord::app::imports::Importer;
use flexcord::store::articles::{self, Article, Saved, StoredArticle};
use flexcord::store::sources::{self, Run, Source, SourceKind};
use std::path::Path;
use std::time::Duration;

/// The program may read from this machine by its number, and waits for nobody.
const NEAR: [(&str, &str); 3] =
    [("KNOWLEDGE__PRIVATE_HOSTS", "127.0.0.1"), ("KNOWLEDGE__PAGE_DELAY_MS", "0"), ("KNOWLEDGE__MAX_PAGE_BYTES", "20000")];

fn source(kind: SourceKind, place: impl Into<String>) -> Source {
    Source {
        name: "help".into(),
        kind,
        place: place.into(),
        every_ms: 0,
        remove_vanished: false,
        language: None,
        tags: vec![],
        servers: vec![],
    }
}

impl World {
    async fn near() -> Self {
        Self::on(Database::sqlite(), &NEAR).await
    }

    async fn imports(&self, source: &Source) -> Run {
        let play = &self.play;
        Importer::new(play.app().store().clone(), self.clock.clone(), play.config()).import(source, false, &|_| {}).await
    }

    async fn article(&self, id: &str) -> StoredArticle {
        articles::get(self.play.app().store(), id).await.unwrap().unwrap_or_else(|| panic!("there is no article {id}"))
    }

    /// Somebody at the desk writes another text.
    async fn edits(&self, id: &str, body: &str) {
        let found = self.article(id).await;
        let mut tx = self.play.app().store().begin().await.unwrap();
        let article = Article { body: body.into(), ..found.article };
        assert!(matches!(articles::save(&mut tx, &article, Some(found.version), "maya").await.unwrap(), Saved::Done(_)));
        tx.commit().await.unwrap();
    }
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

async fn tell_of_a_folder(world: World) {
    let folder = tempfile::tempdir().unwrap();
    let url = "https://help.pokefans.example/eggs";
    write(
        folder.path(),
        "eggs.md",
        &format!("+++\ntitle = \"How do I hatch an egg?\"\nurl = \"{url}\"\n+++\nWalk **five kilometres** with it.\n"),
    );
    write(folder.path(), "more/faq.csv", "question,answer\nWhere is the flower shop?,In the third town.\n");
    let help = source(SourceKind::Folder, folder.path().display().to_string());
    let run = world.imports(&help).await;
    assert_eq!((run.new, run.error), (2, None));

    // Imported, and answered from.
    let ben = world.member("ben");
    ben.says("How do I hatch an egg?").await;
    let answer = ben.sees("five kilometres").await;
    assert!(answer.content.contains(url), "{}", answer.content);

    // Edited here, the next question has the new text, and the next import leaves it.
    world.edits("eggs", "Walk **ten kilometres** with it.").await;
    ben.says("How do I hatch an egg?").await;
    ben.sees("ten kilometres").await;
    write(folder.path(), "eggs.md", "# How do I hatch an egg?\n\nWalk three kilometres.\n");
    let run = world.imports(&help).await;
    assert_eq!((run.updated, run.unchanged, run.disputed.as_slice()), (0, 1, ["eggs: edited here, changed there".to_owned()].as_slice()));
    let kept = world.article("eggs").await;
    assert!(kept.article.body.contains("ten") && kept.offered.unwrap().body.contains("three"));

    // A mistake in one file takes nothing in.
    write(folder.path(), "broken.md", "---\ntitle: x\n");
    let run = world.imports(&help).await;
    assert!(run.error.unwrap().contains("broken.md:1: the front matter has no end"));
    write(folder.path(), "broken.md", "---\nid: eggs\ntitle: Other eggs\n---\n");
    let run = world.imports(&help).await;
    assert!(run.error.as_deref().unwrap().contains("eggs.md and broken.md both have the id \"eggs\""), "{run:?}");
    drop(ben);
    world.settle().await;
    world.read_the_desk();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_answered_from_and_edits_survive_the_next_import_on_sqlite() {
    tell_of_a_folder(World::near().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_answered_from_and_edits_survive_the_next_import_on_postgres() {
    if let Some(database) = Database::postgres().await {
        tell_of_a_folder(World::on(database, &NEAR).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_is_read_politely_and_only_what_has_changed_is_read_again() {
    let (site, world) = (Site::open().await, World::near().await);
    site.says("/robots.txt", Says::Page("text/plain", "User-agent: *\nDisallow: /\n\nUser-agent: flexcord\nDisallow: /staff\n".into()));
    site.maps(&["/eggs", "/moved", "/staff/secret", "/gone", "/huge", "/picture", "/eggs"]);
    site.shows(
        "/eggs",
        "How do I hatch an egg?",
        "Walk five kilometres with it, then look into the menu. It takes a while until it opens.",
    );
    site.says("/moved", Says::GoTo("/flowers".into()));
    site.shows("/flowers", "Where is the flower shop?", "It is in the third town, behind the fountain. It opens at nine in the morning.");
    site.shows("/huge", "Everything", &"word ".repeat(10_000));
    site.says("/picture", Says::Page("image/png", "x".into()));
    site.shows("/staff/secret", "Secret", "Not for you.");

    let mut help = source(SourceKind::Sitemap, site.at("/sitemap.xml"));
    help.tags = vec!["site".into()];
    let run = world.imports(&help).await;
    assert_eq!((run.new, run.error, run.failed.len()), (2, None, 4), "{:?}", run.failed);
    let told = run.failed.join("\n");
    for why in [
        "/staff/secret: the site's robots.txt",
        "/gone: the site answered 404",
        "/huge: it is larger than 20000",
        "/picture: it is no page but image/png",
    ] {
        assert!(told.contains(why), "{why} is missing in {told}");
    }
    let id = format!("127.0.0.1:{}/eggs", site.port);
    let eggs = world.article(&id).await;
    assert_eq!(
        (eggs.article.title.as_str(), eggs.article.url, eggs.article.language),
        ("How do I hatch an egg?", Some(site.at("/eggs")), Some("en".into()))
    );
    assert_eq!((eggs.article.tags, eggs.who.as_str()), (vec!["site".to_owned()], "import help"));
    assert!(eggs.article.body.contains("five kilometres") && !eggs.article.body.contains("Imprint"), "{}", eggs.article.body);
    assert!(site.was_asked_by().unwrap().starts_with("flexcord/"));
    let asked = site.asked();
    assert_eq!(asked.iter().filter(|path| *path == "/robots.txt").count(), 1);
    assert!(!asked.iter().any(|path| path.starts_with("/staff")));

    // Nothing has changed: nothing is sent. Then one page changes, and one is gone.
    assert_eq!(world.imports(&help).await.unchanged, 2);
    site.shows("/eggs", "How do I hatch an egg?", "Walk six kilometres with it, then look into the menu. It takes a while until it opens.");
    site.maps(&["/eggs"]);
    help.remove_vanished = true;
    let run = world.imports(&help).await;
    assert_eq!((run.updated, run.removed, run.unchanged), (1, 1, 0));
    assert!(world.article(&id).await.article.body.contains("six"));

    // A site that has lost everything looks like a mistake.
    site.says("/sitemap.xml", Says::Page("application/xml", "<urlset></urlset>".into()));
    assert_eq!(world.imports(&help).await.error.as_deref(), Some("it names no pages"));
    assert_eq!(world.article(&id).await.deleted_at, None);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_leads_to_a_private_place() {
    let (site, world) = (Site::open().await, World::near().await);
    site.shows("/page", "Page", "Text that is long enough to be read as a page by everybody who reads it.");
    let port = site.port;
    // Only 127.0.0.1, by just that name, may be read: whatever else leads to this machine may not.
    for target in [
        format!("http://localhost:{port}/page"),
        format!("http://[::1]:{port}/page"),
        format!("http://[::ffff:127.0.0.1]:{port}/page"),
        format!("http://127.0.0.2:{port}/page"),
        format!("http://0.0.0.0:{port}/page"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://10.0.0.1/".to_owned(),
    ] {
        let told = world.imports(&source(SourceKind::Pages, &target)).await.failed.join("\n");
        assert!(told.contains("is not on the public internet"), "{target}: {told}");
        site.says("/away", Says::GoTo(target.clone()));
        let told = world.imports(&source(SourceKind::Pages, site.at("/away"))).await.failed.join("\n");
        assert!(told.contains("is not on the public internet"), "redirected to {target}: {told}");
    }
    site.says("/file", Says::GoTo("file:///etc/passwd".into()));
    site.says("/round", Says::GoTo("/round".into()));
    let run = world.imports(&source(SourceKind::Pages, format!("{}\n{}", site.at("/file"), site.at("/round")))).await;
    assert!(run.failed[0].contains("is no web address") && run.failed[1].contains("without end"), "{:?}", run.failed);
    assert!(!site.asked().contains(&"/page".to_owned()), "nobody was there");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_or_troubled_site_is_left_alone() {
    let site = Site::open().await;
    let world = World::on(Database::sqlite(), &[NEAR[0], NEAR[1], ("KNOWLEDGE__PAGE_TIMEOUT_SECS", "1")]).await;
    site.says("/slow", Says::Silence);
    let told = world.imports(&source(SourceKind::Pages, site.at("/slow"))).await.failed.join("\n");
    assert!(told.contains("it took longer than 1 seconds"), "{told}");
    // A site that cannot say what it wants is not read.
    site.says("/robots.txt", Says::Status(503));
    site.shows("/page", "Page", "Text.");
    let told = world.imports(&source(SourceKind::Pages, site.at("/page"))).await.failed.join("\n");
    assert!(told.contains("robots.txt"), "{told}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_source_is_imported_on_its_schedule_and_after_a_restart() {
    let (site, mut world) = (Site::open().await, World::near().await);
    site.maps(&["/eggs"]);
    site.shows(
        "/eggs",
        "How do I hatch an egg?",
        "Walk five kilometres with it, then look into the menu. It takes a while until it opens.",
    );
    let hourly = Source { every_ms: 3_600_000, ..source(SourceKind::Sitemap, site.at("/sitemap.xml")) };
    let mut tx = world.play.app().store().begin().await.unwrap();
    sources::put(&mut tx, &hourly).await.unwrap();
    tx.commit().await.unwrap();
    let last = async |world: &World| sources::get(world.play.app().store(), "help").await.unwrap().unwrap().last;
    world.passes_until(Duration::from_secs(60), "it is imported", async || last(&world).await.is_some_and(|run| run.new == 1)).await;
    assert_eq!(site.asked().iter().filter(|path| *path == "/eggs").count(), 1, "once, not over and over");

    world.edits(&format!("127.0.0.1:{}/eggs", site.port), "Ours.").await;
    site.shows("/eggs", "How do I hatch an egg?", "Walk six kilometres with it, then look into the menu. It takes a while until it opens.");
    world.restart().await;
    world
        .passes_until(Duration::from_secs(60), "it is imported again", async || {
            last(&world).await.is_some_and(|run| run.disputed.len() == 1)
        })
        .await;
    assert_eq!(world.article(&format!("127.0.0.1:{}/eggs", site.port)).await.article.body, "Ours.");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_exported_comes_back_as_it_was() {
    let mut world = World::near().await;
    let store = world.play.app().store().clone();
    let before: Vec<Article> = articles::list(&store).await.unwrap().into_iter().map(|stored| stored.article).collect();
    assert!(before.len() > 10);
    drop(store);
    let variables = world.make_room().await;
    let folder = tempfile::tempdir().unwrap();
    let (out, lines) = (folder.path().join("out").display().to_string(), folder.path().join("all.jsonl").display().to_string());
    for target in [&lines, &out] {
        let said = run(&variables, &["knowledge", "export", target]).await;
        assert_eq!(said.code, Some(0), "{said:?}");
        let said = run(&variables, &["knowledge", "import", target]).await;
        assert!(said.out.contains(&format!("0 articles taken in: 0 new, 0 changed; {} as before", before.len())), "{said:?}");
    }
    // An edited file is a new version; one that vanished stays unless it is asked for.
    std::fs::write(Path::new(&out).join("refunds.md"), "---\nid: refunds\ntitle: Refunds\n---\nNo more refunds.\n").unwrap();
    std::fs::remove_file(Path::new(&out).join("badges.md")).unwrap();
    let said = run(&variables, &["knowledge", "import", &out]).await;
    assert!(said.out.contains("1 articles taken in: 0 new, 1 changed"), "{said:?}");
    let said = run(&variables, &["knowledge", "import", &out, "--remove-vanished"]).await;
    assert!(said.out.contains("1 taken out of use"), "{said:?}");
    let said = run(&variables, &["knowledge", "source", "add", "site", "https://help.example/sitemap.xml", "--every", "6h"]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let said = run(&variables, &["knowledge", "source", "list"]).await;
    assert!(said.out.contains("site\tsitemap\thttps://help.example/sitemap.xml\tlast never"), "{said:?}");
    let said = run(&variables, &["knowledge", "source", "remove", "nothing"]).await;
    assert!(said.code != Some(0) && said.err.contains("there is no source"), "{said:?}");
    world.play.start_program().await.unwrap();
    let after = articles::list(world.play.app().store()).await.unwrap();
    assert_eq!(after.len(), before.len() - 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_finds_an_article_in_another_language() {
    let model = Site::open().await;
    let base = model.at("/v1");
    let settings = [("EMBEDDINGS__API_BASE", base.as_str()), ("EMBEDDINGS__MODEL", "few-words"), ("EMBEDDINGS__API_KEY", "key")];
    let world = World::on(Database::sqlite(), &settings).await;
    let mut tx = world.play.app().store().begin().await.unwrap();
    articles::remove(&mut tx, &["refunds-ja", "two-factor-ko"], "maya").await.unwrap();
    tx.commit().await.unwrap();
    let learned = async || !flexcord::store::vectors::list(world.play.app().store(), "few-words").await.unwrap().is_empty();
    world.passes_until(Duration::from_secs(5), "the articles are learned", learned).await;
    // What the model has read it is not asked about again.
    world.settle().await;
    let ben = world.member("ben");
    ben.says("배지가 없어졌어요").await;
    let answer = ben.sees("https://help.pokefans.example/").await;
    assert!(answer.content.contains("badges"), "{}", answer.content);

    // A model that fails stands in nobody's way.
    model.is_broken(true);
    ben.says("How do I get my money back?").await;
    ben.sees("https://help.pokefans.example/").await;
    drop(ben);
    world.settle().await;
    world.read_the_desk();
    world.finish().await;
}
