//! A [`Card`] as a message: an embed with the answers, coloured by the state, and a button for those who have it too.

use super::components::rows;
use super::phrases::Words;
use crate::domain::case::{Card, CaseState};
use crate::domain::delivery::Button;
use crate::domain::text::defuse::{defuse, escape_markdown};
use crate::domain::text::names::NoNames;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Discord's limits, in characters. All texts of an embed together may have 6,000.
const TITLE: usize = 256;
const FIELD_NAME: usize = 80;
const FIELD: usize = 800;
const FIELDS: usize = 6;
const FOOTER: usize = 200;
/// Names of threads.
const THREAD: usize = 100;

/// The body of the card's message.
pub fn body(card: &Card, words: &Words) -> Value {
    let fields: Vec<Value> = card
        .fields
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .take(FIELDS)
        .map(|(name, text)| json!({"name": cut(&escape_markdown(name), FIELD_NAME), "value": cut(&defuse(text, &NoNames), FIELD)}))
        .collect();
    let mut embed = json!({
        "title": cut(&format!("{}{}", head(card), escape_markdown(&card.title)), TITLE),
        "description": format!("**{}**", cut(&card.standing, FIELD_NAME)),
        "color": colour(card.state),
        "fields": fields,
        "footer": {"text": cut(&card.footer, FOOTER)},
    });
    if let Ok(at) = Timestamp::from_millisecond(card.opened_at) {
        embed["timestamp"] = json!(at.to_string());
    }
    let buttons = if card.state.is_open() { vec![Button::Vote { case: card.case }] } else { vec![] };
    let label = |button: &Button| (words.label)(button, Some(&card.locale));
    json!({"embeds": [embed], "components": rows(&buttons, &label), "allowed_mentions": {"parse": []}})
}

/// What every card of this case begins with: how one that may have been sent is found again.
pub fn head(card: &Card) -> String {
    format!("{} · ", card.number)
}

/// The name of the thread under the card, or of the forum's post.
pub fn thread_name(card: &Card) -> String {
    cut(&format!("{}{}", head(card), card.title), THREAD)
}

/// Never the only sign of the state: the description says it too.
fn colour(state: CaseState) -> u32 {
    match state {
        CaseState::New => 0x5865F2,
        CaseState::WithAssistant | CaseState::WaitingForUs => 0xF0B232,
        CaseState::WaitingForMember => 0xEB459E,
        CaseState::Solved => 0x23A55A,
        CaseState::Closed => 0x80848E,
    }
}

fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

#[cfg(test)]
pub mod tests {
    use super::super::testing::words;
    use super::*;
    use crate::domain::case::{CaseKind, CaseNumber};
    use crate::domain::ids::CaseId;

    /// A card with everything on it.
    pub fn sample() -> Card {
        Card {
            case: CaseId(uuid::Uuid::from_u128(7)),
            number: CaseNumber { kind: CaseKind::Bug, number: 318 },
            kind: CaseKind::Bug,
            state: CaseState::New,
            title: "Crash **now**".into(),
            fields: vec![("Where?".into(), "@everyone on Android".into()), ("Empty".into(), " ".into())],
            standing: "new".into(),
            tag: "new".into(),
            footer: "Reported by Ana · +2".into(),
            votes: 2,
            opened_at: 1_790_000_000_000,
            locale: "en-US".into(),
        }
    }

    #[test]
    fn a_card_calls_nobody_and_keeps_its_title_plain() {
        let body = body(&sample(), &words());
        let embed = &body["embeds"][0];
        assert!(embed["title"].as_str().unwrap().starts_with("B-318 · "));
        assert!(!body.to_string().contains("@everyone"), "{body}");
        assert_eq!((embed["fields"].as_array().unwrap().len(), embed["description"].as_str()), (1, Some("**new**")));
        assert_eq!(body["allowed_mentions"], json!({"parse": []}));
        assert_eq!(body["components"][0]["components"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn a_card_never_outgrows_discord() {
        let long = "ä".repeat(5_000);
        let fields = vec![(long.clone(), long.clone()); 9];
        let big = Card { title: long.clone(), standing: long.clone(), footer: long.clone(), fields, ..sample() };
        let embed = body(&big, &words())["embeds"][0].clone();
        let length = |v: &Value| v.as_str().unwrap().chars().count();
        let mut all = length(&embed["title"]) + length(&embed["description"]) + length(&embed["footer"]["text"]);
        all += embed["fields"].as_array().unwrap().iter().map(|f| length(&f["name"]) + length(&f["value"])).sum::<usize>();
        assert!(all <= 6_000, "{all}");
        assert!(thread_name(&big).chars().count() <= 100);
    }

    #[test]
    fn what_is_over_has_no_button() {
        let body = body(&Card { state: CaseState::Solved, ..sample() }, &words());
        assert_eq!(body["components"], json!([]));
    }
}
