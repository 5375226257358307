//! Who can sign in with Google here.
//!
//! Must never: be a person there is.

use serde::{Deserialize, Serialize};

use crate::mixing::digits_of;

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Account {
    /// What never changes of it.
    pub sub: String,
    /// Its address.
    pub email: String,
    /// Whether somebody has shown that it is theirs.
    pub email_verified: bool,
    /// What its owner is called.
    pub name: String,
}

impl Account {
    /// An account with an address of its owner's, whose `sub` belongs to the address.
    pub fn of(email: &str, name: &str) -> Self {
        let email = email.trim().to_owned();
        let sub = digits_of(&format!("google account {}", email.to_lowercase()), 21);
        Self { sub, email, email_verified: true, name: name.trim().to_owned() }
    }
}

/// Those who are there from the start.
pub fn demo() -> Vec<Account> {
    let mut accounts = vec![
        Account::of("ada@party.example", "Ada Quill"),
        Account::of("bo@party.example", "Bo Lindqvist"),
        Account::of("cleo@party.example", "Cléo Márquez"),
        Account::of("mallory@evilparty.example", "Mallory Next-Door"),
        Account::of("una@party.example", "Una Unverified"),
    ];
    if let Some(una) = accounts.last_mut() {
        una.email_verified = false;
    }
    accounts
}

/// Whom a choice means: an address or a `sub` that is known, or an address to make an account of.
pub fn chosen<'a>(
    accounts: impl Iterator<Item = &'a Account>,
    choice: &str,
    name: Option<&str>,
) -> Option<Account> {
    let choice = choice.trim();
    let mut known =
        accounts.filter(|account| account.sub == choice || account.email.eq_ignore_ascii_case(choice));
    known.next().cloned().or_else(|| {
        let (local, _) =
            choice.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty())?;
        Some(Account::of(choice, name.filter(|name| !name.trim().is_empty()).unwrap_or(local)))
    })
}
