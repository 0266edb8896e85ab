//! The conditions of Split Based On.

use super::definition::{Condition, Widget};
use super::liquid;
use jiff::civil::{Date, Time};
use regex::RegexBuilder;
use serde_json::Value;

/// Chooses the arrow of a split: the first `match` all of whose conditions hold, or `noMatch`. Gives the event and its target.
pub(crate) fn choose(widget: &Widget, context: &Value) -> Result<(&'static str, Option<String>), String> {
    for transition in widget.transitions.iter().filter(|t| t.event == "match") {
        let mut all = true;
        for condition in &transition.conditions {
            all &= holds(condition, context)?;
        }
        if all {
            return Ok(("match", transition.next.clone().filter(|next| !next.is_empty())));
        }
    }
    Ok(("noMatch", widget.next("noMatch").map(str::to_owned)))
}

/// An argument is a template; one without braces is the path of a value.
fn argument(condition: &Condition, context: &Value) -> Result<String, String> {
    let source = condition.arguments.first().map(String::as_str).unwrap_or_default();
    if source.contains('{') { liquid::render(source, context) } else { liquid::render(&format!("{{{{{source}}}}}"), context) }
}

/// Texts are compared without regard to case and outer spaces.
fn holds(condition: &Condition, context: &Value) -> Result<bool, String> {
    let given = argument(condition, context)?.trim().to_lowercase();
    let wanted = liquid::render(&condition.value, context)?.trim().to_lowercase();
    let any = || wanted.split(',').any(|one| one.trim() == given);
    let numbers = || given.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
    Ok(match condition.kind.as_str() {
        "equal_to" => given == wanted,
        "not_equal_to" => given != wanted,
        "matches_any_of" => any(),
        "does_not_match_any_of" => !any(),
        "is_blank" => given.is_empty(),
        "is_not_blank" => !given.is_empty(),
        "contains" => given.contains(&wanted),
        "does_not_contain" => !given.contains(&wanted),
        "starts_with" => given.starts_with(&wanted),
        "does_not_start_with" => !given.starts_with(&wanted),
        "less_than" => numbers().is_some_and(|(a, b)| a < b),
        "greater_than" => numbers().is_some_and(|(a, b)| a > b),
        "regex" => {
            let pattern = RegexBuilder::new(&format!("^(?:{})$", condition.value)).case_insensitive(true).build();
            pattern.map_err(|e| e.to_string())?.is_match(&argument(condition, context)?)
        }
        "is_before_time" => pair(&given, &wanted, time).is_some_and(|(a, b)| a < b),
        "is_after_time" => pair(&given, &wanted, time).is_some_and(|(a, b)| a > b),
        "is_before_date" => pair(&given, &wanted, date).is_some_and(|(a, b)| a < b),
        "is_after_date" => pair(&given, &wanted, date).is_some_and(|(a, b)| a > b),
        other => return Err(format!("unknown condition type '{other}'")),
    })
}

fn pair<T>(given: &str, wanted: &str, read: fn(&str) -> Option<T>) -> Option<(T, T)> {
    read(given).zip(read(wanted))
}

fn time(text: &str) -> Option<Time> {
    text.parse().ok().or_else(|| format!("{text}:00").parse().ok())
}

fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(kind: &str, argument: &str, value: &str) -> bool {
        let context = json!({ "body": "Talk to an Agent", "n": "12", "blank": "", "at": "09:30", "day": "2026-11-20T10:00:00Z" });
        let condition = Condition { kind: kind.into(), arguments: vec![argument.into()], value: value.into() };
        holds(&condition, &context).unwrap()
    }

    #[test]
    fn every_condition_type_decides() {
        assert!(check("equal_to", "{{body}}", "talk to an agent") && !check("not_equal_to", "body", "talk to an agent"));
        assert!(check("matches_any_of", "{{n}}", "11, 12") && check("does_not_match_any_of", "{{n}}", "1,2"));
        assert!(check("is_blank", "{{missing}}", "") && check("is_not_blank", "{{n}}", "") && check("is_blank", "{{blank}}", ""));
        assert!(check("contains", "{{body}}", "AGENT") && check("does_not_contain", "{{body}}", "human"));
        assert!(check("starts_with", "{{body}}", "talk") && check("does_not_start_with", "{{body}}", "agent"));
        assert!(check("less_than", "{{n}}", "13") && check("greater_than", "{{n}}", "9") && !check("greater_than", "{{body}}", "9"));
        assert!(check("regex", "{{body}}", "talk .*") && !check("regex", "{{body}}", "talk"));
        assert!(check("is_before_time", "{{at}}", "10:00") && check("is_after_time", "{{at}}", "09:00"));
        assert!(check("is_before_date", "{{day}}", "2026-11-21") && check("is_after_date", "{{day}}", "2026-11-19"));
    }
}
