//! What is offered while a member types the question of `/ask`.

use crate::domain::clock::Millis;
use crate::domain::ids::Snowflake;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::Arc;

/// Choices Discord takes at most, and the length of each in characters.
pub const CHOICES: usize = 25;
const CHOICE_CHARS: usize = 100;
/// Discord waits 3 s; whoever types has gone on long before.
pub const PATIENCE: Millis = 1_500;

/// What was typed so far, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    pub locale: Option<String>,
    pub server: Option<Snowflake>,
}

/// Finds what may be meant, the likeliest first. What fails is no choice.
pub type Suggest = dyn Fn(Typed) -> BoxFuture<'static, Vec<String>> + Send + Sync;

/// See [`Suggest`].
pub type Suggesting = Arc<Suggest>;

/// Choices as Discord takes them. Chosen, each is the question.
pub fn choices(texts: &[String]) -> Value {
    let cut = |text: &String| text.trim().chars().take(CHOICE_CHARS).collect::<String>();
    let texts = texts.iter().map(cut).filter(|text| !text.is_empty()).take(CHOICES);
    let choices: Vec<Value> = texts.map(|text| json!({"name": text, "value": text})).collect();
    json!({"type": 8, "data": {"choices": choices}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_keep_discords_bounds() {
        let mut texts: Vec<String> = (0..40).map(|n| format!("{n} {}", "長".repeat(200))).collect();
        texts.insert(0, "  ".into());
        let json = choices(&texts);
        let list = json["data"]["choices"].as_array().unwrap();
        assert_eq!(list.len(), CHOICES);
        assert!(
            list.iter().all(|choice| choice["name"].as_str().unwrap().chars().count() == CHOICE_CHARS && choice["name"] == choice["value"])
        );
    }
}
