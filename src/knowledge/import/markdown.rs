//! A Markdown file with front matter: one article.
//!
//! The front matter is read by `front`. Known keys: `id`, `title`, `language`, `phrasings`, `tags`, `servers`, `url`. Others belong
//! to other tools and are passed over. Without a title the first heading is taken, without an id the path.

use super::error::ImportError;
use super::front::split;
use crate::knowledge::article::{Article, Visibility};
use crate::knowledge::language::Language;

/// Reads one file. `file` is its path below the imported folder.
pub fn article(file: &str, text: &str) -> Result<Article, ImportError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let (fields, body) = split(file, text)?;
    let one = |key: &str| -> Result<Option<&str>, ImportError> {
        let Some(field) = fields.get(key) else { return Ok(None) };
        match &field.values[..] {
            [] => Ok(None),
            [value] => Ok(Some(value.as_str())),
            _ => Err(ImportError::new(file, field.line, format!("\"{key}\" is a list"), "give it one value")),
        }
    };
    let many = |key: &str| fields.get(key).map(|field| field.values.clone()).unwrap_or_default();
    let heading = body.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim);
    let title = match (one("title")?, heading) {
        (Some(title), _) | (None, Some(title)) => title,
        (None, None) => {
            return Err(ImportError::new(
                file,
                1,
                "the article has no title",
                "add \"title: …\" to the front matter or begin with \"# …\"",
            ));
        }
    };
    let id = match one("id")? {
        Some(id) => id,
        None => file.strip_suffix(".md").or_else(|| file.strip_suffix(".markdown")).unwrap_or(file),
    };
    // A heading that only repeats the title is not part of the answer.
    let body = body.trim();
    let body = body
        .strip_prefix("# ")
        .and_then(|rest| rest.trim_start().strip_prefix(title))
        .filter(|rest| !title.is_empty() && (rest.is_empty() || rest.starts_with('\n')))
        .unwrap_or(body);
    let mut article = Article::new(id, title, body.trim());
    if let Some(tag) = one("language")?.or(one("lang")?) {
        let line = fields.get("language").or(fields.get("lang")).map_or(0, |field| field.line);
        let language = Language::parse(tag);
        article.language =
            Some(language.map_err(|error| {
                ImportError::new(file, line, format!("\"{}\" is no language", error.0), "write a tag such as en or pt-BR")
            })?);
    }
    article.phrasings = many("phrasings");
    article.tags = many("tags");
    article.url = one("url")?.map(str::to_owned);
    if fields.contains_key("servers") {
        article.servers = Visibility::Only(many("servers"));
    }
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn front_matter_becomes_fields() {
        let read = article(
            "account/reset.md",
            "---\ntitle: \"How do I reset: my password?\"\nlanguage: en\nphrasings:\n  - forgot password\n  - 'cannot log in'\ntags: [account, \"log, in\"]\nurl: https://help.example/reset\nauthor: Ana\n---\n\nPress **Reset**.\n",
        )
        .unwrap();
        assert_eq!(read.id.as_str(), "account/reset");
        assert_eq!(read.title, "How do I reset: my password?");
        assert_eq!(read.phrasings, ["forgot password", "cannot log in"]);
        assert_eq!(read.tags, ["account", "log, in"]);
        assert_eq!(read.url.as_deref(), Some("https://help.example/reset"));
        assert_eq!(read.body, "Press **Reset**.");
    }

    #[test]
    fn a_heading_serves_as_title() {
        let read = article("a.md", "# Refunds\n\nWithin 14 days.").unwrap();
        assert_eq!((read.title.as_str(), read.body.as_str()), ("Refunds", "Within 14 days."));
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        let said = |text: &str| article("a.md", text).unwrap_err().to_string();
        insta::assert_snapshot!(said("---\ntitle: x\n"), @"a.md:1: the front matter has no end; close it with a line ---");
        insta::assert_snapshot!(said("Just text"), @r##"a.md:1: the article has no title; add "title: …" to the front matter or begin with "# …""##);
        insta::assert_snapshot!(said("---\ntitle: x\nlanguage: english\n---\n"), @r#"a.md:3: "english" is no language; write a tag such as en or pt-BR"#);
        insta::assert_snapshot!(said("---\n- x\n---\n"), @r#"a.md:2: a list item without a key; put "key:" on the line before it"#);
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in any::<String>(), inner in any::<String>()) {
            let _ = article("a.md", &text);
            let _ = article("a.md", &format!("---\n{inner}\n---\n{text}"));
        }
    }
}
