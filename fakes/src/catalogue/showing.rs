//! Music as the API shows it, with the fields that are left of what it once showed.
//!
//! Must never: show `popularity`, `available_markets`, `preview_url` or `followers`; they are gone.

use serde_json::{Value, json};

use super::{Catalogue, Place, covers};

/// For whom something is shown.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The music.
    pub catalogue: &'a Catalogue,
    /// Where pictures are.
    pub origin: &'a str,
    /// In which market, where one was named.
    pub market: Option<&'a str>,
}

impl View<'_> {
    /// A track with everything that is shown of it.
    pub fn track(&self, at: usize) -> Value {
        let mut shown = self.track_alone(at);
        let track = &self.catalogue.tracks[at];
        shown["album"] = self.album_alone(track.album);
        shown["external_ids"] = track.isrc.as_ref().map_or(json!({}), |isrc| json!({"isrc": isrc}));
        shown
    }

    /// A track as albums list it.
    pub fn track_alone(&self, at: usize) -> Value {
        let track = &self.catalogue.tracks[at];
        let artists: Vec<Value> = track.artists.iter().map(|artist| self.artist_alone(*artist)).collect();
        let mut shown = named("track", &track.id, &track.name);
        shown["artists"] = json!(artists);
        shown["disc_number"] = json!(1);
        shown["duration_ms"] = json!(track.length_ms);
        shown["explicit"] = json!(track.is_explicit);
        shown["is_local"] = json!(false);
        shown["track_number"] = json!(track.number);
        if self.market.is_some() {
            shown["is_playable"] = json!(track.is_playable);
            if !track.is_playable {
                shown["restrictions"] = json!({"reason": "market"});
            }
            if let Some(other_id) = &track.other_id {
                rename(&mut shown, "track", other_id);
                let asked = named("track", &track.id, "");
                shown["linked_from"] = asked;
                if let Some(fields) = shown["linked_from"].as_object_mut() {
                    fields.remove("name");
                }
            }
        }
        shown
    }

    /// A track, an episode, or nothing, as a player or a list shows it.
    pub fn place(&self, place: Place) -> Option<Value> {
        match place {
            Place::Track(at) => Some(self.track(at)),
            Place::OtherTrack(at) => Some(self.other_track(at)),
            Place::Episode(at) => Some(self.episode(at)),
            _ => None,
        }
    }

    /// A track that was asked for by the id it has in a market.
    pub fn other_track(&self, at: usize) -> Value {
        let mut shown = self.track(at);
        if let Some(other_id) = &self.catalogue.tracks[at].other_id {
            rename(&mut shown, "track", other_id);
        }
        if let Some(fields) = shown.as_object_mut() {
            fields.remove("linked_from");
        }
        shown
    }

    /// An album with its tracks.
    pub fn album(&self, at: usize, tracks: &Value) -> Value {
        let mut shown = self.album_alone(at);
        shown["tracks"] = tracks.clone();
        shown["copyrights"] = json!([{"text": "Nobody's, since it was never recorded", "type": "C"}]);
        shown
    }

    /// An album as tracks name it.
    pub fn album_alone(&self, at: usize) -> Value {
        let album = &self.catalogue.albums[at];
        let mut shown = named("album", &album.id, &album.name);
        shown["album_type"] = json!(album.kind);
        shown["artists"] = json!([self.artist_alone(album.artist)]);
        shown["images"] = covers::images(self.origin, &album.id);
        shown["release_date"] = json!(album.released);
        shown["release_date_precision"] = json!(if album.released.len() == 4 { "year" } else { "day" });
        shown["total_tracks"] = json!(album.tracks.len());
        shown
    }

    /// An artist, with genres where they are known.
    pub fn artist(&self, at: usize) -> Value {
        let artist = &self.catalogue.artists[at];
        let mut shown = self.artist_alone(at);
        shown["images"] = covers::images(self.origin, &artist.id);
        if !artist.genres.is_empty() {
            shown["genres"] = json!(artist.genres);
        }
        shown
    }

    fn artist_alone(&self, at: usize) -> Value {
        let artist = &self.catalogue.artists[at];
        named("artist", &artist.id, &artist.name)
    }

    /// An episode with its show.
    pub fn episode(&self, at: usize) -> Value {
        let mut shown = self.episode_alone(at);
        let show = &self.catalogue.shows[self.catalogue.episodes[at].show];
        let mut of = named("show", &show.id, &show.name);
        of["images"] = covers::images(self.origin, &show.id);
        of["description"] = json!(format!("{} talks.", show.publisher));
        of["media_type"] = json!("audio");
        of["total_episodes"] = json!(8);
        shown["show"] = of;
        shown
    }

    /// An episode as a search lists it: without its show.
    pub fn episode_alone(&self, at: usize) -> Value {
        let episode = &self.catalogue.episodes[at];
        let mut shown = named("episode", &episode.id, &episode.name);
        shown["description"] = json!("An hour that was never recorded.");
        shown["duration_ms"] = json!(episode.length_ms);
        shown["explicit"] = json!(episode.is_explicit);
        shown["images"] = covers::images(self.origin, &self.catalogue.shows[episode.show].id);
        shown["is_externally_hosted"] = json!(false);
        shown["is_playable"] = json!(true);
        shown["languages"] = json!(["en"]);
        shown["release_date"] = json!(episode.released);
        shown["release_date_precision"] = json!("day");
        shown
    }
}

fn named(kind: &str, id: &str, name: &str) -> Value {
    let mut shown = json!({"name": name, "type": kind});
    rename(&mut shown, kind, id);
    shown
}

fn rename(shown: &mut Value, kind: &str, id: &str) {
    shown["id"] = json!(id);
    shown["uri"] = json!(format!("spotify:{kind}:{id}"));
    shown["href"] = json!(format!("https://api.spotify.com/v1/{kind}s/{id}"));
    shown["external_urls"] = json!({"spotify": format!("https://open.spotify.com/{kind}/{id}")});
}
