//! An upgrade while people vote: one replica after the other is restarted behind the door, and whoever
//! was there comes back, misses nothing, and finds everything done that was said to be.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, RequestBuilder, header};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    task::{JoinSet, yield_now},
    time::timeout,
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::house::{House, socket};

const GUESTS: usize = 60;
/// Those of them who vote, each when it hears of the one before it, all the while.
const VOTERS: usize = 12;
/// Comments of one voter: a comment made twice is seen twice, a vote is not. All together fit an entry.
const COMMENTS: usize = 4;
/// What does not come within this never does.
const PATIENCE: Duration = Duration::from_mins(1);

/// What everyone heard by number, and what voters were promised.
#[derive(Default)]
struct Told {
    commits: BTreeMap<u64, Value>,
    promised: Vec<(u64, String, Value)>,
}

struct Guest {
    number: usize,
    origin: String,
    browser: Client,
    id: String,
    entry: u64,
    told: Arc<Mutex<Told>>,
    /// Who votes, by number.
    voters: Arc<Vec<String>>,
    at: watch::Sender<(u64, usize)>,
    is_over: watch::Receiver<bool>,
    seq: u64,
    position: String,
    sockets: usize,
    acts: usize,
    unanswered: Option<Value>,
    /// Whether it is this guest's turn to vote.
    is_due: bool,
    /// The newest commit that it was promised.
    owed: u64,
}

impl Guest {
    /// Follows until it is over and nothing is unanswered.
    async fn follow(mut self) {
        loop {
            let query = if self.sockets == 0 { String::new() } else { format!("?since={}", self.position) };
            match socket(&self.origin, &self.browser, &query).await {
                Ok(stream) => {
                    if self.hear(stream).await {
                        return;
                    }
                }
                Err(_) => yield_now().await,
            }
        }
    }

    /// Hears a socket to its end; says whether all is done.
    async fn hear(&mut self, mut stream: WebSocketStream<reqwest::Upgraded>) -> bool {
        loop {
            let frame = tokio::select! {
                frame = stream.next() => frame,
                _ = self.is_over.wait_for(|is_over| *is_over), if self.has_all() => return true,
            };
            let text = match frame {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => return false,
            };
            let message: Value = serde_json::from_str(&text).expect("messages are JSON");
            match message["type"].as_str() {
                Some("hello") => {
                    assert_eq!(self.sockets, 0, "whoever comes back is told what it missed, not everything");
                    self.stand_at(&message);
                    self.begin();
                }
                Some("resumed") => {
                    self.begin();
                    if !self.ask_again(&mut stream).await {
                        return false;
                    }
                }
                Some("refused") if is_for_later(&message) => {
                    let is_open = self.ask_again(&mut stream).await;
                    if !is_open {
                        return false;
                    }
                }
                Some("commit") => self.take(&message),
                Some("ok") => self.note_promise(&message),
                Some("refused") => panic!("{message}"),
                _ => {}
            }
            if self.is_due && self.unanswered.is_none() && !*self.is_over.borrow() {
                self.is_due = false;
                let command = self.next_command();
                let sent = stream.send(Message::text(command.to_string())).await;
                self.unanswered = Some(command);
                if sent.is_err() {
                    return false;
                }
            }
        }
    }

    /// Asks for the same under the same id, if anything is unanswered; says whether the socket takes it.
    async fn ask_again(&self, stream: &mut WebSocketStream<reqwest::Upgraded>) -> bool {
        match &self.unanswered {
            Some(command) => stream.send(Message::text(command.to_string())).await.is_ok(),
            None => true,
        }
    }

    fn begin(&mut self) {
        self.sockets += 1;
        self.at.send_replace((self.seq, self.sockets));
    }

    fn stand_at(&mut self, message: &Value) {
        self.seq = message["seq"].as_u64().expect("a number");
        message["position"].as_str().expect("a position").clone_into(&mut self.position);
    }

    fn has_all(&self) -> bool {
        self.unanswered.is_none() && self.seq >= self.owed
    }

    fn take(&mut self, commit: &Value) {
        let seq = commit["seq"].as_u64().expect("a number");
        if seq <= self.seq {
            return;
        }
        assert_eq!(seq, self.seq + 1, "guest {} has a gap", self.number);
        self.stand_at(commit);
        self.at.send_replace((self.seq, self.sockets));
        let mut told = self.told.lock().expect("nobody panics here");
        let first = told.commits.entry(seq).or_insert_with(|| commit.clone());
        assert_eq!(first["position"], commit["position"], "everyone hears the same commit {seq}");
        drop(told);
        let before = (self.number + VOTERS - 1) % VOTERS;
        self.is_due |= self.number < VOTERS && commit["by"] == json!(self.voters[before]);
    }

    fn next_command(&mut self) -> Value {
        self.acts += 1;
        let id = format!("{}-{}", self.number, self.acts);
        if self.acts <= COMMENTS {
            return json!({"type": "comment", "id": id, "entry": self.entry, "text": format!("remark {id}")});
        }
        let vote = if self.acts.is_multiple_of(2) { 1 } else { -1 };
        json!({"type": "vote", "id": id, "entry": self.entry, "vote": vote})
    }

    fn note_promise(&mut self, ok: &Value) {
        let command = self.unanswered.take_if(|command| command["id"] == ok["id"]);
        let command = command.expect("an answer is to what was asked");
        let seq = ok["seq"].as_u64().expect("a number");
        self.owed = self.owed.max(seq);
        let mut told = self.told.lock().expect("nobody panics here");
        told.promised.push((seq, self.id.clone(), command));
    }
}

/// Whether a refusal says that nothing was done, and that it may be asked for again.
fn is_for_later(refusal: &Value) -> bool {
    matches!(refusal["code"].as_str(), Some("not_saved" | "busy" | "rate_limited"))
}

/// Whether an event is what a command asked for.
fn is_done(event: &Value, by: &str, command: &Value) -> bool {
    match command["type"].as_str() {
        Some("vote") => event["type"] == "voted" && event["by"] == by && event["vote"] == command["vote"],
        _ => event["type"] == "commented" && event["comment"]["text"] == command["text"],
    }
}

/// Somebody comes in first and queues two tracks; says which entry waits.
async fn queue_two(house: &House) -> u64 {
    let (host, origin) = (house.browser(Ipv4Addr::LOCALHOST.into()), house.origin());
    let ask = async |request: RequestBuilder| -> Value {
        let answer = request.header(header::ORIGIN, &origin).send().await.expect("the door answers");
        assert_eq!(answer.status(), 200, "the host may");
        answer.json().await.expect("JSON")
    };
    ask(host.post(format!("{origin}/login/guest")).json(&json!({ "name": "Hanna" }))).await;
    let found = ask(host.get(format!("{origin}/api/v1/search?q="))).await;
    let mut tracks = found["tracks"].as_array().expect("tracks").clone();
    tracks.sort_by_key(|track| std::cmp::Reverse(track["duration_ms"].as_u64()));
    for track in &tracks[..2] {
        let add = json!({"type": "add", "id": track["uri"], "track": track["uri"]});
        ask(host.post(format!("{origin}/api/v1/nests/main/commands")).json(&add)).await;
    }
    let state = ask(host.get(format!("{origin}/api/v1/nests/main/state"))).await;
    state["state"]["queue"][0]["id"].as_u64().expect("one waits")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_replicas_are_restarted_everyone_comes_back_and_nothing_is_missed_lost_or_done_twice() {
    let mut house = House::open().await;
    let entry = queue_two(&house).await;
    let told = Arc::new(Mutex::new(Told::default()));
    let mut browsers = Vec::new();
    for number in 0..GUESTS {
        let browser = house.browser(Ipv4Addr::LOCALHOST.into());
        let request = browser.post(format!("{}/login/guest", house.origin()));
        let answer = request.json(&json!({ "name": format!("Guest {number}") })).send().await;
        let you: Value = answer.expect("the door answers").json().await.expect("JSON");
        browsers.push((browser, you["you"]["id"].as_str().expect("an id").to_owned()));
    }
    let voters: Arc<Vec<String>> = Arc::new(browsers[..VOTERS].iter().map(|(_, id)| id.clone()).collect());
    let (over, is_over) = watch::channel(false);
    let (mut guests, mut places) = (JoinSet::new(), Vec::new());
    // The one who votes first comes last, so that nobody's turn passes unheard.
    for (number, (browser, id)) in browsers.into_iter().enumerate().rev() {
        let (at, place) = watch::channel((0, 0));
        let guest = Guest {
            number,
            origin: house.origin(),
            browser,
            id,
            entry,
            told: Arc::clone(&told),
            voters: Arc::clone(&voters),
            at,
            is_over: is_over.clone(),
            seq: 0,
            position: String::new(),
            sockets: 0,
            acts: 0,
            unanswered: None,
            is_due: number == 0,
            owed: 0,
        };
        guests.spawn(guest.follow());
        let mut here = place.clone();
        timeout(PATIENCE, here.wait_for(|(_, sockets)| *sockets > 0))
            .await
            .expect("in time")
            .expect("they come in");
        places.push(place);
    }
    for index in 0..house.replicas.len() {
        let replica = house.replicas.remove(index);
        replica.signal("TERM");
        let replica = timeout(PATIENCE, replica.restart_when_dead()).await.expect("it ends");
        house.replicas.insert(index, replica);
        // Whoever is told of something that happened from now on is back.
        let newest =
            told.lock().expect("nobody panics here").commits.keys().max().copied().unwrap_or_default();
        for place in &mut places {
            let heard = timeout(PATIENCE, place.wait_for(|(seq, _)| *seq > newest + 20)).await;
            heard.expect("everyone is back").expect("nobody gave up");
        }
    }
    over.send_replace(true);
    while let Some(guest) = timeout(PATIENCE, guests.join_next()).await.expect("everyone is answered") {
        guest.expect("nobody missed anything");
    }
    let sockets: usize = places.iter().map(|place| place.borrow().1).sum();
    assert!(sockets >= 2 * GUESTS, "everyone lost a socket at least once in two restarts: {sockets}");
    let told = told.lock().expect("nobody panics here");
    assert!(told.promised.len() > 2 * VOTERS, "people voted all the while");
    for (seq, by, command) in &told.promised {
        let done = told.commits.values().flat_map(|commit| commit["events"].as_array().into_iter().flatten());
        let here = told.commits[seq]["events"].as_array().into_iter().flatten();
        assert!(here.clone().any(|event| is_done(event, by, command)), "{command} is not in commit {seq}");
        if command["type"] == "comment" {
            assert_eq!(
                done.filter(|event| is_done(event, by, command)).count(),
                1,
                "{command} was done twice"
            );
        }
    }
    let deeds = told.commits.values().flat_map(|commit| commit["events"].as_array().into_iter().flatten());
    let deeds = deeds.filter(|event| event["type"] == "voted" || event["type"] == "commented").count();
    assert_eq!(deeds, told.promised.len(), "as much was done as was promised");
}
