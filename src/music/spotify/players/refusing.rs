//! Why a player was not asked or told: what Spotify's refusals mean.
//!
//! They come as `{"error": {"status", "message", "reason"}}`, with a reason for players only, and from the
//! doors before them as a sentence of plain text. Where no document names them, they were seen.
//!
//! Must never: pass on a word of what was answered.

use std::time::Duration;

use http::{Response, StatusCode};
use serde_json::Value;

use crate::{app::ports::PlayerFailure, music::spotify::calls::odd};

/// Letters of a refusal that are looked at; the longest ones that were seen have 150.
const LETTERS_MAX: usize = 500;
/// How long a player is left alone that was told too much too fast. Spotify names no time for it.
const BREATHER: Duration = Duration::from_secs(5);
/// What is said where the app itself is refused, whoever listens.
const OWNER: &str = "Spotify refuses this app; its owner needs Premium";

/// What an answer that is no success means.
pub(super) fn failure(answer: &Response<Vec<u8>>) -> PlayerFailure {
    let said = Said::read(answer.body());
    let status = answer.status();
    let meant = match status {
        StatusCode::UNAUTHORIZED => Some(PlayerFailure::SignedOut),
        StatusCode::FORBIDDEN => said.forbids(),
        StatusCode::NOT_FOUND => said.misses(),
        // "Invalid track uri", "Unsupported uri kind".
        StatusCode::BAD_REQUEST if said.speaks_of(" uri") => Some(PlayerFailure::NotHere),
        _ => None,
    };
    meant.unwrap_or_else(|| PlayerFailure::Unavailable(odd(status).why))
}

/// A refusal in Spotify's words.
struct Said {
    reason: String,
    /// In small letters.
    message: String,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        let answer: Value = serde_json::from_slice(body).unwrap_or_default();
        let error = &answer["error"];
        let plain = std::str::from_utf8(body).ok().filter(|text| !text.trim_start().starts_with(['<', '{']));
        let message = error["message"].as_str().or(error.as_str()).or(plain).unwrap_or_default();
        Self {
            reason: error["reason"].as_str().unwrap_or_default().to_owned(),
            message: message.chars().take(LETTERS_MAX).collect::<String>().to_lowercase(),
        }
    }

    fn speaks_of(&self, words: &str) -> bool {
        self.message.contains(words)
    }

    fn forbids(&self) -> Option<PlayerFailure> {
        // "Active premium subscription required for the owner of the app": nobody's own matter.
        if self.speaks_of("owner of the app") {
            return Some(PlayerFailure::Unavailable(OWNER.into()));
        }
        // "User not registered in the Developer Dashboard", or "the user may not be registered".
        if self.speaks_of("registered") {
            return Some(PlayerFailure::NotAllowed);
        }
        if self.reason == "PREMIUM_REQUIRED" || self.speaks_of("premium") {
            return Some(PlayerFailure::PremiumNeeded);
        }
        // "Insufficient client scope": the token was given for less. Signing in again helps.
        if self.speaks_of("scope") {
            return Some(PlayerFailure::SignedOut);
        }
        if self.reason == "RATE_LIMITED" {
            return Some(PlayerFailure::Wait(BREATHER));
        }
        if self.speaks_of("market") || self.speaks_of("country") {
            return Some(PlayerFailure::NotHere);
        }
        let is_the_players = !self.reason.is_empty()
            || self.speaks_of("restriction violated")
            || self.speaks_of("player command failed");
        is_the_players.then_some(PlayerFailure::NotNow)
    }

    fn misses(&self) -> Option<PlayerFailure> {
        if self.speaks_of("device not found") {
            return Some(PlayerFailure::DeviceGone);
        }
        let has_none = self.reason == "NO_ACTIVE_DEVICE" || self.speaks_of("no active device");
        has_none.then_some(PlayerFailure::NoDevice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(status: u16, body: &str) -> PlayerFailure {
        let mut answer = Response::new(body.as_bytes().to_vec());
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        failure(&answer)
    }

    fn said(status: u16, message: &str, reason: &str) -> PlayerFailure {
        meant(status, &format!(r#"{{"error":{{"message":"{message}","reason":"{reason}"}}}}"#))
    }

    #[test]
    fn every_reason_of_a_player_but_a_few_means_that_it_is_worth_a_look() {
        for reason in
            ["UNKNOWN", "ALREADY_PAUSED", "NOT_PAUSED", "DEVICE_NOT_CONTROLLABLE", "CONTEXT_DISALLOW", "NEW"]
        {
            let violated = said(403, "Player command failed: Restriction violated", reason);
            assert_eq!(violated, PlayerFailure::NotNow, "{reason}");
        }
        assert_eq!(said(403, "", "RATE_LIMITED"), PlayerFailure::Wait(BREATHER));
        assert_eq!(said(403, "?", "PREMIUM_REQUIRED"), PlayerFailure::PremiumNeeded);
        assert_eq!(said(403, "Player command failed: Premium required", ""), PlayerFailure::PremiumNeeded);
        assert_eq!(said(403, "Track not available in this market", ""), PlayerFailure::NotHere);
    }

    #[test]
    fn a_person_who_is_not_on_the_list_is_known_by_each_way_to_say_so() {
        for sentence in [
            "User not registered in the Developer Dashboard",
            "Check settings on developer.spotify.com/dashboard, the user may not be registered.",
        ] {
            assert_eq!(meant(403, sentence), PlayerFailure::NotAllowed);
            assert_eq!(said(403, sentence, ""), PlayerFailure::NotAllowed);
            assert_eq!(meant(403, &format!(r#"{{"error":"{sentence}"}}"#)), PlayerFailure::NotAllowed);
        }
    }

    #[test]
    fn premium_that_the_apps_owner_lacks_is_not_asked_of_the_listener() {
        let sentence = "Active premium subscription required for the owner of the app. When the subscription \
                        status changes, it can take a few hours before requests are allowed again.";
        for failure in [meant(403, sentence), said(403, sentence, "PREMIUM_REQUIRED")] {
            assert_eq!(failure, PlayerFailure::Unavailable(OWNER.into()));
        }
    }

    #[test]
    fn a_device_that_is_gone_is_told_from_none_at_all() {
        assert_eq!(said(404, "Device not found", ""), PlayerFailure::DeviceGone);
        assert_eq!(said(404, "Device not found", "NO_ACTIVE_DEVICE"), PlayerFailure::DeviceGone);
        assert_eq!(said(404, "?", "NO_ACTIVE_DEVICE"), PlayerFailure::NoDevice);
        assert_eq!(said(404, "Player command failed: No active device found", ""), PlayerFailure::NoDevice);
    }

    #[test]
    fn what_means_nothing_is_told_by_its_status_alone() {
        for status in [400, 403, 404, 405, 411, 418] {
            let nothing = PlayerFailure::Unavailable(format!("Spotify answered with status {status}"));
            for body in
                ["", "{}", "[]", "{\"error\":7}", "\u{0}", "<html>Premium device uri registered", "{\"a"]
            {
                assert_eq!(meant(status, body), nothing, "{body}");
            }
        }
    }

    #[test]
    fn only_the_beginning_of_an_endless_sentence_is_looked_at() {
        let endless = format!("{}registered", "ß".repeat(LETTERS_MAX));
        assert!(matches!(meant(403, &endless), PlayerFailure::Unavailable(_)));
    }
}
