//! The document of what can be asked by HTTP: that it is whole, and that it is true.

#[path = "../support/mod.rs"]
mod support;

mod routes;
mod serving;
mod trying;
