//! BEIR files: `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`, the form in which labelled questions are exchanged.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::error::ImportError;
use crate::knowledge::article::Article;

/// A labelled question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its key in the relevance file.
    pub id: String,
    /// The question.
    pub text: String,
}

/// For every question the articles that answer it, with their grade (1 or more).
pub type Relevance = BTreeMap<String, BTreeMap<String, u32>>;

#[derive(Deserialize)]
struct CorpusLine {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct QueryLine {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

/// Reads `corpus.jsonl`: one `{"_id", "title", "text"}` per line.
pub fn corpus(file: &str, text: &str) -> Result<Vec<Article>, ImportError> {
    let mut seen = HashSet::new();
    let mut articles = Vec::new();
    for (line, entry) in json_lines::<CorpusLine>(file, text, r#"write one {"_id": "…", "title": "…", "text": "…"} per line"#)? {
        if !seen.insert(entry.id.clone()) {
            return Err(ImportError::new(
                file,
                line,
                format!("the id \"{}\" is there twice", entry.id),
                "give each article an id of its own",
            ));
        }
        articles.push(Article::new(&entry.id, &entry.title, &entry.text));
    }
    Ok(articles)
}

/// Reads `queries.jsonl`: one `{"_id", "text"}` per line.
pub fn queries(file: &str, text: &str) -> Result<Vec<Labelled>, ImportError> {
    let lines = json_lines::<QueryLine>(file, text, r#"write one {"_id": "…", "text": "…"} per line"#)?;
    Ok(lines.into_iter().map(|(_, line)| Labelled { id: line.id, text: line.text }).collect())
}

/// Reads `qrels.tsv`: `query-id`, `corpus-id` and a grade, parted by tabs, with or without the heading line. Also takes the
/// four columns of TREC. A grade of 0 says "not relevant" and is left out.
pub fn qrels(file: &str, text: &str) -> Result<Relevance, ImportError> {
    let mut relevance = Relevance::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\r').trim_start_matches('\u{FEFF}');
        if line.trim().is_empty() || at == 0 && line.starts_with("query-id") {
            continue;
        }
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (query, article, grade) = match columns[..] {
            [query, article] => (query, article, "1"),
            [query, article, grade] | [query, _, article, grade] => (query, article, grade),
            _ => {
                let found = format!("{} columns instead of three", columns.len());
                return Err(ImportError::new(file, at + 1, found, "part query id, article id and grade by tabs"));
            }
        };
        let grade: i64 = grade.parse().map_err(|_| {
            ImportError::new(file, at + 1, format!("\"{grade}\" is not a grade"), "write 1 for an article that answers the question")
        })?;
        if grade > 0 {
            let grade = u32::try_from(grade).unwrap_or(u32::MAX);
            relevance.entry(query.to_owned()).or_default().insert(article.to_owned(), grade);
        }
    }
    Ok(relevance)
}

/// Every line of a JSON-lines file with its number, from 1. Empty lines are passed over.
pub(super) fn json_lines<T: for<'a> Deserialize<'a>>(file: &str, text: &str, remedy: &str) -> Result<Vec<(usize, T)>, ImportError> {
    let mut entries = Vec::new();
    for (at, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let entry = serde_json::from_str(line).map_err(|error| {
            let message = error.to_string();
            // The position inside the line stays, the line number of the parser (always 1) goes.
            let message = message.replace(" at line 1 column ", ", at character ");
            ImportError::new(file, at + 1, message, remedy)
        })?;
        entries.push((at + 1, entry));
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_becomes_articles() {
        let articles =
            corpus("corpus.jsonl", "{\"_id\":\"a\",\"title\":\"How?\",\"text\":\"So.\"}\n\n{\"_id\":\"b\",\"text\":\"Only text.\"}\n")
                .unwrap();
        assert_eq!(articles, [Article::new("a", "How?", "So."), Article::new("b", "", "Only text.")]);
    }

    #[test]
    fn a_broken_line_is_named_with_its_remedy() {
        let error = corpus("corpus.jsonl", "{\"_id\":\"a\"}\n{\"title\":\"x\"}\n").unwrap_err();
        insta::assert_snapshot!(error, @r#"corpus.jsonl:2: missing field `_id`, at character 13; write one {"_id": "…", "title": "…", "text": "…"} per line"#);
        let error = corpus("corpus.jsonl", "{\"_id\":\"a\"}\n{\"_id\":\"a\"}\n").unwrap_err();
        insta::assert_snapshot!(error, @r#"corpus.jsonl:2: the id "a" is there twice; give each article an id of its own"#);
    }

    #[test]
    fn relevance_is_read_with_and_without_heading() {
        let plain = qrels("qrels.tsv", "q1\ta\t1\nq1\tb\t0\n").unwrap();
        assert_eq!(plain, qrels("qrels.tsv", "query-id\tcorpus-id\tscore\r\nq1\ta\t1\r\n").unwrap());
        assert_eq!(plain["q1"]["a"], 1);
        let error = qrels("qrels.tsv", "q1\ta\tyes\n").unwrap_err();
        insta::assert_snapshot!(error, @r#"qrels.tsv:1: "yes" is not a grade; write 1 for an article that answers the question"#);
    }
}
