//! Buttons and menus: [`Button`] to Discord's components, and a press back to the [`Button`].
//!
//! Every `custom_id` begins with a version, so that a button from an older release under an old message can be told apart from
//! a foreign one; what cannot be read is answered with "expired". Silence is for what is foreign and came over the gateway.

use crate::domain::delivery::Button;
use crate::domain::ids::{CaseId, ConversationId, Seq};
use serde_json::{Value, json};

/// Version of our `custom_id`s.
const PREFIX: &str = "fx1:";
/// The menu of communities; more of them are numbered.
const COMMUNITY: &str = "community";
/// Discord's limits.
const ROW: usize = 5;
const ROWS: usize = 5;
const OPTIONS: usize = 25;
const OPTION_CHARS: usize = 100;
const LABEL_CHARS: usize = 80;

/// What a button says, in the member's language.
pub type Label<'a> = &'a dyn Fn(&Button) -> String;

/// The rows to show: buttons five to a row, then a menu for the communities. What exceeds Discord's five rows is left out.
pub fn rows(buttons: &[Button], label: Label<'_>) -> Vec<Value> {
    let (communities, pressable): (Vec<&Button>, Vec<&Button>) = buttons.iter().partition(|b| matches!(b, Button::Community { .. }));
    let mut rows: Vec<Value> = pressable
        .chunks(ROW)
        .map(|row| json!({"type": 1, "components": row.iter().map(|b| button(b, label)).collect::<Vec<_>>()}))
        .collect();
    for (n, menu) in communities.chunks(OPTIONS).enumerate() {
        let options: Vec<Value> = menu.iter().filter_map(|b| option(b, label)).collect();
        rows.push(json!({"type": 1, "components": [{
            "type": 3, "custom_id": format!("{PREFIX}{COMMUNITY}:{n}"), "options": options, "min_values": 1, "max_values": 1,
        }]}));
    }
    rows.truncate(ROWS);
    rows
}

/// The button that was pressed. `values` is what was chosen in a menu, `chosen` the label shown for it.
pub fn pressed(custom_id: &str, values: &[String], chosen: Option<&str>) -> Option<Button> {
    let (name, rest) = custom_id.strip_prefix(PREFIX)?.split_once(':').unwrap_or((custom_id.strip_prefix(PREFIX)?, ""));
    match name {
        "person" => Some(Button::Person),
        "solved" => Some(Button::Solved),
        "not_quite" => Some(Button::NotQuite),
        "up" => of_answer(rest).map(|(talk, answer)| Button::Up { talk, answer }),
        "down" => of_answer(rest).map(|(talk, answer)| Button::Down { talk, answer }),
        "refer" => Some(Button::Refer { talk: ConversationId(rest.parse().ok()?) }),
        "close" => Some(Button::Close),
        "keep_waiting" => Some(Button::KeepWaiting),
        "reopen" => Some(Button::Reopen { case: CaseId(rest.parse().ok()?) }),
        COMMUNITY => Some(Button::Community { server: values.first()?.parse().ok()?, name: chosen.unwrap_or_default().to_owned() }),
        _ => None,
    }
}

/// The conversation and the answer in it that a thumb is about.
fn of_answer(rest: &str) -> Option<(ConversationId, Seq)> {
    let (talk, answer) = rest.split_once(':')?;
    Some((ConversationId(talk.parse().ok()?), answer.parse().ok()?))
}

/// Whether a release of ours, of whatever version, made this `custom_id`.
pub fn is_ours(custom_id: &str) -> bool {
    let version = custom_id.strip_prefix("fx").and_then(|rest| rest.split_once(':')).map(|(version, _)| version);
    version.is_some_and(|v| !v.is_empty() && v.bytes().all(|b| b.is_ascii_digit()))
}

/// The `custom_id`; links have none.
fn custom_id(button: &Button) -> Option<String> {
    let name = match button {
        Button::Person => "person".to_owned(),
        Button::Solved => "solved".to_owned(),
        Button::NotQuite => "not_quite".to_owned(),
        Button::Up { talk, answer } => format!("up:{talk}:{answer}"),
        Button::Down { talk, answer } => format!("down:{talk}:{answer}"),
        Button::Refer { talk } => format!("refer:{talk}"),
        Button::Close => "close".to_owned(),
        Button::KeepWaiting => "keep_waiting".to_owned(),
        Button::Reopen { case } => format!("reopen:{case}"),
        Button::Community { .. } => COMMUNITY.to_owned(),
        Button::Link { .. } => return None,
    };
    Some(format!("{PREFIX}{name}"))
}

/// Primary for the way on, success for "solved", secondary else.
fn style(button: &Button) -> u8 {
    match button {
        Button::Person | Button::Refer { .. } | Button::KeepWaiting => 1,
        Button::Solved => 3,
        Button::Link { .. } => 5,
        Button::Up { .. } | Button::Down { .. } | Button::NotQuite | Button::Close | Button::Reopen { .. } | Button::Community { .. } => 2,
    }
}

fn button(button: &Button, label: Label<'_>) -> Value {
    let mut json = json!({"type": 2, "style": style(button), "label": cut(&label(button), LABEL_CHARS)});
    match button {
        Button::Link { url, .. } => json["url"] = json!(url),
        _ => json["custom_id"] = json!(custom_id(button)),
    }
    json
}

fn option(button: &Button, label: Label<'_>) -> Option<Value> {
    match button {
        Button::Community { server, .. } => Some(json!({"label": cut(&label(button), OPTION_CHARS), "value": server})),
        _ => None,
    }
}

/// Discord refuses an empty label, so that one becomes a dash.
fn cut(label: &str, max: usize) -> String {
    let cut: String = label.trim().chars().take(max).collect();
    if cut.is_empty() { "–".to_owned() } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::delivery::LinkLabel;
    use crate::domain::ids::Snowflake;

    fn label(button: &Button) -> String {
        match button {
            Button::Community { name, .. } => name.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn every_button_that_can_be_pressed_comes_back_as_itself() {
        let case = CaseId(uuid::Uuid::from_u128(7));
        let talk = ConversationId(uuid::Uuid::max());
        let in_passing = [Button::Up { talk, answer: i64::MAX }, Button::Down { talk, answer: 3 }, Button::Refer { talk }];
        let others = [Button::Person, Button::Solved, Button::NotQuite, Button::Close, Button::KeepWaiting, Button::Reopen { case }];
        for b in in_passing.into_iter().chain(others) {
            let id = custom_id(&b).unwrap();
            assert!(id.len() <= 100);
            assert_eq!(pressed(&id, &[], None), Some(b));
        }
    }

    #[test]
    fn a_chosen_community_carries_its_server_and_name() {
        assert_eq!(
            pressed("fx1:community:0", &["9".into()], Some("Pokéfans")),
            Some(Button::Community { server: Snowflake(9), name: "Pokéfans".into() })
        );
        assert_eq!(pressed("fx1:community:0", &[], None), None);
        assert_eq!(pressed("fx1:community:0", &["x".into()], None), None);
    }

    #[test]
    fn unknown_ids_are_nothing() {
        for id in
            ["", "fx1:", "fx1:nope", "fx2:person", "person", "fx1:reopen:not-a-uuid", "fx1:reopen", "fx1:up", "fx1:down:1:2", "fx1:refer:x"]
        {
            assert_eq!(pressed(id, &[], None), None, "{id}");
        }
    }

    #[test]
    fn six_buttons_need_two_rows_and_a_link_has_an_address() {
        let link = Button::Link { label: LinkLabel::OpenDm, url: "https://discord.com/channels/@me/5".into() };
        let buttons = vec![Button::Person, Button::Solved, Button::NotQuite, Button::Close, Button::KeepWaiting, link];
        let rows = rows(&buttons, &label);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1]["components"][0]["url"], "https://discord.com/channels/@me/5");
        assert!(rows[1]["components"][0].get("custom_id").is_none());
    }

    #[test]
    fn many_communities_become_menus_of_25_with_ids_of_their_own() {
        let buttons: Vec<Button> = (1..=30).map(|n| Button::Community { server: Snowflake(n), name: "x".repeat(120) }).collect();
        let rows = rows(&buttons, &label);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["components"][0]["options"].as_array().unwrap().len(), 25);
        assert_eq!(rows[1]["components"][0]["custom_id"], "fx1:community:1");
        assert_eq!(rows[0]["components"][0]["options"][0]["label"].as_str().unwrap().chars().count(), 100);
    }
}
