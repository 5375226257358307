//! What tests share. Everything started here listens on a free port or a socket file of its own,
//! and ends by its process id.
#![allow(dead_code, unused_imports, reason = "each test program uses some of it")]

pub mod commits;
pub mod events;
pub mod guesses;
pub mod model;
pub mod nests;
pub mod people;
pub mod port;
pub mod redis_cluster;
pub mod redis_sentinels;
pub mod redis_server;
pub mod server;
pub mod time;
pub mod tls;
