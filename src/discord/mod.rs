//! discord
pub mod answer;
pub mod carrier;
pub mod commands;
pub mod components;
pub mod error;
pub mod files;
pub mod history;
pub mod http;
pub mod limits;
pub mod parse;
pub mod parts;
pub mod phrases;
pub mod routes;
pub mod sender;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod verify;
