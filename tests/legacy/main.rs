//! The desktop agents of the original system: what they get at the addresses they know.

#[path = "../support/mod.rs"]
mod support;

#[path = "../signing/browser.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod browser;
#[path = "../signing/stage.rs"]
#[allow(dead_code, reason = "other tests use the rest of it")]
mod stage;

mod agent;

mod adding;
mod evening;
mod inviting;
mod leaving;
mod players;
