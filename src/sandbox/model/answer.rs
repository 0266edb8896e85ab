//! Makes up what a well-behaved model might say: of what it was given, the article that has most words of the question.

use serde_json::{Value, json};
use std::collections::HashSet;

/// Longest answer it gives, in characters.
const LONGEST: usize = 300;

/// The content of the answer to a request.
pub fn content(request: &Value) -> String {
    let last = request["messages"].as_array().and_then(|all| all.last()).and_then(|message| message["content"].as_str());
    let given = last.and_then(json_in).unwrap_or_default();
    if given["articles"].is_array() {
        return answer(&given);
    }
    if given["talk"].is_array() {
        return summary(&given);
    }
    if given.is_null() { "I am a model of few words.".to_owned() } else { given.to_string() }
}

/// The JSON object somewhere in a text.
fn json_in(text: &str) -> Option<Value> {
    serde_json::from_str(text.get(text.find('{')?..=text.rfind('}')?)?).ok()
}

/// Written by hand, for the order of the keys is what was asked for.
fn answer(given: &Value) -> String {
    let mut asked = marks(given["question"].as_str().unwrap_or_default());
    // A follow-up is about what was asked before.
    let talk = given["talk"].as_array().into_iter().flatten();
    let before = talk.filter(|turn| turn["speaker"] == "member").filter_map(|turn| turn["text"].as_str()).next_back();
    asked.extend(before.map(marks).unwrap_or_default());
    let articles = given["articles"].as_array().into_iter().flatten();
    let shared = |article: &&Value| {
        let text = format!("{} {}", article["title"].as_str().unwrap_or_default(), article["text"].as_str().unwrap_or_default());
        marks(&text).intersection(&asked).count()
    };
    let best = articles.rev().max_by_key(shared).filter(|article| shared(article) > 0);
    let Some(article) = best else {
        return r#"{"article_ids":[],"answerable":false,"person":false,"answer":""}"#.to_owned();
    };
    let text = beginning(article["text"].as_str().unwrap_or_default());
    format!(r#"{{"article_ids":[{}],"answerable":true,"person":false,"answer":{}}}"#, article["id"], json!(text))
}

fn summary(given: &Value) -> String {
    let talk = given["talk"].as_array().into_iter().flatten();
    let asked: Vec<&str> = talk.filter(|turn| turn["speaker"] == "member").filter_map(|turn| turn["text"].as_str()).collect();
    json!({ "summary": format!("The member wants to know: {}", asked.first().copied().unwrap_or("nothing")) }).to_string()
}

/// What two texts can have in common: words of some length, and pairs of signs where words are not set apart.
fn marks(text: &str) -> HashSet<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4 && word.is_ascii()).map(str::to_owned);
    let wide: Vec<char> = lower.chars().filter(|c| c.is_alphanumeric() && !c.is_ascii()).collect();
    words.chain(wide.windows(2).map(|pair| pair.iter().collect())).collect()
}

/// The first sentences of an article.
fn beginning(text: &str) -> String {
    let mut taken = String::new();
    for sentence in text.split_inclusive(['.', '!', '?', '。', '！', '？']) {
        if !taken.is_empty() && taken.chars().count() + sentence.chars().count() > LONGEST {
            break;
        }
        taken.push_str(sentence);
    }
    taken.trim().chars().take(2 * LONGEST).collect()
}
