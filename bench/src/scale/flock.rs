//! Many nests on one process, with ten people in each, who came in, opened them, and vote by the page's ways.
//!
//! Ten people share ten nests and each opened one of those, so that everyone stays within what the rules allow
//! a person: three nests an hour, and ten sockets.
//!
//! Must never: loosen a limit; count a vote that somebody in the nest did not hear.

use std::{
    cell::RefCell,
    collections::{HashSet, VecDeque},
    rc::Rc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

use super::{
    guests::{self, Guest},
    house::House,
};
use crate::{board::Board, dialect::Dialect, driver::Driver, socket::Socket};

/// People in each nest, and nests that the same people are in.
pub const PEOPLE: usize = 10;
/// Those of them who vote. Each may ask twenty times a second, so together they do it a hundred times.
const VOTERS: usize = 5;
/// Entries in each queue; one more plays, and stands still.
const QUEUED: usize = 4;
/// How many requests are under way at once.
const AT_ONCE: usize = 32;
/// When the last vote was answered, everyone hears of it within this.
const HEARD_WITHIN: Duration = Duration::from_secs(1);
/// Spreads votes over nests and waits for nothing.
const CHANCE: usize = 7_919;

/// One of the nests.
struct Nest {
    id: String,
    entries: Rc<[u64]>,
    board: Rc<Board>,
    voters: RefCell<VecDeque<Driver>>,
    /// Its sockets.
    listening: JoinSet<()>,
}

/// The nests, and the people.
pub struct Flock {
    http: Client,
    url: String,
    people: Vec<Guest>,
    tracks: Vec<String>,
    nests: Vec<Rc<Nest>>,
}

/// What became of votes.
#[derive(Debug, Default)]
pub struct Votes {
    /// From the voter's send until the last of the nest had it, in milliseconds.
    pub last_ms: Vec<f64>,
    /// Votes that were due while everyone in the nest who votes waited for an answer.
    pub held_back: usize,
    /// Votes that somebody in the nest did not hear of.
    pub missed: usize,
}

impl Votes {
    /// Adds what became of others.
    pub fn add(&mut self, others: Self) {
        self.last_ms.extend(others.last_ms);
        self.held_back += others.held_back;
        self.missed += others.missed;
    }
}

impl Flock {
    /// Lets in as many people as so many nests take.
    ///
    /// # Errors
    /// A sentence about what the server said instead.
    pub async fn gather(house: &House, nests: usize) -> Result<Self> {
        let people = nests.div_ceil(PEOPLE) * PEOPLE;
        let people: Vec<Guest> = stream::iter((0..people).map(|number| guests::come_in(house, number)))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut flock =
            Self { http: Client::new(), url: house.url(0), people, tracks: Vec::new(), nests: Vec::new() };
        let found = flock.ask(0, Method::GET, "/api/v1/search?q=&nest=main", None).await?;
        let tracks = found["tracks"].as_array().context("the catalogue lists nothing")?;
        // Two recordings of one song under two addresses would be refused as queued already.
        let mut songs = HashSet::new();
        let is_fine = |track: &&Value| {
            track["explicit"] == false
                && track["isrc"].as_str().is_none_or(|isrc| songs.insert(isrc.to_owned()))
        };
        let uris = tracks.iter().filter(is_fine).filter_map(|track| Some(track["uri"].as_str()?.to_owned()));
        flock.tracks = uris.take(QUEUED + 2).collect();
        ensure!(flock.tracks.len() == QUEUED + 2, "the catalogue begins with too few tracks");
        Ok(flock)
    }

    /// Opens that many nests; says how long each took, in milliseconds.
    ///
    /// # Errors
    /// The same.
    pub async fn open(&mut self, count: usize) -> Result<Vec<f64>> {
        let flock = &*self;
        let opened: Vec<(String, f64)> = stream::iter((0..count).map(|number| async move {
            let wanted = json!({ "name": format!("Nest {number}"), "listed": true });
            let began = Instant::now();
            let nest = flock.ask(number, Method::POST, "/api/v1/nests", Some(wanted)).await?;
            let id = nest["id"].as_str().context("a nest got no id")?;
            Ok::<_, anyhow::Error>((id.to_owned(), began.elapsed().as_secs_f64() * 1_000.0))
        }))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
        let nest = |id| Nest {
            id,
            entries: Rc::default(),
            board: Rc::new(Board::new(PEOPLE - VOTERS, VOTERS)),
            voters: RefCell::default(),
            listening: JoinSet::new(),
        };
        let (ids, mut all_ms): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
        self.nests = ids.into_iter().map(|id| Rc::new(nest(id))).collect();
        all_ms.sort_unstable_by(f64::total_cmp);
        Ok(all_ms)
    }

    /// Plays something in every nest, and skips it, so that nothing plays any more.
    ///
    /// # Errors
    /// The same.
    pub async fn play_once(&self) -> Result<()> {
        self.each(async |number| {
            let track = &self.tracks[QUEUED + 1];
            self.command(number, "played", json!({ "type": "add", "track": track })).await?;
            let playing = self.state(number).await?["playing"]["entry"]["id"].clone();
            self.command(number, "skipped", json!({ "type": "skip", "entry": playing })).await
        })
        .await
    }

    /// Fills every queue, with one more on top that stands still; then everyone sits down.
    ///
    /// # Errors
    /// The same.
    pub async fn sit_down(&mut self) -> Result<()> {
        self.each(async |number| {
            for (index, track) in self.tracks[..=QUEUED].iter().enumerate() {
                let id = format!("add-{index}");
                self.command(number, &id, json!({ "type": "add", "track": track })).await?;
                if index == 0 {
                    self.command(number, "pause", json!({ "type": "pause" })).await?;
                }
            }
            Ok(())
        })
        .await?;
        for number in 0..self.nests.len() {
            let state = self.state(number).await?;
            let queue = state["queue"].as_array().context("the state has no queue")?;
            let entries: Rc<[u64]> = queue.iter().filter_map(|entry| entry["id"].as_u64()).collect();
            ensure!(entries.len() >= QUEUED, "a queue has {} entries", entries.len());
            let sockets: Vec<Socket> = stream::iter((0..PEOPLE).map(|ear| self.connect(number, ear)))
                .buffered(PEOPLE)
                .try_collect()
                .await?;
            let nest = Rc::get_mut(&mut self.nests[number]).context("a nest is in use")?;
            nest.entries = entries;
            for (ear, socket) in sockets.into_iter().enumerate() {
                let board = Rc::clone(&nest.board);
                let answers = (ear >= PEOPLE - VOTERS).then(|| {
                    let (writing, entries) = (socket.writing(), Rc::clone(&nest.entries));
                    let (voter, answers) =
                        Driver::new(ear, Dialect::EchoNest, Rc::clone(&board), writing, entries);
                    nest.voters.get_mut().push_back(voter);
                    answers
                });
                nest.listening.spawn_local(socket.listen(ear, board, answers));
            }
            nest.board.until_greeted(PEOPLE).await?;
        }
        Ok(())
    }

    /// Has people vote at a rate, each time in another nest by chance.
    ///
    /// # Errors
    /// A vote was refused, or a socket broke.
    pub async fn vote(&self, rate: u32, lasts: Duration) -> Result<Votes> {
        for nest in &self.nests {
            nest.board.begin();
        }
        let mut votes = Votes::default();
        let mut under_way: JoinSet<Result<()>> = JoinSet::new();
        let mut due = interval(Duration::from_secs(1) / rate);
        due.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (began, mut roll) = (Instant::now(), 0_usize);
        while began.elapsed() < lasts {
            due.tick().await;
            roll = (roll + CHANCE) % self.nests.len().max(1);
            let nest = Rc::clone(&self.nests[roll]);
            let voter = nest.voters.borrow_mut().pop_front();
            match voter {
                Some(mut voter) => drop(under_way.spawn_local(async move {
                    voter.vote().await?;
                    nest.voters.borrow_mut().push_back(voter);
                    Ok(())
                })),
                None => votes.held_back += 1,
            }
        }
        while let Some(voted) = under_way.join_next().await {
            voted??;
        }
        sleep(HEARD_WITHIN).await;
        for nest in &self.nests {
            let tally = nest.board.end();
            for (index, sent) in tally.sent.iter().enumerate() {
                let Some(sent) = sent else { continue };
                match tally.arrivals.get(index) {
                    Some(arrivals) if arrivals.len() == PEOPLE => {
                        let last = arrivals.iter().max().copied().unwrap_or_default();
                        votes.last_ms.push(f64::from(last.saturating_sub(*sent)) / 1_000.0);
                    }
                    _ => votes.missed += 1,
                }
            }
        }
        Ok(votes)
    }

    /// Asks which nests there are; says how long each answer took, in milliseconds, and how long it was, in bytes.
    ///
    /// # Errors
    /// The list is not whole.
    pub async fn list(&self, times: usize, pause: Duration) -> Result<(Vec<f64>, usize)> {
        let (mut all_ms, mut bytes) = (Vec::with_capacity(times), 0);
        for time in 0..times {
            let began = Instant::now();
            let text = self.text(time % self.people.len(), Method::GET, "/api/v1/nests", None).await?;
            all_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
            bytes = text.len();
            let list: Value = serde_json::from_str(&text)?;
            let found = list["nests"].as_array().map_or(0, Vec::len);
            ensure!(found > self.nests.len(), "{found} nests are listed");
            sleep(pause).await;
        }
        all_ms.sort_unstable_by(f64::total_cmp);
        Ok((all_ms, bytes))
    }

    /// Everyone leaves.
    pub fn leave(&mut self) {
        for nest in self.nests.iter_mut().filter_map(Rc::get_mut) {
            nest.voters.get_mut().clear();
            nest.listening = JoinSet::new();
        }
    }

    /// The person at a place of a nest. The first is who opened it.
    fn person(&self, number: usize, ear: usize) -> &Guest {
        &self.people[number / PEOPLE * PEOPLE + (number + ear) % PEOPLE]
    }

    async fn connect(&self, number: usize, ear: usize) -> Result<Socket> {
        let path = format!("/socket/{}", self.nests[number].id);
        let cookie = &self.person(number, ear).cookie;
        let headers = format!("Origin: {}\r\nCookie: {cookie}\r\n", self.url);
        Socket::open(self.url.trim_start_matches("http://"), &path, Dialect::EchoNest, &headers).await
    }

    /// Does something for every nest, many at once.
    async fn each(&self, what: impl AsyncFn(usize) -> Result<()>) -> Result<()> {
        let all = (0..self.nests.len()).map(|number| what(number));
        stream::iter(all).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn command(&self, number: usize, id: &str, mut command: Value) -> Result<()> {
        command["id"] = id.into();
        let path = format!("/api/v1/nests/{}/commands", self.nests[number].id);
        self.ask(number, Method::POST, &path, Some(command)).await?;
        Ok(())
    }

    async fn state(&self, number: usize) -> Result<Value> {
        let path = format!("/api/v1/nests/{}/state", self.nests[number].id);
        Ok(self.ask(number, Method::GET, &path, None).await?["state"].take())
    }

    async fn ask(&self, person: usize, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        Ok(serde_json::from_str(&self.text(person, method, path, body).await?)?)
    }

    async fn text(&self, person: usize, method: Method, path: &str, body: Option<Value>) -> Result<String> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        request = request.header("origin", &self.url).header("cookie", &*self.people[person].cookie);
        if let Some(body) = &body {
            request = request.json(body);
        }
        let response = request.send().await.with_context(|| format!("{path} is not answered"))?;
        let status = response.status();
        let text = response.text().await?;
        if !status.is_success() {
            bail!("{path} was answered {status}: {text}");
        }
        Ok(text)
    }
}
