//! `SECURITY.md` and the README: that every threat and every promise in them names a test that there is.

use std::{fs, path::Path};

use crate::source::read;

/// The tests that the text names, each with its file: `file.rs: one, another`, or `tests/file.rs::one`.
fn named(text: &str) -> Vec<(String, String)> {
    let mut named = Vec::new();
    for quoted in text.split('`').skip(1).step_by(2) {
        let Some((file, claims)) = quoted.split_once("::").or_else(|| quoted.split_once(": ")) else {
            continue;
        };
        if !matches!(file.rsplit_once('.'), Some((_, "rs" | "ts"))) {
            continue;
        }
        // A claim about the page is a sentence, and may have commas of its own.
        let claims = if file.ends_with("ts") { vec![claims] } else { claims.split(", ").collect() };
        named.extend(claims.into_iter().map(|claim| (file.to_owned(), claim.trim().to_owned())));
    }
    named
}

/// The rows of the tables in a text, without their heads.
fn rows(text: &str) -> Vec<&str> {
    let mut rows: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        if line.starts_with("|---") {
            rows.pop();
        } else {
            rows.push(line);
        }
    }
    rows
}

/// Every row of this text names tests, all of which are there.
fn all_named_and_there(document: &str, text: &str) {
    let rows = rows(text);
    assert!(rows.len() >= 12, "only {} rows were found in {document}", rows.len());
    for row in rows {
        let tests = named(row);
        assert!(!tests.is_empty(), "{document}: no test holds this: {row}");
        for (file, claim) in tests {
            let top = Path::new(env!("CARGO_MANIFEST_DIR"));
            let places = [top.join("tests").join(&file), top.join(&file)];
            let source = places.iter().find_map(|place| fs::read_to_string(place).ok());
            let source = source.unwrap_or_else(|| panic!("{document} names {file}, which is not there"));
            let is_there =
                source.contains(&format!("fn {claim}(")) || source.contains(&format!("it(\"{claim}\""));
            assert!(is_there, "{document} names {claim}, which is not in {file}");
        }
    }
}

#[test]
fn every_threat_names_a_test_and_every_named_test_exists() {
    all_named_and_there("SECURITY.md", &read("SECURITY.md"));
}

#[test]
fn every_promise_names_a_test_and_every_named_test_exists() {
    let readme = read("README.md");
    let (_, promises) = readme.split_once("\n## What it promises\n").expect("it promises something");
    let promises = promises.split("\n## ").next().expect("there is a first part");
    all_named_and_there("README.md", promises);
}
