//! Listeners as operators see them: how many, how it goes for them, and who they are not.

use serde_json::json;

use crate::{
    listener::{Listener, songs, until},
    numbers::Numbers,
    stage::Stage,
    support::port,
};

#[tokio::test]
async fn a_listener_is_counted_by_how_it_goes_and_no_longer_when_they_stop() {
    let stage = Stage::new().await;
    let metrics = format!("127.0.0.1:{}", port::free());
    let server = stage.server(&[("METRICS_BIND", &metrics)]);
    let mut ada = Listener::come(&stage, &server.url, "ada").await;
    ada.socket.add(&songs(&stage).await[0]).await;
    ada.listens().await;
    ada.until_state("in_sync").await;
    let comes_to = async |count: f64| {
        let is_so = async || {
            let numbers = Numbers::at(&metrics).await;
            let (in_sync, all) =
                (numbers.of("echonest_listeners{state=\"in_sync\"}"), numbers.sum("echonest_listeners"));
            (in_sync - count).abs().max((all - count).abs()).lt(&0.5).then_some(numbers)
        };
        until(is_so).await.expect("they are counted")
    };
    let numbers = comes_to(1.0).await;
    assert!(numbers.of("echonest_listener_offset_seconds_count") > 0.5);
    assert!(numbers.of("echonest_upstream_calls_total{service=\"spotify\",outcome=\"ok\"}") > 0.5);
    assert!(numbers.of("echonest_upstream_calls_total{service=\"google\",outcome=\"ok\"}") > 0.5);
    assert!(numbers.series().all(|series| !series.contains("ada") && !series.contains(&ada.id)));
    ada.does(json!({ "action": "stop" })).await;
    comes_to(0.0).await;
}
