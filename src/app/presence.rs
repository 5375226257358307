//! Who is in a nest: whoever holds a seat here, and whom other processes tell of.
//!
//! Several tabs are one person; the last one to close makes them leave.
//!
//! Must never: be held across an await, or decide anything. Presence may be a second late.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, oneshot},
    time::sleep,
};

use super::ports::Signals;
use crate::domain::{
    ids::{NestId, PersonId},
    people::Present,
    text::Name,
};

/// How long other processes believe what this one said of who is here.
const BELIEVED_FOR: Duration = Duration::from_mins(1);
/// How often it is said again, while anybody is here or elsewhere.
const SAY_EVERY: Duration = Duration::from_secs(20);

#[derive(Debug, Default)]
struct Room {
    /// Who holds how many seats in this process.
    seats: BTreeMap<PersonId, (Name, usize)>,
    elsewhere: Present,
    /// Both together.
    present: Present,
    /// Who listens along on a device of theirs.
    listening: BTreeSet<PersonId>,
    /// Who came or went since somebody asked.
    touched: BTreeSet<PersonId>,
    /// How often anybody came or went.
    version: u64,
}

impl Room {
    fn touch(&mut self, person: PersonId) {
        self.touched.insert(person);
        self.version += 1;
    }
}

/// Who is in one nest.
#[derive(Debug, Default)]
pub struct Presence {
    room: Mutex<Room>,
    /// Somebody came or went, here or elsewhere.
    changed: Notify,
    /// Somebody came or went here.
    changed_here: Notify,
}

/// A place in a nest, for as long as it is held.
#[derive(Debug)]
pub struct Seat {
    presence: Arc<Presence>,
    person: PersonId,
}

impl Presence {
    /// Lets a person in, until the seat is dropped. The name they came in by last is the one they go by.
    #[must_use]
    pub fn enter(self: &Arc<Self>, person: PersonId, name: Name) -> Seat {
        let mut room = self.lock();
        let seat = room.seats.entry(person.clone()).or_insert_with(|| (name.clone(), 0));
        seat.1 += 1;
        let is_news = seat.1 == 1 || seat.0 != name;
        if is_news {
            seat.0 = name.clone();
            room.present.insert(person.clone(), name);
            room.touch(person.clone());
        }
        drop(room);
        if is_news {
            self.notify();
        }
        Seat { presence: Arc::clone(self), person }
    }

    /// Lets `look` see who is present.
    pub fn see<T>(&self, look: impl FnOnce(&Present) -> T) -> T {
        look(&self.lock().present)
    }

    /// Lets `look` see who is present, and who listens along.
    pub fn see_listeners<T>(&self, look: impl FnOnce(&Present, &BTreeSet<PersonId>) -> T) -> T {
        let room = self.lock();
        look(&room.present, &room.listening)
    }

    /// Says who listens along on a device of theirs.
    pub fn set_listening(&self, listening: BTreeSet<PersonId>) {
        let mut room = self.lock();
        let touched: Vec<_> = room.listening.symmetric_difference(&listening).cloned().collect();
        room.listening = listening;
        let is_news = !touched.is_empty();
        for person in touched {
            room.touch(person);
        }
        drop(room);
        if is_news {
            self.changed.notify_one();
        }
    }

    /// A number that is another one whenever somebody came or went, or began or ended to listen.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.lock().version
    }

    /// Waits until somebody came or went.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Who came or went since this was last asked.
    #[must_use]
    pub fn take_touched(&self) -> BTreeSet<PersonId> {
        std::mem::take(&mut self.lock().touched)
    }

    /// What is shown of a person is another thing now, whether they came or went or not.
    pub fn look_again_at(&self, person: PersonId) {
        self.lock().touch(person);
        self.changed.notify_one();
    }

    fn leave(&self, person: &PersonId) {
        let mut room = self.lock();
        let Some((_, seats)) = room.seats.get_mut(person) else { return };
        *seats -= 1;
        if *seats > 0 {
            return;
        }
        room.seats.remove(person);
        if !room.elsewhere.contains_key(person) {
            room.present.remove(person);
            room.touch(person.clone());
        }
        drop(room);
        self.notify();
    }

    fn set_elsewhere(&self, elsewhere: Present) {
        let mut room = self.lock();
        let here = room.seats.iter().map(|(person, (name, _))| (person.clone(), name.clone()));
        let present: Present = elsewhere.clone().into_iter().chain(here).collect();
        let came = present.keys().filter(|person| !room.present.contains_key(*person));
        let went = room.present.keys().filter(|person| !present.contains_key(*person));
        let touched: Vec<_> = came.chain(went).cloned().collect();
        let is_news = !touched.is_empty();
        for person in touched {
            room.touch(person);
        }
        (room.present, room.elsewhere) = (present, elsewhere);
        drop(room);
        if is_news {
            self.changed.notify_one();
        }
    }

    /// Whether anybody holds a seat in this process.
    #[must_use]
    pub fn has_seats(&self) -> bool {
        !self.lock().seats.is_empty()
    }

    fn here(&self) -> Present {
        self.lock().seats.iter().map(|(person, (name, _))| (person.clone(), name.clone())).collect()
    }

    fn notify(&self) {
        self.changed.notify_one();
        self.changed_here.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.presence.leave(&self.person);
    }
}

/// Tells other processes who is here, and hears from them, until the nest is closed. Where nobody is, here or
/// elsewhere, it sleeps until somebody comes.
pub(super) async fn share(
    presence: Arc<Presence>,
    signals: Arc<dyn Signals>,
    nest: NestId,
    mut closed: oneshot::Receiver<()>,
) {
    let mut changes = signals.changes(&nest);
    let mut is_believed_in = false;
    loop {
        let here = presence.here();
        let mut is_over = here.is_empty();
        // Nobody has to be told of nobody, but who believes in somebody.
        if is_believed_in || !here.is_empty() {
            let said = signals.say_present(&nest, &here, BELIEVED_FOR).await;
            is_believed_in = said.is_err() || !here.is_empty();
            is_over &= said.is_ok();
            if let Err(error) = said {
                tracing::debug!(nest.id = %nest, %error, "Other processes were not told who is here.");
            }
        }
        match signals.present_elsewhere(&nest).await {
            Ok(elsewhere) => {
                // A process that died says no more that its people went.
                is_over &= elsewhere.is_empty();
                presence.set_elsewhere(elsewhere);
            }
            Err(error) => {
                is_over = false;
                tracing::debug!(nest.id = %nest, %error, "Who is here elsewhere is not known.");
            }
        }
        tokio::select! {
            biased;
            _ = &mut closed => break,
            () = presence.changed_here.notified() => {}
            heard = changes.changed() => if heard.is_err() { return },
            () = sleep(SAY_EVERY), if !is_over => {}
        }
    }
    if is_believed_in {
        // Where that is not heard, it is believed for a minute at most.
        let _ = signals.say_present(&nest, &Present::new(), BELIEVED_FOR).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ann() -> (PersonId, Name) {
        (PersonId::parse("ann").expect("an id"), Name::parse("Ann").expect("a name"))
    }

    #[test]
    fn several_tabs_are_one_person_and_the_last_to_close_leaves() {
        let presence = Arc::new(Presence::default());
        let (id, name) = ann();
        let first = presence.enter(id.clone(), name.clone());
        let second = presence.enter(id.clone(), name);
        assert_eq!(presence.take_touched().len(), 1);
        drop(first);
        assert!(presence.see(|present| present.contains_key(&id)));
        assert!(presence.take_touched().is_empty());
        drop(second);
        assert!(presence.see(Present::is_empty));
        assert_eq!(presence.take_touched(), [id].into());
    }

    #[test]
    fn who_is_here_and_elsewhere_is_present_until_gone_from_both() {
        let presence = Arc::new(Presence::default());
        let (id, name) = ann();
        presence.set_elsewhere([(id.clone(), name.clone())].into());
        let seat = presence.enter(id, name);
        presence.set_elsewhere(Present::new());
        assert_eq!(presence.see(Present::len), 1);
        drop(seat);
        assert_eq!(presence.see(Present::len), 0);
    }

    #[test]
    fn who_begins_or_ends_to_listen_is_news_and_nobody_else() {
        let presence = Presence::default();
        let (id, _) = ann();
        let before = presence.version();
        presence.set_listening([id.clone()].into());
        presence.set_listening([id.clone()].into());
        assert_eq!((presence.version(), presence.take_touched()), (before + 1, [id.clone()].into()));
        presence.set_listening(BTreeSet::new());
        assert_eq!(presence.take_touched(), [id].into());
    }

    #[test]
    fn who_went_and_came_back_is_news() {
        let presence = Arc::new(Presence::default());
        let (id, name) = ann();
        drop(presence.enter(id.clone(), name.clone()));
        let _seat = presence.enter(id.clone(), name);
        assert_eq!(presence.take_touched(), [id].into());
    }
}
