//! The body of a message: lengths, flags, embeds, files.

use super::components::{self, Place};
use crate::sandbox::discord::body::{Form, MAX_FILE, Upload};
use crate::sandbox::discord::errors::{Answer, EMPTY_MESSAGE, Problems, TOO_LARGE};
use crate::sandbox::discord::ids::{Id, id_in};
use crate::sandbox::discord::mentions::{Allowed, allowed_in};
use crate::sandbox::discord::model::{Message, flag};
use serde_json::Value;

/// What the sender of a message may do.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Longest content, in code points: 2,000 for bots, 4,000 for people who pay.
    pub longest: usize,
    /// Flags that count; others are dropped.
    pub flags: u64,
    /// What holds if the body has no `allowed_mentions`.
    pub allowed: Allowed,
    /// The message to be changed has the newer layout already, which it cannot lose.
    pub layout: bool,
}

impl Rules {
    /// A bot, or a webhook, posting by itself.
    pub fn bot() -> Self {
        Self {
            longest: 2000,
            flags: flag::SUPPRESS_EMBEDS | flag::SILENT | flag::VOICE | flag::V2,
            allowed: Allowed::everything(),
            layout: false,
        }
    }

    /// A person posting.
    pub fn person() -> Self {
        Self { longest: 4000, flags: flag::SILENT | flag::VOICE, ..Self::bot() }
    }

    /// A webhook that carries an agent's words.
    pub fn webhook() -> Self {
        Self { allowed: Allowed::people(), ..Self::bot() }
    }

    /// The same, for a change of this message.
    pub fn editing(self, message: &Message) -> Self {
        Self { layout: message.flags & flag::V2 != 0, ..self }
    }

    /// The answer to an interaction.
    pub fn interaction() -> Self {
        Self { flags: Self::bot().flags | flag::EPHEMERAL, ..Self::webhook() }
    }
}

/// A checked message that is not posted yet. `None` means the body does not speak of it, which matters to edits.
#[derive(Clone, Debug)]
pub struct Draft {
    pub content: Option<String>,
    pub embeds: Option<Vec<Value>>,
    pub components: Option<Vec<Value>>,
    pub flags: Option<u64>,
    pub nonce: Option<Value>,
    pub enforce_nonce: bool,
    pub allowed: Allowed,
    pub reference: Option<Value>,
    pub tts: bool,
    pub files: Vec<Upload>,
    /// Ids of attachments that an edit keeps; `None` keeps all.
    pub keep: Option<Vec<Id>>,
    pub descriptions: Vec<(u64, String)>,
    stickers: bool,
}

impl Draft {
    /// Reads and checks the body of a new message or an edit.
    pub fn read(form: Form, rules: &Rules) -> Answer<Self> {
        let Form { value: body, files } = form;
        if files.iter().any(|file| file.bytes.len() > MAX_FILE) {
            return Err(TOO_LARGE.into());
        }
        let mut problems = Problems::default();
        let content = text_of(&body, "content", &mut problems);
        if let Some(content) = &content {
            problems.longest("content", content, rules.longest);
        }
        let nonce = body.get("nonce").filter(|nonce| !nonce.is_null()).cloned();
        match &nonce {
            Some(Value::String(text)) => problems.longest("nonce", text, 25),
            Some(Value::Number(_)) | None => {}
            Some(_) => problems.add("nonce", "NONCE_TYPE", "Nonce must be a string or an integer."),
        }
        let flags = body.get("flags").and_then(Value::as_u64).map(|flags| flags & rules.flags);
        let embeds = list_of(&body, "embeds", 10, &mut problems);
        embeds.iter().flatten().enumerate().for_each(|(at, embed)| check_embed(at, embed, &mut problems));
        check_embed_total(embeds.as_deref().unwrap_or_default(), &mut problems);
        let v2 = rules.layout || flags.unwrap_or(0) & flag::V2 != 0;
        let mut components = list_of(&body, "components", if v2 { 40 } else { 5 }, &mut problems);
        if let Some(components) = &mut components {
            components::check(components, if v2 { Place::Layout } else { Place::Rows }, &mut problems);
            components::number(components);
        }
        if v2 {
            for key in ["content", "embeds", "poll", "sticker_ids"] {
                let said = &body[key];
                if !(said.is_null() || said.as_str() == Some("") || said.as_array().is_some_and(Vec::is_empty)) {
                    problems.add(
                        key,
                        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                        format!("The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"),
                    );
                }
            }
        }
        if files.len() > 10 {
            problems.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
        }
        let listed = list_of(&body, "attachments", 10, &mut problems);
        problems.finish()?;
        let described = |entry: &Value| Some((id_in(&entry["id"])?.0, entry["description"].as_str()?.to_owned()));
        Ok(Self {
            content,
            embeds,
            components,
            flags,
            nonce,
            enforce_nonce: body["enforce_nonce"].as_bool().unwrap_or(false),
            allowed: allowed_in(&body, rules.allowed.clone())?,
            reference: body.get("message_reference").filter(|reference| !reference.is_null()).cloned(),
            tts: body["tts"].as_bool().unwrap_or(false),
            descriptions: listed.iter().flatten().filter_map(described).collect(),
            keep: listed.map(|entries| entries.iter().filter_map(|entry| id_in(&entry["id"])).collect()),
            stickers: body["sticker_ids"].as_array().is_some_and(|ids| !ids.is_empty()),
            files,
        })
    }

    /// Nothing at all: the placeholder of a deferred answer, or a notice of Discord's own.
    pub fn blank() -> Self {
        Self {
            content: None,
            embeds: None,
            components: None,
            flags: None,
            nonce: None,
            enforce_nonce: false,
            allowed: Allowed::default(),
            reference: None,
            tts: false,
            files: Vec::new(),
            keep: None,
            descriptions: Vec::new(),
            stickers: false,
        }
    }

    /// Refuses a new message in which there is nothing.
    pub fn not_empty(self) -> Answer<Self> {
        let words = self.content.as_deref().is_some_and(|content| !content.trim().is_empty());
        let filled = |list: &Option<Vec<Value>>| list.as_ref().is_some_and(|list| !list.is_empty());
        let forward = self.reference.as_ref().is_some_and(|reference| reference["type"] == 1);
        if words || forward || self.stickers || filled(&self.embeds) || filled(&self.components) || !self.files.is_empty() {
            Ok(self)
        } else {
            Err(EMPTY_MESSAGE.into())
        }
    }

    /// Whether the answer to an interaction asked to be seen by one person only.
    pub fn ephemeral(&self) -> bool {
        self.flags.unwrap_or(0) & flag::EPHEMERAL != 0
    }
}

fn text_of(body: &Value, key: &str, problems: &mut Problems) -> Option<String> {
    match body.get(key)? {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => {
            problems.add(key, "STRING_TYPE_CONVERT", "Could not interpret value as string.");
            None
        }
    }
}

fn list_of(body: &Value, key: &str, most: usize, problems: &mut Problems) -> Option<Vec<Value>> {
    match body.get(key)? {
        Value::Null => Some(Vec::new()),
        Value::Array(list) => {
            if list.len() > most {
                problems.add(key, "BASE_TYPE_BAD_LENGTH", format!("Must be {most} or fewer in length."));
            }
            Some(list.clone())
        }
        _ => {
            problems.add(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            None
        }
    }
}

/// The texts of an embed with their paths and limits.
fn embed_texts<'a>(embed: &'a Value) -> Vec<(String, &'a str, usize)> {
    let mut texts: Vec<(String, &'a str, usize)> = Vec::new();
    let mut add = |path: String, value: &'a Value, most| texts.extend(value.as_str().map(|text| (path, text, most)));
    add("title".into(), &embed["title"], 256);
    add("description".into(), &embed["description"], 4096);
    add("footer.text".into(), &embed["footer"]["text"], 2048);
    add("author.name".into(), &embed["author"]["name"], 256);
    for (at, field) in embed["fields"].as_array().into_iter().flatten().enumerate() {
        add(format!("fields.{at}.name"), &field["name"], 256);
        add(format!("fields.{at}.value"), &field["value"], 1024);
    }
    texts
}

fn check_embed(at: usize, embed: &Value, problems: &mut Problems) {
    for (path, text, most) in embed_texts(embed) {
        problems.longest(&format!("embeds.{at}.{path}"), text, most);
    }
    let fields = embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default();
    if fields.len() > 25 {
        problems.add(&format!("embeds.{at}.fields"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
    }
    for (n, field) in fields.iter().enumerate() {
        for key in ["name", "value"] {
            if field[key].as_str().is_none_or(str::is_empty) {
                problems.required(&format!("embeds.{at}.fields.{n}.{key}"));
            }
        }
    }
}

fn check_embed_total(embeds: &[Value], problems: &mut Problems) {
    let total: usize = embeds.iter().flat_map(embed_texts).map(|(_, text, _)| text.chars().count()).sum();
    if total > 6000 {
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(body: Value) -> Answer<Draft> {
        Draft::read(Form { value: body, files: Vec::new() }, &Rules::bot())
    }

    #[test]
    fn two_thousand_code_points_pass_and_one_more_does_not() {
        assert!(read(json!({ "content": "🐢".repeat(2000) })).is_ok());
        assert!(read(json!({ "content": "🐢".repeat(2001) })).is_err());
    }

    #[test]
    fn blank_text_is_an_empty_message() {
        assert_eq!(read(json!({ "content": "  " })).and_then(Draft::not_empty).unwrap_err().code(), 50006);
    }

    #[test]
    fn the_newer_layout_refuses_content() {
        let text = json!([{ "type": 10, "content": "hello" }]);
        assert!(read(json!({ "flags": 32768, "components": text })).is_ok());
        assert!(read(json!({ "flags": 32768, "components": text, "content": "x" })).is_err());
    }
}
