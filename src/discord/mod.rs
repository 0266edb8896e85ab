//! discord
pub mod answer;
pub mod commands;
pub mod components;
pub mod error;
pub mod http;
pub mod limits;
pub mod parse;
pub mod phrases;
pub mod routes;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod verify;
