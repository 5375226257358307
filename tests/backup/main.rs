//! Backups as an operator makes them, of a house full of people, and what they are worth afterwards.

#[path = "../support/mod.rs"]
mod support;

mod breaking_off;
mod carrying;
mod damage;
mod house;
mod keeping;
mod returning;
mod sealing;
