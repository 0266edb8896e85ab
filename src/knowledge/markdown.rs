//! Markdown as plain text, for searching and for quoting.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The text of a Markdown body: no marks, no link targets, one line per block.
pub fn plain(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak | Event::Rule => text.push('\n'),
            Event::Start(Tag::TableCell) => text.push(' '),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead
                | TagEnd::HtmlBlock
                | TagEnd::BlockQuote(_),
            ) if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_go_and_words_stay() {
        let text = plain("# Reset\n\nGo to **Settings** → [Account](https://x.example/a), then:\n\n- press `Reset`\n- wait\n");
        assert_eq!(text, "Reset\nGo to Settings → Account, then:\npress Reset\nwait");
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(plain("Open the menu. Press 3 < 4."), "Open the menu. Press 3 < 4.");
    }

    proptest! {
        #[test]
        fn no_markdown_breaks_it(text in any::<String>()) {
            plain(&text);
        }
    }
}
