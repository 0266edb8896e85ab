//! Twilio's identifiers: two letters and 32 hexadecimal digits.

/// A new identifier with this prefix.
pub(crate) fn new(prefix: &str) -> String {
    format!("{prefix}{}", random_hex())
}

/// 32 random hexadecimal digits; also the form of an auth token.
pub(crate) fn random_hex() -> String {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes");
    hex::encode(bytes)
}

/// A random identifier in the form of a UUID, as sent with each webhook.
pub(crate) fn uuid() -> String {
    let hex = random_hex();
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// Does `text` look like an identifier with this prefix?
pub(crate) fn looks_like(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix).is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The identity under which a worker takes part in conversations: everything but ASCII letters and digits becomes `_` and its
/// code in hexadecimal, so `maya@example.com` becomes `maya_40example_2Ecom`.
pub(crate) fn escape_identity(identity: &str) -> String {
    let mut out = String::new();
    for byte in identity.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("_{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_escaped_as_flex_does() {
        assert_eq!(escape_identity("atendimento2.rafa"), "atendimento2_2Erafa");
        assert_eq!(escape_identity("jane@corp.com"), "jane_40corp_2Ecom");
    }

    #[test]
    fn a_sid_has_the_right_shape() {
        assert!(looks_like(&new("CH"), "CH"));
        assert!(!looks_like("CHx", "CH"));
        assert_eq!(uuid().len(), 36);
    }
}
