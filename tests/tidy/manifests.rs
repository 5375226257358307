//! What we depend on, and that each has its reason beside it.

use crate::source::{none, read};

/// A crate that a `Cargo.toml` asks for.
pub struct Dependency {
    pub name: String,
    line: usize,
    has_reason: bool,
}

/// The crates that a `Cargo.toml` asks for.
pub fn dependencies(manifest: &str) -> Vec<Dependency> {
    let (mut found, mut is_list, mut above) = (Vec::new(), false, "");
    for (line, text) in (1..).zip(manifest.lines()) {
        if text.starts_with('[') {
            is_list = text.ends_with("dependencies]");
        } else if let (true, Some((name, _))) = (is_list && !text.starts_with('#'), text.split_once(" = ")) {
            found.push(Dependency { name: name.to_owned(), line, has_reason: above.starts_with('#') });
        }
        above = text;
    }
    assert!(found.len() > 5, "a Cargo.toml was not understood");
    found
}

#[test]
fn every_crate_says_above_it_what_it_saves() {
    for manifest in ["Cargo.toml", "bench/Cargo.toml", "fakes/Cargo.toml"] {
        let silent = dependencies(&read(manifest)).into_iter().filter(|found| !found.has_reason);
        let places: Vec<_> =
            silent.map(|found| format!("{manifest}:{}: {}", found.line, found.name)).collect();
        none(&places, "write a sentence above");
    }
}

#[test]
fn every_package_has_a_sentence_and_every_sentence_a_package() {
    for folder in ["bench/peers", "frontend"] {
        let manifest: serde_json::Value =
            serde_json::from_str(&read(&format!("{folder}/package.json"))).expect("npm reads it, too");
        let lists = ["dependencies", "devDependencies"].iter().filter_map(|list| manifest[list].as_object());
        let mut packages: Vec<_> = lists.flat_map(|list| list.keys().map(String::as_str)).collect();
        packages.sort_unstable();
        let sentences = read(&format!("{folder}/DEPENDENCIES.md"));
        let told = sentences.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: "));
        let mut told: Vec<_> = told.map(|(name, _)| name).collect();
        told.sort_unstable();
        assert_eq!(
            told, packages,
            "{folder}/DEPENDENCIES.md tells of others than package.json beside it has"
        );
    }
}
