//! The knowledge base: articles, and finding the one that answers a question. In process, without I/O but for the store's; who asks
//! lives in other rooms.
//!
//! The way of an article: `import` (or the console) → [`article::Article`] → `markdown` takes the marks off → `terms` cuts title,
//! phrasings and answer into `words` (stemmed, on the *shelf* of its language) and `grams` (pieces of letters) → [`index::Index`].
//! The way of a question: `fold` → the same cutting, once per shelf in use → `search` ranks by BM25F plus cosine → `confidence` says
//! how sure each hit is → `passage` quotes the sentences that tell it. `evaluate` and `measure` say how well all this works.
//!
//! `library` keeps all that up to date over the store's articles, and where there is a model ([`embedding::Embedder`]) joins `meaning` in.
//! Articles come in through `taking_in`, which keeps what was edited here, and go out through `export`.
//!
//! Questions without a good answer come back as work: `gaps` puts like ones together (by `likeness`), `backlog` works them off.
//! `titles` are offered while a question is being typed; `doubles` finds the report that says the same as a new one.
//!
//! Always holds: a change is seen by the next question; an index that was changed answers like one built anew; the same question
//! gets the same answer; an article is never found on a server that may not see it.
//!
//! To add a language: small words in `language` so that it is recognised, a stemmer in [`language::Language::stemmer`] if there is
//! one, question words in `asking`. A script without spaces between words also needs its place in `script`.

pub mod article;
mod asked;
mod asking;
pub mod backlog;
pub mod confidence;
pub mod doubles;
pub mod embedding;
pub mod evaluate;
pub mod export;
pub mod fold;
pub mod gaps;
mod grams;
pub mod import;
pub mod index;
pub mod kept;
pub mod language;
pub mod library;
pub mod likeness;
pub mod markdown;
pub mod meaning;
pub mod measure;
pub mod passage;
mod script;
pub mod search;
pub mod taking_in;
mod terms;
pub mod titles;
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_languages;
