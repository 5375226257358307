//! An agent goes through an evening, and sees what everyone sees.

use serde_json::{Value, json};

use crate::{
    agent::{Agent, Listening, time},
    support::{
        model::Model,
        people::{Person, tracks},
        server::Server,
    },
};

/// What an agent looks for in everything that plays or is queued.
const FIELDS: [&str; 12] = [
    "id", "title", "artist", "trackid", "src", "user", "img", "big_img", "duration", "vote", "jam",
    "comments",
];

/// Hears until the agent's picture is the nest's, in all that both show.
async fn agrees(agent: &mut Listening, model: &Model) {
    agent.until(|agent| agent.queue.is_array() && shown(agent) == expected(model)).await;
    if let Some(playing) = model.state["playing"].as_object() {
        let number = |key: &str| playing[key].as_i64().expect("a number");
        let (start, now) = (time(&agent.playing["starttime"]), time(&agent.playing["now"]));
        if playing["paused"] == true {
            assert_eq!(now - start, number("position_ms"), "{}", agent.playing);
        } else {
            assert_eq!(start, number("as_of_ms") - number("position_ms"), "{}", agent.playing);
        }
        let duration_ms = playing["entry"]["track"]["duration_ms"].as_i64().expect("a number");
        assert_eq!(time(&agent.playing["endtime"]) - start, duration_ms);
    }
    for entry in agent.queue.as_array().expect("a list").iter().chain([&agent.playing]) {
        for field in FIELDS {
            assert!(entry.get(field).is_some(), "{field} is missing in {entry}");
        }
    }
}

fn entry(id: &str, uri: &Value, by: Option<&str>, vote: &Value, paused: Option<bool>) -> Value {
    let user = by.map(|by| format!("{by}@nest.invalid")).unwrap_or_default();
    json!([id, uri, user, vote, paused])
}

fn shown(agent: &Listening) -> Value {
    let of = |row: &Value, paused| {
        let user = row["user"].as_str().unwrap_or_default();
        let by = user.strip_suffix("@nest.invalid");
        entry(row["id"].as_str().unwrap_or_default(), &row["trackid"], by, &row["vote"], paused)
    };
    let queue: Vec<Value> = agent.queue.as_array().into_iter().flatten().map(|row| of(row, None)).collect();
    json!([of(&agent.playing, agent.playing["paused"].as_bool()), queue])
}

fn expected(model: &Model) -> Value {
    let of = |row: &Value, paused| {
        entry(&row["id"].to_string(), &row["track"]["uri"], row["by"].as_str(), &row["votes"], paused)
    };
    let queue: Vec<Value> =
        model.state["queue"].as_array().into_iter().flatten().map(|row| of(row, None)).collect();
    let playing = &model.state["playing"];
    if playing.is_null() {
        return json!([entry("", &json!(""), None, &json!(0), Some(false)), queue]);
    }
    json!([of(&playing["entry"], playing["paused"].as_bool()), queue])
}

#[tokio::test]
async fn an_agents_picture_is_the_nests_all_evening() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let tracks = tracks(&ann, 4).await;
    let (mut anns, mut bobs) = (ann.socket().await, bob.socket().await);
    let agent = Agent::of(&bob, json!({})).await;
    let mut hears = agent.listen().await;
    agrees(&mut hears, &anns.model).await;
    assert_eq!(hears.kinds[..2], ["now_playing", "queue_update"], "what is comes first");
    assert_eq!(hears.playing["trackid"], "", "nothing plays");

    for track in &tracks {
        anns.add(track).await;
        agrees(&mut hears, &anns.model).await;
    }
    let uri = json!(tracks[0]);
    hears.until(|hears| hears.positions.len() >= 2).await;
    let first = hears.positions[0].clone();
    assert_eq!((&first["trackid"], &first["src"]), (&uri, &json!("demo")));
    let seconds: Vec<_> = hears.positions.iter().map(|told| told["pos"].as_u64().expect("whole")).collect();
    assert!(seconds.is_sorted(), "{seconds:?}");

    // Votes, applause and words.
    let last = anns.model.state["queue"][2]["id"].clone();
    bobs.does(json!({ "type": "vote", "entry": last, "vote": 1 })).await;
    bobs.does(json!({ "type": "jam", "entry": last, "on": true })).await;
    let seq = bobs.does(json!({ "type": "comment", "entry": last, "text": "Yes!" })).await;
    anns.until(|model| model.seq >= seq).await;
    let id = last.to_string();
    let has_words = |hears: &Listening| {
        let mut rows = hears.queue.as_array().into_iter().flatten();
        rows.any(|row| row["id"] == id && row["comments"][0]["body"] == "Yes!")
    };
    hears.until(has_words).await;
    agrees(&mut hears, &anns.model).await;
    let rows = hears.queue.as_array().expect("a list");
    let row = rows.iter().find(|row| row["id"] == id).expect("it is queued");
    let bobs_address = json!(format!("{}@nest.invalid", bob.id));
    assert_eq!((&row["vote"], &row["jam"][0]["user"]), (&json!(1), &bobs_address));
    assert_eq!(row["comments"][0]["user"], bobs_address);

    // Paused, and on again: the start moves by the pause.
    let before = time(&hears.playing["starttime"]);
    anns.does(json!({ "type": "pause" })).await;
    agrees(&mut hears, &anns.model).await;
    let asked = agent.read("/api/playing").await;
    let paused_ms = anns.model.state["playing"]["position_ms"].as_i64().expect("a number");
    assert_eq!(time(&asked["now"]) - time(&asked["starttime"]), paused_ms, "however late it is asked");
    anns.does(json!({ "type": "resume" })).await;
    agrees(&mut hears, &anns.model).await;
    assert!(time(&hears.playing["starttime"]) >= before);

    // Skipped, one after the other, until it is silent.
    while let Some(playing) = anns.model.state["playing"]["entry"]["id"].as_u64() {
        anns.does(json!({ "type": "skip", "entry": playing })).await;
        agrees(&mut hears, &anns.model).await;
        let asked = agent.read("/api/playing").await;
        for field in ["id", "trackid", "user", "starttime", "paused", "type"] {
            assert_eq!(asked[field], hears.playing[field], "{field}");
        }
        assert_eq!(agent.read("/api/queue").await["queue"], hears.queue);
    }
    anns.does(json!({ "type": "airhorn", "sound": "foghorn" })).await;
    hears.until(|hears| !hears.horns.is_empty()).await;
    assert_eq!(hears.horns, [json!({ "volume": 1.0, "name": "foghorn" })]);
    let all = hears.kinds.iter().filter(|kind| *kind == "now_playing").count();
    assert!(all < 20, "{all} is more than happened");
}

#[tokio::test]
async fn whoever_has_an_agent_that_listens_is_present() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let bob = Person::come_in(&server.url, "Bob").await;
    let mut anns = ann.socket().await;
    let agent = Agent::of(&bob, json!({})).await;
    let _hears = agent.listen().await;
    anns.until(|model| model.state["present"] == 2).await;
}
