//! A machine that tries everything the document names, with what fits the types and with what does not. It says
//! so where an answer is the program's own fault, is not in the document, or is not of the type it says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::support::{people::Person, server::Server};

/// What is asked of each address at the most, so that it takes a minute and not an evening.
const EXAMPLES: u32 = 6;
/// How long the machine waits for an answer, in seconds.
const ANSWER_WITHIN: u32 = 10;
/// What it looks at.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";
/// What it leaves alone: sockets and streams, which do not end, and what would end its own session.
const LEFT_ALONE: &str =
    "^(/socket|/logout|/login/guest|/api/v1/nests/.nest./events|/api/v1/tv/events|/api/events)";

fn machine() -> PathBuf {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/schemathesis/bin/schemathesis");
    assert!(found.exists(), "schemathesis is not here; run: scripts/setup tests");
    found
}

/// Lets the machine try everything as somebody with these headers: in this nest, or in any it thinks of.
fn try_everything(server: &Server, directory: &Path, nest: Option<&str>, headers: &[String]) {
    let settings = directory.join("schemathesis.toml");
    let nests = nest.map(|nest| format!("[parameters]\nnest = \"{nest}\"\n")).unwrap_or_default();
    fs::write(&settings, nests).expect("a file");
    let mut command = Command::new(machine());
    command.current_dir(directory).arg("--config-file").arg(&settings).arg("run");
    command.arg(format!("{}/api/v1/openapi.json", server.url));
    command.args(["--checks", CHECKS, "--exclude-path-regex", LEFT_ALONE, "--continue-on-failure"]);
    command.args(["--phases", "examples,coverage,fuzzing", "--generation-deterministic"]);
    command.args(["--max-examples", &EXAMPLES.to_string(), "--request-timeout", &ANSWER_WITHIN.to_string()]);
    for header in headers {
        command.args(["-H", header]);
    }
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{wrong}");
    // Where it was not let in it has tried nothing. It lists those addresses at the end.
    let is_in_vain = |address: &str| said.contains(&format!("- GET {address}\n"));
    assert!(!is_in_vain("/api/v1/me"), "{said}");
    assert!(nest.is_none() || !is_in_vain("/api/v1/nests/{nest}/state"), "{said}");
    println!("{said}");
}

#[tokio::test]
async fn whatever_is_asked_is_answered_as_the_document_says() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = [("GUEST_NESTS", "on"), ("RATE_LIMITS", "off")];
    let server = Server::start_with(directory.path(), &settings);
    let ann = Person::come_in(&server.url, "Ann").await;
    // Nobody else can take this person's token back on the way.
    let bob = Person::come_in(&server.url, "Bob").await;
    let (_, token): (_, Value) =
        bob.ask(reqwest::Method::POST, "/api/v1/tokens", &json!({ "name": "A machine" })).await;
    let tracks = super::support::people::tracks(&ann, 3).await;
    let mut socket = ann.socket().await;
    for track in &tracks {
        socket.add(track).await;
    }
    socket.leave();
    let browser = [format!("Cookie: {}", ann.cookie), format!("Origin: {}", server.url)];
    let program = [format!("Authorization: Bearer {}", token["token"].as_str().expect("a token"))];
    for (nest, headers) in [(Some("main"), &browser[..]), (None, &browser[..]), (Some("main"), &program[..])]
    {
        try_everything(&server, directory.path(), nest, headers);
    }
    let still = ann.get("/api/v1/me").send().await.expect("an answer");
    assert_eq!(still.status(), 200, "the session lasts through all of it");
}
