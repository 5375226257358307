//! Event streams over HTTP, as a browser's `EventSource` reads them.

use serde_json::Value;

/// One event of a stream.
#[derive(Debug, Default)]
pub struct Event {
    pub kind: String,
    pub id: Option<String>,
    pub data: Value,
}

/// Reads events from an open response.
pub struct Events {
    response: reqwest::Response,
    /// What has come of the next event; a chunk may end within a letter.
    rest: Vec<u8>,
}

impl Event {
    fn parse(block: &str) -> Self {
        let mut event = Self::default();
        for line in block.lines() {
            match line.split_once(": ").or_else(|| line.split_once(':')) {
                Some(("event", kind)) => kind.clone_into(&mut event.kind),
                Some(("id", id)) => event.id = Some(id.to_owned()),
                Some(("data", data)) => event.data = serde_json::from_str(data).expect("JSON"),
                _ => {}
            }
        }
        event
    }
}

impl Events {
    pub fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, rest: Vec::new() }
    }

    /// The next event; nothing where the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.rest.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.rest.drain(..end + 2).collect();
                return Some(Event::parse(str::from_utf8(&block).expect("streams are UTF-8")));
            }
            self.rest.extend(self.response.chunk().await.ok()??);
        }
    }

    /// The next event of this kind.
    pub async fn next_of(&mut self, kind: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.kind == kind {
                return event;
            }
        }
    }

    /// Reads to the end, and says what was told last.
    pub async fn last(&mut self) -> Option<(String, Value)> {
        let mut last = None;
        while let Some(event) = self.next().await {
            last = Some((event.kind, event.data["code"].clone()));
        }
        last
    }
}
