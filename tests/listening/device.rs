//! A person's player, as far as it can be heard and asked: it goes on by itself, and does what it is told a little
//! later.

use echonest::{
    app::ports::{Device as Listed, OnAir, Report},
    domain::track::TrackUri,
};

use crate::{nest, time::SeededDice};

/// What makes a device what it is.
#[derive(Debug, Clone)]
pub struct Nature {
    pub delay_ms: u64,
    pub jitter_ms: u64,
    /// How wrong its reports are, always and by chance.
    pub bias_ms: i64,
    pub noise_ms: u64,
    /// How long it is silent between two tracks.
    pub gap_ms: u64,
    /// How long an answer of the service takes.
    pub trip_ms: u64,
    pub is_restricted: bool,
    /// Whether it says that a track has ended by standing at its end, rather than at its beginning.
    pub ends_at_end: bool,
    pub has_ads: bool,
    /// One in so many tracks is another recording here; 0 for none.
    pub relinks: u64,
    pub says_what_was_asked: bool,
    pub kind: &'static str,
}

impl Nature {
    pub fn any(dice: &SeededDice) -> Self {
        Self {
            delay_ms: 50 + dice.below(1_451),
            jitter_ms: dice.below(400),
            bias_ms: dice.below(201).cast_signed() - 100,
            noise_ms: 20 + dice.below(230),
            gap_ms: dice.below(200),
            trip_ms: 60 + dice.below(340),
            is_restricted: dice.one_in(60),
            ends_at_end: dice.one_in(3),
            has_ads: dice.one_in(12),
            relinks: if dice.one_in(2) { 12 } else { 0 },
            says_what_was_asked: !dice.one_in(25),
            kind: ["Computer", "Smartphone", "Speaker", "Hologram"]
                [usize::try_from(dice.below(4)).expect("small")],
        }
    }
}

/// What a device has on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    Track(TrackUri),
    /// Something of its person's own: named or not.
    Own {
        number: u64,
        is_named: bool,
    },
    Ad,
}

/// A device.
#[derive(Debug)]
pub struct Device {
    pub nature: Nature,
    pub list: Vec<On>,
    pub is_playing: bool,
    pub position_ms: u64,
    /// When it was there; in the future where it is silent until then.
    pub since_ms: u64,
    pub is_listed: bool,
    pub is_shuffled: bool,
    /// Whether its person moved the music to another one.
    pub is_elsewhere: bool,
    /// What is to be ignored of what was planned for an earlier time.
    pub version: u64,
}

impl Device {
    pub fn new(nature: Nature, dice: &SeededDice) -> Self {
        Self {
            nature,
            list: Vec::new(),
            is_playing: false,
            position_ms: 0,
            since_ms: 0,
            is_listed: true,
            is_shuffled: dice.one_in(5),
            is_elsewhere: false,
            version: 0,
        }
    }

    pub fn on(&self) -> Option<&On> {
        self.list.first()
    }

    pub fn position_at(&self, now_ms: u64) -> u64 {
        let played_ms = if self.is_playing { now_ms.saturating_sub(self.since_ms) } else { 0 };
        self.position_ms + played_ms
    }

    pub fn length_ms(&self, on: &On) -> u64 {
        match on {
            On::Track(uri) => {
                let number = number_of(uri);
                nest::length_ms(number) + if self.is_relinked(number) { number % 900 } else { 0 }
            }
            On::Own { number, .. } => 150_000 + number % 100_000,
            On::Ad => 20_000,
        }
    }

    const fn is_relinked(&self, number: u64) -> bool {
        self.nature.relinks > 0 && number.is_multiple_of(self.nature.relinks)
    }

    /// When what is on ends.
    pub fn ends_ms(&self) -> Option<u64> {
        let length_ms = self.length_ms(self.on()?);
        self.is_playing.then_some(self.since_ms + length_ms.saturating_sub(self.position_ms))
    }

    pub fn put(&mut self, list: Vec<On>, position_ms: u64, now_ms: u64) {
        self.list = list;
        (self.position_ms, self.since_ms, self.is_playing) = (position_ms, now_ms, true);
        self.version += 1;
    }

    pub fn stop(&mut self, now_ms: u64) {
        self.position_ms = self.position_at(now_ms);
        self.is_playing = false;
        self.version += 1;
    }

    pub fn stall(&mut self, for_ms: u64, now_ms: u64) {
        self.position_ms = self.position_at(now_ms);
        self.since_ms = self.since_ms.max(now_ms) + for_ms;
        self.version += 1;
    }

    /// What is on has ended.
    pub fn end(&mut self, now_ms: u64, ad: bool) {
        if self.list.len() > 1 {
            self.list.remove(0);
            if ad {
                self.list.insert(0, On::Ad);
            }
            self.put(self.list.clone(), 0, now_ms + self.nature.gap_ms);
        } else {
            let length_ms = self.on().map_or(0, |on| self.length_ms(on));
            self.stop(now_ms);
            self.position_ms = if self.nature.ends_at_end { length_ms } else { 0 };
        }
    }

    pub fn listed(&self) -> Listed {
        Listed {
            id: Some("device".to_owned()),
            name: "Kitchen".to_owned(),
            kind: self.nature.kind.to_owned(),
            is_active: self.is_playing,
            is_restricted: self.nature.is_restricted,
        }
    }

    pub fn report(&self, now_ms: u64, dice: &SeededDice) -> Option<Report> {
        if !self.is_listed {
            return None;
        }
        let on_air = match self.on()? {
            On::Track(uri) => self.on_air(uri),
            On::Own { number, is_named: true } => OnAir::Track {
                uri: TrackUri::parse(&format!("spotify:track:own{number}")).expect("an address"),
                asked: None,
                duration_ms: 150_000 + number % 100_000,
            },
            On::Own { .. } => OnAir::Unknown,
            On::Ad => OnAir::Ad,
        };
        let mut progress_ms = self.position_at(now_ms).cast_signed();
        if self.is_playing {
            let noise_ms =
                dice.below(2 * self.nature.noise_ms + 1).cast_signed() - self.nature.noise_ms.cast_signed();
            progress_ms += self.nature.bias_ms + noise_ms;
            // An old answer, and one from beyond the end.
            match dice.below(200) {
                0..3 => progress_ms -= 1_000 + dice.below(5_000).cast_signed(),
                3 => progress_ms += 600_000,
                _ => {}
            }
        }
        let id = if self.is_elsewhere { "another" } else { "device" };
        Some(Report {
            device: Some(Listed { id: Some(id.to_owned()), ..self.listed() }),
            on_air,
            progress_ms: progress_ms.max(0).cast_unsigned(),
            is_playing: self.is_playing,
            is_shuffled: self.is_shuffled,
        })
    }

    fn on_air(&self, uri: &TrackUri) -> OnAir {
        let number = number_of(uri);
        let duration_ms = nest::length_ms(number);
        if !self.is_relinked(number) {
            return OnAir::Track { uri: uri.clone(), asked: None, duration_ms };
        }
        OnAir::Track {
            uri: TrackUri::parse(&format!("spotify:track:relinked{number}")).expect("an address"),
            asked: Some(uri.clone()).filter(|_| self.nature.says_what_was_asked),
            duration_ms: duration_ms + number % 900,
        }
    }
}

/// The number of one of the nest's tracks.
pub fn number_of(uri: &TrackUri) -> u64 {
    uri.id().strip_prefix('t').and_then(|number| number.parse().ok()).expect("a track of the nest")
}
