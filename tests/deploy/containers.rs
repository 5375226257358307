//! The image: what is in it, and who it is.

use crate::files::{is_secret, is_setting, path, read};

/// The instructions of the last stage, which is what is run.
fn last_stage() -> String {
    let file = read("Dockerfile");
    let last = file.rfind("\nFROM ").expect("there are stages");
    file[last..].to_owned()
}

#[test]
fn the_image_holds_the_program_alone_and_runs_it_as_nobody() {
    let stage = last_stage();
    assert!(stage.starts_with("\nFROM scratch\n"), "there is a system around it");
    assert!(stage.contains("\nUSER 65532:65532\n"), "it would be root");
    assert!(!stage.contains("\nRUN "), "nothing can be run there");
    assert!(stage.contains(r#"ENTRYPOINT ["/echonest"]"#), "a shell would be needed");
    assert!(stage.contains(r#"CMD ["/echonest", "healthcheck"]"#), "nobody would ask how it is");
}

#[test]
fn the_image_sets_only_what_the_program_reads_and_no_secret() {
    let stage = last_stage();
    let lines = stage.lines().map(|line| line.trim_start_matches("ENV ").trim().trim_end_matches(" \\"));
    let set: Vec<_> = lines.filter_map(|line| line.split_once('=')).map(|(name, _)| name).collect();
    let names: Vec<_> =
        set.into_iter().filter(|name| name.bytes().all(|c| c.is_ascii_uppercase() || c == b'_')).collect();
    assert!(names.contains(&"BIND") && names.contains(&"DATA_DIR"), "{names:?}");
    for name in names {
        assert!(is_setting(name) && !is_secret(name), "{name}");
    }
}

#[test]
fn what_the_image_is_built_from_is_here_and_sent_along() {
    let (file, sent) = (read("Dockerfile"), read(".dockerignore"));
    for line in file.lines().filter_map(|line| line.strip_prefix("COPY ")) {
        if line.starts_with("--") {
            continue;
        }
        let words: Vec<_> = line.split_whitespace().collect();
        for from in &words[..words.len() - 1] {
            assert!(path(from).exists(), "{from} is not there");
            let top = from.split('/').next().unwrap_or_default();
            assert!(sent.lines().any(|line| line == format!("!{top}")), ".dockerignore keeps {top} back");
        }
    }
}

#[test]
fn nothing_that_a_house_keeps_is_sent_to_the_images_build() {
    let sent = read(".dockerignore");
    let mut lines = sent.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("*"), "everything is kept back but for what is named");
    for kept in ["!secrets", "!data", "!play_logs", "!.env", "!.git"] {
        assert!(!sent.lines().any(|line| line == kept), "{kept}");
    }
}

#[test]
fn the_image_is_built_by_the_rust_that_the_program_asks_for() {
    let manifest = read("Cargo.toml");
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    let wanted = format!("FROM rust:{}-alpine", version.expect("there is one"));
    assert!(read("Dockerfile").contains(&wanted), "{wanted}");
}
