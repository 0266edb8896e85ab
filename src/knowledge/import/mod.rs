//! import
pub mod beir;
pub mod error;
