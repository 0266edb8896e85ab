//! discord
pub mod answer;
pub mod carrier;
pub mod catch_up;
pub mod commands;
pub mod components;
pub mod doctor;
pub mod error;
pub mod files;
pub mod gateway;
pub mod history;
pub mod http;
pub mod interactions;
pub mod limits;
pub mod parse;
pub mod parts;
pub mod permissions;
pub mod phrases;
pub mod routes;
pub mod sender;
pub mod setup;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod verify;
