//! Everyone who is connected to a target: those who only listen, and those who drive.
//!
//! Must never: open so many sockets at once that the target is measured at being overrun.

use std::{rc::Rc, time::Duration};

use anyhow::{Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Client;
use tokio::{task::JoinSet, time::sleep};

use crate::{
    board::Board,
    driver::Driver,
    party::{Guest, Host},
    socket::Socket,
    target::Target,
};

/// How many sockets our server allows a person.
const SOCKETS_A_PERSON: usize = 10;
/// How many requests are under way while everyone comes in.
const AT_ONCE: usize = 32;
/// People are told of once a second; after this long after the last came, all has been said.
const SETTLES_WITHIN: Duration = Duration::from_millis(1_500);

/// How many of each, and what they find.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Sockets that only listen.
    pub listeners: usize,
    /// Sockets that drive.
    pub drivers: usize,
    /// Entries in the queue, or as many as the catalogue has. The peers have none.
    pub queued: usize,
}

/// Everyone who is connected. They leave with this value.
pub struct Crowd {
    /// What they hear.
    pub board: Rc<Board>,
    /// Who drives.
    pub drivers: Vec<Driver>,
    /// How many entries are queued.
    pub queued: usize,
    /// Tracks that could be added.
    pub tracks: Vec<String>,
    /// Sockets, those of drivers too.
    pub sockets: usize,
    _listening: JoinSet<()>,
}

impl Crowd {
    /// Connects everyone, and waits until all were greeted and it is quiet.
    ///
    /// # Errors
    /// A sentence about what did not work.
    pub async fn gather(target: &Target, size: Size) -> Result<Self> {
        let Size { listeners, drivers, queued } = size;
        let sockets = listeners + drivers;
        let http = Client::new();
        let mut tracks = Vec::new();
        let mut entries: Rc<[u64]> = Rc::default();
        let mut guests = Vec::new();
        if target.kind.is_ours() {
            let url = &target.urls[0];
            let mut host = Host::come_in(&http, url).await?;
            tracks = host.prepare(queued).await?;
            entries = host.queue().await?.into();
            ensure!(entries.len() == queued.min(entries.len()), "the queue is longer than it was made");
            guests = come_in(&http, url, listeners.div_ceil(SOCKETS_A_PERSON) + drivers).await?;
        }
        let board = Rc::new(Board::new(listeners, drivers));
        let mut listening = JoinSet::new();
        let mut driving = Vec::with_capacity(drivers);
        let mut opened = stream::iter((0..sockets).map(|ear| {
            let url = &target.urls[ear % target.urls.len()];
            // Those who drive have a session of their own each.
            let own = ear.checked_sub(listeners).map(|driver| listeners.div_ceil(SOCKETS_A_PERSON) + driver);
            let guest = guests.get(own.unwrap_or(ear / SOCKETS_A_PERSON));
            let headers = guest.map(|guest: &Guest| guest.headers(url)).unwrap_or_default();
            let address = url.trim_start_matches("http://").to_owned();
            async move {
                let dialect = target.kind.dialect();
                let socket = Socket::open(&address, dialect.path(), dialect, &headers).await?;
                Ok::<_, anyhow::Error>((ear, socket))
            }
        }))
        .buffer_unordered(AT_ONCE);
        while let Some((ear, socket)) = opened.try_next().await? {
            let mut answers = None;
            if ear >= listeners {
                let entries = Rc::clone(&entries);
                let (driver, answer) =
                    Driver::new(ear, target.kind.dialect(), Rc::clone(&board), socket.writing(), entries);
                driving.push(driver);
                answers = Some(answer);
            }
            listening.spawn_local(socket.listen(ear, Rc::clone(&board), answers));
        }
        drop(opened);
        board.until_greeted(sockets).await?;
        sleep(SETTLES_WITHIN).await;
        Ok(Self { board, drivers: driving, queued: entries.len(), tracks, sockets, _listening: listening })
    }
}

async fn come_in(http: &Client, url: &str, count: usize) -> Result<Vec<Guest>> {
    stream::iter((0..count).map(|number| async move {
        let name = format!("Guest {number}");
        Guest::come_in(http, url, &name).await
    }))
    .buffer_unordered(AT_ONCE)
    .try_collect()
    .await
}
