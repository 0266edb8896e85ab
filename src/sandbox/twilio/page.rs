//! Lists in pages, with the `meta` block that the SDKs follow.

use super::call::Call;
use super::refusal::{Answer, Refusal, ok};
use serde_json::{Value, json};

/// How one kind of list is paged.
pub(crate) struct Paging {
    /// The name of the list in the answer.
    pub key: &'static str,
    /// What counts as the name of an item, so that a page goes on after it even if the list has changed.
    pub id: &'static str,
    pub default: usize,
    pub max: usize,
    /// Whether `Page=2` without a token is accepted; TaskRouter refuses it.
    pub numbers: bool,
}

/// Fifty to a page, a hundred at most.
pub(crate) const fn usual(key: &'static str) -> Paging {
    Paging { key, id: "sid", default: 50, max: 100, numbers: true }
}

/// TaskRouter's lists.
pub(crate) const fn taskrouter(key: &'static str) -> Paging {
    Paging { key, id: "sid", default: 50, max: 1000, numbers: false }
}

/// Answers with the page that the call asks for.
pub(crate) fn page(call: &Call, paging: &Paging, items: Vec<Value>) -> Answer {
    let size = usize::try_from(call.int("PageSize")?.unwrap_or(paging.default as i64)).unwrap_or(0).clamp(1, paging.max);
    let number = usize::try_from(call.int("Page")?.unwrap_or(0)).map_err(|_| Refusal::invalid("Page must not be negative"))?;
    let start = match call.get("PageToken").filter(|t| !t.is_empty()) {
        Some(token) => after(token, paging, &items).ok_or_else(|| Refusal::invalid("PageToken is not valid"))?,
        None if number > 0 && !paging.numbers => return Err(Refusal::new(400, 40153, "Page number without a page token is not supported")),
        None => number.saturating_mul(size),
    };
    let start = start.min(items.len());
    let end = (start + size).min(items.len());
    let next = (end < items.len()).then(|| address(call, size, number + 1, Some(&token(paging, end, &items))));
    let previous = (number > 0).then(|| address(call, size, number - 1, Some(&token(paging, start.saturating_sub(size), &items))));
    let meta = json!({
        "page": number,
        "page_size": size,
        "first_page_url": address(call, size, 0, None),
        "previous_page_url": previous,
        "url": address(call, size, number, call.get("PageToken")),
        "next_page_url": next,
        "key": paging.key,
    });
    ok(json!({ "meta": meta, paging.key: items[start..end] }))
}

/// A token for the page that begins at `start`: the place, and the item before it in case the list has grown meanwhile.
fn token(paging: &Paging, start: usize, items: &[Value]) -> String {
    let last = start.checked_sub(1).and_then(|i| items.get(i)).and_then(|item| item[paging.id].as_str()).unwrap_or_default();
    format!("PT{start}-{last}")
}

fn after(token: &str, paging: &Paging, items: &[Value]) -> Option<usize> {
    let (start, last) = token.strip_prefix("PT")?.split_once('-')?;
    let start: usize = start.parse().ok()?;
    let found = items.iter().position(|item| !last.is_empty() && item[paging.id].as_str() == Some(last));
    Some(found.map_or(start, |at| at + 1))
}

fn address(call: &Call, size: usize, page: usize, token: Option<&str>) -> String {
    let mut query: Vec<(String, String)> = call.filters().cloned().collect();
    query.push(("PageSize".into(), size.to_string()));
    query.push(("Page".into(), page.to_string()));
    if let Some(token) = token {
        query.push(("PageToken".into(), token.to_owned()));
    }
    format!("{}{}?{}", call.core.base, call.path, serde_urlencoded::to_string(query).unwrap_or_default())
}
