//! A message as the parts Discord takes: 2,000 code points each, ten files and 24 MiB a message, and a text file when it is too long
//! for a handful of messages.

use super::http::Upload;
use crate::domain::text::defuse::chat_name;
use crate::domain::text::split::{Limit, MAX_PARTS, split_all};

/// Files in one message.
const FILES: usize = 10;
/// Bytes in one message: Discord refuses requests above 25 MiB, and the form itself takes some.
const BYTES: usize = 24 << 20;

/// One message.
#[derive(Debug)]
pub struct Part {
    pub content: String,
    pub uploads: Vec<Upload>,
}

/// Cuts a message up. There is always at least one part; files go with the last text.
pub fn parts(speaker: Option<&str>, text: &str, mut uploads: Vec<Upload>) -> Vec<Part> {
    let text = spoken(speaker, text);
    let mut texts = split_all(&text, Limit::DISCORD);
    if texts.len() > MAX_PARTS {
        uploads.insert(0, as_file(&text));
        texts.truncate(1);
    }
    let mut parts: Vec<Part> = texts.into_iter().map(|content| Part { content, uploads: Vec::new() }).collect();
    if parts.is_empty() {
        parts.push(Part { content: String::new(), uploads: Vec::new() });
    }
    for upload in uploads {
        let full = parts.last().is_none_or(|part| {
            part.uploads.len() == FILES || part.uploads.iter().map(|u| u.bytes.len()).sum::<usize>() + upload.bytes.len() > BYTES
        });
        if full && parts.last().is_some_and(|part| !part.uploads.is_empty()) {
            parts.push(Part { content: String::new(), uploads: Vec::new() });
        }
        if let Some(part) = parts.last_mut() {
            part.uploads.push(upload);
        }
    }
    parts
}

/// A text that has to fit into a number of messages that are there already: the last one carries the whole text as a file when it
/// does not fit. Gives at most `room` parts, which is at least one.
pub fn refit(text: &str, room: usize) -> Vec<Part> {
    let mut texts = split_all(text, Limit::DISCORD);
    let overflow = texts.len() > room.max(1);
    texts.truncate(room.max(1));
    let mut parts: Vec<Part> = texts.into_iter().map(|content| Part { content, uploads: Vec::new() }).collect();
    if overflow && let Some(last) = parts.last_mut() {
        last.uploads.push(as_file(text));
    }
    parts
}

fn spoken(speaker: Option<&str>, text: &str) -> String {
    match speaker {
        Some(name) if !text.is_empty() => format!("**{}**: {text}", chat_name(name)),
        Some(name) => format!("**{}**:", chat_name(name)),
        None => text.to_owned(),
    }
}

/// The name of the file a long text goes into.
pub const LONG_TEXT: &str = "message.txt";

fn as_file(text: &str) -> Upload {
    Upload { name: LONG_TEXT.to_owned(), content_type: "text/plain; charset=utf-8".to_owned(), bytes: text.to_owned().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: usize) -> Upload {
        Upload { name: "f".into(), content_type: "image/png".into(), bytes: vec![0; size].into() }
    }

    fn shape(parts: &[Part]) -> Vec<(usize, usize)> {
        parts.iter().map(|p| (p.content.chars().count(), p.uploads.len())).collect()
    }

    #[test]
    fn a_short_text_is_one_part_with_the_speaker_before_it() {
        let parts = parts(Some("Ma*ya"), "hi", vec![]);
        assert_eq!(parts[0].content, "**Ma\\*ya**: hi");
    }

    #[test]
    fn files_alone_are_a_message_too_and_ten_of_them_fill_it() {
        assert_eq!(shape(&parts(None, "", vec![file(1)])), [(0, 1)]);
        let many = (0..23).map(|_| file(1)).collect();
        assert_eq!(shape(&parts(None, "x", many)), [(1, 10), (0, 10), (0, 3)]);
        assert_eq!(shape(&parts(None, "x", vec![file(10 << 20), file(10 << 20), file(10 << 20)])), [(1, 2), (0, 1)]);
    }

    #[test]
    fn what_needs_more_than_four_parts_becomes_a_file_with_the_beginning_before_it() {
        let long = "word ".repeat(2000);
        let parts = parts(None, &long, vec![]);
        assert_eq!(parts.len(), 1);
        assert!(parts[0].content.chars().count() <= 2000);
        assert_eq!(parts[0].uploads[0].bytes, long.as_bytes());
        assert_eq!(super::parts(None, &"word ".repeat(1200), vec![]).len(), 4 - 1);
    }

    #[test]
    fn an_edit_that_has_no_room_carries_its_text_as_a_file() {
        let long = "word ".repeat(1000);
        assert_eq!(refit(&long, 3).len(), 3);
        let tight = refit(&long, 1);
        assert_eq!((tight.len(), tight[0].uploads.len()), (1, 1));
        assert_eq!(shape(&refit("short", 3)), [(5, 0)]);
    }
}
