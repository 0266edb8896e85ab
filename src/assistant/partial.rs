//! Reads an answer while it is still being written: JSON of which only the beginning is there.
//!
//! Only what is complete counts, with one exception: the text of `answer`, which may grow. So whoever looks at the head
//! (`answerable`, `article_ids`) sees it whole or not at all, and never takes a part of an id for an id.

use serde::Deserialize;

/// What is known of an answer so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Partial {
    /// Whether the articles answer the question, once that is said.
    pub answerable: Option<bool>,
    /// The articles it rests on, once the list is complete.
    pub article_ids: Option<Vec<String>>,
    /// The answer as far as it is written.
    pub answer: String,
}

/// What was written so far. Anything in front of the first brace is passed over; nonsense gives nothing.
pub fn partial(written: &str) -> Partial {
    let mut known = Partial::default();
    let Some(begin) = begin_of_json(written) else { return known };
    let mut rest = written[begin + 1..].trim_start();
    loop {
        let Some((name, after)) = whole::<String>(rest) else { return known };
        let Some(value) = after.trim_start().strip_prefix(':').map(str::trim_start) else { return known };
        if name == "answer" {
            known.answer = text_so_far(value);
        }
        let Some((_, after)) = whole::<serde::de::IgnoredAny>(value) else { return known };
        let ended = &value[..value.len() - after.len()];
        match name.as_str() {
            "answerable" => known.answerable = serde_json::from_str(ended).ok(),
            "article_ids" => known.article_ids = serde_json::from_str(ended).ok(),
            _ => {}
        }
        let Some(next) = after.trim_start().strip_prefix(',') else { return known };
        rest = next.trim_start();
    }
}

/// Where the JSON begins: at the first brace after what the model thought aloud.
pub fn begin_of_json(written: &str) -> Option<usize> {
    let spoken = match (written.rfind("</think>"), written.trim_start().starts_with("<think>")) {
        (Some(at), _) => at,
        (None, true) => return None,
        (None, false) => 0,
    };
    written[spoken..].find('{').map(|at| spoken + at)
}

/// The value at the beginning, if it is complete, and what comes after it.
fn whole<'t, T: Deserialize<'t>>(text: &'t str) -> Option<(T, &'t str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, &text[values.byte_offset()..]))
}

/// A JSON string whose end may be missing. A piece of an escape at the end is left for later.
fn text_so_far(value: &str) -> String {
    if let Some((text, _)) = whole::<String>(value) {
        return text;
    }
    // An escape is at most twelve characters long: two halves of a sign outside the basic plane.
    let ends = (0..=value.len()).rev().filter(|end| value.is_char_boundary(*end)).take(13);
    ends.filter_map(|end| serde_json::from_str(&format!("{}\"", &value[..end])).ok()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_head_counts_once_it_is_whole() {
        let known = partial(r#"{"article_ids": ["log-in", "re"#);
        assert_eq!((known.article_ids, known.answerable), (None, None));
        let known = partial(r#"Sure! ```json {"article_ids":["a"],"answerable":true,"person":false,"answer":"Press **re"#);
        assert_eq!(known.article_ids.unwrap(), ["a"]);
        assert_eq!((known.answerable, known.answer.as_str()), (Some(true), "Press **re"));
    }

    #[test]
    fn half_an_escape_waits_for_its_other_half() {
        assert_eq!(partial(r#"{"answer":"a\"#).answer, "a");
        assert_eq!(partial(r#"{"answer":"a\u00e"#).answer, "a");
        assert_eq!(partial(r#"{"answer":"a\ud83d\ude0"#).answer, "a");
        assert_eq!(partial(r#"{"answer":"a\ud83d\ude00"#).answer, "a😀");
        assert_eq!(partial(r#"{"answer":"a\n\"b\""#).answer, "a\n\"b\"");
    }

    #[test]
    fn thinking_aloud_is_passed_over() {
        assert_eq!(partial("<think>{\"answer\":\"no\"}").answer, "");
        assert_eq!(partial("<think>{\"answer\":\"no\"}</think> {\"answer\":\"yes").answer, "yes");
    }

    proptest! {
        #[test]
        fn what_is_shown_early_is_how_the_answer_begins(answer in any::<String>(), cut in any::<prop::sample::Index>()) {
            let written = serde_json::json!({"answerable": true, "article_ids": ["x"], "answer": answer}).to_string();
            let ends: Vec<usize> = (0..=written.len()).filter(|at| written.is_char_boundary(*at)).collect();
            let known = partial(&written[..ends[cut.index(ends.len())]]);
            prop_assert!(answer.starts_with(&known.answer));
            prop_assert!(known.article_ids.is_none_or(|ids| ids == ["x"]));
        }

        #[test]
        fn no_nonsense_breaks_it(written in any::<String>()) {
            partial(&written);
            partial(&format!("{{\"answer\":\"{written}"));
        }
    }
}
