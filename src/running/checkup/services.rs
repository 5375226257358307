//! Whether Google and Spotify answer, and take the app that is registered with them.
//!
//! Must never: ask a service whose settings make no sense; say anything of what was sent to it.

use std::sync::Arc;

use http::{Request, Response, header};

use crate::{
    app::{
        access::hidden::Hidden,
        checkup::{Finding, clock::Told},
        ports::{CatalogueUnavailable, Clock, Identities, ServiceFailure},
    },
    clock::told_ms,
    config::Config,
    music::spotify::{APP_BLOCKED, APP_REFUSED, SpotifyCatalogue},
    oauth::google::Google,
    outgoing::{NoAnswer, Outgoing},
};

const GOOGLE: &str = "Google";
const SPOTIFY: &str = "Spotify";
/// A code that Google never gave anybody: whoever shows it is told whether the client's secret is right.
const NO_CODE: &str = "nobody-was-given-this-code";
/// A verifier of the shortest length there is (RFC 7636, 4.1).
const NO_VERIFIER: &str = "nothing-was-begun-that-this-could-bring-to-end";

/// Whether a service can be asked.
pub(in crate::running) enum Askable<T> {
    /// It is not set up.
    Off,
    /// Its settings make no sense.
    Wrong,
    /// It can be, here.
    At(String, Arc<T>),
}

impl<T> Askable<T> {
    fn new(service: Option<Arc<T>>, complaints: &[String], url: &str) -> Self {
        match service {
            _ if !complaints.is_empty() => Self::Wrong,
            Some(service) => Self::At(url.to_owned(), service),
            None => Self::Off,
        }
    }
}

/// The services, as they are set up.
pub(in crate::running) struct Services {
    /// Google, by its issuer.
    pub google: Askable<Google>,
    /// Spotify, by its Web API.
    pub spotify: Askable<SpotifyCatalogue>,
    /// What takes questions there.
    pub outgoing: Outgoing,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where Google sends people back to.
    pub back: String,
}

impl Services {
    /// Those of these settings, of what this process has already.
    pub fn new(
        config: &Config,
        google: Option<Arc<Google>>,
        spotify: Option<Arc<SpotifyCatalogue>>,
        outgoing: Outgoing,
        clock: Arc<dyn Clock>,
        back: String,
    ) -> Self {
        Self {
            google: Askable::new(google, &config.google.complaints(), &config.google.issuer),
            spotify: Askable::new(spotify, &config.spotify.complaints(), &config.spotify.api_url),
            outgoing,
            clock,
            back,
        }
    }

    pub(super) async fn look(&self) -> (Vec<Finding>, Vec<Told>) {
        let ((google, by_google), (spotify, by_spotify)) = tokio::join!(self.google(), self.spotify());
        (vec![google, spotify], by_google.into_iter().chain(by_spotify).collect())
    }

    async fn google(&self) -> (Finding, Option<Told>) {
        let (issuer, google) = match &self.google {
            Askable::At(issuer, google) => (issuer, google),
            Askable::Off => {
                return (Finding::good(GOOGLE, "It is not set up: people come in as guests."), None);
            }
            Askable::Wrong => return (not_asked(GOOGLE), None),
        };
        let description = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let (answer, told) = self.ask(GOOGLE, &description).await;
        if let Err(no_answer) = answer {
            return (unreached(GOOGLE, &no_answer), told);
        }
        if google.check().await.is_err() {
            let finding = Finding::bad(
                GOOGLE,
                format!(
                    "It answers at {issuer}, but not with a description and keys that hold for this address."
                ),
                "Remove GOOGLE_ISSUER, unless you sign in elsewhere: then it has to be to the letter what that \
                 place calls itself. Otherwise something between here and Google changes its answers.",
            );
            return (finding, told);
        }
        let hidden = |text: &str| Hidden::from(text.to_owned());
        let tried =
            google.identify(&hidden(NO_CODE), &hidden(NO_VERIFIER), &hidden("none"), &self.back).await;
        let finding = match tried {
            Err(ServiceFailure::Misconfigured(why)) => Finding::bad(
                GOOGLE,
                format!("It does not take GOOGLE_CLIENT_ID with this GOOGLE_CLIENT_SECRET ({why})."),
                "Copy both from the client at console.cloud.google.com, and see that this redirect address is \
                 registered there.",
            ),
            Err(ServiceFailure::Unavailable(why)) => Finding::warning(
                GOOGLE,
                format!("It answers, but whether it takes our client could not be tried ({why})."),
                "Look again in a minute.",
            ),
            Ok(_) | Err(ServiceFailure::Refused(_)) => {
                Finding::good(GOOGLE, "It answers, and takes the client's id and secret.")
            }
        };
        (finding, told)
    }

    async fn spotify(&self) -> (Finding, Option<Told>) {
        let (api_url, spotify) = match &self.spotify {
            Askable::At(api_url, spotify) => (api_url, spotify),
            Askable::Off => {
                return (Finding::good(SPOTIFY, "It is not set up: the invented catalogue plays."), None);
            }
            Askable::Wrong => return (not_asked(SPOTIFY), None),
        };
        // Asked for nothing, and by nobody, it still says what time it is.
        let (answer, told) = self.ask(SPOTIFY, api_url).await;
        if let Err(no_answer) = answer {
            return (unreached(SPOTIFY, &no_answer), told);
        }
        let finding = match spotify.check().await {
            Ok(()) => {
                Finding::good(SPOTIFY, "It answers, takes the app's id and secret, and lets it search.")
            }
            Err(unavailable) => refused(&unavailable),
        };
        (finding, told)
    }

    async fn ask(&self, by: &'static str, url: &str) -> (Result<Response<Vec<u8>>, NoAnswer>, Option<Told>) {
        let before_ms = self.clock.now_ms();
        let answer = match Request::get(url).body(Vec::new()) {
            Ok(request) => self.outgoing.send(request).await,
            Err(_) => Err(NoAnswer::Unreached { host: url.to_owned() }),
        };
        let told = answer.as_ref().ok().map(|answer| {
            let says = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
            let at_ms = says(header::DATE).and_then(|date| told_ms(date, says(header::AGE)));
            Told { by, at_ms, before_ms, after_ms: self.clock.now_ms() }
        });
        (answer, told)
    }
}

fn not_asked(service: &'static str) -> Finding {
    Finding::bad(
        service,
        "Its settings make no sense, so it was not asked.",
        "Correct them, as it says above, and look again.",
    )
}

fn unreached(service: &'static str, no_answer: &NoAnswer) -> Finding {
    Finding::bad(
        service,
        format!("It gives no answer ({no_answer})."),
        "See that this machine can reach it by HTTPS: its network, its name server, its firewall, and whether \
         its clock is right.",
    )
}

fn refused(unavailable: &CatalogueUnavailable) -> Finding {
    let CatalogueUnavailable { why, retry_after } = unavailable;
    match (why.as_str(), retry_after) {
        (APP_REFUSED, _) => Finding::bad(
            SPOTIFY,
            "It does not take SPOTIFY_CLIENT_ID with this SPOTIFY_CLIENT_SECRET.",
            "Copy both from the app's settings at developer.spotify.com/dashboard; a secret that was replaced \
             there works no more.",
        ),
        (APP_BLOCKED, _) => Finding::bad(
            SPOTIFY,
            "It takes the app's id and secret, and lets the app ask nothing.",
            "See that the app's owner has Premium, that the app has the Web API among its settings, and that it \
             is not blocked in the dashboard.",
        ),
        (why, Some(wait)) => Finding::warning(
            SPOTIFY,
            format!("{why}; for {} seconds more it is not asked.", wait.as_secs().max(1)),
            "Nothing: what was found before is still found, and it opens by itself. All programs of one \
             developer account share one budget, so see whether another one asks too much.",
        ),
        (why, None) => Finding::bad(
            SPOTIFY,
            format!("{why}."),
            "Look again in a minute; status.spotify.dev says whether others have the same trouble.",
        ),
    }
}
