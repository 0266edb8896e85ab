//! How Flex spells the people of a conversation.
//!
//! Everything outside letters and digits is written as `_` and two upper-case hex digits (`jane@corp.com` is `jane_40corp_2Ecom`). The
//! domain knows the plain spelling, which TaskRouter uses too; addresses of the API need the escaped one.

use crate::domain::conversation::Conversation;

/// What the identities of members begin with (see [`Conversation::desk_identity`]).
const MEMBER: &str = "discord:";

/// Does this identity stand for a member?
pub fn is_member(identity: &str) -> bool {
    identity.starts_with(MEMBER)
}

/// The identity that stands for the member of `conversation`.
pub fn of_member(conversation: &Conversation) -> String {
    conversation.desk_identity()
}

/// The plain spelling. What was not escaped by Flex's rule is left alone.
pub fn plain(identity: &str) -> String {
    match unescape(identity) {
        Some(plain) if escaped(&plain) == identity => plain,
        _ => identity.to_owned(),
    }
}

/// The spelling in Flex's addresses.
pub fn escaped(plain: &str) -> String {
    let mut escaped = String::with_capacity(plain.len() + 8);
    for byte in plain.bytes() {
        if byte.is_ascii_alphanumeric() {
            escaped.push(char::from(byte));
        } else {
            escaped.push('_');
            escaped.push_str(&hex::encode_upper([byte]));
        }
    }
    escaped
}

fn unescape(identity: &str) -> Option<String> {
    if !identity.contains('_') {
        return None;
    }
    let mut bytes = Vec::with_capacity(identity.len());
    let mut rest = identity.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'_' {
            bytes.extend(hex::decode(tail.get(..2)?).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A name fit to be shown to members: never the identity in either spelling, never a mail address, never empty.
pub fn shown_name(name: &str, identity: &str) -> Option<String> {
    let name = name.trim();
    let hidden = name.is_empty() || name.contains('@') || name == identity || plain(name) == identity || name == escaped(identity);
    (!hidden).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escaped_identities_are_read_and_others_left_alone() {
        assert_eq!(plain("atendimento2_2Erafa"), "atendimento2.rafa");
        assert_eq!(plain("jane_40corp_2Ecom"), "jane@corp.com");
        assert_eq!(plain("jane_smith"), "jane_smith");
        assert_eq!(plain("agent_2e"), "agent_2e", "Flex writes upper-case digits");
        assert_eq!(plain("tail_4"), "tail_4");
        assert_eq!(plain("system"), "system");
    }

    #[test]
    fn the_identity_or_a_mail_address_is_never_a_name_to_show() {
        assert_eq!(shown_name("Maya", "maya@corp.com"), Some("Maya".into()));
        for hidden in ["", "  ", "maya@corp.com", "maya_40corp_2Ecom", "someone@else.org"] {
            assert_eq!(shown_name(hidden, "maya@corp.com"), None, "{hidden}");
        }
        assert_eq!(shown_name("maya", "maya"), None);
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_read_back(name in "[a-z@. -]{1,20}") {
            prop_assert_eq!(plain(&escaped(&name)), name);
        }
    }
}
