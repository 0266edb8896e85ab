//! Lines at the desk: writing them, in parts where they are long or have files, and changing them.

use super::{DeskCarrier, Tried, desk, desk_of, not_kept, refused};
use crate::domain::clock::Millis;
use crate::domain::conversation::Conversation;
use crate::domain::delivery::{DeskAuthor, Write};
use crate::domain::file::FileRef;
use crate::domain::ids::{Key, Seq};
use crate::domain::outcome::{Made, Missing, Outcome, Receipt, Refusal};
use crate::domain::text::unmarked::unmarked;
use crate::relay::carrier::Job;
use crate::twilio::client::messages::Content;
use crate::twilio::error::{About, Effect};
use crate::twilio::mark::Mark;
use crate::twilio::{history, identity};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The longest text of a line, in bytes.
const TEXT_LIMIT: usize = 32 * 1024;

/// One line to be written. Flex shows a text or a file in a line, never both.
enum Part<'a> {
    Text(&'a str),
    File(&'a FileRef),
}

/// Where and how the parts of a message are written.
struct Lines<'a> {
    conversation: &'a str,
    key: Key,
    author: &'a str,
    /// Tell the flow: about the first line only, so that it asks once for one message.
    announce: bool,
    /// What an earlier try may have written: to be looked for first, and not older than this.
    doubt: Option<Doubt>,
}

/// See [`Lines::doubt`].
struct Doubt {
    first_tried_at: Option<Millis>,
}

impl Doubt {
    fn of(job: &Job) -> Option<Self> {
        job.doubtful.then_some(Self { first_tried_at: job.first_tried_at })
    }
}

impl DeskCarrier {
    pub(super) async fn write(&self, job: &Job, write: &Write) -> Tried {
        let conversation = desk_of(job)?;
        let author = author_name(write.author, &job.conversation);
        let text = match write.author {
            DeskAuthor::Member => Cow::Borrowed(write.text.as_str()),
            // Our own words are written for Discord; Flex shows plain text.
            DeskAuthor::Assistant | DeskAuthor::System => Cow::Owned(unmarked(&write.text)),
        };
        let parts: Vec<Part<'_>> = pieces(&text, TEXT_LIMIT).map(Part::Text).chain(write.files.iter().map(Part::File)).collect();
        if parts.is_empty() {
            return Err(refused("there is nothing to write", Refusal::Invalid));
        }
        let lines = Lines { conversation, key: job.key, author: &author, announce: write.announce, doubt: Doubt::of(job) };
        self.write_parts(&lines, &parts).await
    }

    /// Writes the parts in order; in doubt only those that are not there.
    async fn write_parts(&self, lines: &Lines<'_>, parts: &[Part<'_>]) -> Tried {
        let mut there = match &lines.doubt {
            Some(doubt) => {
                let found = history::written(&self.client, lines.conversation, lines.key, doubt.first_tried_at).await;
                found.map_err(|failure| still_in_doubt(desk(Effect::Creates)(failure)))?
            }
            None => BTreeMap::new(),
        };
        let mut ids = Vec::with_capacity(parts.len());
        for (number, part) in parts.iter().enumerate() {
            if let Some(made) = there.remove(&number) {
                ids.push(made);
                continue;
            }
            match self.write_part(lines, number, part).await {
                Ok(made) => ids.push(made),
                // The next try must find the parts that this one or an earlier one wrote.
                Err(outcome) if lines.doubt.is_some() || !ids.is_empty() => return Err(still_in_doubt(outcome)),
                Err(outcome) => return Err(outcome),
            }
        }
        Ok(Receipt { ids, fact: None })
    }

    async fn write_part(&self, lines: &Lines<'_>, number: usize, part: &Part<'_>) -> Result<Made, Outcome> {
        let media;
        let content = match part {
            Part::Text(text) => Content::Text(text),
            Part::File(file) => {
                let bytes = self.files.read(file.id).await.map_err(not_kept)?;
                let uploaded = self.client.upload(&file.name, &file.content_type, bytes).await;
                // An upload that no message takes disappears by itself.
                media = uploaded.map_err(|failure| failure.outcome(About::Account, Effect::Repeatable))?;
                Content::Media(&media)
            }
        };
        let attributes = Mark { key: lines.key, part: number }.attributes();
        let announce = lines.announce && number == 0;
        let written = self.client.write(lines.conversation, lines.author, content, &attributes, announce).await;
        let written = written.map_err(desk(Effect::Creates))?;
        Ok(Made { id: written.sid, position: written.index })
    }

    /// Replaces the text of a message. Lines with files stay; lines too many go; text for which there is no line gets new ones.
    pub(super) async fn rewrite(&self, job: &Job, of: Seq, text: &str) -> Tried {
        let conversation = desk_of(job)?;
        let mut author = None;
        let mut lines = Vec::new();
        for id in job.ids_of(of) {
            let line = self.client.message(conversation, &id.id).await.map_err(message)?;
            if !line.has_media() {
                lines.push(line.sid);
            }
            author = author.or(line.author);
        }
        let Some(author) = author else {
            return Err(Outcome::Gone { why: "the line never got to the desk".to_owned(), what: Missing::Message });
        };
        let mut texts = pieces(text, TEXT_LIMIT);
        for sid in &lines {
            let changed = match texts.next() {
                Some(text) => self.client.rewrite(conversation, sid, text).await,
                None => match self.client.delete_message(conversation, sid).await {
                    Err(failure) if failure.is_not_found() => Ok(()),
                    other => other,
                },
            };
            changed.map_err(message)?;
        }
        let rest: Vec<Part<'_>> = texts.map(Part::Text).collect();
        if rest.is_empty() {
            return Ok(Receipt::default());
        }
        let lines = Lines { conversation, key: job.key, author: &author, announce: false, doubt: Doubt::of(job) };
        self.write_parts(&lines, &rest).await
    }
}

/// The name a line stands under.
fn author_name(author: DeskAuthor, conversation: &Conversation) -> String {
    match author {
        DeskAuthor::Member => identity::of_member(conversation),
        DeskAuthor::Assistant => "Assistant".to_owned(),
        DeskAuthor::System => "flexcord".to_owned(),
    }
}

fn message(failure: crate::twilio::error::Failure) -> Outcome {
    failure.outcome(About::Message, Effect::Repeatable)
}

/// Something may be there already: a plain *later* would have the next try write it twice.
fn still_in_doubt(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Later { why, .. } => Outcome::Unknown { why },
        other => other,
    }
}

/// A text in pieces of at most `limit` bytes, cut after a line where there is one.
fn pieces(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = if rest.len() <= limit {
            rest.len()
        } else {
            let end = rest.floor_char_boundary(limit);
            rest[..end].rfind('\n').map_or(end, |line| line + 1)
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::pieces;
    use proptest::prelude::*;

    #[test]
    fn a_short_text_is_one_piece_and_no_text_none() {
        assert_eq!(pieces("hello", 32).collect::<Vec<_>>(), ["hello"]);
        assert_eq!(pieces("", 32).count(), 0);
    }

    #[test]
    fn a_long_text_is_cut_after_a_line_or_between_characters() {
        assert_eq!(pieces("one\ntwo\nthree", 9).collect::<Vec<_>>(), ["one\ntwo\n", "three"]);
        assert_eq!(pieces("ääää", 3).collect::<Vec<_>>(), ["ä", "ä", "ä", "ä"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_piece_is_too_long(text in "(?s).{0,200}", limit in 4_usize..40) {
            let cut: Vec<&str> = pieces(&text, limit).collect();
            prop_assert_eq!(cut.concat(), text.as_str());
            prop_assert!(cut.iter().all(|piece| !piece.is_empty() && piece.len() <= limit));
        }
    }
}
