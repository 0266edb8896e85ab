//! `[chatbot]`

use secrecy::SecretString;

use super::checks::service_address;
use super::reader::{Checked, Reader, hidden};

/// The operator's own chatbot, if it is what answers.
#[derive(Debug, Clone)]
pub struct Chatbot {
    /// Where it is asked.
    pub url: String,
    /// What requests to it are signed with.
    pub secret: SecretString,
    /// How long an answer may take, in seconds.
    pub timeout_secs: u64,
}

/// A shorter secret could be guessed.
const SHORTEST: usize = 16;

fn long_enough(text: &str) -> Checked<SecretString> {
    if text.len() < SHORTEST { Err("must have at least 16 characters") } else { hidden(text) }
}

impl Chatbot {
    /// `None` if the section is absent and not needed, or after a problem was noted.
    pub(super) fn read(reader: &mut Reader, needed: bool) -> Option<Self> {
        let absent = !needed && !reader.has_key_in("chatbot");
        reader.may_be_missing(absent);
        let url = reader.required("chatbot.url", "the address that takes questions", service_address);
        let secret =
            reader.required_secret("chatbot.secret", "a long random text that the chatbot knows too: openssl rand -hex 32", long_enough);
        let timeout_secs = reader.number("chatbot.timeout_secs", 20, 1..=60);
        reader.may_be_missing(false);
        Some(Self { url: url?, secret: secret?, timeout_secs })
    }
}
