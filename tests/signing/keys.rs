//! The operator's manual of the keys: that it names all that a lively party writes to Redis, and nothing else.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    browser::Browser,
    exporting::ADA,
    nights::{PATIENCE, export_when_read, log_a_night},
    stage::Stage,
    support::{people::Person, server::SHARED_SECRET},
};

/// The key that is only there while a backup is being put back.
const RESTORING: &str = "restoring";
const MANUAL: &str = include_str!("../../src/store/redis/mod.rs");
/// What Redis writes down that is no command on a key.
const OTHERS: [&str; 4] = ["SELECT", "MULTI", "EXEC", "PUBLISH"];

/// The names in the manual's table, like `token:<hash>`.
fn named() -> Vec<String> {
    let rows = MANUAL.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let firsts = rows.filter_map(|row| row.split_once(" |")).map(|(first, _)| format!("`{first}"));
    firsts
        .flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// Whether a key is one that is called so.
fn is_called(key: &str, name: &str) -> bool {
    match name.split_once('<') {
        None => key == name,
        Some((before, rest)) => {
            let after = rest.split_once('>').map_or("", |(_, after)| after);
            key.len() > before.len() + after.len() && key.starts_with(before) && key.ends_with(after)
        }
    }
}

/// Every key that was ever written, by the file that Redis appends each change to.
fn written(directory: &Path) -> BTreeSet<String> {
    let folder = fs::read_dir(directory.join("appendonlydir")).expect("what was written is kept");
    let files = folder.map(|file| file.expect("a file").path());
    let bytes = files
        .filter(|path| path.to_string_lossy().contains(".incr."))
        .flat_map(|path| fs::read(path).expect("it can be read"))
        .collect::<Vec<_>>();
    let text = String::from_utf8_lossy(&bytes);
    // Each command is `*count`, then `$length` and a word, each with an end of line.
    let mut lines = text.split("\r\n");
    let mut keys = BTreeSet::new();
    while let Some(line) = lines.next() {
        let Some(words) = line.strip_prefix('*').and_then(|count| count.parse::<usize>().ok()) else {
            continue;
        };
        let (_, name) = (lines.next(), lines.next());
        // The end of a transaction stands alone, and what follows it is the next command.
        if words < 2 {
            continue;
        }
        let (_, key) = (lines.next(), lines.next());
        if let (Some(name), Some(key)) = (name, key)
            && !OTHERS.contains(&name.to_ascii_uppercase().as_str())
        {
            keys.insert(key.to_owned());
        }
    }
    keys
}

#[tokio::test]
async fn the_manual_names_every_key_of_a_lively_party_and_no_other() {
    let stage = Stage::new().await;
    let (folder, _) = log_a_night(&stage, 3).await;
    let redis = stage.redis();
    let settings = [("PLAY_LOG_DIR", folder.as_str()), ("BENDER_DEPTH", "3"), ("RATE_LIMITS", "off")];
    let server = stage.replica(&redis, &settings);
    let ada = Browser::at(&server.url);
    ada.sign_in(ADA).await;
    ada.post("/logout?everywhere=true").send().await.expect("an answer");
    ada.sign_in(ADA).await;
    ada.connect_by("/connect/spotify?export=true", "ada").await;
    assert_eq!(export_when_read(&ada).await.0, StatusCode::OK);
    let code: Value =
        ada.post("/api/v1/link-codes").send().await.expect("an answer").json().await.expect("JSON");
    assert!(code["code"].is_string(), "{code}");
    let made: Value = ada
        .post("/api/v1/tokens")
        .json(&json!({ "name": "x" }))
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let token = made["token"].as_str().expect("a token").to_owned();
    let me = stage.http.get(format!("{}/api/v1/me", server.url)).bearer_auth(token);
    assert_eq!(me.send().await.expect("an answer").status(), 200);
    let me = ada.person().await;
    let out = me.http.put(format!("{}/api/v1/me/throwbacks", me.url)).json(&json!({ "left_out": true }));
    let out = out.header("cookie", &me.cookie).header("origin", &me.url);
    assert_eq!(out.send().await.expect("an answer").status(), 200);
    let mut socket = me.socket().await;
    let tracks = stage.tracks("plain").await;
    let mut entry = 0;
    for _ in 0..2 {
        entry = socket.add_one_of(tracks.iter().filter_map(|track| track["uri"].as_str())).await;
    }
    // Enough for a snapshot in a quiet moment.
    let guest = Browser::at(&server.url);
    let mut gil = guest.guest("Gil").await.socket().await;
    for vote in (0..80).map(|turn| turn % 2) {
        gil.does(json!({ "type": "vote", "entry": entry, "vote": vote })).await;
    }
    let devices = ada.read("/api/v1/devices").await;
    let device = devices["devices"][0]["id"].clone();
    let listen = ada.post("/api/v1/listening").json(&json!({ "action": "listen", "device": device }));
    assert_eq!(listen.send().await.expect("an answer").status(), 200);
    pair_a_tv(&me).await;
    stage.http.get(format!("{}/health/ready", server.url)).send().await.expect("an answer");
    guest.post("/logout").send().await.expect("an answer");
    let names = named();
    assert!(names.len() > 20, "{names:?}");
    let is_all_there = async {
        loop {
            let keys = written(stage.directory.path());
            for key in &keys {
                assert!(names.iter().any(|name| is_called(key, name)), "the manual lacks {key}");
            }
            let is_unseen = |name: &&String| !keys.iter().any(|key| is_called(key, name));
            let unseen: Vec<_> = names.iter().filter(|name| *name != RESTORING).filter(is_unseen).collect();
            if unseen.is_empty() {
                return;
            }
            let noted = format!("{unseen:?}");
            fs::write(stage.directory.path().join("unseen"), noted).expect("it is noted");
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, is_all_there).await.unwrap_or_else(|_| {
        let unseen = fs::read_to_string(stage.directory.path().join("unseen")).unwrap_or_default();
        panic!("the manual names what nobody writes: {unseen}");
    });
    drop(server);
    put_back(&stage, &redis.url());
    assert!(written(stage.directory.path()).contains(RESTORING), "putting a backup back is marked");
}

/// A TV shows a code, this host confirms it, and it reads.
async fn pair_a_tv(host: &Person) {
    // A browser of its own, without anybody's cookies.
    let tv = reqwest::Client::new();
    let post = |path: &str| tv.post(format!("{}{path}", host.url));
    let begun = post("/api/v1/tv/pairings").json(&json!({ "nest": "main" })).send().await;
    let begun: Value = begun.expect("an answer").json().await.expect("JSON");
    let code = json!({ "code": begun["user_code"] });
    let (status, said) = host.ask(reqwest::Method::POST, "/api/v1/nests/main/screens", &code).await;
    assert_eq!(status, 204, "{said}");
    let asking = json!({ "device_code": begun["device_code"] });
    let given = post("/api/v1/tv/pass").json(&asking).send().await.expect("an answer");
    let pass = given.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
    let events = tv.get(format!("{}/api/v1/tv/events", host.url));
    assert_eq!(events.header("cookie", pass).send().await.expect("an answer").status(), 200);
}

/// Puts a backup of a house back in its place.
fn put_back(stage: &Stage, redis: &str) {
    let backups = stage.directory.path().join("backups");
    fs::create_dir(&backups).expect("a folder");
    let does = |words: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_echonest"))
            .args(words)
            .env_clear()
            .envs([("REDIS_URL", redis), ("SECRET_KEY", SHARED_SECRET)])
            .current_dir(stage.directory.path())
            .output()
            .expect("the program runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    };
    does(&["backup", backups.to_str().expect("text")]);
    let backup = fs::read_dir(&backups).expect("a folder").next().expect("a backup").expect("a file").path();
    does(&["restore", "--force", backup.to_str().expect("text")]);
}
