//! sitemap.xml: which pages a site has.

use regex::Regex;
use reqwest::Url;
use std::sync::LazyLock;

/// What a sitemap names, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitemap {
    /// Pages.
    Pages(Vec<Url>),
    /// Further sitemaps.
    Index(Vec<Url>),
}

// The addresses are all that is wanted, and no other element of a sitemap holds text that looks like one.
static LOC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?s)<(?:\w+:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc\s*>").expect("a sound pattern")
});
static INDEX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"<(?:\w+:)?sitemapindex[\s>]").expect("a sound pattern"));

/// Reads a sitemap that was found at `base`. Addresses that are none, or of another site than its own, are left out. A text without
/// any mark is read as one address per line.
pub fn parse(base: &Url, text: &str) -> Sitemap {
    let same_site = |url: &Url| url.host_str() == base.host_str();
    let url = |text: &str| base.join(&unescape(text)).ok().filter(|url| matches!(url.scheme(), "http" | "https") && same_site(url));
    if !text.contains('<') {
        return Sitemap::Pages(text.lines().map(str::trim).filter(|line| !line.is_empty()).filter_map(url).collect());
    }
    let found = LOC.captures_iter(text).filter_map(|found| url(found.get(1)?.as_str())).collect();
    if INDEX.is_match(text) { Sitemap::Index(found) } else { Sitemap::Pages(found) }
}

fn unescape(text: &str) -> String {
    // The ampersand last, or what it escapes would be unescaped twice.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escaped, sign)| text.replace(escaped, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://help.example/sitemap.xml").unwrap()
    }

    #[test]
    fn pages_and_indexes_are_told_apart() {
        let pages = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc> https://help.example/a?x=1&amp;y=2 </loc><lastmod>2026-01-01</lastmod></url>
            <url><loc><![CDATA[https://help.example/b]]></loc></url>
            <url><loc>https://elsewhere.example/c</loc></url><url><loc>javascript:alert(1)</loc></url></urlset>"#;
        let Sitemap::Pages(found) = parse(&base(), pages) else { panic!("pages") };
        assert_eq!(found.iter().map(Url::as_str).collect::<Vec<_>>(), ["https://help.example/a?x=1&y=2", "https://help.example/b"]);
        let index = "<sitemapindex><sitemap><loc>https://help.example/more.xml</loc></sitemap></sitemapindex>";
        assert!(matches!(parse(&base(), index), Sitemap::Index(found) if found.len() == 1));
    }

    #[test]
    fn a_list_of_lines_is_a_sitemap_too() {
        assert_eq!(
            parse(&base(), "https://help.example/a\n\n/b\n"),
            Sitemap::Pages(vec![base().join("/a").unwrap(), base().join("/b").unwrap()])
        );
    }
}
