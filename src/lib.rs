//! flexcord joins a Discord community to a contact centre. (The full map is written when the house stands.)

pub mod domain;
pub mod config;
pub mod telemetry;
pub mod store;
pub mod knowledge;
pub mod assistant;
pub mod relay;
pub mod discord;
pub mod twilio;
pub mod web;
pub mod app;
pub mod cli;
pub mod sandbox;
