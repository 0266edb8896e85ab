//! FAQ files: JSON lines or CSV with a question and an answer per entry.
//!
//! JSON: `{"question": "…", "answer": "…"}` per line, with `id`, `language`, `phrasings`, `tags`, `servers` and `url` where wanted. CSV: the same
//! names in the first line; several phrasings or tags in one cell are parted by `|`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::beir::json_lines;
use super::csv;
use super::error::ImportError;
use crate::knowledge::article::{Article, Visibility};
use crate::knowledge::language::Language;

#[derive(Debug, Default, Deserialize)]
struct Entry {
    id: Option<String>,
    #[serde(alias = "title", alias = "q")]
    question: String,
    #[serde(alias = "text", alias = "body", alias = "a")]
    answer: String,
    #[serde(alias = "lang")]
    language: Option<String>,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    servers: Option<Vec<String>>,
    url: Option<String>,
}

/// Reads JSON lines.
pub fn json(file: &str, text: &str) -> Result<Vec<Article>, ImportError> {
    let entries = json_lines::<Entry>(file, text, r#"write one {"question": "…", "answer": "…"} per line"#)?;
    articles(file, entries)
}

/// Reads CSV with a heading line.
pub fn table(file: &str, text: &str) -> Result<Vec<Article>, ImportError> {
    let mut rows = csv::rows(file, text)?.into_iter();
    let headings = "begin with a line that names the columns: question,answer";
    let Some((line, names)) = rows.next() else {
        return Err(ImportError::new(file, 0, "the file is empty", headings));
    };
    let columns: HashMap<String, usize> = names.iter().enumerate().map(|(at, name)| (name.trim().to_lowercase(), at)).collect();
    let column = |names: &[&str]| names.iter().find_map(|name| columns.get(*name).copied());
    let (Some(question), Some(answer)) = (column(&["question", "title", "q"]), column(&["answer", "text", "body", "a"])) else {
        return Err(ImportError::new(file, line, "there is no column \"question\" or no column \"answer\"", headings));
    };
    let (id, language, phrasings, tags, url) =
        (column(&["id"]), column(&["language", "lang"]), column(&["phrasings"]), column(&["tags"]), column(&["url"]));
    let mut entries = Vec::new();
    for (line, row) in rows {
        if row.len() > names.len() {
            let found = format!("{} columns instead of {}", row.len(), names.len());
            return Err(ImportError::new(file, line, found, "put cells that hold a comma into \"quotes\""));
        }
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let list = |at| cell(at).map(|cell| cell.split('|').map(|part| part.trim().to_owned()).collect()).unwrap_or_default();
        let text = |at| cell(at).map(str::to_owned);
        let entry = Entry {
            id: text(id),
            question: text(Some(question)).unwrap_or_default(),
            answer: text(Some(answer)).unwrap_or_default(),
            language: text(language),
            phrasings: list(phrasings),
            tags: list(tags),
            servers: None,
            url: text(url),
        };
        entries.push((line, entry));
    }
    articles(file, entries)
}

fn articles(file: &str, entries: Vec<(usize, Entry)>) -> Result<Vec<Article>, ImportError> {
    let mut seen = HashSet::new();
    let mut articles = Vec::with_capacity(entries.len());
    for (line, entry) in entries {
        // A passage without a question is fine where somebody has named it.
        if entry.question.trim().is_empty() && entry.id.is_none() || entry.answer.trim().is_empty() {
            return Err(ImportError::new(file, line, "the question or the answer is empty", "fill in both, or take the entry out"));
        }
        let id = entry.id.unwrap_or_else(|| format!("{file}#{line}"));
        if !seen.insert(id.clone()) {
            return Err(ImportError::new(file, line, format!("the id \"{id}\" is there twice"), "give each entry an id of its own"));
        }
        let mut article = Article::new(&id, entry.question.trim(), entry.answer.trim());
        if let Some(tag) = entry.language {
            let language = Language::parse(&tag);
            article.language =
                Some(language.map_err(|error| ImportError::new(file, line, error.to_string(), "or leave the language out"))?);
        }
        article.phrasings = entry.phrasings;
        article.tags = entry.tags;
        article.url = entry.url;
        article.servers = entry.servers.map_or(Visibility::Everywhere, Visibility::Only);
        articles.push(article);
    }
    Ok(articles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_table_say_the_same() {
        let json =
            json("faq", r#"{"id":"r","question":"Refund?","answer":"14 days, \"unused\".","phrasings":["money back","return"]}"#).unwrap();
        let table = table("faq", "id,question,answer,phrasings\r\nr,Refund?,\"14 days, \"\"unused\"\".\",money back|return\r\n").unwrap();
        assert_eq!(json, table);
        assert_eq!(json[0].phrasings, ["money back", "return"]);
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        insta::assert_snapshot!(table("faq.csv", "frage,antwort\n").unwrap_err(), @r#"faq.csv:1: there is no column "question" or no column "answer"; begin with a line that names the columns: question,answer"#);
        insta::assert_snapshot!(table("faq.csv", "question,answer\n\"a\nb\",c\nx,y,z\n").unwrap_err(), @r#"faq.csv:4: 3 columns instead of 2; put cells that hold a comma into "quotes""#);
        insta::assert_snapshot!(json("faq.jsonl", "{\"question\":\"x\",\"answer\":\" \"}").unwrap_err(), @"faq.jsonl:1: the question or the answer is empty; fill in both, or take the entry out");
    }
}
