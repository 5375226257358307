//! Sockets, event streams, and everything else that comes by HTTP.
//!
//! Read in this order: [`router`] (what there is), [`following`] (how a client is told), [`socket`].
//! [`wire`] holds the contract's words, [`problem`] its errors.
//!
//! Must never: know a rule of the nest, or how anything is stored.

pub mod api;
pub mod connect;
pub mod entrance;
mod events;
pub mod exporting;
pub mod farewell;
pub mod following;
pub mod health;
pub mod installing;
pub mod legacy;
pub mod linking;
pub mod listening;
pub mod login;
pub mod nests;
pub mod openapi;
pub mod origin;
pub mod page;
pub mod past;
pub mod playlists;
pub mod problem;
pub mod programs;
pub mod proxies;
pub mod public;
pub mod router;
pub mod security;
pub mod serving;
pub mod sessions;
pub mod setup;
pub mod site;
pub mod socket;
pub mod throwbacks;
pub mod tokens;
pub mod tv;
pub mod visitor;
pub mod watching;
pub mod wire;
