//! What a model makes of a talk, for the agent who takes over.

use super::brain::mark;
use super::chat::{Chat, Wanted};
use crate::assistant::brain::Trouble;
use crate::assistant::grounding::{links_are_allowed, visible};
use crate::assistant::partial::begin_of_json;
use crate::assistant::prompt::{SUMMARY_SCHEMA, summary_messages};
use crate::assistant::summary::SHORT;
use crate::assistant::turn::Turn;
use crate::knowledge::passage::clip;
use serde::Deserialize;

#[derive(Deserialize)]
struct Summary {
    summary: String,
}

/// Sums a talk up in one line of at most [`SHORT`] characters, without links.
///
/// # Errors
/// When the model gives none that could be shown; the rules' own summary stands then.
pub async fn summarise(chat: &Chat, talk: &[Turn]) -> Result<String, Trouble> {
    let messages = summary_messages(talk, &mark()?);
    let written = chat.whole(Wanted { name: "summary", schema: SUMMARY_SCHEMA, messages: &messages, stream: false }).await?;
    read(&written)
}

fn read(written: &str) -> Result<String, Trouble> {
    let found = begin_of_json(written).and_then(|begin| {
        let mut values = serde_json::Deserializer::from_str(&written[begin..]).into_iter::<Summary>();
        values.next()?.ok()
    });
    let Summary { summary } = found.ok_or_else(|| Trouble::new("lost", "the answer holds no JSON of the form asked for"))?;
    let line = visible(&summary).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(Trouble::new("ungrounded", "the summary is empty"));
    }
    if !links_are_allowed(&line, &[]) {
        return Err(Trouble::new("ungrounded", "the summary holds a link"));
    }
    Ok(clip(&line, SHORT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_one_short_line_without_links() {
        assert_eq!(read(r#"{"summary":"Cannot log in.\n Tried a reset."}"#).unwrap(), "Cannot log in. Tried a reset.");
        assert!(read(&format!(r#"{{"summary":"{}"}}"#, "x ".repeat(900))).unwrap().chars().count() <= SHORT);
        assert_eq!(read(r#"{"summary":"See https://evil.example"}"#).unwrap_err().kind, "ungrounded");
        assert_eq!(read(r#"{"summary":" "}"#).unwrap_err().kind, "ungrounded");
        assert_eq!(read("Cannot log in.").unwrap_err().kind, "lost");
    }
}
