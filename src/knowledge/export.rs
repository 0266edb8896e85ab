//! Articles on their way out, in forms that come back in as the same.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::article::{Article, ArticleId, Visibility};
use super::import::front::quote;

/// An article as a Markdown file with front matter. [`super::import::markdown::article`] reads it back as the same, but for its
/// version and blank lines around the text.
pub fn markdown(article: &Article) -> String {
    let list = |items: &[String]| format!("[{}]", items.iter().map(|item| quote(item)).collect::<Vec<_>>().join(", "));
    let mut text = format!("---\nid: {}\ntitle: {}\n", quote(article.id.as_str()), quote(&article.title));
    if let Some(language) = &article.language {
        text.push_str(&format!("language: {language}\n"));
    }
    if !article.phrasings.is_empty() {
        text.push_str("phrasings:\n");
        for phrasing in &article.phrasings {
            text.push_str(&format!("  - {}\n", quote(phrasing)));
        }
    }
    if !article.tags.is_empty() {
        text.push_str(&format!("tags: {}\n", list(&article.tags)));
    }
    if let Visibility::Only(servers) = &article.servers {
        text.push_str(&format!("servers: {}\n", list(servers)));
    }
    if let Some(url) = &article.url {
        text.push_str(&format!("url: {}\n", quote(url)));
    }
    text.push_str("---\n\n");
    // A heading at the beginning that repeats the title is taken off when it comes back: this one instead of the text's own.
    if article.body.trim_start().starts_with("# ") && !article.title.is_empty() {
        text.push_str(&format!("# {}\n\n", article.title));
    }
    text.push_str(article.body.trim());
    text.push('\n');
    text
}

/// Where an article goes below the exported folder: its id, as far as it can be a path.
pub fn file_name(id: &ArticleId) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| -> String { part.chars().map(|c| if fits(c) { c } else { '-' }).collect() };
    let parts: Vec<String> = id.as_str().split('/').map(part).map(|part| part.trim_start_matches(['.', '-']).to_owned()).collect();
    let mut name = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("/");
    if name.len() > LONGEST_NAME {
        let end = (0..=LONGEST_NAME).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
        name.truncate(end);
    }
    // Two ids must not meet in one name, also on disks that do not tell capitals apart.
    if name != id.as_str() || name.chars().any(char::is_uppercase) {
        let mark = hex::encode(&Sha256::digest(id.as_str())[..4]);
        name = if name.is_empty() { mark } else { format!("{name}-{mark}") };
    }
    format!("{name}.md")
}

/// In bytes; most file systems take 255 for each part.
const LONGEST_NAME: usize = 150;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    question: &'a str,
    answer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    phrasings: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    servers: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// An article as a line of a JSON-lines file, without the line end. [`super::import::faq::json`] reads it back.
pub fn json_line(article: &Article) -> String {
    let servers = match &article.servers {
        Visibility::Everywhere => None,
        Visibility::Only(servers) => Some(servers.as_slice()),
    };
    let line = Line {
        id: article.id.as_str(),
        question: &article.title,
        answer: &article.body,
        language: article.language.as_ref().map(|language| language.code()),
        phrasings: &article.phrasings,
        tags: &article.tags,
        servers,
        url: article.url.as_deref(),
    };
    serde_json::to_string(&line).expect("texts always serialise")
}

#[cfg(test)]
mod tests {
    use super::super::import;
    use super::super::language::Language;
    use super::*;
    use proptest::prelude::*;

    fn some_article() -> impl Strategy<Value = Article> {
        let line = || "[^\r\n]{0,20}".prop_map(|text| text.trim().to_owned());
        let said = || "[^\r]{1,20}".prop_filter("something", |text| !text.trim().is_empty());
        let body = prop_oneof!["[^\r]{0,80}", "# [a-z ]{0,10}\n[^\r]{0,20}", "---\n[^\r]{0,20}"];
        let servers = prop::option::of(prop::collection::vec("[0-9]{1,19}", 0..3));
        let rest = (prop::collection::vec(said(), 0..3), prop::collection::vec(said(), 0..3), servers, prop::option::of(said()));
        ("[a-zA-Z0-9/._ -]{1,20}", line(), body, prop::option::of("[a-z]{2}"), rest).prop_map(
            |(id, title, body, language, (phrasings, tags, servers, url))| {
                let mut article = Article::new(&id, &title, body.trim());
                article.language = language.map(|tag| Language::parse(&tag).unwrap());
                article.phrasings = phrasings;
                article.tags = tags;
                article.servers = servers.map_or(Visibility::Everywhere, Visibility::Only);
                article.url = url;
                article
            },
        )
    }

    proptest! {
        #[test]
        fn what_goes_out_as_markdown_comes_back_as_the_same(article in some_article()) {
            prop_assert_eq!(import::markdown::article("x.md", &markdown(&article)).unwrap(), article);
        }

        #[test]
        fn what_goes_out_as_json_comes_back_as_the_same(mut article in some_article()) {
            article.body.push('.');
            prop_assert_eq!(&import::faq::json("x.jsonl", &json_line(&article)).unwrap()[0], &article);
        }

        #[test]
        fn no_id_leads_out_of_the_folder(id in any::<String>()) {
            let name = file_name(&ArticleId(id));
            let inside = name.split('/').all(|part| !part.is_empty() && !part.starts_with('.') || part == ".md");
            let leads_out = name.starts_with('/') || name.contains('\\');
            prop_assert!(inside && !leads_out, "{}", name);
        }
    }

    #[test]
    fn ids_become_paths() {
        let named = |id: &str| file_name(&id.into());
        assert_eq!(named("account/reset"), "account/reset.md");
        assert_ne!(named("a b"), named("a-b"));
        assert_ne!(named("Reset").to_lowercase(), named("reset"));
        insta::assert_snapshot!(named("../../etc/passwd"), @"etc/passwd-3754d6cb.md");
    }

    #[test]
    fn a_file_reads_well() {
        let mut article = Article::new("reset", "How do I reset my \"password\"?", "Press **Reset**.");
        article.phrasings = vec!["forgot password".into()];
        article.tags = vec!["account".into(), "log in".into()];
        article.servers = Visibility::Only(vec!["42".into()]);
        insta::assert_snapshot!(markdown(&article), @r#"
        ---
        id: "reset"
        title: "How do I reset my \"password\"?"
        phrasings:
          - "forgot password"
        tags: ["account", "log in"]
        servers: ["42"]
        ---

        Press **Reset**.
        "#);
    }
}
