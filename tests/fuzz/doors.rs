//! What the server makes of any headers.

use proptest::{prelude::*, test_runner::TestRunner};
use reqwest::header::{HeaderName, HeaderValue};

use crate::support::{people::Person, server::Server};

/// Headers that decide who somebody is, and from where.
const NAMES: [&str; 7] = [
    "cookie",
    "authorization",
    "origin",
    "sec-fetch-site",
    "x-forwarded-for",
    "x-request-id",
    "x-forwarded-proto",
];

fn any_value() -> impl Strategy<Value = Vec<u8>> {
    let like = prop::sample::select(
        &[
            "echonest=AAAA",
            "__Host-echonest=; echonest=",
            "Bearer echonest_",
            "null",
            "https://party.example",
            "127.0.0.1, ::1",
            "same-origin",
        ][..],
    );
    prop_oneof![
        like.prop_map(|text| text.as_bytes().to_vec()),
        "echonest=[A-Za-z0-9%+/=]{0,90}".prop_map(String::into_bytes),
        "(?i)bearer echonest_[0-9a-f]{64}".prop_map(String::into_bytes),
        prop::collection::vec(0x20_u8..=0xff, 0..120),
    ]
}

#[test]
fn no_headers_make_somebody_of_nobody_or_trouble_for_the_server() {
    let directory = tempfile::tempdir().expect("a directory");
    let settings = [("RATE_LIMITS", "off"), ("TRUSTED_PROXIES", "127.0.0.0/8")];
    let server = Server::start_with(directory.path(), &settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let headers = prop::collection::vec((prop::sample::select(&NAMES[..]), any_value()), 0..5);
    let outcome = TestRunner::new(crate::cases(300)).run(&headers, |headers| {
        for (method, path) in
            [("GET", "/api/v1/me"), ("POST", "/api/v1/nests/main/commands"), ("GET", "/socket/")]
        {
            let mut request =
                http.request(method.parse().expect("a method"), format!("{}{path}", server.url));
            for (name, value) in &headers {
                if let Ok(value) = HeaderValue::from_bytes(value) {
                    request = request.header(HeaderName::from_static(name), value);
                }
            }
            let answer = runtime.block_on(request.send());
            let status = answer.map_err(|error| TestCaseError::fail(format!("{path}: {error}")))?.status();
            prop_assert!(status.is_client_error(), "{} {}: {}", method, path, status);
        }
        Ok(())
    });
    outcome.expect("somebody came in, or something broke");
    // It goes on as if nothing had been.
    runtime.block_on(Person::come_in(&server.url, "Ann"));
}
