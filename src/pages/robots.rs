//! robots.txt (RFC 9309): what a site asks crawlers to leave alone, and how slowly to go.

/// So much of a file is read.
pub(super) const LARGEST: u64 = 512 * 1024;
/// The name we answer to.
const NAME: &str = "flexcord";
/// No site makes us wait longer between two pages.
const LONGEST_DELAY_SECS: f64 = 30.0;

/// What a site asks of us.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Robots {
    /// Patterns with whether they allow.
    rules: Vec<(String, bool)>,
    /// Seconds between two pages.
    pub delay_secs: Option<f64>,
}

impl Robots {
    /// Everything is forbidden: what holds while a site cannot say what it wants.
    pub fn closed() -> Self {
        Self { rules: vec![("/".to_owned(), false)], delay_secs: None }
    }

    /// Reads a file. The group that names us counts, or the one for all.
    pub fn parse(text: &str) -> Self {
        let (mut ours, mut all) = (None::<Self>, None::<Self>);
        let (mut for_us, mut for_all, mut naming) = (false, false, false);
        for line in text.trim_start_matches('\u{FEFF}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !naming {
                    (for_us, for_all) = (false, false);
                }
                naming = true;
                let name = value.split('/').next().unwrap_or_default().trim();
                for_us |= name.eq_ignore_ascii_case(NAME);
                for_all |= name == "*";
                if for_us {
                    ours.get_or_insert_default();
                }
                continue;
            }
            naming = false;
            let note = |group: &mut Option<Self>| {
                let group = group.get_or_insert_default();
                match key.as_str() {
                    // An empty pattern forbids nothing.
                    "disallow" if !value.is_empty() => group.rules.push((value.to_owned(), false)),
                    "allow" if !value.is_empty() => group.rules.push((value.to_owned(), true)),
                    "crawl-delay" => group.delay_secs = value.parse().ok().filter(|secs| (0.0..=LONGEST_DELAY_SECS).contains(secs)),
                    _ => {}
                }
            };
            if for_us {
                note(&mut ours);
            }
            if for_all {
                note(&mut all);
            }
        }
        ours.or(all).unwrap_or_default()
    }

    /// Whether a path with its query may be read: the longest pattern decides, and of two as long the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, allows)| (pattern.len(), *allows)).is_none_or(|(_, allows)| *allows)
    }
}

/// Whether a path begins with a pattern. `*` stands for anything, `$` at the end for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    !to_end || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_group_that_names_us_counts() {
        let robots = Robots::parse(
            "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-agent: Flexcord/1.0\nDisallow: /private # not this\nCrawl-delay: 2\n",
        );
        assert!(robots.allows("/help"));
        assert!(!robots.allows("/private/x"));
        assert_eq!(robots.delay_secs, Some(2.0));
        let robots = Robots::parse("User-agent: *\nDisallow: /\nUser-agent: other\nAllow: /\n");
        assert!(!robots.allows("/help"));
    }

    #[test]
    fn the_longest_pattern_decides() {
        let robots = Robots::parse("user-agent: *\ndisallow: /help\nallow: /help/open\ndisallow: /*.pdf$\ndisallow:\n");
        assert!(!robots.allows("/help/closed"));
        assert!(robots.allows("/help/open/x"));
        assert!(!robots.allows("/a/b.pdf"));
        assert!(robots.allows("/a/b.pdf?x"));
        assert!(robots.allows("/"));
    }

    #[test]
    fn an_empty_file_allows_and_a_site_in_trouble_does_not() {
        assert!(Robots::parse("").allows("/x"));
        assert!(Robots::parse("<html>not found</html>").allows("/x"));
        assert!(!Robots::closed().allows("/x"));
        assert_eq!(Robots::parse("User-agent: *\nCrawl-delay: 86400").delay_secs, None);
    }

    proptest! {
        #[test]
        fn no_file_breaks_the_reader(text in any::<String>(), path in any::<String>()) {
            Robots::parse(&text).allows(&path);
            Robots::parse(&format!("user-agent: *\ndisallow: {text}")).allows(&path);
        }
    }
}
