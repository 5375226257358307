//! The secret that signs cookies and seals tokens.
//!
//! Must never: say it, or how it begins.

use crate::{
    app::checkup::Finding,
    config::{Config, SECRET_MIN},
    secret,
};

const ABOUT: &str = "Secret";

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    // One that is too short is complained about already.
    let is_short = config.secret_key.as_ref().is_some_and(|key| key.reveal().len() < SECRET_MIN);
    let mut findings: Vec<_> = (!is_short).then(|| current(config)).into_iter().collect();
    if config.secret_key_old.is_some() && config.secret_key_old == config.secret_key {
        findings.push(Finding::warning(
            ABOUT,
            "SECRET_KEY_OLD is the same as SECRET_KEY, so nothing was changed.",
            "Make a new SECRET_KEY with openssl rand -base64 48, or remove SECRET_KEY_OLD.",
        ));
    } else if config.secret_key_old.is_some() {
        findings.push(Finding::good(
            ABOUT,
            "What SECRET_KEY_OLD sealed can still be opened. Once everybody has connected Spotify anew, six \
             months on at the latest, it may go.",
        ));
    }
    findings
}

fn current(config: &Config) -> Finding {
    if config.secret_key.is_some() {
        return Finding::good(ABOUT, "SECRET_KEY is given. Give all processes the same, and keep it safe.");
    }
    if config.redis_url.is_some() {
        return Finding::bad(
            ABOUT,
            "SECRET_KEY is needed with Redis, the same for all processes.",
            "Make one with openssl rand -base64 48.",
        );
    }
    let keep = "Keep a copy of it with the backup";
    match secret::look(&config.data_dir) {
        Ok(secret::Found::Kept) => {
            Finding::good(ABOUT, format!("It was made and is kept in DATA_DIR. {keep}."))
        }
        Ok(secret::Found::Missing) => {
            Finding::good(ABOUT, format!("It is made at the first start and kept in DATA_DIR. {keep}."))
        }
        Ok(secret::Found::Open) => Finding::warning(
            ABOUT,
            "Others on this machine can read the one that is kept in DATA_DIR, and pretend to be anybody.",
            "Take that away with chmod 600 on secret.key in DATA_DIR.",
        ),
        Err(error) => Finding::bad(ABOUT, format!("{error:#}."), "Mend that file in DATA_DIR."),
    }
}
