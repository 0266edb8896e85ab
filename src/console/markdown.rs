//! Markdown as HTML that can do no harm, whoever wrote it.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::collections::HashSet;

/// Longest text that is rendered; what is longer ends there.
const LONGEST: usize = 200_000;

/// The HTML of a Markdown text. HTML in it is shown as text, pictures become links (nothing is loaded from elsewhere), links lead to
/// web pages and mail alone. What comes out is cleaned once more by the tags and attributes that are allowed.
pub fn safe(markdown: &str) -> String {
    let end = markdown.char_indices().nth(LONGEST).map_or(markdown.len(), |(at, _)| at);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events = Parser::new_ext(&markdown[..end], options).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Link { link_type, dest_url, title, id }),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }),
        Event::Start(Tag::CodeBlock(_)) => Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(CowStr::Borrowed("")))),
        other => other,
    });
    let mut made = String::new();
    html::push_html(&mut made, events);
    let tags = [
        "a",
        "b",
        "blockquote",
        "br",
        "code",
        "del",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    ammonia::Builder::empty()
        .tags(HashSet::from(tags))
        .add_tag_attributes("a", ["href", "title"])
        .add_tag_attributes("ol", ["start"])
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .clean(&made)
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_looks_as_meant() {
        insta::assert_snapshot!(safe("# Reset\n\nPress **Reset**, then `wait`.\n\n1. a\n2. b\n"), @"
        <h1>Reset</h1>
        <p>Press <strong>Reset</strong>, then <code>wait</code>.</p>
        <ol>
        <li>a</li>
        <li>b</li>
        </ol>
        ");
        insta::assert_snapshot!(safe("[help](https://help.example/a?b=1&c=2) and ![a cat](https://x.example/cat.png)"), @r#"<p><a href="https://help.example/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">help</a> and <a href="https://x.example/cat.png" target="_blank" rel="noopener noreferrer nofollow">a cat</a></p>"#);
    }

    #[test]
    fn html_and_odd_links_do_nothing() {
        insta::assert_snapshot!(safe("<script>alert(1)</script>\n\nhi <img src=x onerror=alert(1)> <b>bold</b>"), @"
        <p>&lt;script&gt;alert(1)&lt;/script&gt;
        </p>
        <p>hi &lt;img src=x onerror=alert(1)&gt; &lt;b&gt;bold&lt;/b&gt;</p>
        ");
        insta::assert_snapshot!(safe("[a](javascript:alert(1)) [b](data:text/html,x) [c](/console/accounts) <javascript:alert(2)>"), @r#"<p><a target="_blank" rel="noopener noreferrer nofollow">a</a> <a target="_blank" rel="noopener noreferrer nofollow">b</a> <a target="_blank" rel="noopener noreferrer nofollow">c</a> <a target="_blank" rel="noopener noreferrer nofollow">javascript:alert(2)</a></p>"#);
        insta::assert_snapshot!(safe("# x {#main .card onclick=alert(1)}\n\n```\"><script>\ncode\n```"), @"
        <h1>x {#main .card onclick=alert(1)}</h1>
        <pre><code>code
        </code></pre>
        ");
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_script(text in "\\PC{0,80}", inner in "[<>\"'/a-z =():\\[\\]!&#;`\\n-]{0,80}") {
            for text in [text, inner] {
                let made = safe(&text).to_lowercase();
                for bad in ["<script", "<img", "<iframe", "<svg", "<style", "<form", "<input", "<base", "<meta", "<link"] {
                    prop_assert!(!made.contains(bad), "{made}");
                }
                prop_assert!(!made.contains("href=\"javascript"), "{made}");
            }
        }
    }
}
