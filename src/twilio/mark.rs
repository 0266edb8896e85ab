//! The mark on everything we write at the desk: how a line is known as ours, and found again after doubt.
//!
//! It stands in the message's attributes as `{"flexcord":"<conversation>/<seq>/<part>"}`.

use crate::domain::ids::{ConversationId, Key, Seq};
use serde::Deserialize;

/// The attribute it stands under.
const ATTRIBUTE: &str = "flexcord";

/// Which part of which of our messages a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub key: Key,
    pub part: usize,
}

impl Mark {
    /// The attributes of a line with this mark.
    pub fn attributes(self) -> String {
        format!(r#"{{"{ATTRIBUTE}":"{}/{}"}}"#, self.key, self.part)
    }

    /// The mark in a line's attributes, if there is one of this form.
    pub fn read(attributes: &str) -> Option<Self> {
        let text = marked(attributes)?;
        let mut pieces = text.split('/');
        let conversation = ConversationId(pieces.next()?.parse().ok()?);
        let seq: Seq = pieces.next()?.parse().ok()?;
        let part = pieces.next()?.parse().ok()?;
        Some(Self { key: Key { conversation, seq }, part })
    }
}

/// Did we write the line with these attributes?
pub fn is_ours(attributes: &str) -> bool {
    marked(attributes).is_some()
}

fn marked(attributes: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Attributes {
        flexcord: String,
    }
    // Most lines are not ours: spare them the parser.
    if !attributes.contains(ATTRIBUTE) {
        return None;
    }
    serde_json::from_str::<Attributes>(attributes).ok().map(|a| a.flexcord)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_back_and_other_attributes_are_not_ours() {
        let mark = Mark { key: Key { conversation: ConversationId(uuid::Uuid::from_u128(7)), seq: 12 }, part: 3 };
        assert_eq!(mark.attributes(), r#"{"flexcord":"00000000-0000-0000-0000-000000000007/12/3"}"#);
        assert_eq!(Mark::read(&mark.attributes()), Some(mark));
        for other in ["{}", "", "null", r#"{"said":"flexcord"}"#, r#"{"flexcord":7}"#, "flexcord"] {
            assert!(!is_ours(other), "{other}");
            assert_eq!(Mark::read(other), None, "{other}");
        }
        assert!(is_ours(r#"{"flexcord":"an older form"}"#));
    }
}
