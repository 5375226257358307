//! The services of others: Google to sign in with, Spotify for music.
//!
//! Must never: leave one half set up.

use std::path::PathBuf;

use clap::Args;

use super::{Secret, address::is_safe};

/// How people sign in with Google.
#[derive(Debug, Clone, Args)]
pub struct Google {
    /// The id of your client at Google's Cloud console. Without it nobody signs in with Google.
    #[arg(id = "google_client_id", long = "google-client-id", env = "GOOGLE_CLIENT_ID", global = true)]
    pub client_id: Option<String>,

    /// That client's secret.
    #[arg(
        id = "google_client_secret",
        long = "google-client-secret",
        env = "GOOGLE_CLIENT_SECRET",
        hide_env_values = true,
        global = true
    )]
    pub client_secret: Option<Secret>,

    /// A file that holds `GOOGLE_CLIENT_SECRET`.
    #[arg(
        id = "google_client_secret_file",
        long = "google-client-secret-file",
        env = "GOOGLE_CLIENT_SECRET_FILE",
        global = true
    )]
    pub client_secret_file: Option<PathBuf>,

    /// Whose word about people is taken. Only tests have another.
    #[arg(
        id = "google_issuer",
        long = "google-issuer",
        env = "GOOGLE_ISSUER",
        default_value = "https://accounts.google.com",
        global = true
    )]
    pub issuer: String,

    /// The domains whose people may sign in, to the letter, separated by commas. Empty: everybody with
    /// a verified address.
    #[arg(long, env = "ALLOWED_EMAIL_DOMAINS", value_delimiter = ',', global = true)]
    pub allowed_email_domains: Vec<String>,
}

impl Google {
    /// Whether people can sign in with Google.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.client_id.is_some() && self.client_secret.is_some()
    }

    pub(super) fn complete(&mut self) {
        self.client_id = trimmed(self.client_id.take());
        for domain in &mut self.allowed_email_domains {
            domain.make_ascii_lowercase();
        }
    }

    /// What makes no sense in these settings: a sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = both("GOOGLE", self.client_id.as_ref(), self.client_secret.as_ref());
        if !is_safe(&self.issuer) {
            complaints
                .push(format!("GOOGLE_ISSUER cannot be {:?}: it has to begin with https://", self.issuer));
        }
        for domain in &self.allowed_email_domains {
            if domain.contains('*') {
                complaints.push(format!(
                    "ALLOWED_EMAIL_DOMAINS holds {domain:?}, and a star would let in people you never heard of; \
                     name each domain, or leave it empty to admit everybody with a verified address"
                ));
            } else if !is_domain(domain) {
                complaints.push(format!(
                    "ALLOWED_EMAIL_DOMAINS holds {domain:?}, which is no domain; write what stands behind the @, \
                     like \"example.com\""
                ));
            }
        }
        complaints
    }
}

/// Where music comes from.
#[derive(Debug, Clone, Args)]
pub struct Spotify {
    /// The id of your app at Spotify's developer dashboard. Without it the demo catalogue serves.
    #[arg(id = "spotify_client_id", long = "spotify-client-id", env = "SPOTIFY_CLIENT_ID", global = true)]
    pub client_id: Option<String>,

    /// That app's secret.
    #[arg(
        id = "spotify_client_secret",
        long = "spotify-client-secret",
        env = "SPOTIFY_CLIENT_SECRET",
        hide_env_values = true,
        global = true
    )]
    pub client_secret: Option<Secret>,

    /// A file that holds `SPOTIFY_CLIENT_SECRET`.
    #[arg(
        id = "spotify_client_secret_file",
        long = "spotify-client-secret-file",
        env = "SPOTIFY_CLIENT_SECRET_FILE",
        global = true
    )]
    pub client_secret_file: Option<PathBuf>,

    /// Whom to ask for a place on that app's list: the name of its owner, shown to people.
    #[arg(id = "spotify_username", long = "spotify-username", env = "SPOTIFY_USERNAME", global = true)]
    pub username: Option<String>,

    /// The country whose catalogue is searched, as two letters. None: what Spotify takes for the app's.
    #[arg(id = "spotify_market", long = "spotify-market", env = "SPOTIFY_MARKET", global = true)]
    pub market: Option<String>,

    /// Where Spotify's Web API is. Only tests have another.
    #[arg(
        id = "spotify_api_url",
        long = "spotify-api-url",
        env = "SPOTIFY_API_URL",
        default_value = "https://api.spotify.com/v1",
        global = true
    )]
    pub api_url: String,

    /// Where Spotify's accounts are. Only tests have another.
    #[arg(
        id = "spotify_accounts_url",
        long = "spotify-accounts-url",
        env = "SPOTIFY_ACCOUNTS_URL",
        default_value = "https://accounts.spotify.com",
        global = true
    )]
    pub accounts_url: String,
}

impl Spotify {
    /// Whether Spotify is the catalogue.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        self.client_id.is_some() && self.client_secret.is_some()
    }

    pub(super) fn complete(&mut self) {
        for text in [&mut self.client_id, &mut self.username, &mut self.market] {
            *text = trimmed(text.take());
        }
        if let Some(market) = &mut self.market {
            market.make_ascii_uppercase();
        }
        for url in [&mut self.api_url, &mut self.accounts_url] {
            *url = url.trim_end_matches('/').to_owned();
        }
    }

    /// What makes no sense in these settings: a sentence each.
    #[must_use]
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = both("SPOTIFY", self.client_id.as_ref(), self.client_secret.as_ref());
        if let Some(id) = self.client_id.as_ref().filter(|id| !is_client_id(id)) {
            complaints.push(format!(
                "SPOTIFY_CLIENT_ID cannot be {id:?}: it has 32 letters and digits; copy it from the app's settings"
            ));
        }
        for (name, url) in [("SPOTIFY_API_URL", &self.api_url), ("SPOTIFY_ACCOUNTS_URL", &self.accounts_url)]
        {
            if !is_safe(url) {
                complaints.push(format!("{name} cannot be {url:?}: it has to begin with https://"));
            }
        }
        let is_country = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if let Some(market) = self.market.as_ref().filter(|market| !is_country(market)) {
            complaints.push(format!(
                "SPOTIFY_MARKET cannot be {market:?}: it is a country as two letters, like \"DE\""
            ));
        }
        complaints
    }
}

/// Whether this can be the id of an app at Spotify.
fn is_client_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn both(service: &str, id: Option<&String>, secret: Option<&Secret>) -> Vec<String> {
    let (given, missing) = match (id, secret) {
        (Some(_), None) => ("ID", "SECRET"),
        (None, Some(_)) => ("SECRET", "ID"),
        _ => return Vec::new(),
    };
    vec![format!(
        "{service}_CLIENT_{given} is given without {service}_CLIENT_{missing}; give both, or remove it"
    )]
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Whether this is a domain: labels of letters, digits and dashes with dots between.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.contains('.') && text.split('.').all(is_label)
}
