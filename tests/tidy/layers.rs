//! The walls between the parts of `src`.

use std::collections::BTreeSet;

use crate::{
    manifests::dependencies,
    source::{Source, lies_in, modules, modules_in, named, none, read},
};

/// A part of `src` with what it may name.
struct Layer {
    folder: &'static str,
    /// Which parts of ours.
    ours: &'static [&'static str],
    /// Which crates, separated by spaces.
    crates: &'static str,
}

/// Who knows whom. A crate that is new to a layer is a decision, and gets its place here.
const LAYERS: [Layer; 8] = [
    // Its crates are pure: events are kept as JSON, refusals have sentences, letters have one form.
    Layer { folder: "domain", ours: &["domain"], crates: "serde thiserror unicode_normalization" },
    Layer {
        folder: "app",
        ours: &["app", "domain"],
        crates: "async_trait bytes chrono chrono_tz futures_util governor metrics serde serde_json sha2 thiserror tokio tracing",
    },
    Layer {
        folder: "store",
        ours: &["app", "domain", "store"],
        crates: "async_trait futures_util metrics redb redis serde_json thiserror tokio tracing",
    },
    Layer {
        folder: "http",
        ours: &["app", "domain", "http"],
        crates: "async_trait axum bytes chrono chrono_tz futures_util hyper hyper_util ipnet metrics rust_embed rustix \
                 serde serde_json sha2 tokio tokio_tungstenite tower_http tower_sessions tracing ts_rs uuid",
    },
    Layer {
        folder: "music",
        ours: &["app", "domain", "music", "outgoing"],
        crates: "async_trait base64 bytes http moka rspotify_model serde_json thiserror tokio tracing \
                 unicode_normalization url",
    },
    Layer {
        folder: "playlog",
        ours: &["app", "domain", "playlog"],
        crates: "async_trait chrono chrono_tz serde serde_json sha2 thiserror tokio tracing",
    },
    Layer {
        folder: "backup",
        ours: &["app", "backup", "domain"],
        crates: "age base64 chrono flate2 serde serde_json sha2 tar thiserror tokio tracing",
    },
    Layer {
        folder: "oauth",
        ours: &["app", "domain", "oauth", "outgoing"],
        crates: "async_trait http oauth2 openidconnect serde serde_json tracing",
    },
];

/// What the files beside those folders may name of ours; `running` puts all together.
const EDGES: [&str; 7] = ["app", "cli", "clock", "config", "domain", "outgoing", "secret"];

fn is_ours_beyond(name: &str, allowed: &[&str]) -> bool {
    name.strip_prefix("crate::").is_some_and(|part| !allowed.iter().any(|allowed| lies_in(part, allowed)))
}

#[test]
fn every_layer_names_only_the_layers_below_it() {
    for Layer { folder, ours, .. } in &LAYERS {
        let places = named(modules_in(folder), |name| is_ours_beyond(name, ours));
        none(&places, &format!("src/{folder} may know only {ours:?}"));
    }
}

#[test]
fn only_the_one_place_that_runs_them_knows_stores_and_http_and_music() {
    let lies_below = |path: &str, folder: &str| path.starts_with(&format!("src/{folder}/"));
    let is_edge = |source: &&Source| {
        let path = source.path.as_str();
        !LAYERS.iter().any(|layer| lies_below(path, layer.folder)) && !lies_below(path, "running")
    };
    let places = named(modules().filter(is_edge), |name| is_ours_beyond(name, &EDGES));
    none(&places, "put it together in src/running");
}

fn crate_of(name: &str) -> &str {
    name.split_once("::").map_or("", |(first, _)| first)
}

#[test]
fn every_layer_uses_the_crates_listed_for_it_and_no_others() {
    let manifest = dependencies(&read("Cargo.toml"));
    let is_crate = |name: &str| manifest.iter().any(|found| found.name.replace('-', "_") == name);
    let mut places = Vec::new();
    for Layer { folder, crates, .. } in &LAYERS {
        let mut unused: BTreeSet<_> = crates.split_whitespace().collect();
        let listed = unused.clone();
        let is_wrong = |name: &str| is_crate(crate_of(name)) && !listed.contains(crate_of(name));
        places.extend(named(modules_in(folder), is_wrong));
        for (_, name) in modules_in(folder).flat_map(Source::names) {
            unused.remove(crate_of(&name));
        }
        places.extend(unused.iter().map(|name| format!("{}: src/{folder} no longer uses {name}", file!())));
    }
    none(&places, "what a layer uses is listed for it, and nothing else");
}
