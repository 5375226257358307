//! The page's types are those of the wire. `UPDATE_WIRE=1 cargo test --test wire` writes them anew.

use std::{fs, path::PathBuf};

use echonest::{
    domain::settings::Settings as DomainSettings,
    http::{openapi::components, wire::state::Settings},
};
use ts_rs::{Config, TS};

fn types() -> String {
    let mut file = String::from(
        "// The contract's words as the server speaks them. Generated from `src/http/wire`; the test\n\
         // `the_pages_types_are_those_of_the_wire` says how to write it anew.\n",
    );
    for declaration in components::wire() {
        file.push_str("\nexport ");
        file.push_str(&declaration);
        file.push('\n');
    }
    file
}

#[test]
fn the_pages_types_are_those_of_the_wire() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("frontend/src/lib/wire.ts");
    let types = types();
    if std::env::var_os("UPDATE_WIRE").is_some() {
        fs::write(&path, &types).expect("the file can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == types, "frontend/src/lib/wire.ts is behind; run: UPDATE_WIRE=1 cargo test --test wire");
}

#[test]
fn the_settings_of_the_wire_are_those_of_the_domain() {
    let domain = serde_json::to_value(DomainSettings::default()).expect("settings are JSON");
    let wire = Settings::inline(&Config::new());
    for key in domain.as_object().expect("an object").keys() {
        assert!(wire.contains(&format!("{key}:")), "{key} is a setting, and the page does not know it");
    }
    // The weights' own type has two colons of its own.
    let keys = wire.matches(": ").count() - 2;
    assert_eq!(keys, domain.as_object().expect("an object").len(), "{wire}");
}
