//! `SECURITY.md`: that every threat in it is held off by a test that there is.

use std::fs;

use crate::files::{path, read};

/// The tests that the text names, each with its file: `file.rs: one, another`.
fn named(text: &str) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for quoted in text.split('`').skip(1).step_by(2) {
        let Some((file, claims)) = quoted.split_once(": ") else { continue };
        if !matches!(file.rsplit_once('.'), Some((_, "rs" | "ts"))) {
            continue;
        }
        named.extend(claims.split(", ").map(|claim| (file.to_owned(), claim.trim().to_owned())));
    }
    named
}

#[test]
fn every_threat_names_a_test_and_every_named_test_exists() {
    let text = read("SECURITY.md");
    let threats: Vec<_> =
        text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Threat")).collect();
    assert!(threats.len() >= 15, "only {} threats were found", threats.len());
    for threat in &threats {
        let tests = named(threat);
        assert!(!tests.is_empty(), "nothing holds off: {threat}");
        for (file, claim) in tests {
            let places = [format!("tests/{file}"), file.clone()];
            let source = places.iter().find_map(|place| fs::read_to_string(path(place)).ok());
            let source = source.unwrap_or_else(|| panic!("SECURITY.md names {file}, which is not there"));
            let is_there =
                source.contains(&format!("fn {claim}(")) || source.contains(&format!("it(\"{claim}\""));
            assert!(is_there, "SECURITY.md names {claim}, which is not in {file}");
        }
    }
}
