//! People with sessions and sockets, as real clients have them.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, protocol::CloseFrame},
};

use super::model::Model;

/// Numbers the commands of all sockets: the same person may open another, and an id is used once.
static COMMANDS: AtomicU64 = AtomicU64::new(1);

/// A condition that does not come true within this is taken for one that never does.
const PATIENCE: Duration = Duration::from_mins(1);

/// Somebody with a session.
#[derive(Clone)]
pub struct Person {
    pub url: String,
    pub id: String,
    pub cookie: String,
    pub http: reqwest::Client,
}

/// Somebody's socket, and the nest as it shows it.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub model: Model,
    /// Messages that were not asked for: commits, signals, byes.
    pub heard: VecDeque<Value>,
    name: String,
}

impl Person {
    /// Comes in as a guest.
    pub async fn come_in(url: &str, name: &str) -> Self {
        // A connection of a process that was killed must not be used again.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().expect("a client");
        let response = http
            .post(format!("{url}/login/guest"))
            .json(&json!({ "name": name }))
            .send()
            .await
            .expect("the server answers");
        assert_eq!(response.status(), 200, "guests are let in");
        let cookie = response.headers()["set-cookie"].to_str().expect("a cookie").to_owned();
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let you: Value = response.json().await.expect("JSON");
        let id = you["you"]["id"].as_str().expect("an id").to_owned();
        Self { url: url.to_owned(), id, cookie, http }
    }

    /// The same person at another replica.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).header("cookie", &self.cookie)
    }

    pub fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.url));
        request.header("cookie", &self.cookie).header("origin", &self.url)
    }

    /// Asks with a JSON body; says the status and the answer.
    pub async fn ask(&self, method: reqwest::Method, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.request(method, format!("{}{path}", self.url));
        let request = request.header("cookie", &self.cookie).header("origin", &self.url).json(body);
        let response = request.send().await.expect("the server answers");
        let status = response.status().as_u16();
        (status, response.json().await.unwrap_or_default())
    }

    /// Sends one command by HTTP.
    pub async fn command(&self, message: &Value) -> (u16, Value) {
        let response = self
            .post("/api/v1/nests/main/commands")
            .body(message.to_string())
            .send()
            .await
            .expect("the server answers");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    /// Opens a socket to the main nest.
    pub async fn socket(&self) -> Socket {
        self.socket_at("/socket/").await.expect("the socket opens")
    }

    /// Opens a socket, perhaps with `?since=`.
    pub async fn socket_at(&self, path: &str) -> Result<Socket, tungstenite::Error> {
        let stream = self.raw_socket(path, Some(&self.url)).await?;
        Ok(Socket::begin(stream, &self.id[..6.min(self.id.len())]).await)
    }

    /// Opens a socket and leaves everything that is said to the caller.
    pub async fn raw_socket(
        &self,
        path: &str,
        origin: Option<&str>,
    ) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, tungstenite::Error> {
        let mut request = format!("{}{path}", self.url.replacen("http", "ws", 1)).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("cookie", self.cookie.parse().expect("a header"));
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().expect("a header"));
        }
        Ok(connect_async(request).await?.0)
    }
}

/// The next message, or how it closed.
pub async fn read(
    stream: &mut WebSocketStream<MaybeTlsStream<TcpStream>>,
) -> Result<Value, Option<CloseFrame>> {
    // Pings alone say nothing.
    let message = async {
        loop {
            match stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    return Ok(serde_json::from_str(&text).expect("messages are JSON"));
                }
                Some(Ok(Message::Close(frame))) => return Err(frame),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    };
    timeout(PATIENCE, message).await.expect("the server says something")
}

impl Socket {
    /// One that has just opened; `name` begins the ids of its commands.
    pub async fn begin(mut stream: WebSocketStream<MaybeTlsStream<TcpStream>>, name: &str) -> Self {
        let first = read(&mut stream).await.expect("a first message");
        assert_eq!(first["type"], "hello", "{first}");
        Self { stream, model: Model::from_hello(&first), heard: VecDeque::new(), name: name.to_owned() }
    }

    /// Sends a message as it is.
    pub async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame as it is.
    pub async fn send(&mut self, frame: Message) {
        self.stream.send(frame).await.expect("the socket is open");
    }

    /// Sends a command under an id of its own, and waits for its answer.
    pub async fn ask(&mut self, command: Value) -> Value {
        let id = format!("{}-{}", self.name, COMMANDS.fetch_add(1, Ordering::Relaxed));
        self.ask_as(&id, command).await
    }

    /// Sends a command under this id, and waits for its answer.
    pub async fn ask_as(&mut self, id: &str, mut command: Value) -> Value {
        command["id"] = id.into();
        self.say(&command).await;
        self.answer_to(id).await
    }

    /// Waits for the answer to this id.
    pub async fn answer_to(&mut self, id: &str) -> Value {
        loop {
            let message = self.next().await.expect("the socket stays open");
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Asks, and expects to be obeyed; waits until the commit is folded.
    pub async fn does(&mut self, command: Value) -> u64 {
        let answer = self.ask(command.clone()).await;
        assert_eq!(answer["type"], "ok", "{command} was answered {answer}");
        let seq = answer["seq"].as_u64().expect("an ok has a seq");
        self.until(|model| model.seq >= seq).await;
        seq
    }

    /// Asks, and expects to be refused with this code.
    pub async fn refuses(&mut self, command: Value, code: &str) -> Value {
        let answer = self.ask(command.clone()).await;
        assert_eq!(
            (&answer["type"], &answer["code"]),
            (&json!("refused"), &json!(code)),
            "{command}: {answer}"
        );
        answer
    }

    /// Adds a track, and says which entry it became.
    pub async fn add(&mut self, track: &str) -> u64 {
        let seq = self.does(json!({ "type": "add", "track": track })).await;
        self.added_by(seq)
    }

    /// Adds the first of these tracks that the room may have again, where Bender plays, too, and may be quicker.
    pub async fn add_one_of(&mut self, tracks: impl IntoIterator<Item = impl AsRef<str>>) -> u64 {
        for track in tracks {
            let answer = self.ask(json!({ "type": "add", "track": track.as_ref() })).await;
            if matches!(answer["code"].as_str(), Some("already_queued" | "played_recently")) {
                continue;
            }
            let seq = answer["seq"].as_u64().unwrap_or_else(|| panic!("{} got {answer}", track.as_ref()));
            self.until(|model| model.seq >= seq).await;
            return self.added_by(seq);
        }
        panic!("the room has them all")
    }

    /// Which entry a commit that was heard has added.
    fn added_by(&self, seq: u64) -> u64 {
        let is_it = |message: &&Value| message["type"] == "commit" && message["seq"] == seq;
        let commit = self.heard.iter().rev().find(is_it).expect("it was heard");
        let mut events = commit["events"].as_array().into_iter().flatten();
        let added = events.find(|event| matches!(event["type"].as_str(), Some("added" | "adopted")));
        added.and_then(|event| event["entry"]["id"].as_u64()).expect("what was added is there")
    }

    /// Hears messages until the picture is as wanted.
    pub async fn until(&mut self, wanted: impl Fn(&Model) -> bool) {
        while !wanted(&self.model) {
            self.next().await.expect("the socket stays open");
        }
    }

    /// Hears one message and folds it.
    pub async fn next(&mut self) -> Result<Value, Option<CloseFrame>> {
        let message = read(&mut self.stream).await?;
        match message["type"].as_str() {
            Some("commit") if message["seq"].as_u64() > Some(self.model.seq) => self.model.fold(&message),
            Some("hello") => self.model = Model::from_hello(&message),
            Some("signal") => self.model.fold_people(&message["signal"]),
            _ => {}
        }
        if message.get("id").is_none() {
            self.heard.push_back(message.clone());
        }
        Ok(message)
    }

    /// Leaves without a word.
    pub fn leave(self) -> Model {
        self.model
    }

    pub fn stream(&mut self) -> &mut WebSocketStream<MaybeTlsStream<TcpStream>> {
        &mut self.stream
    }
}

/// Every track of the demo catalogue.
pub async fn catalogue(person: &Person) -> Vec<Value> {
    let mut tracks = Vec::new();
    let mut offset = Some(0);
    while let Some(from) = offset {
        let request = person.get(&format!("/api/v1/search?q=&offset={from}"));
        let found: Value = request.send().await.expect("the server answers").json().await.expect("JSON");
        tracks.extend(found["tracks"].as_array().expect("tracks").iter().cloned());
        offset = found["next_offset"].as_u64();
    }
    tracks
}

/// The addresses of long tracks that nobody objects to, so that none ends during a test.
pub async fn tracks(person: &Person, count: usize) -> Vec<String> {
    let mut tracks = catalogue(person).await;
    tracks.retain(|track| track["explicit"] == json!(false));
    tracks.sort_by_key(|track| std::cmp::Reverse(track["duration_ms"].as_u64()));
    let addresses = tracks.iter().map(|track| track["uri"].as_str().expect("an address").to_owned());
    addresses.take(count).collect()
}
