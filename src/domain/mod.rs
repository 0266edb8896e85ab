//! The nouns of the house and the rules that need no I/O.
pub mod clock;
pub mod text;
pub mod words;
