//! Rules for text that crosses between Discord and the desk.
//!
//! Towards Discord a text goes through [`defuse`] (no mention, nothing hidden, honest links) and [`split`] (parts that
//! fit). Towards the desk it goes through [`plain`] (ids become names), [`readable`] (stickers, polls and the
//! like become lines) and, for Twilio's byte limit, [`split`] again; what flexcord itself says goes through [`unmarked`]. Names of people pass [`defuse::display_name`] or
//! [`defuse::chat_name`] before they stand in any sentence; names of files pass [`file_name::safe_file_name`].
//!
//! What always holds: no function here does I/O, fails, or panics on any input; no output is longer than its bound.
//! A new rule is a new file with its own tests, and a property test where a reader could be tricked.

pub mod defuse;
pub mod file_name;
pub mod invisible;
pub mod names;
pub mod plain;
pub mod readable;
pub mod split;
pub mod unmarked;

/// At most `max` grapheme clusters of `text`, on one line, with `…` where something was left out.
pub fn clip(text: &str, max: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;

    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.grapheme_indices(true).nth(max) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::clip;

    #[test]
    fn a_clipped_text_is_one_line_and_says_that_it_was_clipped() {
        assert_eq!(clip("one\n  two", 20), "one two");
        assert_eq!(clip("one two three", 8), "one two…");
    }
}
