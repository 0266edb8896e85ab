//! Titles to choose from while a question is being typed.

use super::fold::{normalise, without_accents};
use super::language::Language;

/// A title that can be offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    pub text: String,
    /// Other names it is known by, which are not shown.
    pub phrasings: Vec<String>,
    pub language: Option<Language>,
    /// The servers it is for, by their ids; none means all.
    pub servers: Vec<u64>,
}

/// All titles, ready to be looked through with every key.
#[derive(Debug, Default)]
pub struct Titles(Vec<Ready>);

#[derive(Debug)]
struct Ready {
    title: Title,
    folded: String,
    phrasings: Vec<String>,
}

/// How well a title fits what was typed; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It begins so.
    Begins,
    /// Its words begin with all that was typed.
    Words,
    /// What was typed stands in it somewhere.
    Within,
    /// It is known by a name that fits.
    Meant,
}

fn fold(text: &str) -> String {
    let text = normalise(text);
    without_accents(&text).unwrap_or(text)
}

impl Ready {
    fn fit(&self, typed: &str) -> Option<Fit> {
        fit(&self.folded, typed).or_else(|| self.phrasings.iter().any(|name| fit(name, typed).is_some()).then_some(Fit::Meant))
    }
}

fn fit(title: &str, typed: &str) -> Option<Fit> {
    let begins = |word: &str| title.split(|c: char| !c.is_alphanumeric()).any(|other| other.starts_with(word));
    if title.starts_with(typed) {
        Some(Fit::Begins)
    } else if typed.split_whitespace().all(begins) {
        Some(Fit::Words)
    } else {
        title.contains(typed).then_some(Fit::Within)
    }
}

impl Titles {
    /// Makes titles ready; those without words are left out.
    pub fn new(titles: impl IntoIterator<Item = Title>) -> Self {
        let mut ready: Vec<Ready> = titles
            .into_iter()
            .filter(|title| !title.text.trim().is_empty())
            .map(|title| {
                let folded = fold(title.text.trim());
                let phrasings = title.phrasings.iter().map(|name| fold(name.trim())).collect();
                Ready { title, folded, phrasings }
            })
            .collect();
        ready.sort_by(|a, b| a.folded.cmp(&b.folded));
        Self(ready)
    }

    /// The titles that fit what was typed so far, at most `most`: those in the asker's language first, then the better fit. With
    /// nothing typed, what there is.
    pub fn fitting(&self, typed: &str, language: Option<&Language>, server: Option<u64>, most: usize) -> Vec<&str> {
        let typed = fold(typed.trim());
        let mut found: Vec<(bool, Fit, usize)> = self
            .0
            .iter()
            .enumerate()
            .filter(|(_, Ready { title, .. })| title.servers.is_empty() || server.is_some_and(|id| title.servers.contains(&id)))
            .filter_map(|(place, ready)| {
                let foreign = language.is_some() && ready.title.language.as_ref() != language;
                Some((foreign, ready.fit(&typed)?, place))
            })
            .collect();
        found.sort_unstable();
        let mut titles: Vec<&str> = Vec::new();
        for (.., place) in found {
            let title = self.0[place].title.text.trim();
            if titles.len() < most && !titles.contains(&title) {
                titles.push(title);
            }
        }
        titles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles() -> Titles {
        let title = |text: &str, language: &str, servers: &[u64]| Title {
            text: text.into(),
            phrasings: vec![format!("xyzzy: {text}")],
            language: Language::parse(language).ok(),
            servers: servers.into(),
        };
        Titles::new([
            title("Refunds", "en", &[]),
            title("Log in on a new phone", "en", &[]),
            title("Einloggen mit neuem Telefon", "de", &[]),
            title("返金について", "ja", &[]),
            title("2단계 인증 설정 및 분실", "ko", &[]),
            title("Staff refunds", "en", &[9]),
            title("Changer de téléphone", "fr", &[]),
            title("  ", "en", &[]),
        ])
    }

    fn fitting(typed: &str, language: &str, server: Option<u64>) -> Vec<String> {
        let language = Language::parse(language).ok();
        titles().fitting(typed, language.as_ref(), server, 25).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn what_begins_so_comes_before_what_has_such_words() {
        assert_eq!(fitting("ref", "en", Some(9)), ["Refunds", "Staff refunds"]);
        assert_eq!(fitting("new log", "en", None), ["Log in on a new phone"]);
        assert_eq!(fitting("fund", "en", None), ["Refunds"]);
        assert_eq!(fitting("xyz new", "en", None), ["Log in on a new phone"], "a title is known by its other names");
    }

    #[test]
    fn accents_width_and_spaces_do_not_matter() {
        assert_eq!(fitting(" TELEPHONE", "fr", None), ["Changer de téléphone"]);
        assert_eq!(fitting("返金", "ja", None), ["返金について"]);
        assert_eq!(fitting("인증", "ko", None), ["2단계 인증 설정 및 분실"]);
    }

    #[test]
    fn the_askers_language_comes_first_and_foreign_servers_never() {
        assert_eq!(fitting("", "ja", None)[0], "返金について");
        assert!(!fitting("", "en", Some(8)).contains(&"Staff refunds".to_owned()));
        assert_eq!(titles().fitting("", None, None, 2).len(), 2);
    }
}
