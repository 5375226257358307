//! A guest who turns out to be somebody with an account: what is theirs, in whichever nest, is the account's.
//!
//! Must never: let anybody shake off a ban by signing in.

use crate::{
    app::{
        asking::Failure,
        nest_task::{NestHandle, Reply},
    },
    domain::{
        command::{Command, Request},
        ids::PersonId,
        nest::Nest,
    },
    http::{problem::Problem, site::Site, visitor::Visitor},
};

/// Makes all that a guest has in nests besides the main one the visitor's.
///
/// # Errors
/// [`Problem`].
pub(super) async fn merge_elsewhere(site: &Site, visitor: &Visitor, guest: &PersonId) -> Result<(), Problem> {
    for nest in others(site).await? {
        let is_known = |nest: &Nest| nest.people.contains_key(guest) || nest.bans(guest);
        merge_where(&nest, visitor, guest, is_known).await?;
    }
    Ok(())
}

/// Has the bans of a guest who left hold for the account that was first heard of in the same browser.
///
/// # Errors
/// [`Problem`].
pub(super) async fn hand_over_bans(site: &Site, visitor: &Visitor, guest: &PersonId) -> Result<(), Problem> {
    for nest in others(site).await?.iter().chain([site.nests.main()]) {
        merge_where(nest, visitor, guest, |nest| nest.bans(guest)).await?;
    }
    Ok(())
}

async fn others(site: &Site) -> Result<Vec<NestHandle>, Problem> {
    let mut others = Vec::new();
    for id in site.nests.register().nests.keys() {
        others.extend(site.nests.get(id).await?);
    }
    Ok(others)
}

async fn merge_where(
    nest: &NestHandle,
    visitor: &Visitor,
    guest: &PersonId,
    is_wanted: impl Fn(&Nest) -> bool,
) -> Result<(), Problem> {
    if !nest.look().await.is_some_and(|view| is_wanted(&view.nest)) {
        return Ok(());
    }
    let request = Request::Ask { asker: visitor.asker(), id: None, command: Command::Merge(guest.clone()) };
    match nest.ask_in_turn(request).await {
        Reply::Answer(_) => Ok(()),
        _ => Err(Failure::NotSaved.into()),
    }
}
