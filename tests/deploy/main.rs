//! The ways to run it: containers, the door in front, systemd, Kubernetes, and what is said of them.

#[path = "../support/mod.rs"]
mod support;

mod compose;
mod containers;
mod door;
mod files;
mod hosting;
mod house;
mod kubernetes;
mod releases;
mod rolling;
mod systemd;
