//! The list of articles, with search and filters.

use super::super::accounts::servers;
use super::super::frame::{self, Frame, escaped};
use super::super::refusal::Refusal;
use super::super::{Console, when};
use super::right;
use crate::domain::account::{Reach, Role};
use crate::domain::ids::Snowflake;
use crate::domain::person::Server;
use crate::store::articles::{self, Filter, StoredArticle, Which};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

/// Articles on one page.
const PAGE: u32 = 50;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    language: String,
    tag: String,
    server: String,
    which: String,
    page: String,
}

impl Asked {
    /// The address of another page of the same list.
    fn at(&self, page: u32) -> String {
        format!(
            "knowledge?q={}&language={}&tag={}&server={}&which={}&page={page}",
            escaped(&self.q),
            escaped(&self.language),
            escaped(&self.tag),
            escaped(&self.server),
            escaped(&self.which)
        )
    }
}

/// An article in the list.
struct Line {
    stored: StoredArticle,
    address: String,
    /// Where it is used, in words.
    servers: String,
    updated: String,
    ago: String,
}

#[derive(Template)]
#[template(path = "knowledge.html")]
struct ListPage {
    frame: Frame,
    asked: Asked,
    lines: Vec<Line>,
    servers: Vec<Server>,
    /// Whether all servers can be looked at together.
    everywhere: bool,
    tags: Vec<String>,
    found: u64,
    disputed: u64,
    earlier: Option<String>,
    later: Option<String>,
}

/// `GET knowledge`
pub async fn page(State(console): State<Console>, frame: Frame, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let store = &console.store;
    let grants = frame.viewer()?.account.grants.clone();
    let known = right::servers_of(&grants, Role::Agent, servers(&console).await?);
    let reach = grants.reach(Role::Agent);
    let server = chosen(&asked.server, &reach, &known)?;
    let some = |text: &'_ str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let (text, tag, language) = (some(&asked.q), some(&asked.tag), some(&asked.language));
    let which = match asked.which.as_str() {
        "deleted" => Which::Deleted,
        "disputed" => Which::Disputed,
        _ => Which::InUse,
    };
    let filter = Filter { which, text: text.as_deref(), tag: tag.as_deref(), language: language.as_deref(), server, source: None };
    let page = asked.page.parse::<u32>().unwrap_or(0).min(1_000_000);
    let found = articles::count(store, &filter).await?;
    let disputed = articles::count(store, &Filter { which: Which::Disputed, server, ..Filter::default() }).await?;
    let now = console.clock.now();
    let lines = articles::page(store, &filter, page.saturating_mul(PAGE), PAGE).await?;
    let lines = lines.into_iter().map(|stored| Line {
        address: format!("knowledge/article?id={}", escaped(&stored.article.id)),
        servers: used_on(&stored.article.servers, &known),
        updated: when::exact(stored.updated_at),
        ago: when::ago(now, stored.updated_at),
        stored,
    });
    let more = u64::from(page + 1) * u64::from(PAGE) < found;
    Ok(frame::html(ListPage {
        lines: lines.collect(),
        servers: known,
        everywhere: reach == Reach::All,
        tags: articles::tags(store).await?.into_keys().collect(),
        found,
        disputed,
        earlier: (page > 0).then(|| asked.at(page - 1)),
        later: more.then(|| asked.at(page + 1)),
        frame,
        asked,
    }))
}

/// The server to look at. Who may not look at all of them together looks at one of theirs.
pub fn chosen(asked: &str, reach: &Reach, known: &[Server]) -> Result<Option<Snowflake>, Refusal> {
    match asked.parse::<Snowflake>() {
        Ok(server) if reach.holds(server) => Ok(Some(server)),
        Ok(_) => Err(Refusal::NotFound),
        Err(_) => match reach {
            Reach::All => Ok(None),
            Reach::Only(own) => known.first().map(|server| server.id).or(own.first().copied()).map(Some).ok_or(Refusal::NotFound),
        },
    }
}

/// Where an article is used, in words. Servers one may not see are counted, not named.
pub fn used_on(ids: &[Snowflake], known: &[Server]) -> String {
    if ids.is_empty() {
        return "every server".into();
    }
    let names: Vec<&str> = known.iter().filter(|server| ids.contains(&server.id)).map(|server| server.name.as_str()).collect();
    match ids.len() - names.len() {
        0 => names.join(", "),
        others if names.is_empty() => format!("{others} other"),
        others => format!("{} and {others} other", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(id: u64, name: &str) -> Server {
        Server { id: Snowflake(id), name: name.into(), help_channel: None }
    }

    #[test]
    fn who_has_one_server_looks_at_that_one() {
        let (known, reach) = ([server(5, "Harbour")], Reach::Only(vec![Snowflake(5)]));
        assert_eq!(chosen("", &reach, &known), Ok(Some(Snowflake(5))));
        assert_eq!(chosen("6", &reach, &known), Err(Refusal::NotFound));
        assert_eq!(chosen("", &Reach::All, &known), Ok(None));
        assert_eq!(chosen("6", &Reach::All, &known), Ok(Some(Snowflake(6))));
        assert_eq!(chosen("", &Reach::Only(vec![]), &[]), Err(Refusal::NotFound));
    }

    #[test]
    fn servers_of_others_are_not_named() {
        let known = [server(5, "Harbour"), server(7, "Pier")];
        assert_eq!(used_on(&[], &known), "every server");
        assert_eq!(used_on(&[Snowflake(5), Snowflake(7)], &known), "Harbour, Pier");
        assert_eq!(used_on(&[Snowflake(5), Snowflake(6)], &known), "Harbour and 1 other");
        assert_eq!(used_on(&[Snowflake(6)], &known), "1 other");
    }
}
