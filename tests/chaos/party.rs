//! The guests of a round together: what they are told is written down, and waited for.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use crate::{
    guest::{Guest, Habit},
    history::{Ack, Asked, End},
    house::House,
    kinds::Kind,
    support::{
        people::{Person, tracks},
        time::SeededDice,
    },
};

/// What does not happen within this never does. The slowest way back is 8 s of doubt, 5 s of silence and 5 s of an
/// attempt to connect, all of them limits of the program or of the client; the rest is for a machine with other work.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// How many guests come in side by side.
const AT_THE_DOOR: usize = 16;

/// What guests write down while they are at it.
#[derive(Debug)]
pub struct Shared {
    acks: Mutex<Vec<Ack>>,
    given_up: Mutex<Vec<(usize, String)>>,
    noted: Mutex<Vec<String>>,
    /// How many commands were acknowledged.
    answered: watch::Sender<u64>,
    /// How many were said not to be possible now.
    refused: watch::Sender<u64>,
}

impl Shared {
    pub fn note_ack(&self, client: usize, id: String, asked: Asked, seq: u64) {
        let ack = Ack { client, id, asked, seq, at: Instant::now() };
        self.acks.lock().expect("nobody panics here").push(ack);
        self.answered.send_modify(|count| *count += 1);
    }

    pub fn note_given_up(&self, client: usize, id: String) {
        self.given_up.lock().expect("nobody panics here").push((client, id));
        self.note_refusal();
    }

    pub fn note_refusal(&self) {
        self.refused.send_modify(|count| *count += 1);
    }

    pub fn note(&self, what: String) {
        self.noted.lock().expect("nobody panics here").push(what);
    }
}

/// How many come, and how they behave.
#[derive(Debug, Clone, Copy)]
pub struct Guests {
    /// Who asks for things, and how often each of them does.
    pub lively: usize,
    pub pace: Duration,
    /// Who looks on.
    pub crowd: usize,
    /// How many songs there are to vote on.
    pub songs: usize,
}

/// A party.
pub struct Party {
    pub host: Person,
    pub shared: Arc<Shared>,
    people: Vec<String>,
    guests: Vec<JoinHandle<Guest>>,
    stop: watch::Sender<bool>,
}

/// What is left of a party.
pub struct Remains {
    pub people: Vec<String>,
    pub acks: Vec<Ack>,
    pub given_up: Vec<(usize, String)>,
    pub noted: Vec<String>,
    guests: Vec<Guest>,
}

impl Party {
    /// Begins one. The host goes in directly, the guests by the house's doors.
    pub async fn begin(house: &House, guests: Guests, seed: u64) -> Self {
        let host = Person::come_in(&house.urls()[0], "Hanna").await;
        let mut all = tracks(&host, usize::MAX).await;
        let rest = all.split_off(guests.songs);
        let mut socket = host.socket().await;
        // Where songs are short, none may be over before everybody is in.
        let mut is_still = house.kind != Kind::Clock;
        for twenty in all.chunks(20) {
            for track in twenty {
                socket.add(track).await;
                if !is_still {
                    is_still = socket.ask(json!({ "type": "pause" })).await["type"] == "ok";
                }
            }
            // Nobody may queue more than twenty.
            let name = format!("Friend {}", rest.len());
            socket = Person::come_in(&host.url, &name).await.socket().await;
        }
        drop(socket);
        let shared = Arc::new(Shared {
            acks: Mutex::default(),
            given_up: Mutex::default(),
            noted: Mutex::default(),
            answered: watch::Sender::new(0),
            refused: watch::Sender::new(0),
        });
        let (stop, stopped) = watch::channel(false);
        let doors = house.door_urls();
        let mut share = rest.chunks((rest.len() / guests.lively.max(1)).clamp(1, 3));
        let coming = (0..guests.lively + guests.crowd).map(|number| {
            let is_lively = number < guests.lively;
            let habit = if is_lively { Habit::Asks(guests.pace) } else { Habit::LooksOn };
            let own = if is_lively { share.next().unwrap_or_default().to_vec() } else { Vec::new() };
            let dice = SeededDice::new(seed ^ (number as u64) << 32);
            Guest::come_in(number, &doors, own, habit, dice, Arc::clone(&shared))
        });
        let coming: Vec<Guest> = stream::iter(coming).buffered(AT_THE_DOOR).collect().await;
        let people = coming.iter().map(Guest::id).collect();
        let tasks = coming.into_iter().map(|guest| tokio::spawn(guest.live(stopped.clone()))).collect();
        Self { host, shared, people, guests: tasks, stop }
    }

    /// Waits until so much more was acknowledged.
    pub async fn go_on_by(&self, answers: u64) -> Result<(), String> {
        let mut answered = self.shared.answered.subscribe();
        let enough = *answered.borrow() + answers;
        within("so many answers", answered.wait_for(|count| *count >= enough)).await.map(drop)
    }

    /// Waits until somebody was told that something cannot be saved.
    pub async fn until_refused(&self) -> Result<(), String> {
        let mut refused = self.shared.refused.subscribe();
        let before = *refused.borrow_and_update();
        within("a refusal", refused.wait_for(|count| *count > before)).await.map(drop)
    }

    /// How many guests there are.
    pub fn count(&self) -> u64 {
        self.guests.len() as u64
    }

    /// Waits until every guest had a command acknowledged after `moment`, and says how long each had to wait.
    pub async fn until_recovered(&self, moment: Instant) -> Result<Vec<Duration>, String> {
        let mut answered = self.shared.answered.subscribe();
        let mut first: Vec<Option<Duration>> = vec![None; self.guests.len()];
        let mut read = 0;
        let all = async {
            loop {
                answered.borrow_and_update();
                {
                    let acks = self.shared.acks.lock().expect("nobody panics here");
                    for ack in acks[read..].iter().filter(|ack| ack.at > moment) {
                        first[ack.client].get_or_insert(ack.at - moment);
                    }
                    read = acks.len();
                }
                if first.iter().all(Option::is_some) || answered.changed().await.is_err() {
                    return;
                }
            }
        };
        let waited = timeout(PATIENCE, all).await;
        let missing = first.iter().filter(|first| first.is_none()).count();
        match waited {
            Ok(()) => Ok(first.into_iter().flatten().collect()),
            Err(_) => Err(format!("{missing} of {} guests never had another answer", self.guests.len())),
        }
    }

    /// Sees to it that what plays stands still, so that it can be compared.
    pub async fn pause(&self) {
        self.host.command(&json!({ "type": "pause", "id": "the end" })).await;
    }

    /// Has the host pause or resume (`how`), and tells apart by `when` what is asked more than once.
    pub async fn has_music(&self, how: &str, when: &str) -> Result<(), String> {
        let command = json!({ "type": how, "id": format!("{how} {when}") });
        loop {
            let (status, answer) = self.host.command(&command).await;
            match answer["code"].as_str() {
                _ if status == 200 => return Ok(()),
                Some("not_saved" | "busy") => {}
                _ => return Err(format!("{how} {when} was answered {answer}")),
            }
        }
    }

    /// Everybody finishes what they are at.
    pub async fn stop(&mut self) -> Result<Remains, String> {
        self.stop.send_replace(true);
        let mut guests = Vec::new();
        for guest in std::mem::take(&mut self.guests) {
            let guest = within("a guest's last answer", guest).await?;
            guests.push(guest.map_err(|error| format!("a guest's client failed: {error}"))?);
        }
        let taken =
            |noted: &Mutex<Vec<String>>| std::mem::take(&mut *noted.lock().expect("nobody panics here"));
        Ok(Remains {
            people: std::mem::take(&mut self.people),
            acks: std::mem::take(&mut *self.shared.acks.lock().expect("nobody panics here")),
            given_up: std::mem::take(&mut *self.shared.given_up.lock().expect("nobody panics here")),
            noted: taken(&self.shared.noted),
            guests,
        })
    }
}

impl Remains {
    /// What everybody's client shows once it has followed to this position.
    pub async fn ends(&mut self, position: &str, seq: u64) -> Result<Vec<End>, String> {
        let asks_for_votes = self.guests.len() <= 100;
        let ends = std::mem::take(&mut self.guests).into_iter();
        let mut waits: Vec<_> = Vec::new();
        for guest in ends {
            let position = position.to_owned();
            waits.push(tokio::spawn(async move { guest.end(&position, seq, asks_for_votes).await }));
        }
        let mut ends = Vec::new();
        for wait in waits {
            ends.push(within("a client's last commit", wait).await?.map_err(|error| error.to_string())?);
        }
        Ok(ends)
    }
}

/// Waits for something, with patience.
pub async fn within<T>(what: &str, wait: impl Future<Output = T>) -> Result<T, String> {
    timeout(PATIENCE, wait).await.map_err(|_| format!("{what}: it never came"))
}
