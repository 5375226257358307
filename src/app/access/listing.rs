//! Passes that can be looked through and taken back: each is kept under its hash, its owner's list names all of
//! theirs, and when one was last used is kept beside.
//!
//! Must never: keep a pass itself, or list one that no longer holds.

use std::{sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use super::{hash, to_json};
use crate::app::ports::{StoreFailure, Vault};

/// How long a list is kept: longer than any pass on it that is used.
const LIST_TTL: Duration = Duration::from_hours(10 * 365 * 24);

/// What a list says of a pass.
pub trait Listed: Clone + PartialEq + Serialize + DeserializeOwned {
    /// Its id, which is no secret.
    fn id(&self) -> &str;
    /// What it is kept under.
    fn hash(&self) -> &str;
}

/// Where one kind of pass is kept: the beginnings of its keys in the vault.
pub struct Kind {
    /// A pass, by its hash.
    pub pass: &'static str,
    /// An owner's list; says as well what is on it.
    pub list: &'static str,
    /// When one was last used, by its id.
    pub used: &'static str,
    /// How many passes an owner has at most.
    pub max: usize,
}

/// The passes of one kind.
#[derive(Clone)]
pub struct Listing {
    /// Where they are kept.
    pub vault: Arc<dyn Vault>,
    /// Which kind.
    pub kind: &'static Kind,
}

impl Listing {
    /// Keeps a new pass and lists it; says whether there was room.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn add<L: Listed>(
        &self,
        owner: &str,
        new: &L,
        pass: &impl Serialize,
        ttl: Duration,
    ) -> Result<bool, StoreFailure> {
        let key = self.pass_key(new.hash());
        self.vault.put(&key, to_json(pass), ttl).await?;
        // Those that ended by themselves are shown no more, so nobody could take them back to make room.
        let lasting: Vec<L> = self.list(owner).await?.into_iter().map(|(pass, _)| pass).collect();
        let known = self.all(owner).await?;
        let is_over = |pass: &L| known.contains(pass) && !lasting.contains(pass);
        let mut has_room = true;
        self.change(owner, |all: &mut Vec<L>| {
            all.retain(|pass| !is_over(pass));
            has_room = all.len() < self.kind.max;
            if has_room {
                all.push(new.clone());
            }
        })
        .await?;
        if !has_room {
            self.vault.take(&key).await?;
        }
        Ok(has_room)
    }

    /// What holds of an owner's, oldest first, each with when it was last used.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn list<L: Listed>(&self, owner: &str) -> Result<Vec<(L, Option<u64>)>, StoreFailure> {
        let mut lasting = Vec::new();
        for pass in self.all::<L>(owner).await? {
            // One that was not used for too long is over.
            if self.vault.get(&self.pass_key(pass.hash())).await?.is_some() {
                let used_ms = self.used_ms(pass.id()).await?;
                lasting.push((pass, used_ms));
            }
        }
        Ok(lasting)
    }

    /// Everything on an owner's list, whether it holds or not.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn all<L: Listed>(&self, owner: &str) -> Result<Vec<L>, StoreFailure> {
        Ok(self.kept(owner).await?.1)
    }

    /// Ends a pass; says whether there was one.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn end<L: Listed>(&self, owner: &str, id: &str) -> Result<bool, StoreFailure> {
        let Some(pass) = self.all::<L>(owner).await?.into_iter().find(|pass| pass.id() == id) else {
            return Ok(false);
        };
        self.forget(&pass).await?;
        self.change(owner, |all: &mut Vec<L>| all.retain(|kept| kept.id() != id)).await?;
        Ok(true)
    }

    /// Ends all passes of an owner who is no more, and their list.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn end_all<L: Listed>(&self, owner: &str) -> Result<(), StoreFailure> {
        for pass in self.all::<L>(owner).await? {
            self.forget(&pass).await?;
        }
        self.vault.take(&self.list_key(owner)).await.map(drop)
    }

    /// What is kept of a pass under this key; nothing, if it does not hold.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn read<P: DeserializeOwned>(&self, key: &str) -> Result<Option<P>, StoreFailure> {
        let Some(kept) = self.vault.get(key).await? else { return Ok(None) };
        let read = serde_json::from_slice(&kept);
        // The key holds a hash, which is not told.
        let foreign =
            |error| StoreFailure::Foreign(format!("a {} that cannot be read ({error})", self.kind.pass));
        read.map(Some).map_err(foreign)
    }

    /// Lets a pass hold for so long from now, if it holds still; says whether it does.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn prolong(&self, key: &str, ttl: Duration) -> Result<bool, StoreFailure> {
        let Some(kept) = self.vault.get(key).await? else { return Ok(false) };
        // Only if it is still there: it may have been taken back just now.
        self.vault.replace(key, &kept, kept.clone(), ttl).await
    }

    /// When a pass was last used, in milliseconds since 1970.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn used_ms(&self, id: &str) -> Result<Option<u64>, StoreFailure> {
        let used = self.vault.get(&self.used_key(id)).await?;
        Ok(used.and_then(|used| serde_json::from_slice(&used).ok()))
    }

    /// Notes that a pass is used, for as long as it may hold from now.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn note_use(&self, id: &str, now_ms: u64, ttl: Duration) -> Result<(), StoreFailure> {
        self.vault.put(&self.used_key(id), to_json(&now_ms), ttl).await
    }

    /// It opens nothing more before it is no longer listed.
    async fn forget(&self, pass: &impl Listed) -> Result<(), StoreFailure> {
        self.vault.take(&self.pass_key(pass.hash())).await?;
        self.vault.take(&self.used_key(pass.id())).await.map(drop)
    }

    async fn kept<L: Listed>(&self, owner: &str) -> Result<(Option<Vec<u8>>, Vec<L>), StoreFailure> {
        let key = self.list_key(owner);
        let Some(kept) = self.vault.get(&key).await? else { return Ok((None, Vec::new())) };
        let all = serde_json::from_slice(&kept)
            .map_err(|error| StoreFailure::Foreign(format!("{key} that cannot be read ({error})")))?;
        Ok((Some(kept), all))
    }

    /// Changes an owner's list, as often as others change it at the same time.
    async fn change<L: Listed>(
        &self,
        owner: &str,
        mut change: impl FnMut(&mut Vec<L>),
    ) -> Result<(), StoreFailure> {
        let key = self.list_key(owner);
        loop {
            let (kept, mut all) = self.kept(owner).await?;
            change(&mut all);
            let json = to_json(&all);
            let is_done = match kept {
                Some(kept) => self.vault.replace(&key, &kept, json, LIST_TTL).await?,
                None => self.vault.put_new(&key, json, LIST_TTL).await?,
            };
            if is_done {
                return Ok(());
            }
        }
    }

    /// Where this pass is kept.
    #[must_use]
    pub fn key_of(&self, pass: &str) -> String {
        self.pass_key(&hash(pass))
    }

    /// Where a pass with this hash is kept.
    #[must_use]
    pub fn pass_key(&self, hash: &str) -> String {
        format!("{}:{hash}", self.kind.pass)
    }

    fn list_key(&self, owner: &str) -> String {
        format!("{}:{owner}", self.kind.list)
    }

    fn used_key(&self, id: &str) -> String {
        format!("{}:{id}", self.kind.used)
    }
}
