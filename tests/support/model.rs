//! A client's picture of a nest, folded from messages as the contract describes them, without any
//! of the program's own code.

use serde_json::{Value, json};

/// A nest as one client sees it.
#[derive(Debug, Clone)]
pub struct Model {
    pub you: Value,
    pub state: Value,
    pub seq: u64,
    pub position: String,
}

impl Model {
    pub fn from_hello(hello: &Value) -> Self {
        Self {
            you: hello["you"].clone(),
            state: hello["state"].clone(),
            seq: hello["seq"].as_u64().expect("a hello has a seq"),
            position: hello["position"].as_str().expect("a hello has a position").to_owned(),
        }
    }

    /// Folds a commit. It must be the next one.
    pub fn fold(&mut self, commit: &Value) {
        let seq = commit["seq"].as_u64().expect("a commit has a seq");
        assert_eq!(seq, self.seq + 1, "no gap and nothing twice: {commit}");
        self.seq = seq;
        commit["position"].as_str().expect("a commit has a position").clone_into(&mut self.position);
        let events = commit["events"].as_array().expect("a commit has events");
        assert!(!events.is_empty(), "a commit has one event or more: {commit}");
        for event in events {
            self.apply(event);
        }
        if let Some(items) = commit["activity"].as_array() {
            let activity = self.list("activity");
            activity.extend(items.iter().cloned());
            let excess = activity.len().saturating_sub(30);
            activity.drain(..excess);
        }
    }

    /// Folds who came and went.
    pub fn fold_people(&mut self, signal: &Value) {
        if signal["kind"] != "people" {
            return;
        }
        for person in signal["upsert"].as_array().expect("upsert") {
            self.set_person(person.clone());
        }
        for gone in signal["gone"].as_array().expect("gone") {
            self.list("people").retain(|person| person["id"] != *gone);
        }
        self.state["present"] = signal["present"].clone();
        self.state["skip_need"] = signal["skip_need"].clone();
    }

    fn apply(&mut self, event: &Value) {
        let entry = &event["entry"];
        match event["type"].as_str().expect("an event has a type") {
            "named" => {
                let named = &event["person"];
                if named["id"] == self.you["id"] {
                    self.you["name"] = named["name"].clone();
                    self.you["role"] = named["role"].clone();
                }
                let known = self.list("people").iter().find(|person| person["id"] == named["id"]).cloned();
                let mut person = known.unwrap_or(json!({ "present": false, "listening": false }));
                for key in ["id", "name", "role"] {
                    person[key] = named[key].clone();
                }
                self.set_person(person);
            }
            "added" | "restored" => {
                let queue = self.list("queue");
                queue.retain(|other| other["id"] != entry["id"]);
                queue.push(entry.clone());
                self.sort();
            }
            "adopted" => self.adopt(entry),
            "voted" => {
                let (up, down) = (event["up"].as_i64(), event["down"].as_i64());
                self.change(entry, |changed| {
                    changed["up"] = event["up"].clone();
                    changed["down"] = event["down"].clone();
                    changed["votes"] = json!(up.expect("up") - down.expect("down"));
                });
                if event["by"] == self.you["id"] {
                    let votes = self.you["votes"].as_object_mut().expect("votes");
                    match event["vote"].as_i64() {
                        Some(0) => drop(votes.remove(&entry.to_string())),
                        _ => drop(votes.insert(entry.to_string(), event["vote"].clone())),
                    }
                }
                self.place(&event["ranks"]);
            }
            "jammed" => self.change(entry, |changed| {
                let jams = changed["jams"].as_array_mut().expect("jams");
                jams.retain(|jam| jam["by"] != event["by"]);
                if event["on"] == json!(true) {
                    jams.push(json!({ "by": event["by"], "at_ms": event["at_ms"] }));
                }
            }),
            "commented" => self.change(entry, |changed| {
                changed["comments"].as_array_mut().expect("comments").push(event["comment"].clone());
            }),
            "uncommented" => self.change(entry, |changed| {
                let comments = changed["comments"].as_array_mut().expect("comments");
                comments.retain(|comment| comment["id"] != event["comment"]);
            }),
            "removed" => {
                self.list("queue").retain(|other| other["id"] != *entry);
                self.forget(entry);
                self.place(&event["ranks"]);
            }
            "moved" | "pinned" | "reranked" => self.place(&event["ranks"]),
            "skip_voted" => {
                self.change(entry, |changed| changed["skip_votes"] = event["have"].clone());
                if event["by"] == self.you["id"] {
                    let skips = self.you["skip_votes"].as_array_mut().expect("skip_votes");
                    skips.retain(|other| other != entry);
                    skips.push(entry.clone());
                }
            }
            "started" => self.start(event),
            "ended" => {
                assert_eq!(self.state["playing"]["entry"]["id"], *entry, "what ends was playing");
                self.state["playing"] = Value::Null;
                self.forget(entry);
            }
            kind @ ("paused" | "resumed") => {
                let playing = &mut self.state["playing"];
                playing["paused"] = json!(kind == "paused");
                playing["position_ms"] = event["position_ms"].clone();
                playing["as_of_ms"] = event["at_ms"].clone();
            }
            "next_up" => self.state["playing"]["next_up"] = entry.clone(),
            "preview" => {
                self.state["preview"] = event["preview"].clone();
                // Absent says that it does not rest.
                let state = self.state.as_object_mut().expect("a state");
                match event.get("rest") {
                    Some(rest) => drop(state.insert("rest".into(), rest.clone())),
                    None => drop(state.remove("rest")),
                }
            }
            "settings" => {
                let settings = self.state["nest"]["settings"].as_object_mut().expect("settings");
                settings.extend(event["settings"].as_object().expect("settings").clone());
            }
            // Whom it names has to go; the others only hear of it.
            "kicked" => assert!(event["person"].is_string() && event["ban"].is_boolean(), "{event}"),
            other => panic!("the contract knows no event {other}"),
        }
    }

    fn adopt(&mut self, entry: &Value) {
        self.change(&entry["id"], |known| *known = entry.clone());
        self.sort();
        if entry["by"] == self.you["id"] {
            self.you["votes"].as_object_mut().expect("votes").remove(&entry["id"].to_string());
        }
    }

    fn start(&mut self, event: &Value) {
        let queue = self.list("queue");
        let index = queue.iter().position(|other| other["id"] == event["entry"]);
        let entry = queue.remove(index.expect("what starts was queued"));
        self.state["playing"] = json!({
            "entry": entry,
            "position_ms": event["position_ms"],
            "as_of_ms": event["at_ms"],
            "paused": event["paused"],
            "next_up": null,
        });
    }

    fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.state[name].as_array_mut().expect("a list")
    }

    fn set_person(&mut self, person: Value) {
        let people = self.list("people");
        people.retain(|other| other["id"] != person["id"]);
        people.push(person);
    }

    fn forget(&mut self, entry: &Value) {
        self.you["votes"].as_object_mut().expect("votes").remove(&entry.to_string());
        self.you["skip_votes"].as_array_mut().expect("skip_votes").retain(|other| other != entry);
    }

    fn change(&mut self, entry: &Value, how: impl FnOnce(&mut Value)) {
        if self.state["playing"]["entry"]["id"] == *entry {
            how(&mut self.state["playing"]["entry"]);
        } else if let Some(queued) = self.list("queue").iter_mut().find(|other| other["id"] == *entry) {
            how(queued);
        }
    }

    fn place(&mut self, ranks: &Value) {
        for place in ranks.as_array().expect("ranks") {
            self.change(&place[0], |entry| {
                entry["rank"] = place[1].clone();
                entry["why"] = place[2].clone();
            });
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.list("queue").sort_by_key(|entry| (entry["rank"].as_i64(), entry["id"].as_u64()));
    }

    /// The titles in the queue, in order.
    pub fn titles(&self) -> Vec<String> {
        let queue = self.state["queue"].as_array().expect("a list");
        queue.iter().map(|entry| entry["track"]["title"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What can be compared between clients: everything but people, who come and go by signals.
    pub fn shared(&self) -> Value {
        let mut shared = self.state.clone();
        let object = shared.as_object_mut().expect("an object");
        object.remove("people");
        object.remove("present");
        object.remove("skip_need");
        shared
    }
}
