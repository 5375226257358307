//! Music, lists and limits.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{HOST, SCOPES, Stage, text};

async fn of_trait(stage: &Stage, name: &str) -> Value {
    stage.ask(&format!("/spotify/tracks?trait={name}")).await["tracks"][0].clone()
}

fn has_field(json: &Value, name: &str) -> bool {
    match json {
        Value::Object(fields) => {
            fields.contains_key(name) || fields.values().any(|value| has_field(value, name))
        }
        Value::Array(items) => items.iter().any(|value| has_field(value, name)),
        _ => false,
    }
}

#[tokio::test]
async fn a_search_gives_ten_at_most_page_by_page() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let (status, answer) = stage.read(&token, "/search?q=e&type=track&limit=11").await;
    assert_eq!(
        (status, answer),
        (StatusCode::BAD_REQUEST, json!({"error": {"status": 400, "message": "Invalid limit"}}))
    );
    let (_, usual) = stage.read(&token, "/search?q=e&type=track").await;
    assert_eq!(usual["tracks"]["items"].as_array().unwrap().len(), 5);
    let (_, first) = stage.read(&token, "/search?q=e&type=track,episode&limit=10").await;
    let (_, second) = stage.read(&token, "/search?q=e&type=track&limit=10&offset=10").await;
    assert!(first["tracks"]["total"].as_u64().unwrap() > 20);
    assert_ne!(first["tracks"]["items"][9]["id"], second["tracks"]["items"][0]["id"]);
    let next = text(&first["tracks"]["next"]);
    assert!(next.starts_with(&stage.running.spotify_url), "{next}");
    let followed =
        stage.client.get(next).bearer_auth(&token).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(followed["tracks"]["items"], second["tracks"]["items"]);
    assert!(first["episodes"]["total"].as_u64().unwrap() > 0);
    for wrong in
        ["q=e", "type=track", "q=e&type=song", "q=e&type=track&offset=995&limit=10", "q=e&type=track&limit=0"]
    {
        assert_eq!(
            stage.read(&token, &format!("/search?{wrong}")).await.0,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn what_is_gone_from_answers_is_gone() {
    let stage = Stage::new().await;
    let token = stage.sign_in("ada").await;
    let (_, found) = stage.read(&token, "/search?q=short&type=track,album,artist&limit=10").await;
    let (_, me) = stage.read(&token, "/me").await;
    for gone in ["popularity", "available_markets", "preview_url", "followers", "email", "country", "product"]
    {
        assert!(!has_field(&found, gone) && !has_field(&me, gone), "{gone}");
    }
    assert!(!text(&me["account_id"]).is_empty());
    let uncoded = of_trait(&stage, "uncoded").await;
    let (_, track) = stage.read(&token, &format!("/tracks/{}", text(&uncoded["id"]))).await;
    assert_eq!(track["external_ids"], json!({}));
}

#[tokio::test]
async fn closed_addresses_are_closed_and_unknown_ids_unknown() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    for closed in [
        "/tracks?ids=a,b",
        "/recommendations",
        "/audio-features/x",
        "/browse/new-releases",
        "/recommendations/available-genre-seeds",
        "/artists/x/top-tracks",
        "/artists/x/related-artists",
    ] {
        assert_eq!(stage.read(&token, closed).await.0, StatusCode::NOT_FOUND, "{closed}");
    }
    assert_eq!(stage.read(&token, "/tracks/0000000000000000000000").await.0, StatusCode::NOT_FOUND);
    assert_eq!(stage.read(&token, "/tracks/short").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(stage.read("made-up", "/tracks/short").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_track_asked_for_in_a_market_may_come_back_under_another_id() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let track = of_trait(&stage, "relinked").await;
    let (id, other_id) = (text(&track["id"]), text(&track["other_id"]));
    let (_, plain) = stage.read(&token, &format!("/tracks/{id}")).await;
    assert_eq!((&plain["id"], plain.get("linked_from")), (&json!(id), None));
    let (_, linked) = stage.read(&token, &format!("/tracks/{id}?market=DE")).await;
    assert_eq!((&linked["id"], &linked["linked_from"]["id"]), (&json!(other_id), &json!(id)));
    assert_eq!(plain["external_ids"], linked["external_ids"]);
    let (status, other) = stage.read(&token, &format!("/tracks/{other_id}")).await;
    assert_eq!((status, &other["id"]), (StatusCode::OK, &json!(other_id)));
}

#[tokio::test]
async fn albums_artists_and_episodes_are_there_with_pictures() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let (_, found) =
        stage.read(&token, "/search?q=artist:%22the%20short%20stories%22&type=track&limit=10").await;
    let tracks = found["tracks"]["items"].as_array().unwrap();
    assert_eq!(tracks.len(), 10);
    assert!(tracks.iter().all(|track| track["duration_ms"] == 20_000));
    let (album, artist) = (text(&tracks[0]["album"]["id"]), text(&tracks[0]["artists"][0]["id"]));
    let (_, listed) = stage.read(&token, &format!("/albums/{album}/tracks?limit=4&offset=8")).await;
    assert_eq!((&listed["total"], listed["items"].as_array().unwrap().len()), (&json!(10), 2));
    let (_, whole) = stage.read(&token, &format!("/albums/{album}")).await;
    assert_eq!(whole["tracks"]["items"][0]["name"], "Short Story No. 1");
    let (_, albums) = stage.read(&token, &format!("/artists/{artist}/albums?limit=10")).await;
    assert_eq!(albums["items"][0]["id"], json!(album));
    assert_eq!(
        stage.read(&token, &format!("/artists/{artist}/albums?limit=11")).await.0,
        StatusCode::BAD_REQUEST
    );
    let picture = stage.get(&text(&whole["images"][1]["url"]), &[]).await;
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.text().await.unwrap().contains("width=\"300\""));
    let (_, found) = stage.read(&token, "/search?q=kettle&type=episode").await;
    let episode = format!("/episodes/{}", text(&found["episodes"]["items"][0]["id"]));
    assert_eq!(stage.read(&token, &episode).await.0, StatusCode::NOT_FOUND);
    let (_, shown) = stage.read(&token, &format!("{episode}?market=DE")).await;
    assert_eq!(shown["show"]["name"], "Kettle Talk");
}

#[tokio::test]
async fn a_list_is_shown_to_its_owner_alone_under_item() {
    let stage = Stage::new().await;
    let scopes = "playlist-read-private playlist-modify-private";
    let ada = text(&stage.sign_in_to("ada", HOST, scopes).await["access_token"]);
    let bo = text(&stage.sign_in_to("bo", HOST, scopes).await["access_token"]);
    let (_, lists) = stage.read(&ada, "/me/playlists").await;
    let ids: Vec<String> = lists["items"].as_array().unwrap().iter().map(|list| text(&list["id"])).collect();
    let (_, page) = stage.read(&ada, &format!("/playlists/{}/items", ids[0])).await;
    let items = page["items"].as_array().unwrap();
    assert!(items.iter().any(|entry| entry["item"]["type"] == "track"));
    assert!(items.iter().any(|entry| entry["is_local"] == true));
    assert!(items.iter().any(|entry| entry["item"].is_null()));
    assert_eq!(stage.read(&bo, &format!("/playlists/{}/items", ids[0])).await.0, StatusCode::NOT_FOUND);
    assert_eq!(stage.read(&bo, &format!("/playlists/{}/items", ids[1])).await.0, StatusCode::FORBIDDEN);
    assert_eq!(stage.read(&ada, &format!("/playlists/{}/tracks", ids[0])).await.0, StatusCode::NOT_FOUND);
    let begun = json!({"name": "What we heard", "public": false});
    let answer = stage.call(Method::POST, &ada, "/me/playlists", Some(begun)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let path = format!("/playlists/{}/items", text(&answer.json::<Value>().await.unwrap()["id"]));
    let uri = of_trait(&stage, "plain").await["uri"].clone();
    let answer = stage.call(Method::POST, &ada, &path, Some(json!({"uris": [uri]}))).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(stage.read(&ada, &path).await.1["items"][0]["item"]["uri"], uri);
}

#[tokio::test]
async fn scopes_that_were_not_asked_for_are_missing() {
    let stage = Stage::new().await;
    let token = text(&stage.sign_in_to("ada", HOST, "user-read-playback-state").await["access_token"]);
    assert_eq!(stage.read(&token, "/me/player/devices").await.0, StatusCode::OK);
    let (status, answer) = stage.put(&token, "/me/player/pause", None).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(answer["error"]["message"], "Insufficient client scope");
    let begun = json!({"name": "What we heard", "public": false});
    let answer = stage.call(Method::POST, &token, "/me/playlists", Some(begun)).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn too_many_calls_are_too_many_for_a_while() {
    let stage = Stage::new().await;
    let token = text(&stage.sign_in_to("ada", HOST, SCOPES).await["access_token"]);
    let settings = json!({"budget_max": 3, "budget_is_quota": true});
    stage.control(Method::PATCH, "/spotify/settings", settings).await;
    for _ in 0..3 {
        assert_eq!(stage.read(&token, "/me").await.0, StatusCode::OK);
    }
    let answer = stage.call(Method::GET, &token, "/me", None).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait_s: i64 = answer.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&wait_s));
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["reason"], "QUOTA_EXCEEDED");
    stage.skip_ms(wait_s * 1_000).await;
    assert_eq!(stage.read(&token, "/me").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_genre_is_told_of_some_artists_and_finds_their_tracks() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let known = stage.ask("/spotify/tracks?trait=short").await["tracks"][0].clone();
    let (genre, artist) = (text(&known["genres"][0]), text(&known["artist_id"]));
    let (_, shown) = stage.read(&token, &format!("/artists/{artist}")).await;
    assert_eq!(shown["genres"], json!([genre]));
    let query = format!("/search?q=genre:%22{}%22&type=track&limit=10", genre.replace(' ', "%20"));
    let (_, found) = stage.read(&token, &query).await;
    assert!(found["tracks"]["total"].as_u64().unwrap() >= 10);
    let fault = json!({"path": "/v1/artists", "without": ["genres"], "times": 0});
    stage.tell("/faults", fault).await;
    let (status, silent) = stage.read(&token, &format!("/artists/{artist}")).await;
    assert_eq!((status, silent.get("genres")), (StatusCode::OK, None));
    assert_eq!(silent["name"], shown["name"]);
}

#[tokio::test]
async fn an_artists_albums_come_ten_at_a_time_and_by_kind() {
    let stage = Stage::new().await;
    let token = stage.program_token().await;
    let artist = text(&of_trait(&stage, "twin").await["artist_id"]);
    let path = format!("/artists/{artist}/albums");
    let (_, all) = stage.read(&token, &format!("{path}?include_groups=album,single&limit=10")).await;
    let kinds: Vec<_> =
        all["items"].as_array().unwrap().iter().map(|album| text(&album["album_type"])).collect();
    assert!(kinds.contains(&"album".to_owned()) && kinds.contains(&"single".to_owned()), "{kinds:?}");
    let (_, second) = stage.read(&token, &format!("{path}?limit=1&offset=1")).await;
    assert_eq!((&second["total"], &second["items"][0]["id"]), (&all["total"], &all["items"][1]["id"]));
    let (_, singles) = stage.read(&token, &format!("{path}?include_groups=single")).await;
    assert_eq!(singles["total"], 1);
    let album = text(&singles["items"][0]["id"]);
    let (status, listed) = stage.read(&token, &format!("/albums/{album}/tracks")).await;
    assert_eq!((status, &listed["total"]), (StatusCode::OK, &json!(1)));
    assert!(!has_field(&listed, "external_ids") && !has_field(&listed, "images"), "it is told in short");
    let (status, _) = stage.read(&token, &format!("/albums/{album}/tracks?limit=51")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
