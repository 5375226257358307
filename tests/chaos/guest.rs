//! A guest whose client keeps the contract to the letter: it comes back with the position it has, asks for what is
//! missing, and sends again what was not answered, under the same id.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use echonest::app::ports::Dice;
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{
    history::{Asked, End},
    line::{CONNECT_WITHIN, Line},
    network::pass,
    party::{PATIENCE, Shared},
    support::{model::Model, people::Person, time::SeededDice},
};

/// The first and the longest wait before another attempt to connect; chance adds up to as much again, so that those
/// who were cut off together do not come back together.
const WAIT_FIRST: Duration = Duration::from_millis(50);
const WAIT_LAST: Duration = Duration::from_secs(1);
/// After how long something that could not be saved is sent again.
const TRY_AGAIN: Duration = Duration::from_millis(100);

/// How long a command may be without an answer. The server itself may be in doubt about it for 8 s.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// How a guest goes about it.
#[derive(Debug, Clone, Copy)]
pub enum Habit {
    /// Asks for something as often as this.
    Asks(Duration),
    /// Looks on, and asks for something only after having come back. What it asks for changes nothing, so that a crowd
    /// that comes back does not drown in each other's news.
    LooksOn,
}

/// A guest and what their client shows.
pub struct Guest {
    number: usize,
    /// The same person at each door of the house.
    doors: Vec<Person>,
    door: usize,
    line: Line,
    model: Model,
    folded: Vec<String>,
    tracks: Vec<String>,
    dice: SeededDice,
    habit: Habit,
    asked: usize,
    has_to_ask: bool,
    /// The latest time that the server told over this line.
    told_ms: u64,
    shared: Arc<Shared>,
}

impl Guest {
    /// Comes in by one of the doors. `tracks` are theirs alone to add.
    pub async fn come_in(
        number: usize,
        doors: &[String],
        tracks: Vec<String>,
        habit: Habit,
        dice: SeededDice,
        shared: Arc<Shared>,
    ) -> Self {
        let door = number % doors.len();
        let person = Person::come_in(&doors[door], &format!("Guest {number}")).await;
        let doors: Vec<_> = doors.iter().map(|url| person.at(url)).collect();
        let (line, hello) = loop {
            if let Some(mut line) = Line::open(&doors[door], "/socket/", CONNECT_WITHIN).await
                && let Some(hello) = line.hear().await
            {
                break (line, hello);
            }
        };
        Self {
            number,
            doors,
            door,
            line,
            model: Model::from_hello(&hello),
            folded: Vec::new(),
            tracks,
            dice,
            habit,
            asked: 0,
            has_to_ask: false,
            told_ms: 0,
            shared,
        }
    }

    pub fn id(&self) -> String {
        self.doors[0].id.clone()
    }

    /// Goes on until told to stop.
    pub async fn live(mut self, mut stop: watch::Receiver<bool>) -> Self {
        let pace = match self.habit {
            Habit::Asks(pace) => pace,
            Habit::LooksOn => Duration::from_hours(1),
        };
        let mut turns = interval(pace);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        turns.tick().await;
        loop {
            tokio::select! {
                biased;
                () = async { drop(stop.wait_for(|stop| *stop).await) } => return self,
                _ = turns.tick() => {
                    if let Some(asked) = self.next_wish() {
                        self.ask(asked).await;
                    }
                }
                heard = self.line.hear() => match heard {
                    Some(message) => self.take_in(&message).await,
                    None => self.come_back().await,
                },
            }
            if self.has_to_ask
                && matches!(self.habit, Habit::LooksOn)
                && let Some(entry) = self.others().first().copied()
            {
                // The song may be gone by then; in that case it is another one's turn.
                self.has_to_ask = !self.ask(Asked::Vote { entry, vote: 0 }).await;
            }
        }
    }

    /// Follows until the picture is at this position, and says what it shows; with the votes that the server tells,
    /// where `asks_for_votes`.
    pub async fn end(mut self, position: &str, seq: u64, asks_for_votes: bool) -> End {
        let follow = async {
            while self.model.position != position && self.model.seq <= seq {
                match self.line.hear().await {
                    Some(message) => self.take_in(&message).await,
                    None => self.come_back().await,
                }
            }
        };
        // Who never gets there is judged by what they show.
        let _ = timeout(PATIENCE, follow).await;
        let votes = if asks_for_votes { self.votes().await } else { None };
        let Self { number: client, model, folded, .. } = self;
        End { client, state: model.shared(), position: model.position, folded, votes }
    }

    async fn votes(&self) -> Option<BTreeMap<u64, i64>> {
        let answer = self.doors[self.door].get("/api/v1/nests/main/state").send().await.ok()?;
        let hello: Value = answer.json().await.ok()?;
        let votes = hello["you"]["votes"].as_object()?.iter();
        votes.map(|(entry, vote)| Some((entry.parse().ok()?, vote.as_i64()?))).collect()
    }

    /// The queued entries of other people.
    fn others(&self) -> Vec<u64> {
        let queue = self.model.state["queue"].as_array().into_iter().flatten();
        let others = queue.filter(|entry| entry["by"] != self.model.you["id"]);
        others.filter_map(|entry| entry["id"].as_u64()).collect()
    }

    fn next_wish(&mut self) -> Option<Asked> {
        self.asked += 1;
        let queue = self.model.state["queue"].as_array().into_iter().flatten();
        let mut own = queue.filter(|entry| entry["by"] == self.model.you["id"]);
        let own = own.find_map(|entry| entry["id"].as_u64());
        match (self.asked % 12, own) {
            (1, _) if !self.tracks.is_empty() => return self.tracks.pop().map(|track| Asked::Add { track }),
            (10, Some(entry)) => return Some(Asked::Remove { entry }),
            _ => {}
        }
        let others = self.others();
        let entry =
            *others.get(usize::try_from(self.dice.below(others.len() as u64)).expect("it is an index"))?;
        Some(if self.asked.is_multiple_of(6) {
            Asked::Comment { entry, text: format!("word {} of guest {}", self.asked, self.number) }
        } else {
            Asked::Vote { entry, vote: i64::try_from(self.dice.roll() % 3).expect("it is small") - 1 }
        })
    }

    /// Asks until there is an answer that says what became of it; says whether it was done.
    async fn ask(&mut self, asked: Asked) -> bool {
        let id = format!("g{}-{}-{}", self.number, self.asked, self.dice.below(1_000_000));
        let mut message = match &asked {
            Asked::Vote { entry, vote } => json!({ "type": "vote", "entry": entry, "vote": vote }),
            Asked::Comment { entry, text } => json!({ "type": "comment", "entry": entry, "text": text }),
            Asked::Add { track } => json!({ "type": "add", "track": track }),
            Asked::Remove { entry } => json!({ "type": "remove", "entry": entry }),
        };
        message["id"] = id.clone().into();
        // Whoever sent something twice cannot know that the first one is not in.
        let mut gives_up = matches!(asked, Asked::Comment { .. }) && self.asked.is_multiple_of(12);
        loop {
            let answer =
                async { if self.line.say(&message).await { self.answer_to(&id).await } else { None } };
            // News may come in by a line that carries nothing out any more.
            let Ok(Some(answer)) = timeout(ANSWER_WITHIN, answer).await else {
                gives_up = false;
                self.come_back().await;
                continue;
            };
            match (answer["type"].as_str(), answer["code"].as_str()) {
                (Some("ok"), _) => {
                    let seq = answer["seq"].as_u64().unwrap_or_default();
                    self.shared.note_ack(self.number, id, asked, seq);
                    return true;
                }
                (_, Some("not_saved")) if gives_up => {
                    self.shared.note_given_up(self.number, id);
                    return false;
                }
                (_, Some("not_saved" | "busy" | "rate_limited")) => {
                    self.shared.note_refusal();
                    gives_up = false;
                    pass(TRY_AGAIN).await;
                }
                // The rules said no, for good: the song plays or has played meanwhile, or has fifty comments.
                (
                    Some("refused"),
                    Some("not_found" | "forbidden" | "full" | "already_queued" | "played_recently"),
                ) => return false,
                _ => {
                    self.shared.note(format!("answer: client {} was told {answer}", self.number));
                    return false;
                }
            }
        }
    }

    async fn answer_to(&mut self, id: &str) -> Option<Value> {
        loop {
            let message = self.line.hear().await?;
            self.take_in(&message).await;
            if message["id"] == id {
                return Some(message);
            }
        }
    }

    /// Folds a message.
    async fn take_in(&mut self, message: &Value) {
        if let Some(told_ms) = message["server_time_ms"].as_u64() {
            if told_ms < self.told_ms {
                self.shared.note(format!(
                    "time: client {} was told {} and then {told_ms}",
                    self.number, self.told_ms
                ));
            }
            self.told_ms = told_ms;
        }
        match message["type"].as_str() {
            Some("hello") => {
                self.model = Model::from_hello(message);
                self.folded.clear();
            }
            Some("commit") => {
                let seq = message["seq"].as_u64().unwrap_or_default();
                if seq == self.model.seq + 1 {
                    self.model.fold(message);
                    self.folded.push(self.model.position.clone());
                } else if seq > self.model.seq {
                    self.shared.note(format!(
                        "gap: client {} stood at {} and heard {seq}",
                        self.number, self.model.seq
                    ));
                    self.line.say(&json!({ "type": "sync", "since": self.model.position })).await;
                }
            }
            _ => {}
        }
    }

    /// Connects again, as often as it takes, by whichever door, and asks for what was missed.
    async fn come_back(&mut self) {
        let mut wait = WAIT_FIRST;
        loop {
            pass(wait + wait * u32::try_from(self.dice.below(100)).expect("it is small") / 100).await;
            wait = (wait * 2).min(WAIT_LAST);
            self.door = (self.door + 1) % self.doors.len();
            let path = format!("/socket/?since={}", self.model.position);
            if let Some(line) = Line::open(&self.doors[self.door], &path, CONNECT_WITHIN).await {
                (self.line, self.told_ms) = (line, 0);
                if let Some(message) = self.line.hear().await {
                    self.take_in(&message).await;
                    self.has_to_ask = true;
                    return;
                }
            }
        }
    }
}
