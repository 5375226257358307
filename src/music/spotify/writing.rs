//! Playlists that are made for a person, and filled.
//!
//! Must never: make a public one; tell anything twice, for the first time may have been heard; keep a
//! person's token.

use async_trait::async_trait;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::{
    SpotifyCatalogue,
    budget::Priority,
    calls::{AccessToken, Unanswered, odd},
    links,
};
use crate::{
    app::{
        access::hidden::Hidden,
        ports::{NotWritten, PlaylistWriter},
    },
    domain::track::TrackUri,
};

/// Playlists on a page: the most that Spotify gives.
const PAGE: usize = 50;
/// How many of a person's playlists are looked at, the newest first: the one that is looked for was made
/// lately.
const LOOKED_AT_MAX: usize = 200;

#[async_trait]
impl PlaylistWriter for SpotifyCatalogue {
    fn can_hold(&self, uri: &TrackUri) -> bool {
        links::is_spotifys(uri)
    }

    fn page_of(&self, playlist: &str) -> String {
        links::page_of_playlist(playlist)
    }

    async fn create(&self, access: &Hidden, name: &str, description: &str) -> Result<String, NotWritten> {
        let body = json!({ "name": name, "description": description, "public": false });
        let answer = self.call(access, Method::POST, &["me", "playlists"], &[], Some(&body)).await?;
        if !answer.status().is_success() {
            return Err(no_list(&answer));
        }
        let made: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
        let id = made["id"].as_str().filter(|id| links::playlist_id(id).is_some());
        id.map(str::to_owned).ok_or_else(unreadable)
    }

    async fn find(&self, access: &Hidden, mark: &str) -> Result<Option<String>, NotWritten> {
        for offset in (0..LOOKED_AT_MAX).step_by(PAGE) {
            let (limit, offset) = (PAGE.to_string(), offset.to_string());
            let query = [("limit", limit.as_str()), ("offset", offset.as_str())];
            let answer = self.call(access, Method::GET, &["me", "playlists"], &query, None).await?;
            if answer.status() != StatusCode::OK {
                return Err(no_list(&answer));
            }
            let page: Value = serde_json::from_slice(answer.body()).map_err(|_| unreadable())?;
            let lists = page["items"].as_array().ok_or_else(unreadable)?;
            if let Some(id) = lists.iter().find_map(|list| marked(list, mark)) {
                return Ok(Some(id));
            }
            if lists.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }

    async fn replace(&self, access: &Hidden, playlist: &str, uris: &[TrackUri]) -> Result<(), NotWritten> {
        self.write(access, Method::PUT, playlist, uris).await
    }

    async fn append(&self, access: &Hidden, playlist: &str, uris: &[TrackUri]) -> Result<(), NotWritten> {
        self.write(access, Method::POST, playlist, uris).await
    }
}

impl SpotifyCatalogue {
    async fn write(
        &self,
        access: &Hidden,
        method: Method,
        playlist: &str,
        uris: &[TrackUri],
    ) -> Result<(), NotWritten> {
        if links::playlist_id(playlist).is_none() {
            return Err(NotWritten::Gone);
        }
        let uris: Vec<_> = uris.iter().map(TrackUri::as_str).collect();
        let body = json!({ "uris": uris });
        let answer = self.call(access, method, &["playlists", playlist, "items"], &[], Some(&body)).await?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            // Whoever is on the app's list and agreed is refused only what is not theirs.
            StatusCode::FORBIDDEN => Err(forbidden(&answer).unwrap_or(NotWritten::Gone)),
            _ => Err(refused(&answer)),
        }
    }

    async fn call(
        &self,
        access: &Hidden,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Response<Vec<u8>>, NotWritten> {
        let token = AccessToken::new(access.reveal()).ok_or(NotWritten::SignedOut)?;
        let answer = self.service.calls.ask(Priority::Search, &token, method, path, query, body).await;
        answer.map_err(|unanswered| match unanswered {
            Unanswered::MustWait(until) => NotWritten::MustWait(until),
            Unanswered::Lost(unavailable) => NotWritten::Lost(unavailable.why),
        })
    }
}

/// The id of a list whose description holds the mark.
fn marked(list: &Value, mark: &str) -> Option<String> {
    let is_it = list["description"].as_str().is_some_and(|description| description.contains(mark));
    let id = list["id"].as_str().filter(|id| is_it && links::playlist_id(id).is_some())?;
    Some(id.to_owned())
}

/// Why a person's lists were neither read nor added to.
fn no_list(answer: &Response<Vec<u8>>) -> NotWritten {
    match answer.status() {
        StatusCode::FORBIDDEN => forbidden(answer).unwrap_or(NotWritten::NotAllowed),
        _ => refused(answer),
    }
}

fn refused(answer: &Response<Vec<u8>>) -> NotWritten {
    match answer.status() {
        StatusCode::UNAUTHORIZED => NotWritten::SignedOut,
        StatusCode::NOT_FOUND => NotWritten::Gone,
        status if status.is_client_error() => NotWritten::NotTaken,
        status => NotWritten::Lost(odd(status).why),
    }
}

/// What a 403 says, where it says one of two things: "Insufficient client scope", or "User not
/// registered in the Developer Dashboard" (seen), as JSON or as plain text.
fn forbidden(answer: &Response<Vec<u8>>) -> Option<NotWritten> {
    let said = String::from_utf8_lossy(answer.body()).to_lowercase();
    if said.contains("scope") {
        return Some(NotWritten::NotAgreed);
    }
    said.contains("registered").then_some(NotWritten::NotAllowed)
}

fn unreadable() -> NotWritten {
    NotWritten::Lost("Spotify's answer could not be read".into())
}
