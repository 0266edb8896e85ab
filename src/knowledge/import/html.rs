//! A web page: one article. What surrounds the text (menus, notices, footers) is left out, the rest becomes Markdown.
//!
//! The main text is found by dom_smoothie, a port of the reader view of Firefox: it was made for just that, says title and
//! language as well, and hands out Markdown.

use dom_smoothie::{Config, Readability, TextMode};
use sha2::{Digest, Sha256};

use super::error::ImportError;
use crate::knowledge::article::Article;
use crate::knowledge::language::Language;

/// The largest number of elements that are looked at; a page of that size is no article.
const MOST_ELEMENTS: usize = 50_000;
/// Longest heading that can be a title.
const LONGEST_TITLE: usize = 200;
/// Longest id made of an address: it must fit where ids are handed around.
const LONGEST_ID: usize = 90;

/// Reads a page. `address` is where it was found: the article's source, and its id without the scheme.
pub fn article(address: &str, html: &str) -> Result<Article, ImportError> {
    let config = Config { text_mode: TextMode::Markdown, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let url = address.contains("://").then_some(address);
    let broken = |why: String| ImportError::new(address, 0, format!("no text was found in it: {why}"), "import it as Markdown instead");
    let mut reader = Readability::new(html, url, Some(config)).map_err(|error| broken(error.to_string()))?;
    // The heading of a help page is the question; what stands in <title> is often the site as well.
    let headings = reader.doc.select("h1");
    let heading = (headings.length() == 1).then(|| one_line(&headings.text()));
    let said = reader.doc.select("html").attr("lang").map(|lang| lang.to_string());
    let page = reader.parse().map_err(|error| broken(error.to_string()))?;
    let title = heading.filter(|heading| (1..=LONGEST_TITLE).contains(&heading.chars().count()));
    let title = title.unwrap_or_else(|| one_line(&page.title));
    let body = page.text_content.trim();
    if body.is_empty() {
        return Err(broken("it is empty".into()));
    }
    let mut article = Article::new(&id_of(address), &title, without_heading(body, &title));
    article.language = page.lang.or(said).and_then(|tag| Language::parse(&tag).ok());
    article.url = url.map(str::to_owned);
    Ok(article)
}

/// The id of the page at an address: the address without its scheme; a long one is cut and marked.
pub fn id_of(address: &str) -> String {
    let id = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    if id.len() <= LONGEST_ID {
        return id.to_owned();
    }
    let mark = hex::encode(&Sha256::digest(id)[..6]);
    let end = (0..=LONGEST_ID - mark.len() - 1).rev().find(|&at| id.is_char_boundary(at)).unwrap_or(0);
    format!("{}~{mark}", &id[..end])
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without a first heading that only repeats the title.
fn without_heading<'a>(body: &'a str, title: &str) -> &'a str {
    let (first, rest) = body.split_once('\n').unwrap_or((body, ""));
    let heading = first.trim_start_matches('#').trim();
    if first.starts_with('#') && heading == title && !rest.trim().is_empty() { rest.trim() } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = r#"<!doctype html><html lang="de-AT"><head><title>Passwort zurücksetzen | Hilfe</title></head><body>
        <nav><a href="/">Start</a> <a href="/login">Anmelden</a></nav>
        <main><article><h1>Passwort zurücksetzen</h1>
        <p>Öffne die <strong>Einstellungen</strong> und drücke auf <em>Passwort vergessen</em>. Der Link in der Mail gilt eine halbe
        Stunde. Kommt keine Mail, sieh im Ordner für Werbung nach, bevor du uns schreibst.</p>
        <ol><li>Einstellungen öffnen</li><li><a href="/konto">Konto</a> wählen</li></ol>
        <script>alert("x")</script></article></main>
        <footer>© Pokéfans, Impressum, Datenschutz</footer></body></html>"#;

    #[test]
    fn a_page_becomes_an_article_without_what_surrounds_it() {
        let read = article("https://help.example/konto/passwort/", PAGE).unwrap();
        assert_eq!((read.id.as_str(), read.title.as_str()), ("help.example/konto/passwort", "Passwort zurücksetzen"));
        assert_eq!(read.language.as_ref().map(Language::code), Some("de"));
        assert_eq!(read.url.as_deref(), Some("https://help.example/konto/passwort/"));
        insta::assert_snapshot!(read.body, @"
        Öffne die **Einstellungen** und drücke auf *Passwort vergessen*. Der Link in der Mail gilt eine halbe Stunde. Kommt keine Mail, sieh im Ordner für Werbung nach, bevor du uns schreibst.

        1. Einstellungen öffnen
        2. [Konto](https://help.example/konto) wählen
        ");
    }

    #[test]
    fn a_page_without_text_is_refused() {
        assert!(article("https://help.example/", "<html><body></body></html>").is_err());
        assert!(article("https://help.example/", "").is_err());
    }

    #[test]
    fn long_addresses_get_short_ids_of_their_own() {
        let (one, other) = (format!("https://x.example/{}a", "ü".repeat(80)), format!("https://x.example/{}b", "ü".repeat(80)));
        assert!(id_of(&one).len() <= LONGEST_ID);
        assert_ne!(id_of(&one), id_of(&other));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_page_breaks_the_reader(html in "(<[a-z/!]{0,8}[ a-z=\"]{0,12}>|[^<]{0,12}){0,30}") {
            let _ = article("https://x.example/", &html);
        }
    }
}
