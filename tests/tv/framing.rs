//! Who may show the TV's page in a frame.

use crate::support::{people::Person, server::Server};

async fn framing(server: &Server, path: &str) -> (String, Option<String>) {
    let request = reqwest::Client::new().get(format!("{}{path}", server.url)).header("accept", "text/html");
    let answer = request.send().await.expect("an answer");
    let text =
        |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("a text").to_owned());
    let policy = text("content-security-policy").expect("a policy");
    let ancestors = policy.split("; ").find(|part| part.starts_with("frame-ancestors"));
    (ancestors.expect("a part about frames").to_owned(), text("x-frame-options"))
}

#[tokio::test]
async fn nobody_frames_any_page_where_nothing_is_said() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = Server::start(directory.path());
    Person::come_in(&server.url, "Hanna").await;
    let nobody = ("frame-ancestors 'none'".to_owned(), Some("DENY".to_owned()));
    for path in ["/", "/nest/main", "/nest/main/tv", "/api/v1/site"] {
        assert_eq!(framing(&server, path).await, nobody, "{path}");
    }
}

#[tokio::test]
async fn those_who_are_named_frame_the_tvs_page_and_no_other() {
    let directory = tempfile::tempdir().expect("a directory");
    let named = [("TV_FRAME_ANCESTORS", "https://board.example, http://10.0.0.7:8123")];
    let server = Server::start_with(directory.path(), &named);
    let theirs = "frame-ancestors https://board.example http://10.0.0.7:8123".to_owned();
    assert_eq!(framing(&server, "/nest/main/tv").await, (theirs, None));
    let nobody = ("frame-ancestors 'none'".to_owned(), Some("DENY".to_owned()));
    for path in ["/", "/nest/main", "/nest/main/tv/", "/api/v1/tv/events", "/api/v1/site"] {
        assert_eq!(framing(&server, path).await, nobody, "{path}");
    }
}

#[test]
fn what_is_no_origin_stops_the_server_with_a_sentence() {
    for wrong in ["*", "board.example", "https://board.example/", "https://*.example", "https://a.example;b"]
    {
        let refusal = Server::fail("serve", &[("TV_FRAME_ANCESTORS", wrong)]);
        assert_ne!(refusal.code, Some(0), "{wrong}");
        assert!(refusal.errors.contains("TV_FRAME_ANCESTORS"), "{wrong}: {}", refusal.errors);
    }
}
