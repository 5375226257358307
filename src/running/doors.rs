//! Who may come in, and what people can connect to: put together from the settings.
//!
//! Must never: let a half set-up service through; [`Config::check`] has seen to that.

use std::sync::Arc;

use anyhow::Result;

use super::parts::Parts;
use crate::{
    app::{
        access::{
            arrivals::Arrivals, attempts::Attempts, pairings::Pairings, screens::Screens,
            spotify::Connections, tokens::Tokens,
        },
        exporting::Exporting,
        listening::{calling::Calling, listeners::Listeners},
        ports::{Clock, Seal},
    },
    config::{Config, Spotify, Switch, origin_of},
    http::site::{self, Doors},
    music::spotify::{Settings, SpotifyCatalogue, players::SpotifyApps},
    oauth::{google::Google, spotify::SpotifyAccounts},
    outgoing::Outgoing,
    secret::{self, seal::Sealing},
};

/// The secret that signs cookies and seals tokens: the operator's, or one made and kept.
pub(super) fn secret_of(config: &Config, parts: &Parts) -> Result<Vec<u8>> {
    match &config.secret_key {
        Some(key) => Ok(secret::bytes_of(key.reveal())),
        None => secret::keep(&config.data_dir, &*parts.dice),
    }
}

/// Google's word, as the settings name it.
pub(super) fn google(config: &Config, clock: &Arc<dyn Clock>, outgoing: &Outgoing) -> Option<Google> {
    let (client_id, client_secret) = (config.google.client_id.clone()?, config.google.client_secret.clone()?);
    let issuer = config.google.issuer.clone();
    Some(Google::new(issuer, client_id, client_secret, outgoing.to("google"), Arc::clone(clock)))
}

/// Spotify as the catalogue, as the settings name it.
pub(super) fn spotify(
    config: &Config,
    clock: &Arc<dyn Clock>,
    outgoing: &Outgoing,
) -> Option<SpotifyCatalogue> {
    let Spotify { client_id, client_secret, market, api_url, accounts_url, .. } = config.spotify.clone();
    let settings = Settings {
        api_url,
        accounts_url,
        client_id: client_id?,
        client_secret: client_secret?.reveal().to_owned(),
        market,
    };
    Some(SpotifyCatalogue::new(settings, outgoing.to("spotify"), Arc::clone(clock)))
}

/// Where browsers may fetch covers from, besides us: Spotify's hosts, and a stand-in's.
pub(super) fn picture_sources(config: &Config) -> Vec<String> {
    if !config.spotify.is_on() {
        return Vec::new();
    }
    let spotifys = ["https://i.scdn.co", "https://mosaic.scdn.co", "https://*.spotifycdn.com"];
    let stand_in =
        origin_of(&config.spotify.api_url).ok().filter(|origin| origin != "https://api.spotify.com");
    spotifys.into_iter().map(str::to_owned).chain(stand_in).collect()
}

fn seal(config: &Config, parts: &Parts, secret: &[u8]) -> Arc<dyn Seal> {
    let old = config.secret_key_old.as_ref().map(|old| secret::bytes_of(old.reveal()));
    Arc::new(Sealing::new(secret, old.as_deref(), Arc::clone(&parts.dice)))
}

/// How people's own players are reached, where Spotify is the catalogue.
pub(super) fn calling(
    config: &Config,
    parts: &Parts,
    secret: &[u8],
    outgoing: &Outgoing,
    spotify: &SpotifyCatalogue,
) -> Option<Calling> {
    let settings = &config.spotify;
    let accounts =
        SpotifyAccounts::new(settings.accounts_url.clone(), settings.api_url.clone(), outgoing.to("spotify"));
    let connections = Connections {
        vault: Arc::clone(&parts.vault),
        seal: seal(config, parts, secret),
        consents: Arc::new(accounts),
        clock: Arc::clone(&parts.clock),
        dice: Arc::clone(&parts.dice),
        client_id: settings.client_id.clone()?,
    };
    let apps = SpotifyApps::new(spotify.players(), Arc::clone(&parts.clock));
    Some(Calling { connections, apps: Arc::new(apps) })
}

/// The passes of TVs.
pub(super) fn screens(parts: &Parts) -> Screens {
    Screens::new(Arc::clone(&parts.vault), Arc::clone(&parts.clock), Arc::clone(&parts.dice))
}

pub(super) fn doors(
    config: &Config,
    parts: &Parts,
    secret: &[u8],
    google: Option<Arc<Google>>,
    listening: Option<(Listeners, Calling)>,
    spotify: Option<Arc<SpotifyCatalogue>>,
) -> Doors {
    let seal = seal(config, parts, secret);
    let attempts = |kind| Attempts::new(Arc::clone(&parts.vault), Arc::clone(&seal), kind);
    let spotify = spotify.zip(listening).map(|(spotify, (listeners, calling))| site::Spotify {
        connections: calling.connections.clone(),
        attempts: attempts("connect"),
        exporting: Exporting::new(calling.connections.clone(), Arc::clone(&spotify) as _),
        quota: Arc::clone(spotify.budget()) as _,
        shelf: spotify,
        listeners,
        calling,
        owner: config.spotify.username.clone(),
    });
    Doors {
        vault: Arc::clone(&parts.vault),
        google: google.map(|google| google as _),
        arrivals: Arrivals::new(
            config.rate_limits == Switch::On,
            Arc::clone(&parts.vault),
            Arc::clone(&parts.clock),
        ),
        sign_ins: attempts("login"),
        domains: config.google.allowed_email_domains.clone(),
        host_emails: config.host_emails.clone(),
        tokens: Tokens::new(Arc::clone(&parts.vault), Arc::clone(&parts.clock), Arc::clone(&parts.dice)),
        pairings: Pairings {
            vault: Arc::clone(&parts.vault),
            clock: Arc::clone(&parts.clock),
            dice: Arc::clone(&parts.dice),
        },
        screens: screens(parts),
        endings: Arc::clone(&parts.endings),
        spotify,
    }
}
