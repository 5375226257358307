//! The door: Caddy with the Caddyfile as it is, in front of a house that runs.

use std::{
    net::{IpAddr, Ipv4Addr},
    process::Command,
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, RequestBuilder, Response, header};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::{
    files::{path, read},
    house::{FURTHER, House, NAME, socket},
    support::redis_server,
};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const NEXT_DOOR: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));
/// What does not come within this never does.
const PATIENCE: Duration = Duration::from_secs(30);
/// Guests who claim to come from as many places, fewer than may come from one at once; and how many have to be answered
/// until the dead replica is taken to be known.
const GUESTS: usize = 20;
const HOUR_MS: u64 = 3_600_000;

async fn answer(request: RequestBuilder) -> Response {
    request.send().await.expect("the door answers")
}

async fn come_in(house: &House, browser: &Client, name: &str) -> Response {
    answer(browser.post(format!("{}/login/guest", house.origin())).json(&json!({ "name": name }))).await
}

fn location(response: &Response) -> &str {
    response.headers()[header::LOCATION].to_str().expect("an address")
}

async fn hear(socket: &mut WebSocketStream<reqwest::Upgraded>, wanted: impl Fn(&Value) -> bool) -> Value {
    loop {
        let frame = timeout(PATIENCE, socket.next()).await.expect("something is said");
        let Message::Text(text) = frame.expect("it stays open").expect("a frame") else { continue };
        let message: Value = serde_json::from_str(&text).expect("messages are JSON");
        if wanted(&message) {
            return message;
        }
    }
}

#[test]
fn caddy_takes_the_file_as_it_is_written() {
    for further in ["", "www.party.example party.example.org"] {
        let mut caddy = Command::new("caddy");
        caddy.args(["adapt", "--adapter", "caddyfile", "--config"]).arg(path("deploy/caddy/Caddyfile"));
        caddy.env("HOSTNAME", NAME).env("EXTRA_NAMES", further).env("UPSTREAMS", "one:5001 two:5001");
        caddy.env_remove("CADDY_OPTIONS");
        let output = caddy.output().expect("caddy is installed (make test sees to it)");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let adapted: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let servers = adapted["apps"]["http"]["servers"].as_object().expect("servers");
        let listens = servers.values().next().expect("one")["listen"].to_string();
        assert!(listens.contains(":443"), "{listens}");
        for name in further.split_whitespace().chain([NAME, "one:5001", "two:5001", "/health/live"]) {
            assert!(adapted.to_string().contains(name), "{name}");
        }
    }
}

#[tokio::test]
async fn cookies_sockets_and_streams_come_through_the_door_at_once() {
    let house = House::open().await;
    let browser = house.browser(HERE);
    let answered = come_in(&house, &browser, "Hanna").await;
    assert_eq!(answered.status(), 200);
    let cookie = answered.headers()[header::SET_COOKIE].to_str().expect("a cookie").to_owned();
    assert!(cookie.starts_with("__Host-echonest="), "its name binds it to this host");
    assert!(cookie.contains("Secure") && cookie.contains("HttpOnly") && cookie.contains("Path=/"));
    assert!(answered.headers().contains_key(header::STRICT_TRANSPORT_SECURITY));

    let mut socket = socket(&house.origin(), &browser, "").await.expect("the door lets sockets through");
    hear(&mut socket, |message| message["type"] == "hello").await;
    let events = browser
        .get(format!("{}/api/v1/nests/main/events", house.origin()))
        .header(header::ACCEPT_ENCODING, "gzip");
    let mut events = answer(events).await;
    assert!(!events.headers().contains_key(header::CONTENT_ENCODING), "what is packed is held back");
    let mut heard = String::new();
    while !heard.contains("hello") {
        let some = timeout(PATIENCE, events.chunk()).await.expect("it comes at once").expect("it goes on");
        heard.push_str(&String::from_utf8_lossy(&some.expect("it goes on")));
    }

    let found = answer(browser.get(format!("{}/api/v1/search?q=moon", house.origin()))).await;
    let found: Value = found.json().await.expect("JSON");
    let track = found["tracks"][0]["uri"].as_str().expect("an address");
    let add = json!({ "type": "add", "id": "by-hand", "track": track }).to_string();
    socket.send(Message::text(add)).await.expect("it is open");
    let answered = hear(&mut socket, |message| message["id"] == "by-hand").await;
    assert_eq!(answered["type"], "ok", "{answered}");
    while !heard.contains(track) {
        let some = timeout(PATIENCE, events.chunk()).await.expect("it comes at once").expect("it goes on");
        heard.push_str(&String::from_utf8_lossy(&some.expect("it goes on")));
    }
    for log in house.replicas.iter().map(|replica| replica.log()) {
        assert!(!house.secrets.iter().any(|secret| log.contains(secret)), "a secret is in a log");
    }
}

#[tokio::test]
async fn http_and_further_names_lead_to_the_one_address() {
    let house = House::open().await;
    let browser = house.browser(HERE);
    let plain = answer(browser.get(format!("http://{NAME}:{}/queue/?a=b", house.http))).await;
    assert_eq!(plain.status(), 308);
    assert!(location(&plain).starts_with(&format!("https://{NAME}")), "{}", location(&plain));
    assert!(location(&plain).ends_with("/queue/?a=b"), "{}", location(&plain));
    let further = answer(browser.get(format!("https://{FURTHER}:{}/queue/?a=b", house.https))).await;
    assert_eq!(further.status(), 308);
    assert_eq!(location(&further), format!("https://{NAME}/queue/?a=b"));
    assert!(!further.headers().contains_key(header::SET_COOKIE));
}

/// The line by which the hosting guide turns the page's worker off.
const NO_WORKER: &str = "respond /sw.js 410";

#[tokio::test]
async fn a_line_in_the_caddyfile_takes_the_worker_away_and_nothing_else() {
    assert!(read("docs/hosting.md").contains(&format!("\n    {NO_WORKER}\n")), "the guide says it otherwise");
    let shipped = read("deploy/caddy/Caddyfile");
    let site = "{$HOSTNAME} {$EXTRA_NAMES} {\n";
    assert!(shipped.contains(site), "the site begins otherwise");
    let house = House::open_by(&shipped.replace(site, &format!("{site}\t{NO_WORKER}\n"))).await;
    let browser = house.browser(HERE);
    let status = async |path: &str| {
        let asked = browser.get(format!("{}{path}", house.origin()));
        answer(asked).await.status().as_u16()
    };
    assert_eq!(status("/sw.js").await, 410);
    assert_eq!(status("/queue/").await, 200);
}

#[tokio::test]
async fn people_are_told_apart_by_where_they_come_from_also_when_a_replica_dies() {
    let mut house = House::open().await;
    // Each replica counts for itself, so one has to do.
    house.replicas.pop().expect("there are two").kill();
    // What only looks is asked of the other one at once.
    for _ in 0..4 {
        assert_eq!(answer(house.browser(HERE).get(format!("{}/queue/", house.origin()))).await.status(), 200);
    }
    // What changes something is asked of nobody twice, until the dead one is known to be dead; a slow one may be held
    // for dead meanwhile.
    let browser = house.strangers(HERE);
    let claims_to_be = async |guest: usize| {
        let request = browser.post(format!("{}/login/guest", house.origin())).json(&json!({ "name": "Ann" }));
        answer(request.header("x-forwarded-for", format!("203.0.113.{guest}"))).await.status().as_u16()
    };
    for guest in 0..GUESTS {
        let status = claims_to_be(guest).await;
        assert!(matches!(status, 200 | 502 | 503), "guest {guest} was answered {status}");
    }
    // As if as many had come as may: only here, since all of them are held to be from one place.
    let mut redis = redis_server::line(&house.redis_url()).await.expect("Redis answers");
    let counted: Vec<String> =
        redis::cmd("KEYS").arg("arrivals:*").query_async(&mut redis).await.expect("keys");
    let [here] = &counted[..] else { panic!("they are from several places: {counted:?}") };
    let full: u64 = redis::cmd("GET").arg(here).query_async(&mut redis).await.expect("a moment");
    let fill = redis::cmd("SET").arg(here).arg(full + HOUR_MS).arg("PX").arg(HOUR_MS).to_owned();
    let () = fill.query_async(&mut redis).await.expect("set");
    let (mut guest, mut in_a_row) = (GUESTS, 0);
    while in_a_row < GUESTS {
        match claims_to_be(guest % 250).await {
            429 => in_a_row += 1,
            502 | 503 => in_a_row = 0,
            other => panic!("whoever claims to come from elsewhere was answered {other}"),
        }
        guest += 1;
    }
    let next_door = come_in(&house, &house.browser(NEXT_DOOR), "Bob").await;
    assert_eq!(next_door.status(), 200, "by now nobody is sent to the dead one");
}
