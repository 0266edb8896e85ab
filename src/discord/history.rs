//! Did it arrive after all? Looks for our own messages after a doubtful try.
//!
//! Within a few minutes nobody has to look: sending again with the same nonce gives back the message that is there. Later the nonce
//! is forgotten, and Discord's history does not reliably show it. So what counts is: written by the bot, not before the first try
//! began, the same text and as many files, in the order of the parts. Within a lane nothing else is under way and everything decided
//! earlier was tried earlier, so an equal line from before is older than the bound. A nonce that is shown and differs excludes.

use super::error::Failure;
use super::http::{Http, Method, Request};
use super::parse::wire::Message;
use super::parts::Part;
use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;

/// The ids of the first parts that are in the channel, in order; made at `since` or later, or (where
/// nobody knows when the first try was) among the newest hundred messages.
///
/// # Errors
/// When the history cannot be read.
pub async fn sent(
    http: &Http,
    channel: Snowflake,
    parts: &[Part],
    nonces: &[String],
    since: Option<Millis>,
) -> Result<Vec<String>, Failure> {
    let request = Request::new(Method::GET, "/channels/{}/messages", &[&channel]);
    let request = match since {
        Some(since) => request.query(&[("after", &Snowflake::at(since)), ("limit", &100)]),
        None => request.query(&[("limit", &100)]),
    };
    let mut page: Vec<Message> = http.get(request).await?;
    page.retain(|m| m.author.as_ref().is_some_and(|a| a.id == http.application()));
    page.sort_by_key(|m| m.id);
    Ok(matching(&page, parts, nonces))
}

/// The longest row of first parts found in `page`, which is in order of time.
fn matching(page: &[Message], parts: &[Part], nonces: &[String]) -> Vec<String> {
    let mut candidates = page.iter();
    parts.iter().zip(nonces).map_while(|(part, nonce)| candidates.find(|m| is_it(m, part, nonce)).map(|m| m.id.to_string())).collect()
}

/// Discord trims what it is sent, so ends do not count.
fn is_it(message: &Message, part: &Part, nonce: &str) -> bool {
    match message.nonce.as_ref().and_then(|n| n.as_str()) {
        Some(shown) => shown == nonce,
        None => message.said.content.trim() == part.content.trim() && message.said.attachments.len() == part.uploads.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: u64, content: &str, nonce: Option<&str>) -> Message {
        serde_json::from_value(serde_json::json!({"id": id.to_string(), "channel_id": "5", "content": content, "nonce": nonce})).unwrap()
    }

    fn part(content: &str) -> Part {
        Part { content: content.into(), uploads: vec![] }
    }

    #[test]
    fn parts_are_found_in_order_and_the_row_ends_at_the_first_gap() {
        let nonces = ["n0".to_owned(), "n1".into(), "n2".into()];
        let page = [message(1, "a", None), message(2, "between", None), message(3, "b ", None)];
        assert_eq!(matching(&page, &[part("a"), part("b"), part("c")], &nonces), ["1", "3"]);
        assert_eq!(matching(&page, &[part("x"), part("b")], &nonces), Vec::<String>::new());
    }

    #[test]
    fn a_shown_nonce_decides() {
        let page = [message(1, "a", Some("other")), message(2, "changed", Some("n0"))];
        assert_eq!(matching(&page, &[part("a")], &["n0".to_owned()]), ["2"]);
    }
}
