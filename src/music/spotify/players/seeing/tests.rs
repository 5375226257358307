use serde_json::json;

use super::*;

const ID: &str = "4uLU6hMCjMI75M1A2tKUQC";
const OTHER_ID: &str = "1301WleyT98MSxVHPZCA6M";

fn good() -> Value {
    json!({
        "device": {
            "id": "ed01a3ca8def0a1772eab7be6c4b0bb37b06163e", "is_active": true, "is_private_session": false,
            "is_restricted": false, "name": "Kitchen", "type": "Computer", "volume_percent": 40,
        },
        "shuffle_state": false, "smart_shuffle": false, "repeat_state": "off", "timestamp": 1_790_000_000_000_u64,
        "context": null, "progress_ms": 72_000, "is_playing": true, "currently_playing_type": "track",
        "actions": { "disallows": { "resuming": true } },
        "item": { "type": "track", "id": ID, "uri": format!("spotify:track:{ID}"), "duration_ms": 213_573 },
    })
}

fn with(pointer: &str, value: Value) -> Report {
    let mut answer = good();
    let (place, name) = pointer.rsplit_once('/').unwrap();
    answer.pointer_mut(place).unwrap()[name] = value;
    report(&answer).unwrap()
}

fn track(kind: &str, id: &str) -> TrackUri {
    TrackUri::parse(&format!("spotify:{kind}:{id}")).unwrap()
}

fn uri_of(report: &Report) -> Option<&TrackUri> {
    match &report.on_air {
        OnAir::Track { uri, .. } => Some(uri),
        _ => None,
    }
}

fn odd() -> [Value; 7] {
    [json!(null), json!(-3), json!(1.5), json!("x"), json!([]), json!({}), json!(true)]
}

#[test]
fn a_player_is_read_whole() {
    let seen = report(&good()).unwrap();
    let device = seen.device.as_ref().unwrap();
    assert_eq!((device.name.as_str(), device.kind.as_str()), ("Kitchen", "Computer"));
    assert_eq!(device.id.as_deref(), Some("ed01a3ca8def0a1772eab7be6c4b0bb37b06163e"));
    assert!(device.is_active && !device.is_restricted);
    let on_air = OnAir::Track { uri: track("track", ID), asked: None, duration_ms: 213_573 };
    assert_eq!((&seen.on_air, seen.progress_ms), (&on_air, 72_000));
    assert!(seen.is_playing && !seen.is_shuffled);
}

#[test]
fn what_does_not_say_whether_it_plays_is_no_player() {
    for odd in odd().into_iter().filter(|odd| !odd.is_boolean()) {
        let mut answer = good();
        answer["is_playing"] = odd.clone();
        assert_eq!(report(&answer), None, "{odd}");
        assert_eq!(report(&odd), None, "{odd}");
    }
    let bare = report(&json!({ "is_playing": false })).unwrap();
    assert_eq!((bare.device, bare.on_air, bare.progress_ms), (None, OnAir::Unknown, 0));
}

#[test]
fn odd_fields_cost_the_field_and_nothing_else() {
    for name in ["device", "shuffle_state", "smart_shuffle", "currently_playing_type", "actions", "timestamp"]
    {
        for odd in odd() {
            assert_eq!(uri_of(&with(&format!("/{name}"), odd)), Some(&track("track", ID)), "{name}");
        }
    }
    for name in ["id", "type", "linked_from", "duration_ms", "is_playable", "external_ids"] {
        for odd in odd() {
            assert_eq!(uri_of(&with(&format!("/item/{name}"), odd)), Some(&track("track", ID)), "{name}");
        }
    }
    for name in ["id", "is_active", "is_private_session", "is_restricted", "name", "type", "volume_percent"] {
        for odd in odd() {
            assert!(with(&format!("/device/{name}"), odd.clone()).device.is_some(), "{name}: {odd}");
        }
    }
}

#[test]
fn progress_is_a_place_within_what_is_on() {
    for (said, read) in [
        (json!(null), 0),
        (json!(-1), 0),
        (json!("72000"), 0),
        (json!(0), 0),
        (json!(213_573), 213_573),
        (json!(213_574), 213_573),
        (json!(u64::MAX), 213_573),
    ] {
        assert_eq!(with("/progress_ms", said.clone()).progress_ms, read, "{said}");
    }
    let mut endless = good();
    endless["item"] = json!(null);
    endless["progress_ms"] = json!(u64::MAX);
    assert_eq!(report(&endless).unwrap().progress_ms, DAY_MS);
}

#[test]
fn a_length_that_is_missing_or_none_is_none_and_bounds_nothing() {
    for odd in [json!(null), json!(0), json!(-1), json!("213573"), json!(u64::MAX)] {
        let seen = with("/item/duration_ms", odd.clone());
        let OnAir::Track { duration_ms, .. } = seen.on_air else { panic!("{seen:?}") };
        assert_eq!((duration_ms, seen.progress_ms), (0, 72_000), "{odd}");
    }
}

#[test]
fn what_plays_in_the_place_of_another_says_which() {
    for linked in [
        json!({ "type": "track", "id": OTHER_ID, "uri": format!("spotify:track:{OTHER_ID}") }),
        json!({ "id": OTHER_ID }),
        json!({ "uri": format!("spotify:track:{OTHER_ID}") }),
    ] {
        let seen = with("/item/linked_from", linked);
        let asked = Some(track("track", OTHER_ID));
        assert_eq!(seen.on_air, OnAir::Track { uri: track("track", ID), asked, duration_ms: 213_573 });
    }
    let seen = with("/item/linked_from", json!({ "id": ID }));
    assert!(matches!(seen.on_air, OnAir::Track { asked: None, .. }), "it stands in for nothing but itself");
}

#[test]
fn an_episode_is_named_too() {
    let mut answer = good();
    answer["currently_playing_type"] = json!("episode");
    for item in [
        json!({ "type": "episode", "id": ID, "duration_ms": 5 }),
        json!({ "uri": format!("spotify:episode:{ID}"), "duration_ms": 5 }),
    ] {
        answer["item"] = item;
        assert_eq!(uri_of(&report(&answer).unwrap()), Some(&track("episode", ID)));
    }
}

#[test]
fn an_advertisement_is_one_whatever_stands_beside_it() {
    let mut answer = good();
    answer["currently_playing_type"] = json!("ad");
    for item in [json!(null), good()["item"].clone()] {
        answer["item"] = item;
        assert_eq!(report(&answer).unwrap().on_air, OnAir::Ad);
    }
    assert_eq!(with("/item/uri", json!("spotify:ad:00000000000000000000000000000000")).on_air, OnAir::Ad);
}

#[test]
fn what_cannot_be_named_is_unknown() {
    for odd in odd() {
        assert_eq!(with("/item", odd.clone()).on_air, OnAir::Unknown, "{odd}");
    }
    assert_eq!(with("/item/is_local", json!(true)).on_air, OnAir::Unknown);
    for uri in ["spotify:local:Somebody:Something:A+Title:180", "spotify:chapter:4uLU6hMCjMI75M1A2tKUQC"] {
        let item = json!({ "type": "track", "id": null, "uri": uri, "duration_ms": 180_000 });
        assert_eq!(with("/item", item).on_air, OnAir::Unknown, "{uri}");
    }
    assert_eq!(with("/item/uri", json!("spotify:track:../../me")).on_air, OnAir::Unknown);
}

#[test]
fn a_private_session_plays_on_whether_it_is_named_or_not() {
    let mut answer = good();
    answer["device"]["is_private_session"] = json!(true);
    assert_eq!(uri_of(&report(&answer).unwrap()), Some(&track("track", ID)));
    answer["item"] = json!(null);
    let seen = report(&answer).unwrap();
    assert_eq!((seen.on_air, seen.is_playing), (OnAir::Unknown, true));
}

#[test]
fn a_clever_order_is_a_random_one() {
    assert!(with("/shuffle_state", json!(true)).is_shuffled);
    assert!(with("/smart_shuffle", json!(true)).is_shuffled);
}

#[test]
fn devices_of_new_kinds_without_ids_and_under_restrictions_are_listed() {
    let listed = devices(&json!({ "devices": [
        { "id": "a", "name": "One", "type": "Hologram", "is_active": true },
        { "id": null, "name": "Two", "type": "Speaker", "is_restricted": true, "new": [1] },
        { "id": "", "name": "Three\n<b>\u{202e}", "type": null },
        { "id": "a b", "type": "TV" }, { "id": "x".repeat(ID_MAX + 1) }, null, 7, "x", [],
    ] }));
    let listed = listed.unwrap();
    let read: Vec<_> =
        listed.iter().map(|seen| (seen.id.as_deref(), seen.name.as_str(), seen.kind.as_str())).collect();
    assert_eq!(
        read,
        [
            (Some("a"), "One", "Hologram"),
            (None, "Two", "Speaker"),
            (None, "Three <b>", "Unknown"),
            (None, "TV", "TV"),
            (None, "Unknown", "Unknown"),
        ]
    );
    assert_eq!((listed[0].is_active, listed[1].is_restricted), (true, true));
}

#[test]
fn a_list_without_an_end_is_cut_and_what_is_no_list_is_none() {
    let many = vec![json!({ "id": "a" }); 1_000];
    assert_eq!(devices(&json!({ "devices": many })).unwrap().len(), DEVICES_MAX);
    assert_eq!(devices(&json!({ "devices": [] })), Some(Vec::new()));
    for odd in odd() {
        assert_eq!(devices(&odd), None, "{odd}");
        assert_eq!(devices(&json!({ "devices": odd })).unwrap_or_default(), Vec::new());
    }
}
