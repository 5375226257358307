//! A room to try the rules in: one nest, a clock that is set by hand, and people who ask.

use std::sync::Arc;

use echonest::domain::{
    answers::Answer,
    command::{Asker, Command, Request},
    commit::Commit,
    decide::Context,
    entry::{Entry, Vote},
    event::{Event, Host},
    ids::{CommandId, EntryId, NestId, PersonId},
    limits::QUEUE_MAX_ELSEWHERE,
    nest::Nest,
    people::{Present, Role},
    propose::{self, Beginning, Proposal},
    refusal::Refusal,
    setting_values::Code,
    settings::{Change, Settings},
    sound,
    text::Name,
    track::{Track, TrackUri},
};

pub const MINUTE: u64 = 60_000;

/// A nest with Hanna as its host, at ten o'clock on some evening.
pub struct Room {
    pub nest: Nest,
    pub log: Vec<Commit>,
    pub now_ms: u64,
    pub gap_ms: u64,
    pub has_budgets: bool,
    present: Present,
    dice: u64,
}

pub fn person(name: &str) -> PersonId {
    PersonId::parse(name).expect("a short name")
}

pub fn asker(name: &str) -> Asker {
    Asker { id: person(name), name: Name::parse(name).expect("a short name"), role: Role::Guest }
}

/// A track of three minutes, named after its title.
pub fn track(title: &str) -> Track {
    track_of(title, 3 * MINUTE)
}

pub fn track_of(title: &str, duration_ms: u64) -> Track {
    Track {
        uri: TrackUri::parse(&format!("demo:track:{title}")).expect("a title of letters"),
        title: title.into(),
        artists: vec!["Nobody".into()],
        album: None,
        duration_ms,
        length_ms: duration_ms,
        artwork_url: None,
        link: None,
        isrc: None,
        explicit: false,
    }
}

pub fn adding(track: Track) -> Command {
    Command::Add(Some(Arc::new(track)))
}

pub fn up(entry: EntryId) -> Command {
    Command::Vote(entry, Some(Vote::Up))
}

pub fn down(entry: EntryId) -> Command {
    Command::Vote(entry, Some(Vote::Down))
}

impl Room {
    pub fn new() -> Self {
        let mut room = Self::empty();
        let beginning = Beginning { code: Code::from_dice(7), settings: Settings::default(), host: None };
        let first = propose::create(&room.nest, &beginning, room.now_ms, 1);
        room.keep(first);
        room.ask("hanna", Command::Enter { may_host: true, by_code: false })
            .expect("the first to come in is host");
        room
    }

    /// A nest other than the main one. Hanna opened it.
    pub fn elsewhere() -> Self {
        let nest = Nest::new(NestId::parse("elsewhere").expect("a nest's id"));
        let mut room = Self { nest, ..Self::empty() };
        let host = Some(Host { person: person("hanna"), name: asker("hanna").name });
        let settings = Settings { queue_max: QUEUE_MAX_ELSEWHERE, ..Settings::default() };
        let beginning = Beginning { code: Code::from_dice(8), settings, host };
        let first = propose::create(&room.nest, &beginning, room.now_ms, 1);
        room.keep(first);
        room
    }

    fn empty() -> Self {
        Self {
            nest: Nest::new(NestId::parse("main").expect("a nest's id")),
            log: Vec::new(),
            now_ms: 1_800_000_000_000,
            gap_ms: 0,
            has_budgets: true,
            present: Present::new(),
            dice: 0,
        }
    }

    /// A room where a track of `duration_ms` by Hanna has just begun to play.
    pub fn playing(duration_ms: u64) -> Self {
        let mut room = Self::new();
        room.add_track("hanna", track_of("opener", duration_ms));
        room
    }

    /// A room where Hanna's opener of three minutes has just begun to play.
    pub fn with_music() -> Self {
        Self::playing(3 * MINUTE)
    }

    pub fn are_here(&mut self, names: &[&str]) {
        self.present = names.iter().map(|name| (person(name), asker(name).name)).collect();
    }

    pub fn wait(&mut self, ms: u64) {
        self.now_ms += ms;
    }

    /// Lets a person ask, and says what came of it.
    pub fn ask(&mut self, who: &str, command: Command) -> Result<Vec<Event>, Refusal> {
        let (answer, events) = self.put(&Request::Ask { asker: asker(who), id: None, command });
        match answer {
            Answer::Ok(_) => Ok(events),
            Answer::Refused(refusal) => Err(refusal),
        }
    }

    /// Lets a person ask under a command id, and says what they were answered.
    pub fn ask_as(&mut self, who: &str, id: &str, command: Command) -> (Answer, Vec<Event>) {
        let id = Some(CommandId::parse(id).expect("a short id"));
        self.put(&Request::Ask { asker: asker(who), id, command })
    }

    /// Lets someone ask of whom the door knows more than a name.
    pub fn ask_with(&mut self, asker: Asker, command: Command) {
        self.put(&Request::Ask { asker, id: None, command });
    }

    /// Asks, expects to be obeyed.
    pub fn does(&mut self, who: &str, command: Command) -> Vec<Event> {
        let shown = format!("{who}: {command:?}");
        self.ask(who, command).unwrap_or_else(|refusal| panic!("{shown} was refused: {refusal:?}"))
    }

    /// Asks, expects to be refused with this code.
    pub fn refuses(&mut self, who: &str, command: Command, code: &str) -> Refusal {
        let (shown, before) = (format!("{who}: {command:?}"), self.nest.position);
        match self.ask(who, command) {
            Ok(events) => panic!("{shown} should be refused as {code}, but did {events:?}"),
            Err(refusal) => {
                assert_eq!(refusal.code(), code, "{shown}");
                assert_eq!(self.nest.position, before, "a refusal changed the nest");
                refusal
            }
        }
    }

    /// Lets the player do what is due.
    pub fn beat(&mut self) -> Vec<Event> {
        self.put(&Request::Beat).1
    }

    /// Puts a request, and says what it was answered and what happened.
    pub fn put(&mut self, request: &Request) -> (Answer, Vec<Event>) {
        self.dice += 1;
        let context = Context {
            now_ms: self.now_ms,
            present: &self.present,
            gap_ms: self.gap_ms,
            has_budgets: self.has_budgets,
        };
        match propose::propose(&self.nest, &context, request, self.dice) {
            Proposal::Answer(answer) => (answer, Vec::new()),
            Proposal::Append(commit, answer) => {
                let events = commit.events.clone();
                self.keep(*commit);
                (answer, events)
            }
        }
    }

    fn keep(&mut self, commit: Commit) {
        assert_eq!(commit.parent, self.nest.position);
        self.nest.fold(&commit);
        sound::check(&self.nest).unwrap_or_else(|wrong| panic!("{wrong}\nafter {commit:#?}"));
        self.log.push(commit);
    }

    pub fn add(&mut self, who: &str, title: &str) -> EntryId {
        self.add_track(who, track(title))
    }

    pub fn add_track(&mut self, who: &str, track: Track) -> EntryId {
        let events = self.does(who, adding(track));
        let added = events.iter().find_map(|event| match event {
            Event::Added { entry, .. } => Some(entry.id),
            _ => None,
        });
        added.expect("an add adds")
    }

    pub fn set(&mut self, change: Change) -> Vec<Event> {
        self.does("hanna", Command::Settings(Box::new(change)))
    }

    /// The titles in the queue, in order.
    pub fn titles(&self) -> Vec<&str> {
        self.nest.queue.iter().map(|entry| entry.track.title.as_str()).collect()
    }

    /// The title that plays.
    pub fn now_playing(&self) -> Option<&str> {
        self.nest.playing.as_ref().map(|playing| playing.entry.track.title.as_str())
    }

    pub fn entry(&self, id: EntryId) -> &Entry {
        self.nest.entry(id).expect("the entry is queued or playing")
    }

    pub fn rank(&self, id: EntryId) -> i64 {
        self.entry(id).rank
    }

    pub fn next_up(&self) -> Option<EntryId> {
        self.nest.playing.as_ref().and_then(|playing| playing.next_up)
    }
}
