//! Which person somebody is whom Google vouches for.
//!
//! People are keyed by the provider's `sub`, which never changes; an e-mail address can. What is kept is
//! the person's id and name, and no address.
//!
//! Must never: give one account two persons, whoever signs in twice at once.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    app::ports::{Identity, StoreFailure, Vault},
    domain::{ids::PersonId, text::Name},
};

/// How long an account is remembered after its last sign-in: two years.
pub const ACCOUNT_TTL: Duration = Duration::from_hours(2 * 365 * 24);

/// A person with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: Name,
}

/// The account of this identity. One that was never here becomes `newcomer`: the guest who signs in
/// keeps their id, and with it all that is theirs.
///
/// # Errors
/// [`StoreFailure`].
pub async fn enter(
    vault: &Arc<dyn Vault>,
    identity: &Identity,
    newcomer: Account,
) -> Result<Account, StoreFailure> {
    let key = format!("account:{}", super::hash(&format!("{} {}", identity.issuer, identity.subject)));
    let json = serde_json::to_vec(&newcomer).expect("because it is made of texts");
    if vault.put_new(&key, json, ACCOUNT_TTL).await? {
        return Ok(newcomer);
    }
    let Some(kept) = vault.get(&key).await? else {
        return Err(StoreFailure::Unavailable("an account was there and is not".into()));
    };
    let account = serde_json::from_slice(&kept)
        .map_err(|error| StoreFailure::Foreign(format!("an account that cannot be read ({error})")))?;
    vault.put(&key, kept, ACCOUNT_TTL).await?;
    Ok(account)
}

/// What somebody is called of whom Google says so: their name there, shortened where it must be.
#[must_use]
pub fn name_of(identity: &Identity) -> Name {
    let said = identity.name.as_deref().unwrap_or_default();
    let shown: String = said.chars().filter(|letter| !letter.is_control()).take(40).collect();
    Name::parse(&shown).or_else(|_| Name::parse("Somebody")).expect("because this is a name")
}

/// Whether the address may come in: everybody's where no domains are named, else those of these domains,
/// to the letter.
#[must_use]
pub fn is_allowed(email: &str, domains: &[String]) -> bool {
    let Some((_, domain)) = email.rsplit_once('@') else { return false };
    domains.is_empty() || domains.iter().any(|allowed| allowed.eq_ignore_ascii_case(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_domain_itself_is_let_in() {
        let domains = ["gmail.com".to_owned()];
        assert!(is_allowed("ann@gmail.com", &domains));
        assert!(is_allowed("ann@GMAIL.com", &domains));
        for foreign in [
            "ann@evilgmail.com",
            "ann@gmail.com.evil.example",
            "ann@mail.gmail.com",
            "ann@gmail.com@evil.example",
            "ann@gmaiⅼ.com",
            "gmail.com",
            "ann@",
            "",
        ] {
            assert!(!is_allowed(foreign, &domains), "{foreign}");
        }
        assert!(is_allowed("ann@anywhere.example", &[]));
    }

    #[test]
    fn whatever_google_calls_somebody_is_made_a_name() {
        let named = |name: Option<&str>| {
            let identity = Identity {
                issuer: "i".into(),
                subject: "s".into(),
                email: "a@b.c".into(),
                is_verified: true,
                name: name.map(str::to_owned),
            };
            name_of(&identity).as_str().to_owned()
        };
        assert_eq!(named(Some("Ann")), "Ann");
        assert_eq!(named(Some(&"é".repeat(60))).chars().count(), 40);
        assert_eq!(named(Some("A\u{0}nn\n")), "Ann");
        assert_eq!(named(Some("  ")), "Somebody");
        assert_eq!(named(None), "Somebody");
    }
}
