//! The program as its users meet it: real processes, real sockets, the contract to the letter.

#[path = "../support/mod.rs"]
mod support;

mod catalogue;
mod coming_in;
mod commands;
#[cfg(target_os = "linux")]
mod disk;
mod ending;
mod following;
mod limits;
mod looking;
mod looking_back;
mod nonsense;
mod past;
mod play_log;
mod playing;
mod reading;
mod replicas;
mod setup;
mod skipping;
mod starting;
mod streams;
mod turns;
