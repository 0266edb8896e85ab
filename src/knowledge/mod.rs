//! The knowledge base: articles, and finding the one that answers a question. In process, without I/O but for the store's.
//!
//! The way of an article: `import` (or the console) → [`article::Article`] → `markdown` takes the marks off → `terms` cuts title,
//! phrasings and answer into `words` (stemmed, on the *shelf* of its language) and `grams` (pieces of letters) → [`index::Index`].
//! The way of a question: `fold` → the same cutting, once per shelf in use → `search` ranks by BM25F plus cosine → `confidence` says
//! how sure each hit is → `passage` quotes the sentences that tell it. `evaluate` and `measure` say how well all this works.
//!
//! `library` keeps all that up to date over the store's articles, and where there is a model ([`embedding::Embedder`]) joins `meaning` in.
//! Articles come in through `taking_in`, which keeps what was edited here, and go out through `export`.
//!
//! Always holds: a change is seen by the next question; an index that was changed answers like one built anew; the same question
//! gets the same answer; an article is never found on a server that may not see it.
//!
//! To add a language: small words in `language` so that it is recognised, a stemmer in [`language::Language::stemmer`] if there is
//! one, question words in `asking`. A script without spaces between words also needs its place in `script`.

pub mod article;
mod asked;
mod asking;
pub mod confidence;
pub mod embedding;
pub mod evaluate;
pub mod export;
pub mod fold;
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
mod words;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_languages;
