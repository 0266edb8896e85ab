//! Files that people have, as articles. Pure: text and a name in, articles or an [`error::ImportError`] with place and remedy out.
//!
//! `markdown` reads one article with front matter (`front`), `html` one web page, `faq` JSON lines or CSV of questions and answers,
//! `beir` the three files of an evaluation set. An importer never guesses around a mistake: a half-read file would silently lose answers.
//!
//! To add a form, add its file with a function `(file, text) -> Result<Vec<Article>, ImportError>` and name it in [`articles`].

pub mod beir;
mod csv;
pub mod error;
pub mod faq;
pub(super) mod front;
pub mod html;
pub mod markdown;

use self::error::ImportError;
use super::article::Article;

/// The ends of the names of files that can be imported.
pub const ENDINGS: [&str; 7] = ["md", "markdown", "html", "htm", "csv", "jsonl", "ndjson"];

/// Largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;

/// Reads a file as it came, for example by upload.
pub fn upload(file: &str, bytes: &[u8]) -> Result<Vec<Article>, ImportError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ImportError::new(file, 0, format!("the file is larger than {} MiB", LARGEST_FILE >> 20), "split it"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        ImportError::new(file, line, "this is not UTF-8 text", "save the file as UTF-8")
    })?;
    articles(file, text)
}

/// Reads a file by the end of its name: `.md`, `.html`, `.csv`, or `.jsonl` (a BEIR corpus when its first entry has an `_id`).
pub fn articles(file: &str, text: &str) -> Result<Vec<Article>, ImportError> {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "md" | "markdown" => Ok(vec![markdown::article(file, text)?]),
        "html" | "htm" => Ok(vec![html::article(file, text)?]),
        "csv" => faq::table(file, text),
        "jsonl" | "ndjson" => {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            if first.contains("\"_id\"") { beir::corpus(file, text) } else { faq::json(file, text) }
        }
        _ => Err(ImportError::new(file, 0, "this kind of file cannot be imported", "use .md, .html, .csv or .jsonl")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_how_a_file_is_read() {
        assert_eq!(articles("a.MD", "# T\n\nx").unwrap()[0].title, "T");
        assert_eq!(articles("f.csv", "question,answer\nq,a\n").unwrap()[0].title, "q");
        assert_eq!(articles("c.jsonl", "{\"_id\":\"1\",\"title\":\"t\"}").unwrap()[0].id.as_str(), "1");
        assert_eq!(articles("f.jsonl", "{\"question\":\"q\",\"answer\":\"a\"}").unwrap()[0].body, "a");
        insta::assert_snapshot!(upload("x.md", b"# A\n\xff").unwrap_err(), @"x.md:2: this is not UTF-8 text; save the file as UTF-8");
        insta::assert_snapshot!(articles("x.docx", "").unwrap_err(), @"x.docx: this kind of file cannot be imported; use .md, .html, .csv or .jsonl");
    }
}
