//! What stories are told with: a [`world::World`] that runs the whole sandbox, people in it who act through the vendors' own routes,
//! and a clock that can be moved on.
//!
//! [`stories::stories`] makes tests of them. What people see is read in order and once: a line nobody looked at fails the test at its [`world::World::finish`].

pub mod agent;
pub mod asking;
pub mod cases;
pub mod chatbot;
pub mod clock;
pub mod database;
pub mod lines;
pub mod member;
pub mod program;
pub mod signed;
pub mod site;
pub mod stories;
pub mod world;
