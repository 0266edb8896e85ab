//! flexcord joins a Discord community to a contact centre. (The full map is written when the house stands.)

pub mod api;
pub mod app;
pub mod assistant;
pub mod cli;
pub mod config;
pub mod discord;
pub mod domain;
pub mod knowledge;
pub mod outgoing;
pub mod relay;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod twilio;
pub mod web;
