//! What lasts: a nest is there after the plug was pulled, and one that ended is not.

use reqwest::Method;
use serde_json::json;

use super::{
    nothing, open, refused, server, socket_of,
    support::people::{self, Person},
    text,
};

#[tokio::test]
async fn a_nest_plays_on_after_the_plug_was_pulled() {
    let directory = tempfile::tempdir().expect("a directory");
    let server = server(directory.path());
    let ann = Person::come_in(&server.url, "Ann").await;
    let nest = open(&ann, json!({ "name": "Kitchen" })).await;
    let ended = open(&ann, json!({ "name": "Over" })).await;
    let tracks = people::tracks(&ann, 2).await;
    let mut anns = ann.socket_at(&socket_of(&nest)).await.expect("the host comes in");
    for track in &tracks {
        anns.add(track).await;
    }
    let before = anns.model.titles();
    let path = format!("/api/v1/nests/{}", text(&ended, "id"));
    assert_eq!(ann.ask(Method::DELETE, &path, &nothing()).await.0, 204);
    let server = server.kill_and_restart();
    let ann = ann.at(&server.url);
    let anns = ann.socket_at(&socket_of(&nest)).await.expect("the host comes in again");
    assert_eq!(anns.model.titles(), before);
    assert_eq!(anns.model.you["role"], "host");
    assert_eq!(refused(&ann, &socket_of(&ended)).await, 404);
}
