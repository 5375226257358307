//! Exporting a night: what was played, in order, on a private playlist of whoever asks.
//!
//! Asked again, the same night fills the same playlist. Its content is written as a whole each time, so
//! whatever became of the time before, what is there at the end is the night.
//!
//! - [`night`]: what a night is as a playlist. [`NotExported`]: why it is none.
//! - `made`: which playlists were made. `filling`: what is on them.
//!
//! Must never: make a second playlist of a night while it may have made one; keep a person's token; read
//! what is on anybody's playlists.

mod filling;
mod made;
pub mod night;
mod outcome;

use std::{sync::Arc, time::Duration};

pub use self::outcome::{Exported, NotExported};
use self::{
    made::{AllMade, Made},
    night::Night,
};
use super::{
    access::{
        self,
        hidden::Hidden,
        lease::Lease,
        spotify::{Connections, State},
    },
    ports::{NotWritten, PlaylistWriter, StoreFailure},
};
use crate::domain::{ids::PersonId, track::TrackUri};

/// How long a person's export has its turn, from each call it makes: longer than a call may take.
const TURN_TTL: Duration = Duration::from_secs(30);
/// How long to wait between two looks whether it is one's turn.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often to look before giving up: a little longer than a turn that nobody gave back.
const LOOKS_MAX: usize = 350;
/// For how long a playlist is looked for that may have been made: a day, in milliseconds.
const DOUBT_MS: u64 = 86_400_000;
/// What every mark begins with. Letters and digits only, for descriptions come back with others escaped.
const MARK: &str = "echonest";

/// One export under way.
struct Job<'a> {
    person: &'a PersonId,
    account: &'a str,
    /// Whether the person's playlists may be looked through.
    may_look: bool,
    night: &'a Night,
    tracks: &'a [TrackUri],
    turn: &'a Lease,
}

/// Exports, for everyone.
#[derive(Clone)]
pub struct Exporting {
    connections: Connections,
    writer: Arc<dyn PlaylistWriter>,
    made: AllMade,
}

impl Exporting {
    /// Exports by these connections to what this writer writes.
    #[must_use]
    pub fn new(connections: Connections, writer: Arc<dyn PlaylistWriter>) -> Self {
        let made = AllMade { vault: Arc::clone(&connections.vault), seal: Arc::clone(&connections.seal) };
        Self { connections, writer, made }
    }

    /// Exports a night to a playlist of a person's. Two at once of the same person go one after the other.
    ///
    /// # Errors
    /// [`NotExported`].
    pub async fn export(&self, person: &PersonId, night: &Night) -> Result<Exported, NotExported> {
        let tracks = night.tracks(|uri| self.writer.can_hold(uri));
        if tracks.is_empty() {
            return Err(NotExported::Nothing);
        }
        let connection = self.connections.look(person).await?.ok_or(NotExported::NotConnected)?;
        match connection.state {
            State::Again => return Err(NotExported::Again),
            State::NotAllowed => return Err(NotExported::NotAllowed),
            State::Connected if !connection.has_export => return Err(NotExported::NotAgreed),
            State::Connected => {}
        }
        let turn = self.turn(person).await?;
        let job = Job {
            person,
            account: &connection.account,
            may_look: connection.has_playlists,
            night,
            tracks: &tracks,
            turn: &turn,
        };
        let outcome = self.with_access(&job).await;
        turn.give_back().await;
        outcome
    }

    /// Forgets which playlists were made for a person. To be called when nothing connects them any more.
    ///
    /// # Errors
    /// [`StoreFailure`].
    pub async fn forget(&self, person: &PersonId) -> Result<(), StoreFailure> {
        self.made.forget_all(person).await
    }

    /// Waits until no other export of the person's is under way.
    async fn turn(&self, person: &PersonId) -> Result<Lease, NotExported> {
        let what = format!("exports:{person}");
        for _ in 0..LOOKS_MAX {
            if let Some(turn) =
                Lease::take(&self.connections.vault, &*self.connections.dice, &what, TURN_TTL).await?
            {
                return Ok(turn);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(NotExported::Busy)
    }

    /// Writes the night, and once more from the beginning where the token is taken no more.
    async fn with_access(&self, job: &Job<'_>) -> Result<Exported, NotExported> {
        let access = self.connections.access(job.person).await?;
        match self.write(job, &access).await {
            Err(NotExported::Again) => {
                let access = self.connections.access_instead_of(job.person, &access).await?;
                self.write(job, &access).await
            }
            outcome => outcome,
        }
    }

    async fn write(&self, job: &Job<'_>, access: &Hidden) -> Result<Exported, NotExported> {
        // One that its person deleted meanwhile is made anew, once.
        for _ in 0..2 {
            let made = self.playlist(job, access).await?;
            let id = made.id.as_deref().expect("because it was made");
            match filling::fill(&*self.writer, job, access, id).await? {
                Some(0) => return Err(NotExported::Nothing),
                Some(tracks) => {
                    let (link, title) = (self.writer.page_of(id), job.night.title());
                    return Ok(Exported { link, title, tracks });
                }
                None => self.made.forget(job.person, &made).await?,
            }
        }
        Err(NotExported::Unavailable("the playlist that was just made is not there".into()))
    }

    /// The night's playlist, made where there is none.
    async fn playlist(&self, job: &Job<'_>, access: &Hidden) -> Result<Made, NotExported> {
        let Job { person, account, night, .. } = job;
        let now_ms = self.connections.clock.now_ms();
        let known = self.made.find(person, account, &night.nest, night.day).await?;
        let making = match known {
            Some(made) if made.id.is_some() => return Ok(made),
            // Somebody asked for it to be made, and nobody heard what came of that.
            Some(making) if now_ms < making.begun_ms + DOUBT_MS => {
                if !job.may_look {
                    return Err(NotExported::MayNotLook);
                }
                job.keep_turn().await?;
                if let Some(id) = self.writer.find(access, &making.mark).await? {
                    return self.remember(job, making, id).await;
                }
                making
            }
            _ => self.begin(job, now_ms).await?,
        };
        job.keep_turn().await?;
        let created = self.writer.create(access, &night.title(), &night.description(&making.mark)).await;
        match created {
            Ok(id) => self.remember(job, making, id).await,
            Err(failure) => {
                if !matches!(failure, NotWritten::Lost(_)) {
                    // It is certain that there is none.
                    self.made.forget(person, &making).await?;
                }
                Err(failure.into())
            }
        }
    }

    /// Writes down that a playlist is being made.
    async fn begin(&self, job: &Job<'_>, now_ms: u64) -> Result<Made, NotExported> {
        let making = Made {
            account: job.account.to_owned(),
            nest: job.night.nest.clone(),
            day: job.night.day,
            mark: format!("{MARK}{}", access::random(&*self.connections.dice)),
            id: None,
            begun_ms: now_ms,
        };
        self.made.begin(job.person, &making).await?;
        // Whoever disconnects loses the connection first, and then what was written down by then.
        if self.connections.look(job.person).await?.is_none() {
            self.made.forget(job.person, &making).await?;
            return Err(NotExported::NotConnected);
        }
        Ok(making)
    }

    async fn remember(&self, job: &Job<'_>, making: Made, id: String) -> Result<Made, NotExported> {
        if !self.made.finish(job.person, &making, &id).await? {
            return Err(NotExported::NotConnected);
        }
        Ok(Made { id: Some(id), ..making })
    }
}

impl Job<'_> {
    /// Keeps the turn for one more call.
    async fn keep_turn(&self) -> Result<(), NotExported> {
        if self.turn.renew(TURN_TTL).await? { Ok(()) } else { Err(NotExported::Busy) }
    }
}
