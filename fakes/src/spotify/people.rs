//! People with a Spotify account here: their plan, their lists, their devices.
//!
//! Must never: be people there are.

use serde_json::{Value, json};

use crate::{
    catalogue::Catalogue,
    mixing::{Mixer, base62_of, hex_of},
    player::{Player, device::Device},
};

/// Who is there from the start, with whether they pay. The last one is on nobody's list but their own program's.
const DEMO: [(&str, &str, bool); 6] = [
    ("ada", "Ada Quill", true),
    ("bo", "Bo Lindqvist", true),
    ("cleo", "Cléo Márquez", false),
    ("dora", "Dora 🎧 Okafor", true),
    ("emil", "Emil Straub", true),
    ("faye", "Faye Outsider", true),
];
/// So many lists somebody has at most.
pub const PLAYLISTS_MAX: usize = 200;
/// So many items a list has at most; more than a test can mean, less than the real ones.
pub const ITEMS_MAX: usize = 1_000;

/// Somebody.
#[derive(Debug, Clone)]
pub struct Person {
    /// What they are known by.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Whether they pay, without which nothing is played on command.
    pub is_premium: bool,
    /// Their lists.
    pub playlists: Vec<Playlist>,
    /// What they listen to, and on what.
    pub player: Player,
}

/// A list of music.
#[derive(Debug, Clone)]
pub struct Playlist {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// Whether everybody may see it.
    pub is_public: bool,
    /// What is in it.
    pub items: Vec<Item>,
}

/// What can be in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A track or an episode.
    Uri(String),
    /// A file on somebody's disk, which nobody else can play.
    Local(String),
    /// What was there once.
    Gone,
}

impl Person {
    /// Somebody with three devices and two lists.
    pub fn new(id: &str, name: &str, is_premium: bool, catalogue: &Catalogue) -> Self {
        let first = name.split(' ').next().unwrap_or(name);
        let devices = [("computer", "Computer"), ("phone", "Smartphone"), ("kitchen speaker", "Speaker")];
        let devices = devices.map(|(thing, kind)| Device::new(id, &format!("{first}'s {thing}"), kind));
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            is_premium,
            playlists: lists(id, catalogue),
            player: Player::with(devices.into()),
        }
    }

    /// The id that stays when the other one does not.
    pub fn account_id(&self) -> String {
        hex_of(&format!("account {}", self.id), 32)
    }

    /// What others see of them.
    pub fn shown(&self) -> Value {
        json!({
            "display_name": self.name,
            "external_urls": {"spotify": format!("https://open.spotify.com/user/{}", self.id)},
            "href": format!("https://api.spotify.com/v1/users/{}", self.id),
            "id": self.id,
            "type": "user",
            "uri": format!("spotify:user:{}", self.id),
        })
    }
}

/// Those who are there from the start; the first has devices of every kind.
pub fn demo(catalogue: &Catalogue) -> Vec<Person> {
    let mut people: Vec<Person> =
        DEMO.iter().map(|(id, name, is_premium)| Person::new(id, name, *is_premium, catalogue)).collect();
    if let Some(ada) = people.first_mut() {
        let mut hologram = Device::new("ada", "Ada's hologram", "Hologram");
        hologram.has_volume = false;
        let mut screen = Device::new("ada", "Ada's gallery screen", "TV");
        screen.is_restricted = true;
        let mut stream = Device::new("ada", "Ada's car", "Automobile");
        stream.id = None;
        ada.player.devices.extend([hologram, screen, stream]);
    }
    people
}

fn lists(person: &str, catalogue: &Catalogue) -> Vec<Playlist> {
    let mut mixer = Mixer::of(&format!("lists of {person}"));
    let mut tracks = |count: usize| -> Vec<Item> {
        let place = |_| mixer.place(catalogue.tracks.len());
        (0..count).map(place).map(|place| Item::Uri(catalogue.tracks[place].uri())).collect()
    };
    let (mut dances, mut drives) = (tracks(25), tracks(8));
    dances.insert(3, Item::Local("Tape from the attic".to_owned()));
    dances.insert(7, Item::Gone);
    drives.extend(catalogue.episodes.first().map(|episode| Item::Uri(episode.uri())));
    let list = |name: &str, description: &str, is_public, items| Playlist {
        id: base62_of(&format!("list {name} of {person}")),
        name: name.to_owned(),
        description: description.to_owned(),
        is_public,
        items,
    };
    vec![
        list("Kitchen Dances", "For cooking, and for not cooking.", false, dances),
        list("Long Drives", "", true, drives),
    ]
}
