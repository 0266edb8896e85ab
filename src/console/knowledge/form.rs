//! From a form to an article, with what is wrong named field by field.

use super::right;
use crate::domain::account::{Grants, Role};
use crate::domain::ids::{GapId, Snowflake};
use crate::knowledge::language::Language;
use crate::store::articles::Article;
use std::collections::BTreeMap;

/// Most characters and items. The index and a reader could do with more, a page that is edited could not.
const TITLE: usize = 300;
const BODY: usize = 100_000;
const PHRASINGS: usize = 200;
const TAGS: usize = 50;
const TAG: usize = 50;
const ADDRESS: usize = 2_000;

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    pub title: String,
    pub body: String,
    pub language: String,
    /// One a line.
    pub phrasings: String,
    /// With commas between.
    pub tags: String,
    pub url: String,
    pub servers: Vec<Snowflake>,
    /// The version that is being changed; 0 for a new article.
    pub version: u32,
    /// The questions without a good answer that a new article is for.
    pub gaps: Vec<GapId>,
}

/// What is wrong, by the name of the field.
pub type Problems = BTreeMap<&'static str, &'static str>;

impl Fields {
    /// From the pairs that a browser sends. What is no field of ours is passed over.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut fields = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "title" => fields.title = value,
                // Browsers send line ends as forms have always done.
                "body" => fields.body = value.replace("\r\n", "\n"),
                "language" => fields.language = value,
                "phrasings" => fields.phrasings = value.replace("\r\n", "\n"),
                "tags" => fields.tags = value,
                "url" => fields.url = value,
                "server" => fields.servers.extend(value.parse::<Snowflake>()),
                "phrasing" => {
                    fields.phrasings.push_str(&value);
                    fields.phrasings.push('\n');
                }
                "gap" => fields.gaps.extend(value.parse().map(GapId)),
                "version" => fields.version = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        fields
    }

    /// Of an article as it is.
    pub fn of(article: &Article, version: u32) -> Self {
        Self {
            title: article.title.clone(),
            body: article.body.clone(),
            language: article.language.clone().unwrap_or_default(),
            phrasings: article.phrasings.join("\n"),
            tags: article.tags.join(", "),
            url: article.url.clone().unwrap_or_default(),
            servers: article.servers.clone(),
            version,
            gaps: Vec::new(),
        }
    }

    /// The article, for somebody with these grants, or what is wrong.
    pub fn article(&self, id: &str, grants: &Grants) -> Result<Article, Problems> {
        let mut problems = Problems::new();
        let title = self.title.trim();
        match title.chars().count() {
            0 => drop(problems.insert("title", "Write the question it answers.")),
            n if n > TITLE => drop(problems.insert("title", "Keep it below 300 characters.")),
            _ => {}
        }
        match self.body.trim().chars().count() {
            0 => drop(problems.insert("body", "Write the answer.")),
            n if n > BODY => drop(problems.insert("body", "Keep it below 100,000 characters, or make several articles of it.")),
            _ => {}
        }
        let language = match self.language.trim() {
            "" => None,
            tag => Language::parse(tag).map(String::from).map_err(|_| problems.insert("language", "Write a tag such as en or pt-BR.")).ok(),
        };
        let phrasings = items(self.phrasings.split('\n'));
        if phrasings.len() > PHRASINGS || phrasings.iter().any(|phrasing| phrasing.chars().count() > TITLE) {
            problems.insert("phrasings", "At most 200, each below 300 characters.");
        }
        let tags = items(self.tags.split(','));
        if tags.len() > TAGS || tags.iter().any(|tag| tag.chars().count() > TAG) {
            problems.insert("tags", "At most 50, each below 50 characters.");
        }
        let url = self.url.trim();
        let web = url.starts_with("https://") || url.starts_with("http://");
        if !url.is_empty() && (!web || url.len() > ADDRESS || url.contains(char::is_whitespace)) {
            problems.insert("url", "Write the whole address, with https:// in front.");
        }
        let mut servers = self.servers.clone();
        servers.sort_unstable();
        servers.dedup();
        if !right::keeps(grants, Role::Lead, &servers) {
            problems.insert("servers", "Choose at least one server, and only such that you lead.");
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Article {
            id: id.to_owned(),
            title: title.to_owned(),
            body: self.body.trim().to_owned(),
            language,
            tags,
            phrasings,
            url: (!url.is_empty()).then(|| url.to_owned()),
            servers,
        })
    }

    /// Is the article for this server?
    pub fn is_for(&self, server: &Snowflake) -> bool {
        self.servers.contains(server)
    }
}

/// Each once, without spaces around it and without empty ones.
fn items<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        if !items.iter().any(|known| known == part) {
            items.push(part.to_owned());
        }
    }
    items
}

/// An id people can read, made of a title; None when nothing of it is left.
pub fn id_of(title: &str) -> Option<String> {
    let mut id = String::new();
    for c in title.chars().take(80) {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    (id.len() >= 3).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_form_becomes_an_article_and_back() {
        let sent = [
            ("title", " Reset? "),
            ("body", "Press\r\n**Reset**."),
            ("language", "EN"),
            ("phrasings", "forgot it\r\n\r\nforgot it\r\ncannot log in"),
            ("tags", "login, account,,"),
            ("url", "https://help.example/r"),
            ("server", "5"),
            ("server", "x"),
            ("version", "3"),
            ("other", "y"),
        ];
        let fields = Fields::read(pairs(&sent));
        assert_eq!(fields.version, 3);
        let article = fields.article("reset", &Grants::on(Snowflake(5), Role::Lead)).unwrap();
        assert_eq!(
            (article.title.as_str(), article.body.as_str(), article.language.as_deref()),
            ("Reset?", "Press\n**Reset**.", Some("en"))
        );
        assert_eq!((article.phrasings.join("|"), article.tags.join("|")), ("forgot it|cannot log in".into(), "login|account".into()));
        assert_eq!(article.servers, [Snowflake(5)]);
        assert_eq!(Fields::of(&article, 3).article("reset", &Grants::all(Role::Lead)).unwrap(), article);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let sent = [("body", " "), ("language", "english"), ("url", "javascript:alert(1)"), ("tags", &"x".repeat(51))];
        let problems = Fields::read(pairs(&sent)).article("a", &Grants::on(Snowflake(5), Role::Lead)).unwrap_err();
        assert_eq!(problems.into_keys().collect::<Vec<_>>(), ["body", "language", "servers", "tags", "title", "url"]);
    }

    #[test]
    fn ids_are_made_of_titles() {
        assert_eq!(id_of("How do I reset — my password?").as_deref(), Some("how-do-i-reset-my-password"));
        assert_eq!(id_of("비밀번호 재설정"), None);
        assert_eq!(id_of("?!"), None);
    }
}
