//! The nests: the main one, which is always open, and those that its register names, which this
//! process opens when somebody wants them, and closes when nobody does.
//!
//! Must never: hold a nest open twice, open one that the register does not know, or close one that
//! somebody holds.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, OnceCell, watch},
    time::Instant,
};

use super::{
    nest_task::{self, NestHandle, Tools},
    ports::StoreFailure,
};
use crate::domain::{
    event::Host,
    ids::{NestId, PersonId},
    propose::Beginning,
    register::{Register, Registered},
    setting_values::{Code, Slug},
    settings::Settings,
};

/// How long after a nest was opened its log may be begun. One that is empty later belongs to a nest that is over.
pub const BEGIN_WITHIN: Duration = Duration::from_secs(30);

/// Sees to something in every nest that is opened here.
pub type Keeper = Box<dyn Fn(&NestHandle) + Send + Sync>;

/// How often it is looked whether those in use still are.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// The place of one nest that was wanted here.
struct Slot {
    nest: Arc<OnceCell<NestHandle>>,
    /// When it was last asked for, or found in use.
    used_at: Instant,
}

impl Default for Slot {
    fn default() -> Self {
        Self { nest: Arc::default(), used_at: Instant::now() }
    }
}

impl Slot {
    /// Whether somebody has its nest, or is about to. To be asked while nobody else can come.
    fn is_in_use(&self) -> bool {
        Arc::strong_count(&self.nest) > 1 || self.nest.get().is_some_and(NestHandle::is_in_use)
    }
}

/// All but the main one.
#[derive(Default)]
struct Others {
    open: HashMap<NestId, Slot>,
    /// Who was known in those that were closed here.
    known: HashMap<NestId, BTreeSet<PersonId>>,
}

/// The nests of this process.
#[derive(Clone)]
pub struct Nests(Arc<Inner>);

struct Inner {
    main: NestHandle,
    tools: Tools,
    others: Mutex<Others>,
    /// A nest was opened.
    opened: Notify,
    keepers: Mutex<Vec<Keeper>>,
}

/// The id of the nest that always exists.
#[must_use]
pub fn main_id() -> NestId {
    NestId::parse("main").expect("because it has four letters")
}

fn beginning_of(registered: &Registered) -> Beginning {
    let host = Some(Host { person: registered.by.clone(), name: registered.by_name.clone() });
    Beginning { code: registered.code.clone(), settings: (*registered.settings).clone(), host }
}

impl Nests {
    /// Opens the main nest, which begins with these settings where nobody ever wrote to it.
    ///
    /// # Errors
    /// [`StoreFailure`]: its log cannot be read, or is not ours.
    pub async fn open(tools: Tools, first_settings: Settings) -> Result<Self, StoreFailure> {
        let code = Code::from_dice(tools.dice.roll());
        let beginning = Beginning { code, settings: first_settings, host: None };
        let main = nest_task::open(main_id(), tools.clone(), Some(beginning)).await?;
        let (others, opened, keepers) = (Mutex::default(), Notify::new(), Mutex::default());
        Ok(Self(Arc::new(Inner { main, tools, others, opened, keepers })))
    }

    /// The nest that always exists.
    #[must_use]
    pub fn main(&self) -> &NestHandle {
        &self.0.main
    }

    /// Which other nests there are.
    #[must_use]
    pub fn register(&self) -> Arc<Register> {
        self.0.main.register().borrow().clone()
    }

    /// Tells whenever there is another nest, or one less.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<Arc<Register>> {
        self.0.main.register()
    }

    /// Those that this process holds open.
    #[must_use]
    pub fn all(&self) -> Vec<NestHandle> {
        let others = self.lock();
        let open = others.open.values().filter_map(|slot| slot.nest.get().cloned());
        std::iter::once(self.0.main.clone()).chain(open).collect()
    }

    /// Sees to the main nest, and to every nest that will be opened here. It is said at the start,
    /// before any other is.
    pub fn keep(&self, keeper: impl Fn(&NestHandle) + Send + Sync + 'static) {
        keeper(&self.0.main);
        self.0.keepers.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(keeper));
    }

    /// The nest of this id, code or short address, opened if it is not. Whether it was named by its
    /// code comes with it: who knows that may come in.
    ///
    /// # Errors
    /// [`StoreFailure`]: its log cannot be read, or is not ours.
    pub async fn find(&self, name: &str) -> Result<Option<(NestHandle, bool)>, StoreFailure> {
        let register = self.register();
        if let Ok(code) = Code::parse(&name.to_ascii_uppercase())
            && let Some(id) = self.led_to_by_code(&register, &code).await
        {
            // One that the nest gave up, or has not taken yet, leads nowhere.
            let nest = self.get(&id).await?;
            let is_its =
                async |nest: &NestHandle| nest.look().await.is_some_and(|view| view.nest.code == Some(code));
            return Ok(match nest {
                Some(nest) if is_its(&nest).await => Some((nest, true)),
                _ => None,
            });
        }
        let by_slug = match Slug::parse(name) {
            Ok(slug) => self.led_to_by_slug(&register, &slug).await,
            Err(_) => None,
        };
        let Some(id) = by_slug.or_else(|| NestId::parse(name).ok()) else { return Ok(None) };
        let Some(nest) = self.get(&id).await? else { return Ok(None) };
        let is_named = nest.id().as_str() == name
            || nest.look().await.is_some_and(|view| {
                view.nest.settings.slug.as_ref().is_some_and(|slug| slug.as_str() == name)
            });
        Ok(is_named.then_some((nest, false)))
    }

    /// The nest of this id, opened if it is not; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreFailure`]: its log cannot be read, or is not ours.
    pub async fn get(&self, id: &NestId) -> Result<Option<NestHandle>, StoreFailure> {
        if *id == *self.0.main.id() {
            return Ok(Some(self.0.main.clone()));
        }
        let register = self.register();
        let Some(registered) = register.nests.get(id) else { return Ok(None) };
        let slot = self.reserve(id);
        let open = || async {
            // Of a nest that is over nothing is left in the store, and this process may not have heard of it.
            let age_ms = self.0.tools.clock.now_ms().saturating_sub(registered.opened_ms);
            let may_begin = u128::from(age_ms) < BEGIN_WITHIN.as_millis();
            let beginning = may_begin.then(|| beginning_of(registered));
            let nest = nest_task::open(id.clone(), self.0.tools.clone(), beginning).await?;
            for keeper in &*self.0.keepers.lock().unwrap_or_else(PoisonError::into_inner) {
                keeper(&nest);
            }
            Ok::<_, StoreFailure>(nest)
        };
        Ok(Some(slot.get_or_try_init(open).await?.clone()))
    }

    /// The place of a nest that is wanted now.
    fn reserve(&self, id: &NestId) -> Arc<OnceCell<NestHandle>> {
        let mut others = self.lock();
        let slot = others.open.entry(id.clone()).or_insert_with(|| {
            self.0.opened.notify_one();
            Slot::default()
        });
        slot.used_at = Instant::now();
        Arc::clone(&slot.nest)
    }

    /// Holds open no longer what the register does not know. Whoever has a handle goes on with it.
    pub fn let_go_of_what_is_over(&self) {
        let register = self.register();
        let mut others = self.lock();
        others.open.retain(|id, _| register.nests.contains_key(id));
        others.known.retain(|id, _| register.nests.contains_key(id));
    }

    /// The nest of this id, if this process holds it open.
    #[must_use]
    pub fn if_open(&self, id: &NestId) -> Option<NestHandle> {
        if id == self.0.main.id() {
            return Some(self.0.main.clone());
        }
        self.lock().open.get(id).and_then(|slot| slot.nest.get().cloned())
    }

    /// Whether somebody may be known in a nest, as far as can be said without opening it.
    #[must_use]
    pub fn may_know(&self, id: &NestId, person: &PersonId) -> bool {
        let others = self.lock();
        let is_open = others.open.get(id).is_some_and(|slot| slot.nest.get().is_some());
        is_open || others.known.get(id).is_some_and(|known| known.contains(person))
    }

    /// Closes what was not in use for so long; it is opened again when somebody wants it. Says when to do
    /// so again; not at all, where nothing is open.
    pub async fn close_unused(&self, unused: Duration) -> Option<Instant> {
        let now = Instant::now();
        for id in self.unused_for(unused) {
            // The view, and not the nest, is held while it is closed.
            let view = match self.if_open(&id) {
                Some(nest) => nest.look().await,
                None => None,
            };
            let mut others = self.lock();
            if others.open.get(&id).is_none_or(|slot| slot.is_in_use() || slot.used_at + unused > now) {
                continue;
            }
            others.open.remove(&id);
            if let Some(view) = view {
                let known = view.nest.people.keys().chain(&view.nest.admitted).cloned();
                others.known.insert(id.clone(), known.collect());
            }
            drop(others);
            tracing::debug!(nest.id = %id, "A nest that nobody uses here was closed.");
        }
        let others = self.lock();
        let due = others.open.values().map(|slot| slot.used_at + unused).min()?;
        Some(if others.open.values().any(Slot::is_in_use) { due.min(now + LOOK_EVERY) } else { due })
    }

    /// Waits until a nest is opened.
    pub async fn opened(&self) {
        self.0.opened.notified().await;
    }

    /// Those that nobody has used for so long, after noting which are in use.
    fn unused_for(&self, unused: Duration) -> Vec<NestId> {
        let (mut others, now) = (self.lock(), Instant::now());
        for slot in others.open.values_mut().filter(|slot| slot.is_in_use()) {
            slot.used_at = now;
        }
        let unused = others.open.iter().filter(|(_, slot)| slot.used_at + unused <= now);
        unused.map(|(id, _)| id.clone()).collect()
    }

    async fn led_to_by_code(&self, register: &Register, code: &Code) -> Option<NestId> {
        let id = register.by_code(code);
        if id.is_some_and(|id| id != self.0.main.id()) {
            return id.cloned();
        }
        let main = self.0.main.look().await?;
        (main.nest.code.as_ref() == Some(code)).then(|| self.0.main.id().clone())
    }

    async fn led_to_by_slug(&self, register: &Register, slug: &Slug) -> Option<NestId> {
        let id = register.by_slug(slug);
        if id.is_some_and(|id| id != self.0.main.id()) {
            return id.cloned();
        }
        let main = self.0.main.look().await?;
        (main.nest.settings.slug.as_ref() == Some(slug)).then(|| self.0.main.id().clone())
    }

    fn lock(&self) -> MutexGuard<'_, Others> {
        self.0.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
