//! Fetches web pages for the knowledge base, politely and without being led astray.
//!
//! **What lives here.** [`Fetcher`] (one page, with its redirects and limits), `address` (which addresses are public), `resolve` (names
//! to addresses, private ones left out), `robots` (what a site asks crawlers to leave alone), [`sitemap`] (which pages a site has).
//!
//! **How data passes through.** An address → is it http(s), is its host public → robots.txt of its site → one request after the other
//! per site, with a pause → at most so many bytes, so long, so many redirects, each of which is checked anew → the page, or
//! [`error::PageError`]. What becomes of it is decided elsewhere.
//!
//! **What always holds.** No connection to a private address, however it is written and whatever a name leads to: a name is looked up
//! once per connection, and the connection goes to an address of that very answer. No cookies, no credentials, no proxy from the
//! environment.
//!
//! **One more kind of page.** Its media type in [`Fetcher::page`], and its reading in [`crate::knowledge::import`].

mod address;
pub mod error;
mod fetcher;
mod resolve;
mod robots;
pub mod sitemap;

pub use fetcher::{Fetched, Fetcher, Limits, Page};
