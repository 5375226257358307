//! What is done to people: roles, removing, banning, letting in.
//!
//! Must never: let anybody act on somebody who may do as much as they, or leave a nest that had a
//! host without one.

use super::{Draft, removing, settling};
use crate::domain::{
    command::Asker,
    commit::What,
    event::{EndedBecause, Event, RemovedBecause},
    ids::{EntryId, PersonId},
    limits,
    people::{Actor, Role},
    refusal::Refusal,
    text::Name,
};

/// Somebody whom the nest knows, or who is here: what they are called and may do.
fn find(draft: &mut Draft, person: &PersonId) -> Option<(Name, Role)> {
    let present = draft.present();
    let known = draft.nest().people.get(person).map(|member| (member.name.clone(), member.role));
    known.or_else(|| present.get(person).map(|name| (name.clone(), Role::Guest)))
}

/// Gives a person another role. Several people may be host; the last one cannot stop being it.
pub(super) fn role(draft: &mut Draft, asker: &Asker, person: &PersonId, role: Role) -> Result<(), Refusal> {
    draft.demand_host(asker, "Only a host can say who keeps order here.")?;
    if *person == asker.id {
        // They may do something for the first time.
        draft.introduce(asker);
    }
    let (name, before) = find(draft, person).ok_or_else(Refusal::nobody)?;
    if before == role {
        return Ok(());
    }
    if draft.nest().bans(person) {
        return Err(Refusal::forbidden("Let them back in first."));
    }
    if before == Role::Host && hosts(draft).all(|host| host == *person) {
        return Err(Refusal::forbidden("Make somebody else host first."));
    }
    draft.introduce(asker);
    draft.emit(Event::Named { person: person.clone(), name, role });
    let what = match role {
        Role::Host => What::MadeHost,
        Role::Moderator => What::MadeModerator,
        Role::Guest => What::MadeGuest,
    };
    draft.tell(asker, what, None, Some(&person.clone().into()));
    Ok(())
}

/// Removes a person, and what they queued where the asker wants that. Whoever is banned stays out.
pub(super) fn kick(
    draft: &mut Draft,
    asker: &Asker,
    person: &PersonId,
    ban: bool,
    keep_songs: bool,
) -> Result<(), Refusal> {
    let mine = draft.role_of(asker);
    draft.demand_order_keeper(asker, "Only hosts and moderators can remove somebody.")?;
    if *person == asker.id {
        return Err(Refusal::forbidden("You cannot remove yourself. Just leave."));
    }
    let (name, theirs) = find(draft, person).ok_or_else(Refusal::nobody)?;
    if !mine.outranks(theirs) {
        let who_may = match theirs {
            Role::Host => "A host cannot be removed. Take that role from them first.",
            Role::Moderator | Role::Guest => "Only a host can remove a moderator.",
        };
        return Err(Refusal::forbidden(who_may));
    }
    draft.introduce(asker);
    let is_known = draft.nest().people.contains_key(person);
    if theirs != Role::Guest || !is_known {
        draft.emit(Event::Named { person: person.clone(), name, role: Role::Guest });
    }
    if !keep_songs {
        drop_songs(draft, asker, person);
    }
    draft.emit(Event::Kicked { person: person.clone(), by: asker.id.clone(), ban });
    draft.tell(asker, if ban { What::Banned } else { What::Kicked }, None, Some(&person.clone().into()));
    Ok(())
}

/// Takes out all that a person queued, from the last to the first, and ends what plays of theirs.
fn drop_songs(draft: &mut Draft, asker: &Asker, person: &PersonId) {
    let owner = Actor::from(person.clone());
    let ids: Vec<EntryId> = draft.nest().queue_of(&owner).map(|entry| entry.id).collect();
    for id in ids.into_iter().rev() {
        removing::take_out(draft, &asker.id.clone().into(), id, RemovedBecause::Kicked);
    }
    if draft.nest().playing.as_ref().is_some_and(|playing| playing.entry.by == owner) {
        settling::cut_short(draft, EndedBecause::Removed);
    }
}

/// Lets a banned person come back.
pub(super) fn unban(draft: &mut Draft, asker: &Asker, person: &PersonId) -> Result<(), Refusal> {
    draft.demand_order_keeper(asker, "Only hosts and moderators can let somebody back in.")?;
    let Some(banned) = draft.nest().banned.get(person) else {
        return find(draft, person).map(|_| ()).ok_or_else(Refusal::nobody);
    };
    let name = banned.name.clone();
    draft.introduce(asker);
    draft.emit(Event::Unbanned { person: person.clone() });
    show(draft, person, name);
    draft.tell(asker, What::Unbanned, None, Some(&person.clone().into()));
    Ok(())
}

/// Asks to be let in. Who may come in anyway, or waits already, asks for nothing.
pub(super) fn knock(draft: &mut Draft, asker: &Asker) {
    let now_ms = draft.now_ms();
    let nest = draft.nest();
    let waits = nest.knocking.get(&asker.id).is_some_and(|knock| now_ms < knock.at_ms + limits::KNOCK_MS);
    if waits || nest.admits(&asker.id) {
        return;
    }
    show(draft, &asker.id, asker.name.clone());
    draft.emit(Event::Knocked { person: asker.id.clone(), name: asker.name.clone(), waits: true });
    draft.tell(asker, What::Knocked, None, None);
}

/// Lets somebody in who asked, or has them wait no longer.
pub(super) fn admit(
    draft: &mut Draft,
    asker: &Asker,
    person: &PersonId,
    is_welcome: bool,
) -> Result<(), Refusal> {
    draft.demand_order_keeper(asker, "Only hosts and moderators can let somebody in.")?;
    let nest = draft.nest();
    let waiting = nest.knocking.get(person).map(|knock| knock.name.clone());
    if nest.admitted.contains(person) {
        return Ok(());
    }
    let name = waiting.ok_or_else(Refusal::nobody)?;
    draft.introduce(asker);
    if is_welcome {
        draft.emit(Event::Admitted { people: vec![person.clone()] });
        show(draft, person, name);
        draft.tell(asker, What::LetIn, None, Some(&person.clone().into()));
    } else {
        draft.emit(Event::Knocked { person: person.clone(), name, waits: false });
    }
    Ok(())
}

/// Everyone who is here, or was, may come back when the nest begins to be by invitation only.
pub(super) fn admit_everyone(draft: &mut Draft) {
    let present = draft.present();
    let nest = draft.nest();
    let everyone = present.keys().chain(nest.people.keys());
    let mut people: Vec<PersonId> =
        everyone.filter(|id| !nest.bans(id) && !nest.admitted.contains(*id)).cloned().collect();
    people.sort();
    people.dedup();
    if !people.is_empty() {
        draft.emit(Event::Admitted { people });
    }
}

/// Another code leads here. It is the host's to say; that it is free was seen to before.
pub(super) fn recode(
    draft: &mut Draft,
    asker: &Asker,
    code: &crate::domain::setting_values::Code,
) -> Result<(), Refusal> {
    draft.demand_host(asker, "Only a host can change the code.")?;
    if draft.nest().code.as_ref() != Some(code) {
        draft.emit(Event::Recoded { code: code.clone() });
        show(draft, &asker.id, asker.name.clone());
        draft.tell(asker, What::Recoded, None, None);
    }
    Ok(())
}

/// Ends the nest. What plays has played, and the rest of the queue goes with it.
pub(super) fn end(draft: &mut Draft, asker: &Asker) -> Result<(), Refusal> {
    draft.demand_host(asker, "Only a host can end a nest.")?;
    if draft.nest().is_main() {
        return Err(Refusal::forbidden("The main nest is always there."));
    }
    go(draft);
    Ok(())
}

/// Ends a nest in which nobody is.
pub(super) fn end_idle(draft: &mut Draft) {
    if !draft.nest().is_main() && draft.present().is_empty() {
        go(draft);
    }
}

fn go(draft: &mut Draft) {
    if !draft.nest().has_ended() {
        settling::stop(draft);
        draft.emit(Event::Gone);
    }
}

/// Notes whether a host is here. Where none has been for an hour and others are, one of them becomes
/// host: a moderator, else whoever the nest has known for longest. Former hosts keep order from then on.
pub(super) fn mind_hosts(draft: &mut Draft) {
    let now_ms = draft.now_ms();
    let present = draft.present();
    let is_hosted = hosts(draft).any(|host| present.contains_key(&host));
    let nest = draft.nest();
    let since_ms = nest.unhosted_ms;
    if is_hosted || present.is_empty() {
        if since_ms.is_some() {
            draft.emit(Event::Unhosted { since_ms: None });
        }
        return;
    }
    let Some(since_ms) = since_ms else {
        draft.emit(Event::Unhosted { since_ms: Some(now_ms) });
        return;
    };
    if now_ms < since_ms + limits::UNHOSTED_MS {
        return;
    }
    let rank = |id: &PersonId| {
        let known = nest.people.get(id);
        let keeps_order = known.is_some_and(|member| member.role.keeps_order());
        (!keeps_order, known.map_or(u64::MAX, |member| member.since_ms))
    };
    // Somebody who was banned may not have left yet.
    let heirs = present.iter().filter(|(id, _)| !nest.bans(id));
    let Some((heir, name)) = heirs.min_by_key(|(id, _)| rank(id)) else { return };
    let former: Vec<(PersonId, Name)> = nest
        .people
        .iter()
        .filter(|(_, member)| member.role == Role::Host)
        .map(|(id, member)| (id.clone(), member.name.clone()))
        .collect();
    draft.emit(Event::Named { person: heir.clone(), name: name.clone(), role: Role::Host });
    for (person, name) in former {
        draft.emit(Event::Named { person, name, role: Role::Moderator });
    }
    draft.emit(Event::Unhosted { since_ms: None });
    draft.tell_by(Actor::Player, What::MadeHost, None, Some(heir));
}

/// Shows somebody to everyone as they are, so that what is told of them has a name.
fn show(draft: &mut Draft, person: &PersonId, name: Name) {
    let role = draft.nest().role_of(person).unwrap_or(Role::Guest);
    draft.emit(Event::Named { person: person.clone(), name, role });
}

fn hosts(draft: &mut Draft) -> impl Iterator<Item = PersonId> {
    let is_host = |member: &crate::domain::people::Member| member.role == Role::Host;
    let people = &draft.nest().people;
    let hosts: Vec<PersonId> =
        people.iter().filter(|(_, member)| is_host(member)).map(|(id, _)| id.clone()).collect();
    hosts.into_iter()
}
