//! knowledge
pub mod article;
pub mod asking;
pub mod confidence;
pub mod evaluate;
pub mod fold;
pub mod grams;
pub mod import;
pub mod index;
pub mod language;
pub mod markdown;
pub mod measure;
pub mod script;
pub mod search;
pub mod terms;
pub mod words;
