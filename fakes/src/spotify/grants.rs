//! Who agreed to what, and the tokens that came of it.
//!
//! Must never: let a refresh token be used twice where it turns over, or outlive its consent.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::Settings;
use crate::mixing::secret;

/// So many access tokens are kept; before there are more, the dead ones are forgotten.
const ACCESS_MAX: usize = 50_000;

/// What an access token is good for.
#[derive(Debug, Clone)]
pub struct Access {
    /// The program it was given to.
    pub client: String,
    /// Whose it is, if it is a person's.
    pub person: Option<String>,
    /// What was agreed to.
    pub scopes: BTreeSet<String>,
    /// When it dies.
    pub dies_ms: u64,
    grant: Option<u64>,
}

/// What one person agreed to, for one program.
#[derive(Debug, Clone, Serialize)]
pub struct Grant {
    /// Which person.
    pub person: String,
    /// Which program.
    pub client: String,
    /// What.
    pub scopes: BTreeSet<String>,
    /// When.
    pub consented_at_ms: u64,
    /// How often it was refreshed.
    pub refreshes: u64,
    /// How often a used refresh token was tried again.
    pub reuses: u64,
    /// Whether each refresh token is good for one use; so it is for programs without a secret.
    #[serde(skip)]
    pub turns_over: bool,
}

/// The tokens of a successful request.
#[derive(Debug)]
pub struct Issued {
    /// For calls.
    pub access: String,
    /// For the next ones, where there is a new one.
    pub refresh: Option<String>,
    /// What was agreed to.
    pub scopes: BTreeSet<String>,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Grants {
    agreed: BTreeMap<u64, Grant>,
    newest: u64,
    /// By refresh token: of which grant, and whether it is still good.
    refresh: HashMap<String, (u64, bool)>,
    access: HashMap<String, Access>,
}

impl Grants {
    /// Somebody agreed.
    pub fn begin(&mut self, grant: Grant, settings: &Settings, now_ms: u64) -> Issued {
        self.newest += 1;
        let id = self.newest;
        self.agreed.insert(id, grant);
        let refresh = self.add_refresh(id);
        self.issue(id, Some(refresh), settings, now_ms)
    }

    /// A program asks for itself.
    pub fn for_program(&mut self, client: &str, settings: &Settings, now_ms: u64) -> String {
        let dies_ms = now_ms + settings.access_life_ms;
        let scopes = BTreeSet::new();
        self.keep(Access { client: client.to_owned(), person: None, scopes, dies_ms, grant: None }, now_ms)
    }

    /// A refresh token for new tokens; nothing where it is unknown, used, revoked, too old or another's.
    pub fn refresh(&mut self, token: &str, client: &str, settings: &Settings, now_ms: u64) -> Option<Issued> {
        let (id, is_good) = *self.refresh.get(token)?;
        let grant = self.agreed.get_mut(&id).filter(|grant| grant.client == client)?;
        if !is_good {
            grant.reuses += 1;
            if settings.reuse_revokes_all {
                self.end(id);
            }
            return None;
        }
        if now_ms >= grant.consented_at_ms + settings.refresh_life_ms {
            return None;
        }
        grant.refreshes += 1;
        let turns_over = grant.turns_over;
        if turns_over {
            self.refresh.insert(token.to_owned(), (id, false));
        }
        let refresh = turns_over.then(|| self.add_refresh(id));
        Some(self.issue(id, refresh, settings, now_ms))
    }

    /// A person takes everything back.
    pub fn revoke(&mut self, person: &str) -> usize {
        let of_person = self.agreed.iter().filter(|(_, grant)| grant.person == person);
        let ids: Vec<u64> = of_person.map(|(id, _)| *id).collect();
        for id in &ids {
            self.end(*id);
        }
        ids.len()
    }

    /// All access tokens die at once, as when the service forgets them.
    pub fn forget_access(&mut self) -> usize {
        let count = self.access.len();
        self.access.clear();
        count
    }

    /// What an access token is good for, dead or not.
    pub fn access(&self, token: &str) -> Option<&Access> {
        self.access.get(token)
    }

    /// Whose a token is.
    pub fn person_of(&self, token: &str) -> Option<String> {
        self.access.get(token)?.person.clone()
    }

    /// What is agreed to.
    pub fn all(&self) -> impl Iterator<Item = &Grant> {
        self.agreed.values()
    }

    fn end(&mut self, id: u64) {
        self.agreed.remove(&id);
        self.refresh.retain(|_, (grant, _)| *grant != id);
        self.access.retain(|_, access| access.grant != Some(id));
    }

    fn add_refresh(&mut self, id: u64) -> String {
        let token = secret("AQ", 4);
        self.refresh.insert(token.clone(), (id, true));
        token
    }

    fn issue(&mut self, id: u64, refresh: Option<String>, settings: &Settings, now_ms: u64) -> Issued {
        let grant = self.agreed.get(&id).expect("because it was just found");
        let (client, scopes) = (grant.client.clone(), grant.scopes.clone());
        let person = Some(grant.person.clone());
        let dies_ms = now_ms + settings.access_life_ms;
        let access =
            self.keep(Access { client, person, scopes: scopes.clone(), dies_ms, grant: Some(id) }, now_ms);
        Issued { access, refresh, scopes }
    }

    fn keep(&mut self, access: Access, now_ms: u64) -> String {
        if self.access.len() >= ACCESS_MAX {
            self.access.retain(|_, kept| kept.dies_ms > now_ms);
        }
        let token = secret("BQ", 5);
        self.access.insert(token.clone(), access);
        token
    }
}
