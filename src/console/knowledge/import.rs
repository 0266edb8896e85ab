//! Taking in files that people have: Markdown with a head, CSV, JSON lines. All of an upload is taken in, or nothing.

use super::super::Console;
use super::super::accounts::servers;
use super::super::frame::{self, Frame};
use super::super::refusal::Refusal;
use super::right;
use crate::domain::account::{Grants, Role};
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use crate::knowledge::import;
use crate::knowledge::kept::to_store;
use crate::knowledge::taking_in::{Incoming, Report, Rules, take_in};
use crate::store::articles;
use askama::Template;
use axum::extract::State;
use axum::extract::multipart::Multipart;
use axum::response::Response;

/// The source that uploads come from: an article uploaded again is known by it.
const SOURCE: &str = "upload";
/// Most files and articles of one upload.
const FILES: usize = 200;
const ARTICLES: usize = 10_000;
/// Problems that are listed; who has more mends these first.
const PROBLEMS: usize = 20;

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    servers: Vec<Server>,
    everywhere: bool,
    problems: Vec<String>,
    done: Option<Report>,
}

/// What was sent.
#[derive(Default)]
struct Upload {
    /// Name and content of each file.
    files: Vec<(String, String)>,
    /// For articles that name no server.
    server: Option<Snowflake>,
    replace_edited: bool,
}

/// `GET knowledge/import`
pub async fn form(State(console): State<Console>, frame: Frame) -> Result<Response, Refusal> {
    Ok(frame::html(page(&console, frame, Vec::new(), None).await?))
}

async fn page(console: &Console, frame: Frame, problems: Vec<String>, done: Option<Report>) -> Result<ImportPage, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let servers = right::servers_of(&grants, Role::Lead, servers(console).await?);
    Ok(ImportPage { frame, servers, everywhere: grants.everywhere(Role::Lead), problems, done })
}

/// `POST knowledge/import`
pub async fn upload(State(console): State<Console>, frame: Frame, parts: Multipart) -> Result<Response, Refusal> {
    let grants = frame.viewer()?.account.grants.clone();
    let incoming = match receive(parts).await? {
        Ok(upload) => read(&upload, &grants).map(|incoming| (incoming, upload.replace_edited)),
        Err(problem) => Err(vec![problem]),
    };
    let (incoming, replace_edited) = match incoming {
        Ok(incoming) => incoming,
        Err(problems) => return Ok(frame::wrong(page(&console, frame, problems, None).await?)),
    };
    let mut tx = console.store.begin().await?;
    // An id may belong to an article of a server that is not theirs: that one stays, and is not told of.
    let ids: Vec<&str> = incoming.iter().map(|incoming| incoming.article.id.as_str()).collect();
    let there = articles::get_many(&mut tx, &ids).await?;
    let foreign = there.values().filter(|found| !right::keeps(&grants, Role::Lead, &found.article.servers));
    let problems: Vec<String> =
        foreign.map(|found| format!("the id “{}” cannot be used; give the article another one", found.article.id)).take(PROBLEMS).collect();
    if !problems.is_empty() {
        tx.roll_back().await?;
        return Ok(frame::wrong(page(&console, frame, problems, None).await?));
    }
    let report = take_in(&mut tx, &incoming, &Rules { source: SOURCE, replace_edited }).await?;
    tx.commit().await?;
    tracing::info!(by = %frame.viewer()?.account.id, new = report.new.len(), updated = report.updated.len(), "Articles were uploaded");
    Ok(frame::html(page(&console, frame, Vec::new(), Some(report)).await?))
}

/// Reads the parts of the form. The size of all of them together is bounded for every request of the program.
async fn receive(mut parts: Multipart) -> Result<Result<Upload, String>, Refusal> {
    let broken = |_| Refusal::Malformed("The files could not be read. Together they may be as large as limits.body_bytes says.");
    let mut upload = Upload::default();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(broken)?;
        match name.as_str() {
            // A browser sends one part without a name when nothing was chosen.
            "files" if file.is_empty() => {}
            "files" if upload.files.len() == FILES => return Ok(Err(format!("more than {FILES} files; send them in several goes"))),
            "files" => match String::from_utf8(bytes.to_vec()) {
                Ok(text) => upload.files.push((file, text)),
                Err(_) => return Ok(Err(format!("{file}: not a text in UTF-8; save it as UTF-8 and send it again"))),
            },
            "server" => upload.server = std::str::from_utf8(&bytes).ok().and_then(|id| id.parse().ok()),
            "replace" => upload.replace_edited = true,
            _ => {}
        }
    }
    if upload.files.is_empty() { Ok(Err("choose at least one file".into())) } else { Ok(Ok(upload)) }
}

/// The articles in the files, if all of them are sound and for servers that whoever sends them leads.
fn read(upload: &Upload, grants: &Grants) -> Result<Vec<Incoming>, Vec<String>> {
    let (mut incoming, mut problems) = (Vec::new(), Vec::new());
    for (file, text) in &upload.files {
        let found = match import::articles(file, text) {
            Ok(found) => found,
            Err(error) => {
                problems.push(error.to_string());
                continue;
            }
        };
        for article in found {
            let id = article.id.clone();
            match to_store(article) {
                Err(error) => problems.push(format!("{file}: {error}")),
                Ok(mut article) => {
                    if article.servers.is_empty() {
                        article.servers.extend(upload.server);
                    }
                    if right::keeps(grants, Role::Lead, &article.servers) {
                        incoming.push(Incoming { key: format!("{file}#{id}"), article });
                    } else {
                        problems.push(format!("{file}: “{id}” is for servers you do not lead; choose one of yours below"));
                    }
                }
            }
        }
        if incoming.len() > ARTICLES {
            problems.push(format!("more than {ARTICLES} articles; send them in several goes, or use flexcord knowledge import"));
            break;
        }
    }
    problems.truncate(PROBLEMS);
    if problems.is_empty() { Ok(incoming) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(files: &[(&str, &str)], server: Option<u64>) -> Upload {
        let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Upload { files, server: server.map(Snowflake), replace_edited: false }
    }

    #[test]
    fn files_become_articles_for_the_server_that_was_chosen() {
        let sent = upload(&[("a.md", "# Refunds\n\n14 days."), ("faq.csv", "id,question,answer\nr,Reset?,Press it.\n")], Some(5));
        let read = read(&sent, &Grants::on(Snowflake(5), Role::Lead)).unwrap();
        let told: Vec<_> = read.iter().map(|i| (i.key.as_str(), i.article.title.as_str(), i.article.servers.as_slice())).collect();
        assert_eq!(told, [("a.md#a", "Refunds", [Snowflake(5)].as_slice()), ("faq.csv#r", "Reset?", &[Snowflake(5)])]);
    }

    #[test]
    fn one_wrong_file_and_nothing_is_taken_in() {
        let sent = upload(&[("a.md", "# Fine\n\nText."), ("b.md", "no title"), ("c.exe", "")], None);
        let problems = read(&sent, &Grants::all(Role::Lead)).unwrap_err();
        assert!(problems.len() == 2 && problems[0].starts_with("b.md:1: ") && problems[1].contains("c.exe"), "{problems:?}");
    }

    #[test]
    fn nobody_uploads_for_servers_they_do_not_lead() {
        let grants = Grants::on(Snowflake(5), Role::Lead);
        for (text, server) in [("# A\n\nb", None), ("# A\n\nb", Some(6)), ("---\nservers: [6]\n---\n# A\n\nb", Some(5))] {
            let problems = read(&upload(&[("a.md", text)], server), &grants).unwrap_err();
            assert!(problems[0].contains("you do not lead"), "{problems:?}");
        }
    }
}
