//! Lists come in pages.

use super::{Client, Host};
use crate::twilio::error::Failure;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What a page of a list has besides its items.
#[derive(Debug, Deserialize)]
pub struct Meta {
    /// Where the list goes on.
    #[serde(default)]
    pub next_page_url: Option<String>,
}

/// A page whose items have a type.
pub trait Page: DeserializeOwned {
    /// What it lists.
    type Item;
    /// The items, and where the list goes on.
    fn split(self) -> (Vec<Self::Item>, Option<String>);
}

/// Declares the page of a list: its type, the key its items stand under, and their type.
macro_rules! page {
    ($name:ident, $key:ident, $item:ty) => {
        #[derive(serde::Deserialize)]
        pub(super) struct $name {
            meta: $crate::twilio::client::page::Meta,
            $key: Vec<$item>,
        }

        impl $crate::twilio::client::page::Page for $name {
            type Item = $item;
            fn split(self) -> (Vec<$item>, Option<String>) {
                (self.$key, self.meta.next_page_url)
            }
        }
    };
}
pub(super) use page;

impl Client {
    /// All items of a list, at most `pages` pages of it.
    pub(super) async fn all<P: Page>(
        &self,
        host: Host,
        path: &[&str],
        query: &[(&str, &str)],
        pages: usize,
    ) -> Result<Vec<P::Item>, Failure> {
        let (mut items, mut next) = self.get(host, path).query(query).json::<P>().await?.split();
        for _ in 1..pages {
            let Some(address) = next else { break };
            let (more, after) = self.follow(host, &address)?.json::<P>().await?.split();
            items.extend(more);
            next = after;
        }
        Ok(items)
    }
}
