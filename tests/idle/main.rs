//! What nests cost in which nothing happens: no time of the processor, and where nobody plays, no memory either.

#[path = "../support/mod.rs"]
mod support;

mod closing;
mod house;
mod sleeping;
