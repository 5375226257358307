use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn demo() -> DemoCatalogue {
    DemoCatalogue::new(NonZeroU64::MIN)
}

async fn titles(query: &str) -> Vec<String> {
    let found = demo().search(query, 0).await.unwrap();
    found.tracks.iter().map(|track| track.title.clone()).collect()
}

#[test]
fn there_are_tracks_enough_for_an_evening_and_each_has_an_address_of_its_own() {
    let demo = demo();
    assert!((145..=160).contains(&demo.tracks().len()), "{}", demo.tracks().len());
    let addresses: BTreeSet<_> = demo.tracks().iter().map(|track| track.uri.clone()).collect();
    assert_eq!(addresses.len(), demo.tracks().len());
    for track in demo.tracks() {
        let id = track.uri.as_str().strip_prefix("demo:track:").unwrap();
        assert!(id.len() <= 40, "{id}");
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
        assert_eq!(
            track.artwork_url,
            demo.album_id_of(&track.uri).map(|id| format!("/artwork/demo/{id}.svg"))
        );
    }
}

#[test]
fn lengths_are_20_s_to_8_min_and_a_dozen_are_interludes() {
    let lengths: Vec<u64> = demo().tracks().iter().map(|track| track.length_ms).collect();
    assert!(lengths.iter().all(|length_ms| (20_000..=480_000).contains(length_ms)));
    assert_eq!(lengths.iter().filter(|length_ms| **length_ms <= 40_000).count(), 12);
    let usual = lengths.iter().filter(|length_ms| (150_000..=300_000).contains(*length_ms)).count();
    assert!(usual * 3 > lengths.len() * 2, "{usual} of {}", lengths.len());
    assert!((3..=8).contains(&lengths.iter().filter(|length_ms| **length_ms >= 360_000).count()));
}

#[test]
fn some_tracks_are_explicit_and_some_have_two_or_three_artists() {
    let demo = demo();
    assert!((10..=20).contains(&demo.tracks().iter().filter(|track| track.explicit).count()));
    for size in [2, 3] {
        assert!(demo.tracks().iter().any(|track| track.artists.len() == size));
    }
}

#[test]
fn one_recording_has_two_addresses_and_every_other_code_is_its_own() {
    let demo = demo();
    let mut by_code: BTreeMap<&str, Vec<&Track>> = BTreeMap::new();
    for track in demo.tracks() {
        if let Some(code) = track.isrc.as_deref() {
            assert!(code.len() == 12 && code.is_ascii(), "{code}");
            by_code.entry(code).or_default().push(track);
        }
    }
    let without = demo.tracks().iter().filter(|track| track.isrc.is_none()).count();
    assert_eq!(without, 8);
    let pairs: Vec<_> = by_code.values().filter(|tracks| tracks.len() > 1).collect();
    let [pair] = pairs[..] else { panic!("{pairs:?}") };
    let [cut, single] = pair[..] else { panic!("{pair:?}") };
    assert!(cut.album != single.album && cut.title != single.title && cut.length_ms == single.length_ms);
}

#[test]
fn every_guest_has_albums_too_and_every_genre_has_several_artists() {
    let demo = demo();
    let mut genres: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for track in demo.tracks() {
        genres.entry(demo.genre_of(&track.uri).unwrap()).or_default().insert(&track.artists[0]);
    }
    assert!((8..=10).contains(&genres.len()), "{:?}", genres.keys());
    assert!(genres.values().all(|artists| artists.len() > 1));
    let artists: BTreeSet<_> = genres.into_values().flatten().collect();
    assert!((25..=30).contains(&artists.len()), "{}", artists.len());
    for guest in demo.tracks().iter().flat_map(|track| &track.artists[1..]) {
        assert!(artists.contains(guest.as_str()), "{guest}");
    }
}

#[test]
fn a_track_of_another_catalogue_has_no_genre_and_no_album_here() {
    let other = TrackUri::parse("spotify:track:ferries-gulls").unwrap();
    assert_eq!((demo().genre_of(&other), demo().album_id_of(&other)), (None, None));
}

#[test]
fn speed_shortens_what_plays_and_never_to_nothing() {
    let (usual, fast) = (demo(), DemoCatalogue::new(NonZeroU64::new(7).unwrap()));
    for (usual, fast) in usual.tracks().iter().zip(fast.tracks()) {
        assert_eq!(usual.duration_ms, usual.length_ms);
        assert_eq!((fast.duration_ms, fast.length_ms), (usual.length_ms / 7, usual.length_ms));
    }
    assert!(DemoCatalogue::new(NonZeroU64::MAX).tracks().iter().all(|track| track.duration_ms == 1));
}

#[tokio::test]
async fn a_track_is_named_by_its_address_or_a_link_to_it() {
    let demo = demo();
    for text in [
        "demo:track:ferries-gulls",
        "  demo:track:ferries-gulls\n",
        "https://nest.example/demo/track/ferries-gulls",
        "HTTP://127.0.0.1:5001/a/b/demo/track/ferries-gulls/?from=here#now",
    ] {
        let track = demo.track(text).await.unwrap();
        assert_eq!(track.map(|track| track.title.clone()).as_deref(), Some("Gulls Don't Queue"), "{text}");
    }
}

#[tokio::test]
async fn what_names_no_track_of_ours_is_none() {
    let demo = demo();
    let long = "demo:track:".repeat(10_000);
    for text in [
        "",
        "ferries-gulls",
        "demo:track:",
        "demo:track:nobody",
        "demo:track:Ferries-Gulls",
        "demo:episode:ferries-gulls",
        "spotify:track:ferries-gulls",
        "ftp://nest.example/demo/track/ferries-gulls",
        "https://demo/track/ferries-gulls",
        "https://nest.example/track/ferries-gulls",
        "https://nest.example/?demo/track/ferries-gulls",
        "://",
        &long,
    ] {
        assert_eq!(demo.track(text).await, Ok(None), "{text}");
    }
}

#[tokio::test]
async fn every_track_is_recalled_by_its_address_and_no_other() {
    let demo = demo();
    for track in demo.tracks() {
        assert_eq!(demo.recall(&track.uri).await.unwrap().as_ref(), Some(track));
    }
    for other in ["demo:track:nobody", "demo:episode:ferries-gulls", "spotify:track:ferries-gulls"] {
        assert_eq!(demo.recall(&TrackUri::parse(other).unwrap()).await, Ok(None), "{other}");
    }
}

#[tokio::test]
async fn paging_shows_everything_once_and_in_order() {
    let demo = demo();
    for query in ["", "  \t", "e", "the"] {
        let (mut seen, mut offset) = (Vec::new(), Some(0));
        while let Some(from) = offset {
            let found = demo.search(query, from).await.unwrap();
            assert!(found.tracks.len() == PAGE || found.next_offset.is_none());
            seen.extend(found.tracks.iter().map(|track| track.uri.clone()));
            offset = found.next_offset;
        }
        assert!(seen.len() > PAGE, "{query:?}");
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), seen.len(), "{query:?}");
        if query.trim().is_empty() {
            assert!(seen.iter().eq(demo.tracks().iter().map(|track| &track.uri)));
        }
    }
}

#[tokio::test]
async fn behind_the_last_page_there_is_nothing() {
    let demo = demo();
    for offset in [demo.tracks().len(), usize::MAX] {
        assert_eq!(demo.search("", offset).await.unwrap(), Found::default());
    }
    let last = demo.search("", demo.tracks().len() - 1).await.unwrap();
    assert_eq!((last.tracks.len(), last.next_offset), (1, None));
}

#[tokio::test]
async fn people_find_what_they_mean() {
    for (query, title) in [
        ("dont touch", "Don't Touch the Jollof Yet"),
        ("Don’t Touch", "Don't Touch the Jollof Yet"),
        ("lodz", "Łódź Without a Map"),
        ("polmrok map", "Łódź Without a Map"),
        ("strassenbahn", "Mit der Straßenbahn nach Überall"),
        ("БАБУШКА", "Бабушка танцует лучше всех"),
        ("бабушк", "Бабушка танцует лучше всех"),
        ("γιαγιας", "Το ραδιόφωνο της γιαγιάς μου"),
        ("ラーメン", "三分待ってラーメン"),
        ("coeur", "Mets ton casque, mon cœur"),
        ("grease and grace", "Grease & Grace & Mercy Please"),
        ("<b>bold</b>", "<b>Bold</b> of You to Assume"),
        ("bunica wifi", "Bunica are Wi-Fi"),
        ("bunica wi-fi", "Bunica are Wi-Fi"),
        ("quién apagó", "¿Quién apagó el ventilador?"),
        ("thokudottir moss", "The Moss Remembers the Password"),
        ("humm until", "hum until the kettle answers"),
        ("ŋ hum", "hum until the kettle answers"),
        ("lionel", "Lionel Isn't Picking Up"),
        (
            "I said I had another party to go to, then sat in the park and ate a family bag of crisps!",
            LONGEST,
        ),
    ] {
        assert_eq!(titles(query).await.first().map(String::as_str), Some(title), "{query}");
    }
}

/// The longest title, for the page to show what it does with it.
const LONGEST: &str =
    "I Said I Had Another Party to Go To, Then Sat in the Park and Ate a Family Bag of Crisps";

#[tokio::test]
async fn hostile_words_find_nothing_and_do_no_harm() {
    for query in ["qqzzxx", ".*", "[x-z]+(", "\\", "' OR 1=1 --", "\u{0}\u{1b}[2J", "\u{202e}", "🎺🎺", "???"]
    {
        assert_eq!(titles(query).await, Vec::<String>::new(), "{query:?}");
    }
    for piece in ["a", "é ", "\u{fdfa}", "🎺", "\u{301}", "'", "ab-"] {
        demo().search(&piece.repeat(10_000), 0).await.unwrap();
    }
}

#[test]
fn every_album_has_a_cover_and_nothing_else_has() {
    let demo = demo();
    for track in demo.tracks() {
        let name = track.artwork_url.as_deref().unwrap().strip_prefix("/artwork/").unwrap();
        assert_eq!(demo.artwork(name).unwrap().media_type, "image/svg+xml");
    }
    let unknown = ["", "demo/", "demo/.svg", "demo/nobody.svg", "ferries-winter.svg", "demo/ferries-winter"];
    for name in unknown {
        assert_eq!(demo.artwork(name), None, "{name}");
    }
    assert!(demo.artwork("demo/ferries-winter.svg").is_some());
}
