//! Front matter: what stands before the text of a Markdown file.
//!
//! Between two lines `---` stand `key: value` lines, with lists as `[a, b]` or as lines that begin with `- `; between two lines `+++`
//! stands TOML. Both come to the same fields.

use std::collections::BTreeMap;

use super::error::ImportError;

/// A value with the line it stands on.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Field {
    pub line: usize,
    pub values: Vec<String>,
}

/// The fields by their keys in lower case.
pub(super) type Fields = BTreeMap<String, Field>;

/// Parts a file into its fields and its text. Without front matter all of it is text.
pub(super) fn split<'a>(file: &str, text: &'a str) -> Result<(Fields, &'a str), ImportError> {
    let fence = text.lines().next().unwrap_or_default().trim_end();
    if !matches!(fence, "---" | "+++") {
        return Ok((Fields::new(), text));
    }
    let head = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut end = head;
    for line in text[head..].split_inclusive('\n') {
        if line.trim() == fence {
            let (inner, body) = (&text[head..end], &text[end + line.len()..]);
            let fields = if fence == "---" { lines(file, inner)? } else { table(file, inner)? };
            return Ok((fields, body));
        }
        end += line.len();
    }
    Err(ImportError::new(file, 1, "the front matter has no end", format!("close it with a line {fence}")))
}

fn lines(file: &str, text: &str) -> Result<Fields, ImportError> {
    let mut fields = Fields::new();
    let mut last: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        // The fence was line 1.
        let (number, content) = (at + 2, line.trim());
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if let Some(item) = content.strip_prefix("- ") {
            let Some(field) = last.as_ref().and_then(|key| fields.get_mut(key)) else {
                return Err(ImportError::new(file, number, "a list item without a key", "put \"key:\" on the line before it"));
            };
            field.values.push(unquote(item));
        } else if let Some((key, value)) = content.split_once(':') {
            let key = key.trim().to_ascii_lowercase();
            let values = values(file, number, value.trim())?;
            fields.insert(key.clone(), Field { line: number, values });
            last = Some(key);
        } else if !line.starts_with(' ') {
            return Err(ImportError::new(file, number, "a line without a key", "write \"key: value\", or close the front matter with ---"));
        }
    }
    Ok(fields)
}

fn table(file: &str, text: &str) -> Result<Fields, ImportError> {
    let line_of = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 2;
    let table = toml::de::DeTable::parse(text).map_err(|error| {
        let line = line_of(error.span().map_or(0, |span| span.start));
        let told = error.message().lines().next().unwrap_or_default().to_owned();
        ImportError::new(file, line, format!("this is not TOML: {told}"), "write key = \"value\", or use --- instead of +++")
    })?;
    let mut fields = Fields::new();
    for (key, value) in table.get_ref() {
        let line = line_of(key.span().start);
        let values = match value.get_ref() {
            toml::de::DeValue::Array(items) => items.iter().map(|item| scalar(item.get_ref())).collect::<Option<Vec<_>>>(),
            one => scalar(one).map(|one| vec![one]),
        };
        // Tables and the like belong to other tools.
        if let Some(values) = values {
            fields.insert(key.get_ref().to_ascii_lowercase(), Field { line, values });
        }
    }
    Ok(fields)
}

fn scalar(value: &toml::de::DeValue<'_>) -> Option<String> {
    use toml::de::DeValue;
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn values(file: &str, line: usize, value: &str) -> Result<Vec<String>, ImportError> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let Some(inner) = value.strip_prefix('[') else { return Ok(vec![unquote(value)]) };
    let inner = inner.strip_suffix(']').ok_or_else(|| ImportError::new(file, line, "a list without its end", "close it with ]"))?;
    let (mut items, mut item, mut quote, mut escaped) = (Vec::new(), String::new(), None, false);
    for c in inner.chars() {
        match (c, quote) {
            (',', None) => items.push(std::mem::take(&mut item)),
            ('"' | '\'', None) if item.trim().is_empty() => {
                quote = Some(c);
                item.push(c);
            }
            _ => {
                if quote == Some(c) && !escaped {
                    quote = None;
                }
                item.push(c);
            }
        }
        escaped = c == '\\' && !escaped && quote == Some('"');
    }
    items.push(item);
    Ok(items.iter().map(|item| unquote(item)).filter(|item| !item.is_empty()).collect())
}

/// Takes the quotes off. Inside double quotes `\"`, `\\`, `\n` and `\t` stand for what they do everywhere.
fn unquote(value: &str) -> String {
    let value = value.trim();
    let inner = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inner('\'') {
        return inner.to_owned();
    }
    let Some(inner) = inner('"') else { return value.to_owned() };
    let mut text = String::with_capacity(inner.len());
    let mut signs = inner.chars();
    while let Some(c) = signs.next() {
        match (c, signs.as_str().chars().next()) {
            ('\\', Some(next @ ('"' | '\\' | 'n' | 't'))) => {
                signs.next();
                text.push(match next {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
            }
            _ => text.push(c),
        }
    }
    text
}

/// A value as it is written between `---`: what [`split`] reads back as the same.
pub(in crate::knowledge) fn quote(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            // A bare return would end the line for some readers.
            '\r' => {}
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms_say_the_same() {
        let (lines, body) = split("a", "---\ntitle: \"A: b\"\ntags: [x, \"y, z\"]\nn: 3\n---\nText\n").unwrap();
        let (table, same) = split("a", "+++\ntitle = \"A: b\"\ntags = [\n  \"x\",\n  \"y, z\",\n]\nn = 3\n+++\nText\n").unwrap();
        let bare = |fields: Fields| fields.into_iter().map(|(key, field)| (key, field.values)).collect::<Vec<_>>();
        assert_eq!(bare(lines), bare(table));
        assert_eq!((body, same), ("Text\n", "Text\n"));
    }

    #[test]
    fn broken_toml_is_told_with_its_line() {
        let said = split("a.md", "+++\ntitle = \"x\"\nurl = \n+++\n").unwrap_err().to_string();
        assert!(said.starts_with("a.md:3: this is not TOML"), "{said}");
    }

    proptest! {
        #[test]
        fn what_is_quoted_comes_back(value in "[^\r]*", others in prop::collection::vec("[^\r]{1,6}", 0..4)) {
            prop_assert_eq!(unquote(&quote(&value)), value);
            let others: Vec<String> = others.into_iter().filter(|other| !other.is_empty()).collect();
            let list = format!("[{}]", others.iter().map(|other| quote(other)).collect::<Vec<_>>().join(", "));
            prop_assert_eq!(values("f", 1, &list).unwrap(), others);
        }

        #[test]
        fn no_text_breaks_the_reader(text in any::<String>(), inner in any::<String>()) {
            for text in [text.clone(), format!("---\n{inner}\n---\n{text}"), format!("+++\n{inner}\n+++\n{text}")] {
                let _ = split("a.md", &text);
            }
        }
    }
}
