//! Settings, and the sentences about those that make no sense.
//!
//! Must never: depend on one setting where it speaks of another.

use clap::Parser;

use super::*;

const ID: &str = "0123456789abcdef0123456789abcdef";

#[derive(Parser)]
struct Only {
    #[command(flatten)]
    config: Config,
}

fn config(args: &[&str]) -> Config {
    let only = Only::try_parse_from([&["echonest"], args].concat()).expect("these are settings");
    only.config.complete().expect("they are complete")
}

fn complaint(args: &[&str]) -> String {
    match Only::try_parse_from([&["echonest"], args].concat()) {
        Ok(only) => match only.config.complete() {
            Ok(config) => format!("{:#}", config.check().expect_err("this makes no sense")),
            Err(error) => format!("{error:#}"),
        },
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_defaults_work() {
    assert!(config(&[]).check().is_ok());
    let bound = config(&[]).bind;
    assert_eq!(config(&[]).public_url(bound), "http://127.0.0.1:5001");
}

#[test]
fn an_origin_is_scheme_name_and_unusual_port() {
    let origins = [
        ("http://party.example/", "http://party.example"),
        ("https://Party.Example:443/x", "https://party.example"),
        ("http://127.0.0.1:6001", "http://127.0.0.1:6001"),
    ];
    for (url, origin) in origins {
        assert_eq!(origin_of(url).expect("an address"), origin);
    }
    assert!(origin_of("party.example").is_err());
    assert!(origin_of("ftp://party.example").is_err());
}

#[test]
fn each_complaint_names_its_setting() {
    let complaints = [
        (&["--public-url", "party"][..], "PUBLIC_URL"),
        (&["--allowed-origins", "https://a.example/b"], "ALLOWED_ORIGINS"),
        (&["--tv-frame-ancestors", "*"], "TV_FRAME_ANCESTORS"),
        (&["--tv-frame-ancestors", "https://a.example/"], "TV_FRAME_ANCESTORS"),
        (&["--tv-frame-ancestors", "https://*.example"], "TV_FRAME_ANCESTORS"),
        (&["--rate-limits", "off", "--public-url", "https://a.example"], "RATE_LIMITS"),
        (&["--secret-key", "short"], "SECRET_KEY"),
        (&["--demo-speed", "0"], "demo-speed"),
        (&["--bender-depth", "11"], "bender-depth"),
        (&["--bind", "here"], "bind"),
        (&["--guests", "maybe"], "guests"),
        (&["--google-client-id", "x"], "GOOGLE_CLIENT_SECRET"),
        (&["--google-client-secret", "x"], "GOOGLE_CLIENT_ID"),
        (&["--google-issuer", "http://accounts.google.com"], "GOOGLE_ISSUER"),
        (&["--spotify-client-id", ID], "SPOTIFY_CLIENT_SECRET"),
        (&["--spotify-client-id", "x", "--spotify-client-secret", "y"], "SPOTIFY_CLIENT_ID"),
        (&["--spotify-api-url", "http://api.spotify.com/v1"], "SPOTIFY_API_URL"),
        (&["--spotify-market", "germany"], "SPOTIFY_MARKET"),
        (&["--allowed-email-domains", "*"], "everybody with a verified address"),
        (&["--allowed-email-domains", "*.example.com"], "ALLOWED_EMAIL_DOMAINS"),
        (&["--allowed-email-domains", "ann@example.com"], "ALLOWED_EMAIL_DOMAINS"),
        (&["--allowed-email-domains", "example"], "ALLOWED_EMAIL_DOMAINS"),
        (&["--secret-key-file", "/nowhere/at/all"], "SECRET_KEY_FILE"),
        (&["--encrypt-to", "age1nobody"], "BACKUP_ENCRYPT_TO"),
        (&["--trusted-proxies", "0.0.0.0/0"], "trusted-proxies"),
    ];
    for (args, name) in complaints {
        let said = complaint(args);
        assert!(said.contains(name), "{args:?}: {said}");
    }
}

#[test]
fn where_no_address_is_given_the_one_listened_on_counts() {
    let bound = "127.0.0.1:6001".parse().expect("an address");
    let origins = config(&[]).origins(bound);
    assert!(origins.contains(&"http://127.0.0.1:6001".to_owned()), "{origins:?}");
    let named = config(&["--public-url", "https://party.example/"]);
    assert_eq!(named.public_url(bound), "https://party.example");
    assert_eq!(named.origins(bound), ["https://party.example"]);
}

#[test]
fn a_secret_may_stand_in_a_file_but_not_in_two_places() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("key");
    std::fs::write(&path, "a secret from a file\n").expect("it is written");
    let file = path.to_str().expect("text");
    let read = config(&["--secret-key-file", file]).secret_key.expect("it is read");
    assert_eq!(read.reveal(), "a secret from a file");
    assert_eq!(format!("{read:?}"), "(not shown)");
    let twice = complaint(&["--secret-key-file", file, "--secret-key", "another secret of ours"]);
    assert!(twice.contains("SECRET_KEY_FILE"), "{twice}");
    std::fs::write(&path, "\n").expect("it is written");
    assert!(complaint(&["--secret-key-file", file]).contains("empty"));
}

#[test]
fn a_file_of_any_secret_may_say_that_there_is_none() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("none");
    std::fs::write(&path, "none\n").expect("it is written");
    let file = path.to_str().expect("text");
    let names =
        ["google-client-secret", "redis-url", "secret-key", "secret-key-old", "spotify-client-secret"];
    let files = names.map(|name| [format!("--{name}-file"), file.to_owned()]).concat();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let none = config(&files);
    assert_eq!(none.complaints(), Vec::<String>::new());
    assert!(none.redis_url.is_none() && none.secret_key.is_none() && none.secret_key_old.is_none());
    assert!(none.google.client_secret.is_none() && none.spotify.client_secret.is_none());
    // Then what is given itself counts.
    let given = config(&[files.as_slice(), &["--redis-url", "redis://other"]].concat());
    assert_eq!(given.redis_url.as_deref(), Some("redis://other"));
}

#[test]
fn what_is_set_to_nothing_is_not_set() {
    let empty = config(&[
        "--google-client-id",
        "",
        "--google-client-secret",
        " ",
        "--spotify-client-id",
        "",
        "--secret-key",
        "",
        "--public-url",
        "",
        "--allowed-email-domains",
        "",
        "--redis-url",
        "",
    ]);
    assert_eq!(empty.complaints(), Vec::<String>::new());
    assert!(!empty.google.is_on() && !empty.spotify.is_on() && empty.redis_url.is_none());
}

#[test]
fn a_host_name_is_an_address_only_where_people_could_type_it() {
    let url = |name: &str| config(&["--hostname", name]).public_url;
    assert_eq!(url("party.example"), Some("https://party.example".into()));
    assert_eq!(url("http://party.example"), Some("http://party.example".into()));
    assert_eq!(url("3f2a9c"), None);
    assert_eq!(url(""), None);
    let both = config(&["--hostname", "party.example", "--public-url", "https://other.example"]);
    assert_eq!(both.public_url, Some("https://other.example".into()));
}

#[test]
fn a_redis_may_be_named_by_host_and_port() {
    let named = config(&["--redis-host", "store", "--redis-port", "6380"]);
    assert_eq!(named.redis_url.as_deref(), Some("redis://store:6380"));
    let both = config(&["--redis-host", "store", "--redis-url", "redis://other"]);
    assert_eq!(both.redis_url.as_deref(), Some("redis://other"));
}

#[test]
fn domains_are_compared_in_small_letters() {
    let domains = config(&["--allowed-email-domains", " Example.com , party.example"]);
    assert_eq!(domains.google.allowed_email_domains, ["example.com", "party.example"]);
}

/// Read by the program, and no setting of ours.
const BESIDES: [&str; 1] = ["RUST_LOG"];

#[test]
fn the_example_lists_every_setting_with_its_default_and_a_sentence() {
    let example = include_str!("../../.env.example");
    let mut listed = Vec::new();
    let mut above = "";
    for line in example.lines() {
        let setting = line.strip_prefix("# ").and_then(|line| line.split_once('='));
        let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if let Some((name, value)) = setting.filter(|(name, _)| is_name(name)) {
            assert!(above.starts_with("# ") && above.len() > 15, "{name} has no sentence above it");
            assert!(
                !value.contains([' ', '"', '\'', '$', '`', '#']),
                "{name}: a shell would read {value:?} otherwise"
            );
            listed.push((name.to_owned(), value.to_owned()));
        }
        assert!(line.is_empty() || line.starts_with('#'), "{line:?} would be set for everybody");
        above = line;
    }
    listed.retain(|(name, _)| !BESIDES.contains(&name.as_str()));
    listed.sort();
    let all = <Config as Args>::augment_args(clap::Command::new("settings"));
    let mut settings: Vec<_> = all
        .get_arguments()
        .filter_map(|setting| {
            let default = setting.get_default_values().first().and_then(|value| value.to_str());
            Some((setting.get_env()?.to_str()?.to_owned(), default.unwrap_or_default().to_owned()))
        })
        .collect();
    settings.sort();
    assert_eq!(listed, settings, ".env.example tells of others than there are");
}

#[test]
fn the_readme_lists_every_setting_and_no_other() {
    let readme = include_str!("../../README.md");
    let table = readme.split("\n## Settings").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows = table.expect("there is such a section").lines().filter_map(|line| line.strip_prefix("| `"));
    let mut listed: Vec<_> = rows.filter_map(|row| row.split('`').next()).map(str::to_owned).collect();
    listed.retain(|name| !BESIDES.contains(&name.as_str()));
    listed.sort();
    let mut names = names();
    names.sort();
    assert_eq!(listed, names, "the table in README.md tells of others than there are");
}
