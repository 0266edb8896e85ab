//! Buttons and menus: [`Button`] to Discord's components, and a press back to the [`Button`].
//!
//! Every `custom_id` begins with a version, so that a button from an older release under an old message can be told apart from
//! a foreign one; what cannot be read is answered with "expired". Silence is for what is foreign and came over the gateway.

use crate::domain::delivery::Button;
use crate::domain::ids::{CaseId, ConversationId, DraftId, Seq};
use serde_json::{Value, json};

/// Version of our `custom_id`s.
const PREFIX: &str = "fx1:";
/// The menus of communities and of cases; more of them are numbered.
const COMMUNITY: &str = "community";
const ONE_CASE: &str = "one_case";
/// Discord's limits.
const ROW: usize = 5;
const ROWS: usize = 5;
const OPTIONS: usize = 25;
const OPTION_CHARS: usize = 100;
const LABEL_CHARS: usize = 80;

/// What a button says, in the member's language.
pub type Label<'a> = &'a dyn Fn(&Button) -> String;

/// The rows to show: buttons five to a row, then menus for communities and cases. What exceeds Discord's five rows is left out.
pub fn rows(buttons: &[Button], label: Label<'_>) -> Vec<Value> {
    let (chosen, pressable): (Vec<&Button>, Vec<&Button>) = buttons.iter().partition(|b| menu_of(b).is_some());
    let mut rows: Vec<Value> = pressable
        .chunks(ROW)
        .map(|row| json!({"type": 1, "components": row.iter().map(|b| button(b, label)).collect::<Vec<_>>()}))
        .collect();
    for name in [COMMUNITY, ONE_CASE] {
        let of_menu: Vec<&&Button> = chosen.iter().filter(|b| menu_of(b) == Some(name)).collect();
        for (n, menu) in of_menu.chunks(OPTIONS).enumerate() {
            let options: Vec<Value> = menu.iter().filter_map(|b| option(b, label)).collect();
            rows.push(json!({"type": 1, "components": [{
                "type": 3, "custom_id": format!("{PREFIX}{name}:{n}"), "options": options, "min_values": 1, "max_values": 1,
            }]}));
        }
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
        "reopen" => Some(Button::Reopen { case: case(rest)? }),
        "my_cases" => Some(Button::MyCases),
        "vote" => Some(Button::Vote { case: case(rest)? }),
        "same" => {
            let (of_draft, of_case) = rest.split_once(':')?;
            Some(Button::Same { draft: draft(of_draft)?, case: case(of_case)?, label: String::new() })
        }
        "mine_is_new" => Some(Button::MineIsNew { draft: draft(rest)? }),
        "solved_yes" => Some(Button::SolvedYes { case: case(rest)? }),
        "not_yet" => Some(Button::NotYet { case: case(rest)? }),
        "close_case" => Some(Button::CloseCase { case: case(rest)? }),
        "rate" => {
            let (stars, of_case) = rest.split_once(':')?;
            let stars = stars.parse().ok().filter(|stars| (1..=5).contains(stars))?;
            Some(Button::Rate { case: case(of_case)?, stars })
        }
        "rate_line" => Some(Button::RateLine { case: case(rest)? }),
        "copy" => Some(Button::Copy { case: case(rest)? }),
        ONE_CASE => Some(Button::OneCase { case: case(values.first()?)?, label: chosen.unwrap_or_default().to_owned() }),
        COMMUNITY => Some(Button::Community { server: values.first()?.parse().ok()?, name: chosen.unwrap_or_default().to_owned() }),
        _ => None,
    }
}

/// The conversation and the answer in it that a thumb is about.
fn of_answer(rest: &str) -> Option<(ConversationId, Seq)> {
    let (talk, answer) = rest.split_once(':')?;
    Some((ConversationId(talk.parse().ok()?), answer.parse().ok()?))
}

fn case(id: &str) -> Option<CaseId> {
    id.parse().ok().map(CaseId)
}

fn draft(id: &str) -> Option<DraftId> {
    id.parse().ok().map(DraftId)
}

/// The menu a button is an entry of.
fn menu_of(button: &Button) -> Option<&'static str> {
    match button {
        Button::Community { .. } => Some(COMMUNITY),
        Button::OneCase { .. } => Some(ONE_CASE),
        _ => None,
    }
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
        Button::MyCases => "my_cases".to_owned(),
        Button::Vote { case } => format!("vote:{case}"),
        Button::Same { draft, case, .. } => format!("same:{draft}:{case}"),
        Button::MineIsNew { draft } => format!("mine_is_new:{draft}"),
        Button::SolvedYes { case } => format!("solved_yes:{case}"),
        Button::NotYet { case } => format!("not_yet:{case}"),
        Button::CloseCase { case } => format!("close_case:{case}"),
        Button::Rate { case, stars } => format!("rate:{stars}:{case}"),
        Button::RateLine { case } => format!("rate_line:{case}"),
        Button::Copy { case } => format!("copy:{case}"),
        Button::Community { .. } => COMMUNITY.to_owned(),
        Button::OneCase { .. } => ONE_CASE.to_owned(),
        Button::Link { .. } => return None,
    };
    Some(format!("{PREFIX}{name}"))
}

/// Primary for the way on, success for "solved", secondary else.
fn style(button: &Button) -> u8 {
    match button {
        Button::Person | Button::Refer { .. } | Button::KeepWaiting | Button::MineIsNew { .. } | Button::Vote { .. } => 1,
        Button::Solved | Button::SolvedYes { .. } => 3,
        Button::Link { .. } => 5,
        Button::Up { .. }
        | Button::Down { .. }
        | Button::NotQuite
        | Button::Close
        | Button::Reopen { .. }
        | Button::MyCases
        | Button::Same { .. }
        | Button::NotYet { .. }
        | Button::CloseCase { .. }
        | Button::Rate { .. }
        | Button::RateLine { .. }
        | Button::Copy { .. }
        | Button::OneCase { .. }
        | Button::Community { .. } => 2,
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
        Button::OneCase { case, .. } => Some(json!({"label": cut(&label(button), OPTION_CHARS), "value": case})),
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
        let draft = DraftId(uuid::Uuid::from_u128(8));
        let of_cases = [
            Button::Vote { case },
            Button::Same { draft, case, label: String::new() },
            Button::MineIsNew { draft },
            Button::SolvedYes { case },
            Button::NotYet { case },
            Button::CloseCase { case },
            Button::Rate { case, stars: 5 },
            Button::RateLine { case },
            Button::Copy { case },
            Button::MyCases,
            Button::Reopen { case },
        ];
        let others = [Button::Person, Button::Solved, Button::NotQuite, Button::Close, Button::KeepWaiting];
        for b in others.into_iter().chain(in_passing).chain(of_cases) {
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
    fn a_chosen_case_carries_its_id() {
        let case = CaseId(uuid::Uuid::from_u128(7));
        let menu = rows(&[Button::OneCase { case, label: "#1042 · Login".into() }], &|_| "#1042 · Login".into());
        assert_eq!(menu[0]["components"][0]["options"][0]["value"], json!(case));
        let chosen = pressed("fx1:one_case:0", &[case.to_string()], Some("#1042 · Login"));
        assert_eq!(chosen, Some(Button::OneCase { case, label: "#1042 · Login".into() }));
    }

    #[test]
    fn unknown_ids_are_nothing() {
        let of_cases = ["fx1:reopen:not-a-uuid", "fx1:reopen", "fx1:rate:6:", "fx1:same:x"];
        for id in ["", "fx1:", "fx1:nope", "fx2:person", "person", "fx1:up", "fx1:down:1:2", "fx1:refer:x"].into_iter().chain(of_cases) {
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
