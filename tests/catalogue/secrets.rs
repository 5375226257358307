//! What must not be found in any log.

use echonest::{
    app::ports::{Catalogue, Shelf},
    music::spotify::Settings,
};

use crate::{
    hearing,
    stand_in::{SECRET, StandIn, status, too_many, uri, usual},
};

#[tokio::test]
async fn no_token_and_no_secret_is_in_any_log_at_any_level() {
    let heard = hearing::listen();
    let stand_in = StandIn::start(usual).await;
    let catalogue = stand_in.catalogue();
    let mut said = Vec::new();
    catalogue.search("abba", 0).await.unwrap();
    catalogue.track(&uri(777)).await.unwrap();
    for failing in [|| status(401), || status(403), || status(500), || too_many("60")] {
        stand_in.answer(move |call| if call.target == "/api/token" { usual(call) } else { failing() });
        said.push(format!("{:?}", catalogue.search(&format!("words {}", said.len()), 0).await));
        said.push(format!("{:?}", catalogue.playlists("persons-token", 0).await));
    }
    let log = heard.end();
    let used: Vec<_> = stand_in.calls().into_iter().map(|call| call.authorization).collect();
    for token in ["Bearer app-token-1", "Bearer app-token-2", "Bearer persons-token"] {
        assert!(used.iter().any(|authorization| authorization == token), "{token} was used");
    }
    assert!(log.contains("Spotify asks to wait.") && log.contains("TRACE"), "everything is listened to");
    let basic = used.iter().find_map(|authorization| authorization.strip_prefix("Basic ")).unwrap();
    for secret in ["app-token", "persons-token", SECRET, basic] {
        assert!(!log.contains(secret), "{secret} is in the log");
        assert!(said.iter().all(|said| !said.contains(secret)), "{secret} is said");
    }
}

#[test]
fn settings_do_not_show_who_asks() {
    let settings = Settings {
        api_url: "https://api.spotify.com/v1".into(),
        accounts_url: "https://accounts.spotify.com".into(),
        client_id: "id-of-the-app".into(),
        client_secret: SECRET.into(),
        market: None,
    };
    let shown = format!("{settings:?}");
    assert!(!shown.contains(SECRET) && !shown.contains("id-of-the-app"), "{shown}");
}
