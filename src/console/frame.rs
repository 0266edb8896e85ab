//! What every page knows of its request: where it stands, who looks, how it should look, what to say on top.

use super::refusal::Refusal;
use super::session::Viewer;
use crate::domain::account::Role;
use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use std::convert::Infallible;

/// Where all of it lives.
pub const ROOT: &str = "/console/";

/// The cookie of [`Theme`].
pub const THEME_COOKIE: &str = "flexcord_theme";

/// Dark or light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the browser prefers.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// Its name in the cookie and in the page.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that name; what nobody knows is as the browser prefers.
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }
}

/// What can be said on top of the page after something was done, by the name in the address.
const SAID: &[(&str, &str)] = &[
    ("welcome", "You are signed in."),
    ("out", "You are signed out."),
    ("password", "Your password is changed. Other browsers are signed out."),
    ("others-out", "Other browsers are signed out."),
    ("done", "Done."),
    ("grants", "The roles are changed."),
    ("disabled", "The account is shut out."),
    ("enabled", "The account is let in again."),
    ("saved", "Saved. The assistant knows it from the next question on."),
    ("same", "Nothing was changed."),
    ("deleted", "Taken out of use. It can be brought back."),
    ("undeleted", "Back in use."),
    ("phrasing", "Added as a phrasing. The assistant knows it from the next question on."),
    ("ignored", "Ignored. Questions like it are left out from now on."),
    ("restored", "The earlier version is in use again."),
];

/// See the module.
#[derive(Clone, Debug)]
pub struct Frame {
    /// From the page's address to [`ROOT`]: `./`, `../`, `../../`. With it addresses are right behind any proxy.
    pub base: String,
    /// The first part of the page's address, for the navigation.
    pub section: String,
    /// The page's own address below [`ROOT`], to come back to.
    pub here: String,
    pub theme: Theme,
    pub viewer: Option<Viewer>,
    pub said: Option<&'static str>,
}

impl Frame {
    /// Of a request.
    pub fn of(parts: &Parts) -> Self {
        let below = parts.uri.path().strip_prefix(ROOT).unwrap_or_default();
        let depth = below.matches('/').count();
        let said = parts.uri.query().and_then(|query| {
            let name = query.split('&').find_map(|pair| pair.strip_prefix("said="))?;
            SAID.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
        });
        let jar = CookieJar::from_headers(&parts.headers);
        Self {
            base: if depth == 0 { "./".to_owned() } else { "../".repeat(depth) },
            here: parts.uri.query().map_or_else(|| below.to_owned(), |query| format!("{below}?{query}")),
            section: below.split('/').next().unwrap_or_default().to_owned(),
            theme: jar.get(THEME_COOKIE).map(|cookie| Theme::named(cookie.value())).unwrap_or_default(),
            viewer: parts.extensions.get::<Viewer>().cloned(),
            said,
        }
    }

    /// Whoever looks; pages behind the gate always have one.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn viewer(&self) -> Result<&Viewer, Refusal> {
        self.viewer.as_ref().ok_or(Refusal::NotFound)
    }

    /// Sends the browser on to another page, below [`ROOT`].
    pub fn go(&self, to: &str) -> Response {
        let to = format!("{}{to}", self.base);
        match HeaderValue::from_str(&to) {
            Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
            Err(_) => Refusal::NotFound.into_response(),
        }
    }

    /// How colleagues see whoever looks.
    pub fn name(&self) -> &str {
        self.viewer.as_ref().map(|viewer| viewer.account.shown.as_str()).unwrap_or_default()
    }

    /// Has whoever looks at least the role of lead somewhere?
    pub fn leads(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.account.grants.anywhere(Role::Lead))
    }

    /// Is whoever looks an admin of everything?
    pub fn rules(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.account.grants.everywhere(Role::Admin))
    }

    /// Is this part of the navigation where the page is?
    pub fn is_in(&self, section: &str) -> bool {
        self.section == section
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// A page, or word that it could not be made.
pub fn html(page: impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => Refusal::from(error).into_response(),
    }
}

/// A page that says what is wrong with a form that was sent.
pub fn wrong(page: impl Template) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response()
}

/// A text as part of an address, escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Where to go after signing in: an address of our own pages, or the first page.
pub fn own_page(to: &str) -> &str {
    let plain = to.len() <= 512 && to.chars().all(|c| c.is_ascii_alphanumeric() || "-_./?&=%~+".contains(c));
    let inside = to.starts_with(|c: char| c.is_ascii_lowercase()) && !to.contains("..") && !to.contains("//");
    if plain && inside { to } else { "" }
}

/// A header as text.
pub fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn frame(uri: &str) -> Frame {
        Frame::of(&Request::builder().uri(uri).header("cookie", "flexcord_theme=dark").body(()).unwrap().into_parts().0)
    }

    #[test]
    fn addresses_lead_to_the_root_from_every_page() {
        assert_eq!(frame("/console/").base, "./");
        assert_eq!(frame("/console/knowledge?x=/a/b").base, "./");
        assert_eq!(frame("/console/knowledge/edit").base, "../");
        assert_eq!(frame("/console/accounts/1/link").base, "../../");
        assert!(frame("/console/knowledge/edit").is_in("knowledge"));
    }

    #[test]
    fn only_what_is_known_is_said() {
        assert_eq!(frame("/console/?a=1&said=out").said, Some("You are signed out."));
        assert_eq!(frame("/console/?said=%3Cscript%3E").said, None);
        assert_eq!(frame("/console/").theme, Theme::Dark);
    }

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(own_page("knowledge/edit?id=a%2Fb"), "knowledge/edit?id=a%2Fb");
        for elsewhere in ["//evil.example", "https://evil.example", "/etc", "a//b", "../../x", "javascript:alert(1)", "a\r\nb", "é"] {
            assert_eq!(own_page(elsewhere), "", "{elsewhere}");
        }
    }

    #[test]
    fn what_is_escaped_is_one_part_of_an_address() {
        assert_eq!(escaped("a/b c&ü?"), "a%2Fb%20c%26%C3%BC%3F");
    }
}
