//! What is pasted into the search box.

use echonest::music::spotify::links::{LINKS_MAX, Link, is_spotifys, links_in, page_of};
use proptest::prelude::*;

/// Something like an address: pieces of real ones in any order, and anything between.
fn any_pasted() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(
            &["https://", "http://", "spotify:", "//", "/", ":", "?si=", "#", "@", "%2f", " ", ","][..]
        )
        .prop_map(str::to_owned),
        prop::sample::select(
            &[
                "open.spotify.com",
                "play.spotify.com",
                "spotify.link",
                "evil.example",
                "track",
                "album",
                "user"
            ][..]
        )
        .prop_map(str::to_owned),
        "[0-9A-Za-z]{22}",
        "[0-9A-Za-z._-]{20,24}",
        ".{0,6}",
    ];
    prop::collection::vec(piece, 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(crate::cases(2_000))]

    #[test]
    fn whatever_is_pasted_names_tracks_that_spotify_could_have_or_nothing(text in any_pasted()) {
        let links = links_in(&text);
        prop_assert!(links.len() <= LINKS_MAX);
        for link in links {
            if let Link::Playable(uri) = link {
                prop_assert!(is_spotifys(&uri));
                // Nothing but what stands in the text, and nothing of a path or a query in it.
                prop_assert!(text.contains(uri.id()));
                prop_assert!(uri.id().bytes().all(|letter| letter.is_ascii_alphanumeric()));
            }
        }
    }

    #[test]
    fn a_page_that_is_pasted_back_is_the_same_track(id in "[0-9A-Za-z]{22}", around in "[ <>()\"'\n]{0,3}") {
        for form in ["track", "episode"] {
            let pasted = format!("{around}https://open.spotify.com/{form}/{id}?si=0{around}");
            let links = links_in(&pasted);
            let [Link::Playable(uri)] = &links[..] else { return Err(TestCaseError::fail(pasted)) };
            prop_assert_eq!(links_in(&page_of(uri)), links.clone());
            prop_assert_eq!(links_in(uri.as_str()), links);
        }
    }

    #[test]
    fn a_link_to_another_host_is_no_track(host in "[a-z]{1,8}(\\.[a-z]{2,8}){1,3}", id in "[0-9A-Za-z]{22}") {
        for form in ["https://HOST/track/ID", "https://open.spotify.com.HOST/track/ID", "https://HOST@HOST/track/ID",
            "https://open.spotify.com@HOST/track/ID", "https://HOST/open.spotify.com/track/ID"] {
            let pasted = form.replace("HOST", &host).replace("ID", &id);
            prop_assert!(!links_in(&pasted).iter().any(|link| matches!(link, Link::Playable(_))), "{}", pasted);
        }
    }
}
