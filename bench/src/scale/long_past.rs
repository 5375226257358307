//! A nest with a long queue and a long past, as the rules would have made it.
//!
//! The queue is longer than hosts may make it, and the catalogue has fewer tracks, so it is not made by
//! clients: the kernel decides every command, and every commit goes through the store.
//!
//! Must never: write what the kernel did not decide.

use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use echonest::{
    app::ports::{Appended, Log, Snapshot},
    clock::SystemClock,
    domain::{
        command::{Asker, Command, Request},
        commit::Commit,
        decide::Context,
        entry::Vote,
        event::{Event, Host},
        ids::{CommandId, NestId, PersonId},
        nest::Nest,
        people::{Present, Role},
        propose::{Beginning, Proposal, create, propose},
        setting_values::Code,
        settings::Settings,
        text::Name,
        track::{Track, TrackUri},
    },
    store::{
        embedded::EmbeddedStore,
        redis::{Patience, RedisStore},
    },
};

use super::house::House;

/// A snapshot is kept, and so many commits are written at once, as the program does at its busiest.
const SNAPSHOT_AFTER: usize = 256;
const AT_ONCE: usize = 64;
/// People who vote.
const VOTERS: usize = 20;
/// When it all began, in epoch milliseconds, and how long a vote takes.
const BEGAN_MS: u64 = 1_790_000_000_000;
const EVERY_MS: u64 = 50;

/// Writes a past into a house's store, before anything is started on it.
///
/// # Errors
/// The store cannot be used, or the kernel refuses what it should not.
pub async fn write(house: &House, entries: usize, commits: usize) -> Result<()> {
    let log: Arc<dyn Log> = if house.redis_url.is_empty() {
        Arc::new(EmbeddedStore::open(&house.data_dir(), Arc::new(SystemClock::start()))?)
    } else {
        Arc::new(RedisStore::connect(&house.redis_url, None, 1, Patience::default()).await?)
    };
    let mut past = write_to(log, NestId::parse("main")?, entries, commits).await?;
    past.save().await
}

/// Writes a past of a nest into a log. The last commits, fewer than a snapshot waits for, stay behind the newest one.
///
/// # Errors
/// The same.
pub async fn write_to(log: Arc<dyn Log>, id: NestId, entries: usize, commits: usize) -> Result<Past> {
    let host = asker("host", Role::Host)?;
    // The main nest's host is whoever comes first.
    let opener = Host { person: host.id.clone(), name: host.name.clone() };
    let opener = (id.as_str() != "main").then_some(opener);
    let mut past =
        Past { log, nest: Nest::new(id), waiting: Vec::new(), unsaved: 0, now_ms: BEGAN_MS, count: 0 };
    let settings =
        Settings { queue_max: u32::MAX, per_person_max: u32::MAX, bender_depth: 0, ..Settings::default() };
    let beginning = Beginning { code: Code::from_dice(7), settings, host: opener };
    let first = create(&past.nest, &beginning, BEGAN_MS, 1);
    past.take(first).await?;
    if past.nest.is_main() {
        past.ask(&host, Command::Enter { may_host: true, by_code: false }).await?;
    }
    // The first one plays.
    for number in 0..=entries {
        past.ask(&host, Command::Add(Some(Arc::new(track(number)?)))).await?;
        if number == 0 {
            past.ask(&host, Command::Pause).await?;
        }
    }
    let queue: Vec<_> = past.nest.queue.iter().map(|entry| entry.id).collect();
    ensure!(queue.len() == entries, "the queue has {} entries", queue.len());
    let voters: Vec<Asker> =
        (0..VOTERS).map(|number| asker(&format!("voter-{number}"), Role::Guest)).collect::<Result<_>>()?;
    let made = past.count;
    for number in 0..commits.saturating_sub(made) {
        let (voter, round) = (number % VOTERS, number / VOTERS);
        let vote = if (round / queue.len()).is_multiple_of(2) { Vote::Up } else { Vote::Down };
        let entry = queue[(round + voter) % queue.len()];
        past.ask(&voters[voter], Command::Vote(entry, Some(vote))).await?;
    }
    past.flush().await?;
    Ok(past)
}

/// A past that was written.
pub struct Past {
    log: Arc<dyn Log>,
    nest: Nest,
    waiting: Vec<Arc<Commit>>,
    unsaved: usize,
    now_ms: u64,
    count: usize,
}

impl Past {
    async fn ask(&mut self, asker: &Asker, command: Command) -> Result<()> {
        self.now_ms += EVERY_MS;
        let present = Present::default();
        let context = Context { now_ms: self.now_ms, present: &present, gap_ms: 0, has_budgets: false };
        let id = Some(CommandId::parse(&format!("past-{}", self.count))?);
        let request = Request::Ask { asker: asker.clone(), id, command };
        let commit_id = self.now_ms.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        match propose(&self.nest, &context, &request, commit_id) {
            Proposal::Append(commit, _) => {
                ensure!(commit.events.iter().any(Event::is_seen), "{request:?} changed nothing");
                self.take(*commit).await
            }
            Proposal::Answer(answer) => anyhow::bail!("{request:?} was answered {answer:?}"),
        }
    }

    async fn take(&mut self, commit: Commit) -> Result<()> {
        self.nest.fold(&commit);
        self.waiting.push(Arc::new(commit));
        self.count += 1;
        if self.waiting.len() >= AT_ONCE {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        let appended = self.log.append(&self.nest.id, &self.waiting).await?;
        ensure!(appended == Appended::In, "somebody else writes to this store");
        self.unsaved += self.waiting.len();
        self.waiting.clear();
        if self.unsaved >= SNAPSHOT_AFTER {
            self.save().await?;
        }
        Ok(())
    }

    async fn save(&mut self) -> Result<()> {
        self.unsaved = 0;
        let snapshot = Snapshot { position: self.nest.position, json: serde_json::to_string(&self.nest)? };
        self.log.keep_snapshot(&self.nest.id, snapshot).await?;
        Ok(())
    }
}

fn asker(id: &str, role: Role) -> Result<Asker> {
    Ok(Asker { id: PersonId::parse(id)?, name: Name::parse(id)?, role })
}

fn track(number: usize) -> Result<Track> {
    Ok(Track {
        uri: TrackUri::parse(&format!("demo:track:past{number}")).context("an address")?,
        title: format!("Song number {number} of a long night"),
        artists: vec![format!("Band {}", number % 50)],
        album: Some(format!("Album {}", number % 200)),
        duration_ms: 240_000,
        length_ms: 240_000,
        artwork_url: None,
        link: None,
        isrc: None,
        explicit: false,
    })
}
