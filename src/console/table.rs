//! Every route of the console: method, path, who may. The router is made of it, and so is the test that calls each as everybody.

use super::{Console, accounts, assets, cases, gaps, gate, knowledge, live, me, sign_in, welcome};
use crate::domain::account::Role;
use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

/// Where the role must be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nobody is asked who they are.
    Public,
    /// Whoever is signed in, about themselves.
    Own,
    /// On any server. What is shown, and what may be named in a form, is narrowed to the servers where that is so.
    Somewhere,
    /// On every server.
    Everywhere,
    /// On the server of the talk named by the `{id}` in the path.
    Talk,
    /// On the server of the case named by the `{id}` in the path.
    Case,
    /// On a server where the article named by `?id=` is used, or on any for one that is used everywhere.
    Article,
    /// On all servers where the article named by `?id=` is used.
    ArticleToChange,
}

/// One route.
pub struct Entry {
    pub method: Method,
    /// Below `/console/`.
    pub path: &'static str,
    /// The least role; of no meaning where none is asked for.
    pub least: Role,
    pub scope: Scope,
    make: fn() -> MethodRouter<Console>,
}

macro_rules! routes {
    ($($method:ident $path:literal, $least:ident $scope:ident => $handler:path;)*) => {
        &[$(Entry {
            method: routes!(@ $method),
            path: $path,
            least: Role::$least,
            scope: Scope::$scope,
            make: || $method($handler),
        }),*]
    };
    (@ get) => { Method::GET };
    (@ post) => { Method::POST };
}

/// All of them.
pub const ROUTES: &[Entry] = routes![
    get  "assets/{file}", Agent Public => assets::file;
    get  "sign-in", Agent Public => sign_in::form;
    post "sign-in", Agent Public => sign_in::try_to;
    get  "welcome/{token}", Agent Public => welcome::form;
    post "welcome/{token}", Agent Public => welcome::take;
    post "theme", Agent Public => me::set_theme;

    get  "", Agent Own => me::home;
    post "sign-out", Agent Own => me::sign_out;
    get  "me", Agent Own => me::page;
    post "me/password", Agent Own => me::change_password;
    post "me/sign-out-others", Agent Own => me::sign_out_others;

    get  "accounts", Admin Everywhere => accounts::list;
    post "accounts", Admin Everywhere => accounts::invite;
    get  "accounts/{id}", Admin Everywhere => accounts::one;
    post "accounts/{id}/grants", Admin Everywhere => accounts::set_grants;
    post "accounts/{id}/link", Admin Everywhere => accounts::new_link;
    post "accounts/{id}/disable", Admin Everywhere => accounts::disable;
    post "accounts/{id}/enable", Admin Everywhere => accounts::enable;

    get  "live", Agent Somewhere => live::list::page;
    get  "live/feed", Agent Somewhere => live::feed::follow;
    get  "live/{id}", Agent Talk => live::talk::page;
    post "live/{id}", Agent Talk => live::talk::act;

    get  "cases", Agent Somewhere => cases::board::page;
    get  "cases/{id}", Agent Case => cases::show::page;
    post "cases/{id}", Agent Case => cases::act::act;
    get  "cases/{id}/files/{file}", Agent Case => cases::file::get;

    get  "gaps", Lead Somewhere => gaps::page;
    post "gaps/phrasing", Lead Somewhere => gaps::phrasing;
    post "gaps/ignore", Lead Somewhere => gaps::ignore;

    get  "knowledge", Agent Somewhere => knowledge::list::page;
    get  "knowledge/new", Lead Somewhere => knowledge::edit::new;
    post "knowledge/new", Lead Somewhere => knowledge::edit::create;
    get  "knowledge/article", Agent Article => knowledge::show::page;
    get  "knowledge/edit", Lead ArticleToChange => knowledge::edit::form;
    post "knowledge/edit", Lead ArticleToChange => knowledge::edit::save;
    post "knowledge/preview", Lead Somewhere => knowledge::edit::preview;
    post "knowledge/delete", Lead ArticleToChange => knowledge::edit::delete;
    post "knowledge/undelete", Lead ArticleToChange => knowledge::edit::undelete;
    get  "knowledge/try", Agent Somewhere => knowledge::try_it::page;
    get  "knowledge/import", Lead Somewhere => knowledge::import::form;
    post "knowledge/import", Lead Somewhere => knowledge::import::upload;
    get  "knowledge/export", Lead Somewhere => knowledge::export::all;
    get  "knowledge/download", Agent Article => knowledge::export::one;
    post "knowledge/restore", Lead ArticleToChange => knowledge::edit::restore;
    post "knowledge/take-theirs", Lead ArticleToChange => knowledge::edit::take_theirs;
    post "knowledge/keep-ours", Lead ArticleToChange => knowledge::edit::keep_ours;
];

/// The router of the whole table.
pub fn router(console: &Console) -> Router<Console> {
    let mut router = Router::new();
    for entry in ROUTES {
        let guarded = (entry.make)().layer(from_fn_with_state((console.clone(), entry), gate::gate));
        router = router.route(&format!("/console/{}", entry.path), guarded);
    }
    // Without the slash at its end, addresses on the page would lead one level too high.
    router.route("/console", get(gate::to_the_root)).route("/console/{*rest}", get(gate::nothing_here).post(gate::nothing_here))
}
