use serde_json::json;

use super::*;

const ID: &str = "4uLU6hMCjMI75M1A2tKUQC";

fn hosts() -> ArtworkHosts {
    ArtworkHosts::of("https://api.spotify.com/v1")
}

fn good() -> Value {
    json!({
        "type": "track", "id": ID, "name": "A Title", "duration_ms": 213_573, "explicit": true,
        "artists": [{ "name": "First" }, { "name": "Second" }],
        "album": { "name": "An Album", "images": [
            { "url": "https://i.scdn.co/image/large", "width": 640, "height": 640 },
            { "url": "https://i.scdn.co/image/middle", "width": 300, "height": 300 },
            { "url": "https://i.scdn.co/image/small", "width": 64, "height": 64 },
        ] },
        "external_ids": { "isrc": "GB-ARL-93-00135" },
        "external_urls": { "spotify": "https://evil.example/phish" },
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut item = good();
    item[key] = value;
    item
}

#[test]
fn a_track_is_read_whole() {
    let track = playable(&good(), &hosts()).unwrap();
    assert_eq!(track.uri.as_str(), format!("spotify:track:{ID}"));
    assert_eq!((track.title.as_str(), track.album.as_deref()), ("A Title", Some("An Album")));
    assert_eq!(track.artists, ["First", "Second"]);
    assert_eq!((track.duration_ms, track.length_ms, track.explicit), (213_573, 213_573, true));
    assert_eq!(track.artwork_url.as_deref(), Some("https://i.scdn.co/image/middle"));
    assert_eq!(track.isrc.as_deref(), Some("GBARL9300135"));
}

#[test]
fn the_link_is_built_and_never_taken() {
    let track = playable(&good(), &hosts()).unwrap();
    assert_eq!(track.link, Some(format!("https://open.spotify.com/track/{ID}")));
}

#[test]
fn an_episode_stands_under_its_show() {
    let item = json!({
        "type": "episode", "id": ID, "name": "One", "duration_ms": 3_600_000,
        "show": { "name": "A Show" }, "images": [{ "url": "https://i.scdn.co/image/e" }],
    });
    let episode = playable(&item, &hosts()).unwrap();
    assert!(episode.uri.is_episode());
    assert_eq!((episode.artists, episode.album.as_deref()), (vec!["A Show".to_owned()], Some("A Show")));
    assert_eq!(episode.artwork_url.as_deref(), Some("https://i.scdn.co/image/e"));
    assert_eq!(episode.link, Some(format!("https://open.spotify.com/episode/{ID}")));
}

#[test]
fn what_cannot_be_named_or_played_is_left_out() {
    for (key, value) in [
        ("id", Value::Null),
        ("id", json!("short")),
        ("id", json!("../../../../etc/passwd")),
        ("id", json!(7)),
        ("name", Value::Null),
        ("name", json!("")),
        ("name", json!(" \u{202e}\u{0} ")),
        ("name", json!({ "text": "A Title" })),
        ("duration_ms", Value::Null),
        ("duration_ms", json!(0)),
        ("duration_ms", json!(-5)),
        ("duration_ms", json!("213573")),
        ("duration_ms", json!(u64::MAX)),
        ("is_local", json!(true)),
        ("is_playable", json!(false)),
    ] {
        assert_eq!(playable(&with(key, value.clone()), &hosts()), None, "{key}: {value}");
    }
}

#[test]
fn odd_fields_cost_the_field_and_not_the_track() {
    for key in ["artists", "album", "external_ids", "explicit", "external_urls", "is_local", "type"] {
        for odd in [Value::Null, json!(3), json!("x"), json!([]), json!([null, 4, { "name": 9 }]), json!({})]
        {
            assert!(playable(&with(key, odd.clone()), &hosts()).is_some(), "{key}: {odd}");
        }
    }
}

#[test]
fn a_hostile_title_is_text_on_one_line_and_ends() {
    let title = "<script>alert(1)</script>\u{0}\u{1b}[31m\u{202e}\nx";
    let track = playable(&with("name", json!(title)), &hosts()).unwrap();
    assert_eq!(track.title, "<script>alert(1)</script>[31m x");
    let track = playable(&with("name", json!("ß".repeat(5_000))), &hosts()).unwrap();
    assert_eq!(track.title.chars().count(), TITLE_MAX);
    let choir = vec![json!({ "name": "x".repeat(500) }); 500];
    let track = playable(&with("artists", json!(choir)), &hosts()).unwrap();
    assert_eq!(track.artists.len(), ARTISTS_MAX);
    assert!(track.artists.iter().all(|artist| artist.len() == ARTIST_MAX));
}

#[test]
fn a_code_that_is_no_isrc_is_none() {
    for odd in ["", "GBARL930013", "GBARL93001350", "GBARL93001 5", "ГБARL9300135"] {
        let item = with("external_ids", json!({ "isrc": odd }));
        assert_eq!(playable(&item, &hosts()).unwrap().isrc, None, "{odd}");
    }
}

#[test]
fn one_odd_item_never_spoils_a_list() {
    let items = json!([good(), null, 5, "x", [], {}, with("id", Value::Null), good()]);
    let page = found(&json!({ "tracks": { "items": items, "total": 900 } }), 10, &hosts());
    assert_eq!((page.items.len(), page.count, page.has_more), (2, 8, true));
}

#[test]
fn an_answer_of_another_shape_is_an_empty_page() {
    for odd in
        [json!(null), json!([]), json!({}), json!({ "tracks": 4 }), json!({ "tracks": { "items": {} } })]
    {
        let page = found(&odd, 0, &hosts());
        assert_eq!((page.items.len(), page.has_more), (0, false), "{odd}");
    }
}

#[test]
fn an_empty_page_is_the_last_whatever_it_says() {
    let page = found(&json!({ "tracks": { "items": [], "total": 900, "next": "x" } }), 20, &hosts());
    assert!(!page.has_more);
}

#[test]
fn a_playlist_holds_items_and_held_tracks() {
    let answer = json!({ "items": [
        { "item": good() }, { "track": good() }, { "item": null, "track": good() }, { "item": null }, null,
        { "is_local": true, "item": good() }, { "item": with("is_local", json!(true)) },
    ] });
    let page = playlist_tracks(&answer, 0, &hosts());
    assert_eq!((page.items.len(), page.count), (3, 7));
}

#[test]
fn playlists_without_an_id_or_a_name_are_left_out() {
    let answer = json!({ "total": 7, "items": [
        { "id": ID, "name": "New", "items": { "total": 12 } },
        { "id": ID, "name": "Old", "tracks": { "total": 3 } },
        { "id": ID, "name": "Silent" }, { "id": "../me", "name": "x" }, { "id": ID }, null,
    ] });
    let playlists = playlists(&answer, 0);
    let read: Vec<_> = playlists.playlists.iter().map(|list| (list.name.as_str(), list.count)).collect();
    assert_eq!(read, [("New", Some(12)), ("Old", Some(3)), ("Silent", None)]);
    assert_eq!(playlists.next_offset, Some(6));
}
