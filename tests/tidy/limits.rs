//! Limits: of our files, and of everything that grows in the program.

use crate::source::{SOURCES, Source, none};

/// The longest file, in lines: what fits a head.
const LINES_MAX: usize = 400;
/// Written by a program, and read by one.
const GENERATED: &str = "frontend/src/lib/wire.ts";

#[test]
fn no_file_is_longer_than_a_head_can_hold() {
    let length = |source: &Source| source.lines().count();
    let long = SOURCES.iter().filter(|source| length(source) > LINES_MAX && source.path != GENERATED);
    let places: Vec<_> = long.map(|source| format!("{}: {} lines", source.path, length(source))).collect();
    none(&places, "find the second noun, and give it a file of its own");
}

#[test]
fn every_limit_says_why_it_is_what_it_is() {
    let mut places = Vec::new();
    for source in SOURCES.iter().filter(|source| source.is_in("src") && source.is("rs")) {
        let mut above = "";
        for (number, line) in source.lines() {
            let name = line
                .split_once("const ")
                .and_then(|(_, rest)| rest.split_once(':'))
                .map_or("", |(name, _)| name);
            let is_limit = name.ends_with("_MAX") || name.ends_with("_MIN");
            if is_limit && !above.trim_start().starts_with("///") {
                places.push(format!("{}:{number}: {name}", source.path));
            }
            above = line;
        }
    }
    none(&places, "write a sentence above: /// …");
}
