//! What an operator sees of a server: numbers, health, logs; and that the files for Prometheus and Grafana
//! name nothing that is not there, and do what they are for with a real Prometheus.

#[path = "../support/mod.rs"]
mod support;

mod appends;
mod deploy;
mod evening;
mod health;
mod metrics;
mod numbers;
mod prometheus;
mod requests;
