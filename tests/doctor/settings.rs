//! What can be wrong with settings alone. Nothing is reached: what Google and Spotify are asked goes to
//! a port where nobody listens.

use crate::report::{Report, doctor};

/// Both services, where nobody answers.
const BOTH: [(&str, &str); 7] = [
    ("GOOGLE_CLIENT_ID", "id"),
    ("GOOGLE_CLIENT_SECRET", "google's secret"),
    ("GOOGLE_ISSUER", "http://127.0.0.1:1"),
    ("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef"),
    ("SPOTIFY_CLIENT_SECRET", "spotify's secret"),
    ("SPOTIFY_API_URL", "http://127.0.0.1:1/v1"),
    ("SPOTIFY_ACCOUNTS_URL", "http://127.0.0.1:1"),
];

async fn with(settings: &[(&str, &str)]) -> Report {
    let directory = tempfile::tempdir().expect("a directory");
    doctor(directory.path(), settings).await
}

async fn with_both(settings: &[(&str, &str)]) -> Report {
    with(&[&BOTH, settings].concat()).await
}

#[tokio::test]
async fn the_defaults_are_well_and_the_addresses_to_register_are_printed() {
    let report = with(&[]).await;
    report.is_all_well();
    for address in [
        "http://127.0.0.1:5001/authentication/callback",
        "http://127.0.0.1:5001/authentication/spotify_callback",
    ] {
        assert!(report.text.lines().any(|line| line.ends_with(address)), "{}", report.text);
    }
    report.praises(&["Secret", "is made at the first start"]);
    report.praises(&["Store", "is made at the first start"]);
    report.praises(&["Google", "not set up"]);
    report.praises(&["Spotify", "invented catalogue"]);
}

#[tokio::test]
async fn all_that_is_impossible_is_told_at_once() {
    let report = with(&[
        ("PUBLIC_URL", "party"),
        ("SECRET_KEY", "too short"),
        ("GOOGLE_CLIENT_ID", "id"),
        ("SPOTIFY_CLIENT_SECRET_FILE", "/nowhere/at/all"),
        ("SPOTIFY_CLIENT_ID", "short"),
        ("ALLOWED_EMAIL_DOMAINS", "*.example.com"),
    ])
    .await;
    report.is_bad(&["PUBLIC_URL cannot be"]);
    report.is_bad(&["SECRET_KEY has fewer than 16 characters", "openssl"]);
    report.is_bad(&["GOOGLE_CLIENT_ID is given without GOOGLE_CLIENT_SECRET", "Give both"]);
    report.is_bad(&["SPOTIFY_CLIENT_SECRET_FILE", "cannot be read"]);
    report.is_bad(&["SPOTIFY_CLIENT_ID cannot be"]);
    report.is_bad(&["Spotify", "was not asked"]);
    report.is_bad(&["star", "Name each domain"]);
    assert!(report.text.starts_with("PUBLIC_URL has to be right"), "{}", report.text);
}

#[tokio::test]
async fn a_value_of_the_wrong_kind_is_named_as_at_any_start() {
    let report = with(&[("GUESTS", "perhaps")]).await;
    assert!(report.code == Some(2) && report.text.contains("--guests"), "{}", report.text);
}

#[tokio::test]
async fn addresses_that_google_or_spotify_refuse_are_told_apart() {
    let localhost = with_both(&[("PUBLIC_URL", "http://localhost:5001")]).await;
    localhost.is_bad(&["Spotify refuses", "localhost", "http://127.0.0.1:5001"]);
    localhost.praises(&["Google can send people back"]);
    let number = with_both(&[("PUBLIC_URL", "https://192.168.1.5"), ("TRUSTED_PROXIES", "127.0.0.1")]).await;
    number.is_bad(&["Google refuses", "number"]);
    number.praises(&["Spotify can send people back"]);
    let plain = with_both(&[("PUBLIC_URL", "http://party.example")]).await;
    plain.is_bad(&["Google refuses", "not https"]);
    plain.is_bad(&["Spotify refuses", "not https"]);
    let path = with(&[("PUBLIC_URL", "https://example.com/party")]).await;
    path.is_bad(&["PUBLIC_URL has a path"]);
    let any_port = with_both(&[("BIND", "127.0.0.1:0")]).await;
    any_port.is_bad(&["port 0"]);
    let unnamed = with(&[("BIND", "0.0.0.0:5001")]).await;
    unnamed.warns(&["PUBLIC_URL is not set"]);
}

#[tokio::test]
async fn a_proxy_that_is_not_trusted_makes_everybody_one() {
    let settings = [("PUBLIC_URL", "https://party.example")];
    with(&settings).await.warns(&["TRUSTED_PROXIES", "one address"]);
    let trusted = [settings[0], ("TRUSTED_PROXIES", "127.0.0.1")];
    assert!(!with(&trusted).await.text.contains("TRUSTED_PROXIES"));
}

#[tokio::test]
async fn a_house_that_nobody_can_enter_is_bad() {
    with(&[("GUESTS", "off")]).await.is_bad(&["Nobody new can come in"]);
}

#[tokio::test]
async fn domains_that_keep_nobody_out_are_worth_a_look() {
    let domains = ("ALLOWED_EMAIL_DOMAINS", "example.com");
    with(&[domains]).await.warns(&["keeps nobody out"]);
    let report = with_both(&[domains]).await;
    assert!(report.text.contains("keeps few out"), "{}", report.text);
    with_both(&[domains, ("GUESTS", "code")]).await.praises(&["People of example.com", "party's code"]);
}

#[tokio::test]
async fn who_becomes_host_is_said() {
    let public = [("PUBLIC_URL", "https://party.example"), ("TRUSTED_PROXIES", "127.0.0.1")];
    with(&public).await.warns(&["first to come in becomes host"]);
    let hosts = ("HOST_EMAILS", "ann@example.com");
    with(&[hosts]).await.warns(&["nobody can prove"]);
    with_both(&[hosts]).await.praises(&["One address is the host's"]);
    let other = with_both(&[hosts, ("ALLOWED_EMAIL_DOMAINS", "other.example"), ("GUESTS", "off")]).await;
    assert!(other.text.contains("does not admit"), "{}", other.text);
    with_both(&[("HOST_EMAILS", "ann")]).await.is_bad(&["no e-mail address"]);
}

#[tokio::test]
async fn variables_that_were_meant_for_us_are_told_with_what_was_probably_meant() {
    let report = with(&[("SPOTIFY_CLIENTID", "x"), ("ECHONEST_PORT", "80"), ("EDITOR", "vi")]).await;
    report.warns(&["SPOTIFY_CLIENTID is set", "Probably SPOTIFY_CLIENT_ID"]);
    report.warns(&["ECHONEST_PORT is set", ".env.example"]);
    assert!(!report.text.contains("EDITOR"), "{}", report.text);
}

#[tokio::test]
async fn limits_that_are_lifted_are_worth_a_look() {
    with(&[("RATE_LIMITS", "off")]).await.warns(&["RATE_LIMITS is off"]);
}

#[tokio::test]
async fn secrets_are_told_by_where_they_are() {
    let redis = ("REDIS_URL", "redis://127.0.0.1:1");
    with(&[redis]).await.is_bad(&["SECRET_KEY is needed with Redis"]);
    let same = [("SECRET_KEY", "the same secret twice"), ("SECRET_KEY_OLD", "the same secret twice")];
    with(&same).await.warns(&["SECRET_KEY_OLD is the same"]);
    let changed = [same[0], ("SECRET_KEY_OLD", "the secret before that")];
    with(&changed).await.praises(&["SECRET_KEY_OLD", "can still be opened"]);
    let directory = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(directory.path().join("data")).expect("it is made");
    std::fs::write(directory.path().join("data/secret.key"), "short").expect("it is written");
    doctor(directory.path(), &[]).await.is_bad(&["secret.key is damaged"]);
}

#[tokio::test]
async fn what_is_set_to_nothing_is_not_set_whatever_its_kind() {
    let names = echonest::config::names();
    let nothing: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    let nothing: Vec<_> = nothing.into_iter().filter(|(name, _)| *name != "DATA_DIR").collect();
    assert!(nothing.len() > 25);
    with(&nothing).await.is_all_well();
}
