//! A guest who turns out to be somebody with an account, or goes by another name: what is theirs is so in whichever
//! nest.
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

/// Has the nests that know the visitor know the name that they go by now.
///
/// # Errors
/// [`Problem`].
pub(super) async fn rename(site: &Site, visitor: &Visitor) -> Result<(), Problem> {
    for nest in others(site).await?.iter().chain([site.nests.main()]) {
        let is_old =
            |nest: &Nest| nest.people.get(&visitor.id).is_some_and(|known| known.name != visitor.name);
        ask_where(nest, visitor, is_old, Command::Enter { may_host: false, by_code: false }).await?;
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
    ask_where(nest, visitor, is_wanted, Command::Merge(guest.clone())).await
}

async fn ask_where(
    nest: &NestHandle,
    visitor: &Visitor,
    is_wanted: impl Fn(&Nest) -> bool,
    command: Command,
) -> Result<(), Problem> {
    if !nest.look().await.is_some_and(|view| is_wanted(&view.nest)) {
        return Ok(());
    }
    let request = Request::Ask { asker: visitor.asker(), id: None, command };
    match nest.ask_in_turn(request).await {
        Reply::Answer(_) => Ok(()),
        _ => Err(Failure::NotSaved.into()),
    }
}
