//! Three stores, one behaviour: a suite of claims and a model, held against each of them.

#[path = "../support/mod.rs"]
mod support;

mod claims;
mod cluster;
mod embedded;
mod model;
mod redis;
mod stores;
mod tls;
