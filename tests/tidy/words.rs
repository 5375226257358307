//! What is written everywhere, and what nowhere.

use crate::source::{SOURCES, Source, modules, none, written};

/// Left for later, or for one's own eyes.
const LATER: [&str; 7] = ["TODO", "FIXME", "#[ignore", "dbg!(", "todo!(", "unimplemented!(", "debugger;"];
/// The same in the page and its tests.
const PAGE_LATER: [&str; 7] =
    ["console.log(", "describe.only(", "describe.skip(", "it.only(", "it.skip(", "it.todo(", "test.only("];
/// Waiting for a while.
const WAITS: [&str; 3] = ["setInterval(", "setTimeout(", "waitForTimeout("];
/// Markup and style that the Content-Security-Policy or the people at the party would suffer from.
const BY_HAND: [&str; 6] = ["{@html", "innerHTML", "outerHTML", "insertAdjacentHTML", " style=", " style:"];

fn files_in(folder: &str) -> impl Iterator<Item = &'static Source> {
    SOURCES.iter().filter(move |source| source.is_in(folder))
}

#[test]
fn every_module_says_what_it_is_for_and_what_it_must_never_do() {
    let is_silent = |source: &&Source| {
        let has_limits = source.lines().any(|(_, line)| line.starts_with("//! Must never: "));
        !source.text.starts_with("//! ") || !has_limits
    };
    let places: Vec<_> = modules().filter(is_silent).map(|source| format!("{}:1", source.path)).collect();
    none(&places, "begin with `//! What it is for.` and have a line `//! Must never: …`");
}

#[test]
fn nothing_unwraps_outside_tests() {
    let mut places = Vec::new();
    for source in SOURCES.iter().filter(|source| source.is("rs") && !source.is_tests()) {
        let unwraps = source.code().filter(|(_, line)| line.contains(".unwrap()"));
        places.extend(unwraps.map(|(number, _)| format!("{}:{number}", source.path)));
    }
    none(&places, "say why it cannot fail: expect(\"because …\")");
}

#[test]
fn nothing_is_left_for_later() {
    none(&written(SOURCES.iter(), &LATER), "do it now, or leave it out");
    none(&written(files_in("frontend"), &PAGE_LATER), "do it now, or leave it out");
}

#[test]
fn no_test_waits_for_a_while() {
    // Simulated evenings, and nests in which nothing happens, have a time of their own.
    let is_virtual = |source: &&Source| source.is_in("tests/sim") || source.is_in("tests/idle");
    let real = files_in("tests").filter(|source| !is_virtual(source));
    none(&written(real, &["sleep("]), "wait for a position or an event");
    none(&written(SOURCES.iter(), &["thread::sleep"]), "wait for an event");
    none(&written(files_in("frontend/e2e"), &WAITS), "wait for what is seen");
}

#[test]
fn the_page_writes_no_markup_and_no_style_by_hand() {
    let page = files_in("frontend/src").filter(|source| !source.is("css"));
    let start = SOURCES.iter().filter(|source| source.path == "frontend/index.html");
    none(&written(page.chain(start), &BY_HAND), "use elements, classes and attributes");
}
