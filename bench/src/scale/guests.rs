//! Everyone at the party: they come in, sit down, and some of them act.
//!
//! Must never: leave a seat behind; they go with this value.

use std::{net::Ipv4Addr, rc::Rc, time::Duration};

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Client;
use serde_json::Value;
use tokio::{sync::watch, task::JoinSet, time::sleep};

use super::{
    house::House,
    ledger::Ledger,
    line::Line,
    seat::{Acting, Seat},
};
use crate::party::Host;

/// How many requests are under way while everyone comes in.
const AT_ONCE: usize = 32;
/// Everyone has come within this.
const COME_WITHIN: Duration = Duration::from_mins(2);
/// People are told of once a second; after this long after the last came, all has been said.
const SETTLES_WITHIN: Duration = Duration::from_millis(2_500);
/// Guests that claim one address when they come in beside the door: fewer than come at once from a full house.
const GUESTS_AN_ADDRESS: usize = 100;
/// Entries in the queue.
pub const QUEUED: usize = 10;

/// How many there are, and what they do.
#[derive(Debug, Clone)]
pub struct Party {
    /// Seats in all, each with a person of its own.
    pub seats: usize,
    /// Those of them that act.
    pub acting: usize,
    /// How often each of those does something.
    pub every: Duration,
    /// How many of its commands may be unanswered.
    pub unanswered_max: usize,
    /// Whether some of them are comments.
    pub comments: bool,
    /// Where they come from, in turn.
    pub from: Vec<Ipv4Addr>,
    /// How many are on their way at once.
    pub at_once: usize,
}

impl Party {
    /// So many who only listen, behind one address.
    #[must_use]
    pub fn of(seats: usize) -> Self {
        Self {
            seats,
            acting: 0,
            every: Duration::from_secs(1),
            unanswered_max: 1,
            comments: false,
            from: vec![Ipv4Addr::LOCALHOST],
            at_once: AT_ONCE,
        }
    }
}

/// Somebody with a session.
pub struct Guest {
    /// What says so.
    pub cookie: Rc<str>,
    /// Who.
    pub id: String,
}

/// Everyone who is there.
pub struct Guests {
    /// What they hear.
    pub ledger: Rc<Ledger>,
    /// Who made the queue.
    pub host: Host,
    /// The entries that are queued.
    pub entries: Rc<[u64]>,
    cut: watch::Sender<bool>,
    _seats: JoinSet<()>,
}

impl Guests {
    /// Lets everyone in, and waits until all are greeted and it is quiet.
    ///
    /// # Errors
    /// A sentence about what did not work.
    pub async fn seat(house: &House, party: &Party) -> Result<Self> {
        let mut host = Host::come_in_behind(&Client::new(), &house.url(0), &house.origin()).await?;
        host.prepare(QUEUED).await?;
        let entries: Rc<[u64]> = host.queue().await?.into();
        let guests: Vec<Guest> = stream::iter((0..party.seats).map(|number| come_in(house, number)))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let ledger = Rc::new(Ledger::new(party.seats));
        let (cut, is_cut) = watch::channel(false);
        let mut seats = JoinSet::new();
        for (number, guest) in guests.into_iter().enumerate() {
            let acting = (number < party.acting).then(|| Acting {
                person: guest.id.clone(),
                entries: Rc::clone(&entries),
                every: party.every,
                unanswered_max: party.unanswered_max,
                comments: party.comments,
            });
            let seat = Seat {
                number,
                gate: Rc::new(house.gate(number)),
                from: party.from[number % party.from.len()],
                cookie: guest.cookie,
                ledger: Rc::clone(&ledger),
                acting,
                cut: is_cut.clone(),
            };
            seats.spawn_local(seat.sit());
            // Not all at once: that is measured by itself.
            if number % party.at_once == party.at_once - 1 {
                ledger.until_here(number + 1, COME_WITHIN).await?;
            }
        }
        ledger.until_all_here(COME_WITHIN).await?;
        sleep(SETTLES_WITHIN).await;
        Ok(Self { ledger, host, entries, cut, _seats: seats })
    }

    /// Cuts every socket at this moment; where they `forget`, they ask for everything anew.
    pub fn cut(&self, forget: bool) {
        self.cut.send_replace(forget);
    }
}

/// Comes in beside the door, which would take a whole party from one address for a flood: the replicas
/// are told of an address for each hundred.
///
/// # Errors
/// A sentence about what a replica said instead.
pub async fn come_in(house: &House, number: usize) -> Result<Guest> {
    let gate = house.replica_gate(number);
    let mut line = Line::connect(&gate, Ipv4Addr::LOCALHOST).await?;
    let house_number = number / GUESTS_AN_ADDRESS;
    let claims = format!("X-Forwarded-For: 10.1.{}.{}\r\n", house_number / 250, house_number % 250 + 1);
    let said = line.come_in(&gate, &format!("Guest {number}"), &claims).await?;
    ensure!(said.status == 200, "a guest was answered {}", said.text);
    let cookie = said.text.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("set-cookie").then(|| value.split(';').next())?
    });
    let cookie = cookie.context("a guest got no cookie")?.into();
    let body = said.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let you: Value = serde_json::from_str(body.trim()).context("a guest was answered something else")?;
    let id = you["you"]["id"].as_str().context("a guest got no id")?.to_owned();
    Ok(Guest { cookie, id })
}
