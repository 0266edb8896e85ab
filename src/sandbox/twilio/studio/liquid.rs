//! The part of Liquid that flows use: `{{ a.b.c | filter: argument }}` and `{% if %} … {% elsif %} … {% else %} … {% endif %}`.
//!
//! A missing value renders as nothing, and as `null` through `to_json`. An unknown filter or a broken tag is an error.

use serde_json::{Value, json};

/// Renders a template.
pub(crate) fn render(template: &str, context: &Value) -> Result<String, String> {
    let nodes = parse(template)?;
    let mut out = String::new();
    write(&nodes, context, &mut out)?;
    Ok(out)
}

/// Looks whether a template could be rendered, without values.
pub(crate) fn check(template: &str) -> Result<(), String> {
    let nodes = parse(template)?;
    check_nodes(&nodes)
}

fn check_nodes(nodes: &[Node]) -> Result<(), String> {
    for node in nodes {
        match node {
            Node::Text(_) => {}
            Node::Output(expression) => {
                evaluate(expression, &Value::Null)?;
            }
            Node::If(branches) => {
                for (_, body) in branches {
                    check_nodes(body)?;
                }
            }
        }
    }
    Ok(())
}

enum Node {
    Text(String),
    Output(String),
    /// Branches with their conditions; `else` has none.
    If(Vec<(Option<String>, Vec<Node>)>),
}

/// Splits at tags, then nests the branches.
fn parse(template: &str) -> Result<Vec<Node>, String> {
    let mut rest = template;
    let nodes = block(&mut rest, 0)?;
    match nodes {
        (nodes, None) => Ok(nodes),
        (_, Some(tag)) => Err(format!("unexpected tag '{tag}'")),
    }
}

/// Reads until the end or a tag that belongs to the enclosing `if`, which is given back.
fn block(rest: &mut &str, depth: usize) -> Result<(Vec<Node>, Option<String>), String> {
    if depth > 20 {
        return Err("tags are nested too deep".into());
    }
    let mut nodes = Vec::new();
    loop {
        let output = rest.find("{{");
        let tag = rest.find("{%");
        let Some(at) = [output, tag].into_iter().flatten().min() else {
            nodes.push(Node::Text((*rest).to_owned()));
            *rest = "";
            return Ok((nodes, None));
        };
        nodes.push(Node::Text(rest[..at].to_owned()));
        let close = if Some(at) == output { "}}" } else { "%}" };
        let inside = &rest[at + 2..];
        let end = inside.find(close).ok_or_else(|| format!("'{close}' is missing"))?;
        let content = inside[..end].trim().trim_matches('-').trim().to_owned();
        *rest = &inside[end + 2..];
        if close == "}}" {
            nodes.push(Node::Output(content));
            continue;
        }
        match content.split_once(char::is_whitespace).map_or((content.as_str(), ""), |(name, rest)| (name, rest.trim())) {
            ("if", condition) => nodes.push(branches(rest, condition, depth)?),
            ("elsif" | "else" | "endif", _) => return Ok((nodes, Some(content))),
            (other, _) => return Err(format!("unknown tag '{other}'")),
        }
    }
}

fn branches(rest: &mut &str, condition: &str, depth: usize) -> Result<Node, String> {
    let mut all = Vec::new();
    let mut condition = Some(condition.to_owned());
    loop {
        let (body, tag) = block(rest, depth + 1)?;
        all.push((condition, body));
        let tag = tag.ok_or("'endif' is missing")?;
        condition = match tag.split_once(char::is_whitespace) {
            Some(("elsif", next)) => Some(next.trim().to_owned()),
            None if tag == "else" => None,
            None if tag == "endif" => return Ok(Node::If(all)),
            _ => return Err(format!("unexpected tag '{tag}'")),
        };
    }
}

fn write(nodes: &[Node], context: &Value, out: &mut String) -> Result<(), String> {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Output(expression) => out.push_str(&text(&evaluate(expression, context)?)),
            Node::If(branches) => {
                for (condition, body) in branches {
                    if condition.as_deref().is_none_or(|c| holds(c, context)) {
                        write(body, context, out)?;
                        break;
                    }
                }
            }
        }
    }
    Ok(())
}

/// A value as it appears in a text.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Splits at a separator outside quotes.
fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from, mut quote) = (Vec::new(), 0, None);
    for (at, c) in text.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == separator => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

fn evaluate(expression: &str, context: &Value) -> Result<Value, String> {
    let mut parts = split_outside_quotes(expression, '|').into_iter();
    let mut value = operand(parts.next().unwrap_or_default(), context);
    for filter in parts {
        let (name, arguments) = filter.split_once(':').map_or((filter, ""), |(name, arguments)| (name, arguments));
        let arguments: Vec<Value> = match arguments.trim() {
            "" => Vec::new(),
            some => split_outside_quotes(some, ',').into_iter().map(|a| operand(a, context)).collect(),
        };
        value = apply(name.trim(), value, &arguments)?;
    }
    Ok(value)
}

/// A literal, or the value at a path such as `a.b[0]["c"]`.
fn operand(source: &str, context: &Value) -> Value {
    let source = source.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = source.strip_prefix(quote).and_then(|s| s.strip_suffix(quote)) {
            return json!(inner);
        }
    }
    match source {
        "" | "nil" | "null" | "blank" | "empty" => return Value::Null,
        "true" => return json!(true),
        "false" => return json!(false),
        _ => {}
    }
    if let Ok(number) = source.parse::<i64>() {
        return json!(number);
    }
    if let Ok(number) = source.parse::<f64>() {
        return json!(number);
    }
    let path = source.replace('[', ".").replace([']', '"', '\''], "");
    path.split('.').fold(context.clone(), |value, key| match &value {
        Value::Array(items) => key.parse::<usize>().ok().and_then(|i| items.get(i)).cloned().unwrap_or_default(),
        Value::Object(map) => map.get(key).cloned().unwrap_or_default(),
        _ => Value::Null,
    })
}

fn blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

fn apply(name: &str, value: Value, arguments: &[Value]) -> Result<Value, String> {
    let first = || arguments.first().map(text).unwrap_or_default();
    Ok(match name {
        "to_json" => json!(value.to_string()),
        "default" if blank(&value) => arguments.first().cloned().unwrap_or_default(),
        "default" => value,
        "downcase" => json!(text(&value).to_lowercase()),
        "upcase" => json!(text(&value).to_uppercase()),
        "capitalize" => {
            let text = text(&value);
            let mut letters = text.chars();
            json!(letters.next().map(|c| c.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default())
        }
        "strip" => json!(text(&value).trim()),
        "strip_newlines" => json!(text(&value).replace(['\r', '\n'], "")),
        "truncate" => json!(truncate(&text(&value), arguments)),
        "size" => match &value {
            Value::Array(items) => json!(items.len()),
            other => json!(text(other).chars().count()),
        },
        "append" => json!(text(&value) + &first()),
        "prepend" => json!(first() + &text(&value)),
        "replace" => json!(text(&value).replace(&first(), &arguments.get(1).map(text).unwrap_or_default())),
        "split" => json!(text(&value).split(&first()).collect::<Vec<_>>()),
        "join" => json!(value.as_array().map(|items| items.iter().map(text).collect::<Vec<_>>().join(&first())).unwrap_or_default()),
        "first" => value.get(0).cloned().unwrap_or_default(),
        "last" => value.as_array().and_then(|items| items.last()).cloned().unwrap_or_default(),
        other => return Err(format!("unknown filter '{other}'")),
    })
}

/// At most so many characters, the ellipsis included.
fn truncate(text: &str, arguments: &[Value]) -> String {
    let most = arguments.first().and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(50);
    let ellipsis = arguments.get(1).map_or_else(|| "...".to_owned(), self::text);
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(ellipsis.chars().count());
    text.chars().take(kept).collect::<String>() + &ellipsis
}

fn holds(condition: &str, context: &Value) -> bool {
    if let Some((left, right)) = condition.split_once(" or ") {
        return holds(left, context) || holds(right, context);
    }
    if let Some((left, right)) = condition.split_once(" and ") {
        return holds(left, context) && holds(right, context);
    }
    for operator in ["==", "!=", "<=", ">=", "<", ">", " contains "] {
        if let Some((left, right)) = condition.split_once(operator) {
            return compare(&operand(left, context), operator, &operand(right, context));
        }
    }
    !matches!(operand(condition, context), Value::Null | Value::Bool(false))
}

fn compare(left: &Value, operator: &str, right: &Value) -> bool {
    let number = |v: &Value| v.as_f64().or_else(|| v.as_str()?.trim().parse().ok());
    let numbers = number(left).zip(number(right));
    match operator {
        "==" => left == right || text(left) == text(right),
        "!=" => left != right && text(left) != text(right),
        " contains " => match left {
            Value::Array(items) => items.contains(right),
            other => text(other).contains(&text(right)),
        },
        "<=" => numbers.is_some_and(|(a, b)| a <= b),
        ">=" => numbers.is_some_and(|(a, b)| a >= b),
        "<" => numbers.is_some_and(|(a, b)| a < b),
        _ => numbers.is_some_and(|(a, b)| a > b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(template: &str) -> String {
        let context = json!({ "a": { "b": "Grüße \"x\"\n", "list": [1, "two"], "n": 7 }, "no": null });
        render(template, &context).unwrap()
    }

    #[test]
    fn values_are_looked_up_and_filtered() {
        assert_eq!(shown("<{{ a.b | strip }}>"), "<Grüße \"x\">");
        assert_eq!(shown("{{a.b | to_json}}"), r#""Grüße \"x\"\n""#);
        assert_eq!(shown("{{ a.list[1] | upcase }} {{a.n}}"), "TWO 7");
        assert_eq!(shown("{{ a.b | truncate: 5 }}|{{ a.b | size }}"), "Gr...|10");
        assert_eq!(shown("{{ a.list | join: ' | ' }}"), "1 | two");
    }

    #[test]
    fn what_is_missing_is_nothing_or_null() {
        assert_eq!(shown("[{{x.y}}][{{x.y | to_json}}][{{ x.y | default: a.n | to_json }}]"), "[][null][7]");
    }

    #[test]
    fn branches_are_chosen() {
        let template = "{% if a.n > 9 %}big{% elsif a.b contains 'x' %}with x{% else %}other{% endif %}!";
        assert_eq!(shown(template), "with x!");
        assert_eq!(shown("{% if no %}a{% else %}b{% endif %}"), "b");
    }

    #[test]
    fn values_are_never_rendered_again() {
        let context = json!({ "body": "{{ account.token }} {% if x %}" });
        assert_eq!(render("{{ body }}", &context).unwrap(), "{{ account.token }} {% if x %}");
    }

    #[test]
    fn broken_templates_are_errors() {
        assert!(check("{{ a | shout }}").is_err());
        assert!(check("{{ a").is_err());
        assert!(check("{% if a %}").is_err());
        assert!(check("{% loop %}").is_err());
    }
}
