//! Who can come in, and who becomes host.
//!
//! Must never: say whose address was given.

use super::addresses::is_this_machine;
use crate::{
    app::checkup::Finding,
    config::{Config, Guests},
};

const DOORS: &str = "Coming in";
const HOSTS: &str = "Hosts";

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    vec![doors(config), hosts(config)]
}

fn doors(config: &Config) -> Finding {
    if config.is_shut() {
        return Finding::bad(
            DOORS,
            "Nobody new can come in: GUESTS is off, and Google is not set up.",
            "Set GUESTS to on or code, or set up Google.",
        );
    }
    let domains = &config.google.allowed_email_domains;
    if !config.google.is_on() && !domains.is_empty() {
        return Finding::warning(
            DOORS,
            "ALLOWED_EMAIL_DOMAINS keeps nobody out: it is about people who sign in with Google, which is \
             not set up.",
            "Set up Google, and GUESTS to off or code if guests are not to come in.",
        );
    }
    if !domains.is_empty() && config.guests == Guests::On {
        return Finding::warning(
            DOORS,
            "ALLOWED_EMAIL_DOMAINS keeps few out: whoever may not sign in comes in as a guest.",
            "Set GUESTS to off, or to code so that guests need the party's code.",
        );
    }
    let accounts = match (config.google.is_on(), domains.is_empty()) {
        (false, _) => "Nobody has an account, as Google is not set up".to_owned(),
        (true, true) => "Everybody may sign in with Google".to_owned(),
        (true, false) => format!("People of {} may sign in with Google", domains.join(", ")),
    };
    let guests = match config.guests {
        Guests::On => "guests come in by a name alone",
        Guests::Code => "guests come in with the party's code",
        Guests::Off => "no guests come in",
    };
    Finding::good(DOORS, format!("{accounts}; {guests}."))
}

fn hosts(config: &Config) -> Finding {
    let emails = &config.host_emails;
    if emails.is_empty() {
        let public = config.public_url(config.bind);
        if is_this_machine(&public) && !config.bind.ip().is_unspecified() {
            return Finding::good(HOSTS, "The first to come in becomes host.");
        }
        return Finding::warning(
            HOSTS,
            "HOST_EMAILS names nobody, so the first to come in becomes host, whoever that is.",
            "Come in first, or set HOST_EMAILS to the address that you sign in with.",
        );
    }
    if !config.google.is_on() {
        return Finding::warning(
            HOSTS,
            "HOST_EMAILS is given, and nobody can prove to be one of them: Google is not set up, and no guest \
             becomes host.",
            "Set up Google, or remove HOST_EMAILS, so that the first to come in becomes host.",
        );
    }
    let domain_of = |email: &String| email.rsplit_once('@').map(|(_, domain)| domain.to_ascii_lowercase());
    let domains = &config.google.allowed_email_domains;
    let admitted = |email: &String| domain_of(email).is_some_and(|domain| domains.contains(&domain));
    if emails.iter().any(|email| domain_of(email).is_none()) {
        return Finding::bad(
            HOSTS,
            "Something in HOST_EMAILS is no e-mail address, so nobody can sign in with it.",
            "Write whole addresses, like ann@example.com, with commas between.",
        );
    }
    if !domains.is_empty() && !emails.iter().all(admitted) {
        return Finding::warning(
            HOSTS,
            "One of HOST_EMAILS has a domain that ALLOWED_EMAIL_DOMAINS does not admit.",
            "Add that domain, or remove the address.",
        );
    }
    Finding::good(
        HOSTS,
        match emails.len() {
            1 => "One address is the host's.".to_owned(),
            count => format!("{count} addresses are hosts'."),
        },
    )
}
