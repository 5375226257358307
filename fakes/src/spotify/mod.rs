//! The stand-in for Spotify: accounts and tokens at the top, the API below `/v1`, pictures below `/image`.
//!
//! Must never: be laxer than the real one about tokens, scopes, lists of people, and limits.

mod api;
mod authorising;
mod budget;
mod caller;
pub mod grants;
pub mod people;
pub mod problem;
mod settings;
mod token;

use std::collections::{BTreeMap, HashMap};

use axum::{
    Router,
    routing::{get, post},
};

use self::{authorising::Code, budget::Budget, grants::Grants};
pub use self::{people::Person, settings::Settings};
use crate::{
    Shared,
    catalogue::{Catalogue, covers},
    client::Client,
};

/// So many people may use a program in development mode.
pub const PEOPLE_MAX: usize = 5;
/// The host's program, which is registered from the start.
const DEMO_CLIENT: &str = "0123456789abcdef0123456789abcdef";
/// Its secret.
const DEMO_SECRET: &str = "fedcba9876543210fedcba9876543210";
/// A program somebody brings along, without a secret.
const OWN_CLIENT: &str = "feedfacefeedfacefeedfacefeedface";

/// People, tokens, and what limits them.
#[derive(Debug)]
pub struct Spotify {
    /// The registered programs, by id.
    pub clients: BTreeMap<String, Client>,
    /// Who can sign in, by id, with their players and lists.
    pub people: BTreeMap<String, Person>,
    /// Who agreed to what, and the tokens for it.
    pub grants: Grants,
    /// How long things live, and how many calls there may be.
    pub settings: Settings,
    codes: HashMap<String, Code>,
    budgets: HashMap<String, Budget>,
}

impl Spotify {
    /// As it is at the start.
    pub fn new(catalogue: &Catalogue) -> Self {
        let people = people::demo(catalogue);
        let listed = people.iter().take(PEOPLE_MAX).map(|person| person.id.clone()).collect();
        let host = Client { secret: Some(DEMO_SECRET.to_owned()), people: listed, redirects: None };
        let outsider = people.last().map(|person| person.id.clone());
        let own = Client { people: outsider.into_iter().collect(), ..Client::default() };
        Self {
            clients: BTreeMap::from([(DEMO_CLIENT.to_owned(), host), (OWN_CLIENT.to_owned(), own)]),
            people: people.into_iter().map(|person| (person.id.clone(), person)).collect(),
            grants: Grants::default(),
            settings: Settings::default(),
            codes: HashMap::new(),
            budgets: HashMap::new(),
        }
    }
}

/// Its addresses.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/authorize", get(authorising::show))
        .route("/authorize/choose", post(authorising::choose))
        .route("/api/token", post(token::exchange))
        .route("/image/{id}", get(covers::show))
        .nest("/v1", api::routes())
}
