//! `EchoNest`: everyone in a room shares one queue in the browser.
//!
//! - [`domain`]: the kernel. What a nest is and what its rules are; pure.
//! - [`app`]: what the program does, over ports.
//! - [`store`], [`playlog`], [`music`], [`oauth`], [`http`]: adapters. They know the core and never each other.
//! - [`backup`]: a file that holds all of it, whichever store it is.
//! - [`config`], [`cli`], [`secret`], [`clock`], [`outgoing`]: the edges of the process.
//! - [`running`]: the one place that puts them together.
//!
//! `ARCHITECTURE.md` has the map, the invariants, and walks through what happens.
//!
//! Must never: let an arrow between these point the other way.

pub mod app;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod http;
pub mod music;
pub mod oauth;
pub mod outgoing;
pub mod playlog;
pub mod running;
pub mod secret;
pub mod store;
