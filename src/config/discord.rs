//! `[discord]`

use secrecy::SecretString;

use super::checks;
use super::reader::{Checked, Reader};

/// The Discord application.
#[derive(Debug, Clone)]
pub struct Discord {
    /// The application's id, a snowflake.
    pub application_id: u64,
    /// The Ed25519 key that signs interactions.
    pub public_key: [u8; 32],
    /// The bot's token, without `Bot `.
    pub bot_token: SecretString,
    /// Where the REST interface is, without a slash at the end.
    pub api_base: String,
    /// Where the gateway is; `None` asks Discord.
    pub gateway_url: Option<String>,
    /// Whether the privileged intent to read every message in servers is used.
    pub message_content: bool,
    /// Whether the privileged intent to see members come and go is used.
    pub guild_members: bool,
    /// The channel private threads hang under, for members whose DMs are closed: its name in every server.
    pub help_channel: String,
    /// How commands and buttons come in. Discord sends them one way only.
    pub interactions: Interactions,
}

/// How commands and buttons come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interactions {
    /// Discord posts them to the Interactions Endpoint URL.
    Http,
    /// They come over the gateway; no Interactions Endpoint URL may be set.
    Gateway,
}

impl Discord {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let application_id =
            reader.required("discord.application_id", "copy the Application ID from the Developer Portal, General Information", snowflake);
        let public_key =
            reader.required("discord.public_key", "copy the Public Key from the Developer Portal, General Information", public_key);
        let bot_token = reader.required_secret("discord.bot_token", "press Reset Token in the Developer Portal, Bot, and copy it", token);
        let api_base = reader.optional("discord.api_base", "leave it out to talk to Discord itself", checks::web_address);
        let gateway_url = reader.optional("discord.gateway_url", "leave it out to talk to Discord itself", checks::socket_address);
        let message_content = reader.flag("discord.message_content", false);
        let guild_members = reader.flag("discord.guild_members", false);
        let help_channel = reader.optional("discord.help_channel", "the name of a text channel, without #", checks::text);
        let interactions = reader.choice("discord.interactions", &[("http", Interactions::Http), ("gateway", Interactions::Gateway)]);
        Some(Self {
            application_id: application_id?,
            public_key: public_key?,
            bot_token: bot_token?,
            api_base: api_base.unwrap_or_else(|| "https://discord.com/api/v10".to_owned()),
            gateway_url,
            message_content,
            guild_members,
            help_channel: help_channel.unwrap_or_else(|| "help".to_owned()),
            interactions,
        })
    }
}

fn snowflake(text: &str) -> Checked<u64> {
    match text.parse() {
        Ok(id) if (17..=20).contains(&text.len()) => Ok(id),
        _ => Err("must be a Discord id of 17 to 20 digits"),
    }
}

fn public_key(text: &str) -> Checked<[u8; 32]> {
    let mut key = [0; 32];
    hex::decode_to_slice(text, &mut key).map(|()| key).map_err(|_| "must be 64 hexadecimal digits")
}

fn token(text: &str) -> Checked<SecretString> {
    let parts: Vec<_> = text.split('.').collect();
    let sound = parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && !text.contains(char::is_whitespace);
    if sound { Ok(SecretString::from(text)) } else { Err("must be three parts with dots between, without \"Bot \" in front") }
}
