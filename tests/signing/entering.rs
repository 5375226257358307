//! Coming in with Google.

use serde_json::json;

use crate::{
    browser::{Browser, agree, cancel, location},
    stage::Stage,
    support::{port, server::Server},
};

const ADA: &str = "ada@party.example";
const BO: &str = "bo@party.example";

#[tokio::test]
async fn signing_in_gives_another_session_and_the_name_that_google_knows() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    browser.guest("Somebody").await;
    let before = browser.session();
    assert_eq!(browser.sign_in(ADA).await, "/");
    assert_ne!(browser.session(), before);
    let other = Browser::at(&server.url);
    assert_eq!(other.sign_in("cleo@party.example").await, "/");
    let you = other.you().await.expect("signed in");
    assert_eq!((&you["name"], &you["guest"]), (&json!("Cléo Márquez"), &json!(false)));
}

#[tokio::test]
async fn hosts_are_those_whose_address_is_named_however_it_is_written() {
    let stage = Stage::new().await;
    let server = stage.server(&[("HOST_EMAILS", "ADA@Party.Example, zoe@party.example")]);
    for (who, role) in
        [(BO, "guest"), (ADA, "host"), ("Zoe@PARTY.example", "host"), ("ada@evil.example", "guest")]
    {
        let browser = Browser::at(&server.url);
        assert_eq!(browser.sign_in(who).await, "/");
        assert_eq!(browser.you().await.expect("signed in")["role"], role, "{who}");
    }
}

#[tokio::test]
async fn the_first_to_sign_in_is_host_where_none_is_named() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    for (who, role) in [(BO, "host"), (ADA, "guest")] {
        let browser = Browser::at(&server.url);
        browser.sign_in(who).await;
        assert_eq!(browser.you().await.expect("signed in")["role"], role);
    }
}

#[tokio::test]
async fn the_keys_of_google_may_change_between_two_sign_ins() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    assert_eq!(Browser::at(&server.url).sign_in(ADA).await, "/");
    stage.tell("/google/keys", json!({ "keeps_old": true })).await;
    // What was read a moment ago is believed for ten seconds; whoever comes then is let in.
    let browser = Browser::at(&server.url);
    while browser.sign_in(ADA).await != "/" {
        assert!(browser.you().await.is_none());
    }
    assert_eq!(browser.you().await.expect("signed in")["name"], "Ada Quill");
}

#[tokio::test]
async fn only_people_of_the_named_domains_come_in_to_the_letter() {
    let stage = Stage::new().await;
    let server = stage.server(&[("ALLOWED_EMAIL_DOMAINS", "party.example")]);
    for (who, ends) in [
        (ADA, "/"),
        ("zoe@PARTY.example", "/"),
        ("mallory@evilparty.example", "/login?problem=domain"),
        ("mallory@sub.party.example", "/login?problem=domain"),
        ("mallory@party.example.evil.example", "/login?problem=domain"),
        ("mallory@pаrty.example", "/login?problem=domain"),
    ] {
        assert_eq!(Browser::at(&server.url).sign_in(who).await, ends, "{who}");
    }
}

#[tokio::test]
async fn an_address_that_nobody_has_shown_to_be_theirs_lets_nobody_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[("HOST_EMAILS", "una@party.example")]);
    let browser = Browser::at(&server.url);
    assert_eq!(browser.sign_in("una@party.example").await, "/login?problem=unverified");
    assert!(browser.you().await.is_none());
}

#[tokio::test]
async fn who_goes_back_without_agreeing_is_at_the_door_again() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let back = cancel(&browser.away("/login/google").await).await;
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/login?problem=cancelled");
    assert!(browser.you().await.is_none());
}

#[tokio::test]
async fn where_google_is_away_the_door_says_so_and_guests_come_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let back = agree(&browser.away("/login/google").await, ADA).await;
    stage.tell("/faults", json!({ "service": "google", "times": 0, "status": 503 })).await;
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/login?problem=unavailable");
    // One that never saw it answer cannot even send people there.
    let other = Stage { directory: tempfile::tempdir().expect("a directory"), ..stage };
    let server: Server = other.server(&[]);
    let browser = Browser::at(&server.url);
    assert_eq!(location(&browser.open("/login/google").await), "/login?problem=unavailable");
    browser.guest("Gus").await;
}

#[tokio::test]
async fn whoever_signs_in_goes_on_to_a_path_of_ours_and_nowhere_else() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    for (to, ends) in [
        ("/nest/main?tab=add", "/nest/main?tab=add"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/%2F/..//evil.example\r\nx: y", "/"),
        ("javascript:alert(1)", "/"),
    ] {
        let browser = Browser::at(&server.url);
        let away = reqwest::Url::parse_with_params(&format!("{}/login/google", server.url), [("to", to)]);
        let back = agree(&browser.away(away.expect("an address").as_str()).await, ADA).await;
        assert_eq!(location(&browser.come_from_elsewhere(&back).await), ends, "{to:?}");
        let away = reqwest::Url::parse_with_params(&format!("{}/connect/spotify", server.url), [("to", to)]);
        let back = agree(&browser.away(away.expect("an address").as_str()).await, "ada").await;
        assert_eq!(location(&browser.come_from_elsewhere(&back).await), ends, "{to:?}");
    }
}

#[tokio::test]
async fn the_way_back_may_end_with_a_slash() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let back = agree(&browser.away("/login/google").await, ADA).await.replace("callback?", "callback/?");
    assert!(back.contains("/callback/?"), "{back}");
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/");
    let back = agree(&browser.away("/connect/spotify").await, "ada").await;
    let back = back.replace("callback?", "callback/?");
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/");
    assert_eq!(browser.standing().await, "connected");
}

#[tokio::test]
async fn where_guests_need_the_code_a_wrong_one_lets_nobody_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[("GUESTS", "code")]);
    let host = Browser::at(&server.url);
    assert_eq!(host.sign_in(ADA).await, "/");
    let main = &host.read("/api/v1/me").await["nests"][0];
    let code = main["code"].as_str().expect("a code").to_owned();
    let wrong = code.chars().rev().collect::<String>();
    for (said, status) in [
        (json!(null), 400),
        (json!(""), 403),
        (json!("main"), 403),
        (json!(wrong), if wrong == code { 200 } else { 403 }),
        (json!(code), 200),
        (json!(code.to_lowercase()), 200),
        (json!(format!("  {code} ")), 200),
    ] {
        let guest = Browser::at(&server.url);
        let request = guest.post("/login/guest").json(&json!({ "name": "Gus", "code": said }));
        assert_eq!(request.send().await.expect("an answer").status().as_u16(), status, "{said}");
        assert_eq!(guest.you().await.is_some(), status == 200);
    }
}

#[tokio::test]
async fn the_mark_of_a_browser_that_is_away_is_for_no_script_and_no_other_host() {
    let stage = Stage::new().await;
    let address = format!("127.0.0.1:{}", port::free());
    let public = ("PUBLIC_URL", "https://party.example");
    let _server = stage.server(&[public, ("BIND", &address)]);
    let answer = Browser::at(&format!("http://{address}")).open("/login/google").await;
    assert!(
        location(&answer).contains("redirect_uri=https%3A%2F%2Fparty.example%2Fauthentication%2Fcallback")
    );
    let cookie = answer.headers()["set-cookie"].to_str().expect("text");
    assert!(cookie.starts_with("__Host-echonest-away="), "{cookie}");
    for wanted in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
        assert!(cookie.contains(wanted), "{wanted} is missing in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}
