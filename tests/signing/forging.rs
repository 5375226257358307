//! What comes back from Google, forged, replayed, late, or another's.

use serde_json::json;

use crate::{
    browser::{Browser, agree, field, location, with_field},
    stage::Stage,
};

const ADA: &str = "ada@party.example";
const EXPIRED: &str = "/login?problem=expired";
const REFUSED: &str = "/login?problem=refused";

#[tokio::test]
async fn a_state_that_was_forged_left_out_or_used_signs_nobody_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let back = agree(&browser.away("/login/google").await, ADA).await;
    let code = field(&back, "code");
    let callback = back.split('?').next().unwrap_or_default();
    for wrong in [
        with_field(&back, "state", "forged"),
        with_field(&back, "state", ""),
        with_field(&back, "state", &field(&back, "state").to_lowercase()),
        format!("{callback}?code={code}"),
        callback.to_owned(),
    ] {
        assert_eq!(location(&browser.come_from_elsewhere(&wrong).await), EXPIRED, "{wrong}");
        assert!(browser.you().await.is_none());
    }
    assert!(stage.calls("/token").await.is_empty(), "Google is not bothered with it");
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), "/", "the right one still holds");
    let session = browser.session();
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), EXPIRED, "and only once");
    assert_eq!((browser.session(), stage.calls("/token").await.len()), (session, 1));
}

#[tokio::test]
async fn a_state_given_twice_is_no_state() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let back = agree(&browser.away("/login/google").await, ADA).await;
    let answer = browser.come_from_elsewhere(&format!("{back}&state=another")).await;
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert!(browser.you().await.is_none());
}

#[tokio::test]
async fn nobody_is_signed_in_by_what_another_browser_began() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (attacker, victim) = (Browser::at(&server.url), Browser::at(&server.url));
    let mallorys = agree(&attacker.away("/login/google").await, "mallory@evilparty.example").await;
    assert_eq!(location(&victim.come_from_elsewhere(&mallorys).await), EXPIRED, "without a sign-in begun");
    let mallorys = agree(&attacker.away("/login/google").await, "mallory@evilparty.example").await;
    let own = victim.away("/login/google").await;
    assert_eq!(location(&victim.come_from_elsewhere(&mallorys).await), EXPIRED, "with one of their own");
    assert!(victim.you().await.is_none());
    assert!(stage.calls("/token").await.is_empty());
    let back = agree(&own, ADA).await;
    assert_eq!(location(&victim.come_from_elsewhere(&back).await), "/", "which still holds");
    assert_eq!(victim.you().await.expect("signed in")["name"], "Ada Quill");
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_refused() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (attacker, victim) = (Browser::at(&server.url), Browser::at(&server.url));
    let victims = agree(&victim.away("/login/google").await, ADA).await;
    let stolen = field(&victims, "code");
    let own = agree(&attacker.away("/login/google").await, "mallory@evilparty.example").await;
    // The code was made for another verifier.
    let answer = attacker.come_from_elsewhere(&with_field(&own, "code", &stolen)).await;
    assert_eq!(location(&answer), REFUSED);
    assert!(attacker.you().await.is_none());
    for code in ["", "guessed"] {
        let own = agree(&attacker.away("/login/google").await, ADA).await;
        let answer = attacker.come_from_elsewhere(&with_field(&own, "code", code)).await;
        assert_eq!(location(&answer), REFUSED, "{code:?}");
    }
}

#[tokio::test]
async fn a_code_that_was_used_is_refused() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let browser = Browser::at(&server.url);
    let first = agree(&browser.away("/login/google").await, ADA).await;
    assert_eq!(location(&browser.come_from_elsewhere(&first).await), "/");
    let other = Browser::at(&server.url);
    let second = agree(&other.away("/login/google").await, "bo@party.example").await;
    let replayed = with_field(&second, "code", &field(&first, "code"));
    assert_eq!(location(&other.come_from_elsewhere(&replayed).await), REFUSED);
    assert!(other.you().await.is_none());
}

#[tokio::test]
async fn who_takes_too_long_begins_again() {
    let stage = Stage::new().await;
    let redis = stage.redis();
    let server = stage.replica(&redis, &[]);
    let browser = Browser::at(&server.url);
    let back = agree(&browser.away("/login/google").await, ADA).await;
    let mut line = redis.line().await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("login:*").query_async(&mut line).await.expect("keys");
    let [key] = keys.as_slice() else { panic!("one sign-in is under way: {keys:?}") };
    let left_ms: u64 = redis::cmd("PTTL").arg(key).query_async(&mut line).await.expect("a time");
    assert!(left_ms <= 600_000, "ten minutes, not {left_ms} ms");
    let _: bool = redis::cmd("PEXPIRE").arg(key).arg(1).query_async(&mut line).await.expect("set");
    while redis::cmd("EXISTS").arg(key).query_async(&mut line).await.expect("asked") {}
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), EXPIRED);
    let back = agree(&browser.away("/login/google").await, ADA).await;
    stage.tell("/clock", json!({ "skip_ms": 600_001 })).await;
    assert_eq!(location(&browser.come_from_elsewhere(&back).await), REFUSED, "Google forgets its codes, too");
    assert!(browser.you().await.is_none());
}

#[tokio::test]
async fn a_word_about_somebody_that_does_not_hold_signs_nobody_in() {
    let stage = Stage::new().await;
    let server = stage.server(&[("RATE_LIMITS", "off")]);
    let google = stage.fakes.google_url.clone();
    let browser = Browser::at(&server.url);
    for mistake in [
        json!({ "claims": { "aud": "somebody-else" } }),
        json!({ "claims": { "aud": ["demo-google", "somebody-else"] } }),
        json!({ "claims": { "aud": [] } }),
        json!({ "claims": { "aud": null } }),
        json!({ "claims": { "iss": "https://accounts.google.com" } }),
        json!({ "claims": { "iss": format!("{google}.evil.example") } }),
        json!({ "claims": { "iss": null } }),
        json!({ "claims": { "nonce": "another" } }),
        json!({ "claims": { "nonce": null } }),
        json!({ "claims": { "exp": null } }),
        json!({ "claims": { "sub": null } }),
        json!({ "expired": true }),
        json!({ "signature": "unknown_key" }),
        json!({ "signature": "wrong_key" }),
        json!({ "signature": "none" }),
    ] {
        stage.tell("/google/next_token", mistake.clone()).await;
        let ended = browser.sign_in(ADA).await;
        assert!([REFUSED, "/login?problem=unavailable"].contains(&ended.as_str()), "{mistake}: {ended}");
        assert!(browser.you().await.is_none(), "{mistake}");
    }
    for unverified in [json!(false), json!(null)] {
        stage.tell("/google/next_token", json!({ "claims": { "email_verified": unverified } })).await;
        assert_eq!(browser.sign_in(ADA).await, "/login?problem=unverified", "{unverified}");
    }
    for email in [json!(null), json!("")] {
        stage.tell("/google/next_token", json!({ "claims": { "email": email } })).await;
        assert_ne!(browser.sign_in(ADA).await, "/", "{email}");
    }
    assert!(browser.you().await.is_none());
    assert_eq!(browser.sign_in(ADA).await, "/", "the right word holds");
}

#[tokio::test]
async fn whoever_has_anothers_address_but_not_their_account_is_somebody_else() {
    let stage = Stage::new().await;
    let server = stage.server(&[]);
    let (first, second) = (Browser::at(&server.url), Browser::at(&server.url));
    first.sign_in(ADA).await;
    let account = json!({ "email": ADA, "sub": "42", "name": "Recycled" });
    stage.tell("/google/accounts", account).await;
    second.sign_in("42").await;
    assert_ne!(
        first.person().await.id,
        second.person().await.id,
        "people are their account, not their address"
    );
}
