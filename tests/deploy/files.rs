//! Files of the checkout, as those who run the program read them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Where a file of the checkout is.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name} cannot be read: {error}"))
}

/// A file of YAML. Nothing in it may be named twice.
pub fn yaml(name: &str) -> Value {
    serde_saphyr::from_str(&read(name)).unwrap_or_else(|error| panic!("{name} is not understood: {error}"))
}

/// The names of an object's members.
pub fn keys(value: &Value) -> Vec<&str> {
    value.as_object().into_iter().flat_map(|members| members.keys().map(String::as_str)).collect()
}

/// The texts in a list.
pub fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The names of the files in a folder of the checkout that end so.
pub fn in_folder(folder: &str, ending: &str) -> Vec<String> {
    let files = fs::read_dir(path(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name"));
    let mut found: Vec<_> =
        names.filter(|name| name.ends_with(ending)).map(|name| format!("{folder}/{name}")).collect();
    found.sort();
    assert!(!found.is_empty(), "there is no *{ending} in {folder}");
    found
}

/// Whether a program is installed here.
pub fn has(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", "command -v \"$0\" >/dev/null", program])
        .status()
        .is_ok_and(|it| it.success())
}

/// Whether a variable is one that the program reads.
pub fn is_setting(name: &str) -> bool {
    name == "RUST_LOG" || echonest::config::names().iter().any(|setting| setting == name)
}

/// Whether a variable of this name holds a secret, rather than where one is.
pub fn is_secret(name: &str) -> bool {
    let secret =
        ["SECRET", "PASSWORD", "TOKEN"].iter().any(|word| name.contains(word)) || name == "REDIS_URL";
    secret && !name.ends_with("_FILE")
}

/// What the program can be told to be.
pub const ROLES: [&str; 3] = ["serve", "web", "player"];
