//! Spoiling answers as a [`Fault`] says.
//!
//! Must never: decide whether one is spoiled.

use std::{convert::Infallible, io, time::Duration};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::Value;

use crate::faults::Fault;

/// An answer of ours is never longer; it is read to be spoiled.
const ANSWER_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// A huge answer is sent in pieces of this size.
const PIECE_BYTES: u64 = 64 * 1_024;

/// The answer that a fault has for itself.
pub fn answer(fault: &Fault) -> Response {
    let (kind, body) = if let Some(bytes) = fault.huge_bytes {
        ("application/json", huge(bytes))
    } else if let Some(json) = &fault.json {
        ("application/json", Body::from(json.to_string()))
    } else {
        let is_json = fault.body.as_ref().is_some_and(|body| serde_json::from_str::<Value>(body).is_ok());
        let kind = if is_json { "application/json" } else { "text/plain; charset=utf-8" };
        (kind, Body::from(fault.body.clone().unwrap_or_default()))
    };
    let usual = if fault.redirect.is_some() { StatusCode::FOUND } else { StatusCode::OK };
    let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(usual);
    let mut answer = (status, [(CONTENT_TYPE, kind)], body).into_response();
    if let Some(to) = fault.redirect.as_deref().and_then(|to| HeaderValue::from_str(to).ok()) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// The answer, spoiled.
pub async fn spoil(fault: &Fault, answer: Response) -> Response {
    let (mut head, body) = answer.into_parts();
    for (name, value) in &fault.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            head.headers.insert(name, value);
        }
    }
    let edits = !fault.without.is_empty() || !fault.set.is_empty();
    if !edits && !fault.truncate && fault.drip_ms.is_none() {
        return Response::from_parts(head, body);
    }
    let mut bytes = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap_or_default();
    head.headers.remove(CONTENT_LENGTH);
    if edits {
        bytes = edited(fault, &bytes);
    }
    let body = if fault.truncate {
        head.headers.insert(CONTENT_LENGTH, bytes.len().into());
        broken_off(bytes.slice(..bytes.len() / 2))
    } else if let Some(pause_ms) = fault.drip_ms {
        dripping(bytes, Duration::from_millis(pause_ms))
    } else {
        Body::from(bytes)
    };
    Response::from_parts(head, body)
}

fn edited(fault: &Fault, bytes: &Bytes) -> Bytes {
    let Ok(mut json) = serde_json::from_slice::<Value>(bytes) else { return bytes.clone() };
    for name in &fault.without {
        strip(&mut json, name);
    }
    for (pointer, value) in &fault.set {
        set(&mut json, pointer, value);
    }
    json.to_string().into()
}

fn strip(json: &mut Value, name: &str) {
    match json {
        Value::Object(fields) => {
            fields.remove(name);
            fields.values_mut().for_each(|value| strip(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| strip(value, name)),
        _ => {}
    }
}

fn set(json: &mut Value, pointer: &str, value: &Value) {
    if let Some(place) = json.pointer_mut(pointer) {
        *place = value.clone();
    } else if let Some((outer, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(fields)) = json.pointer_mut(outer)
    {
        fields.insert(name.to_owned(), value.clone());
    }
}

/// The beginning of a JSON string that goes on for long.
fn huge(bytes: u64) -> Body {
    let piece = Bytes::from(vec![b'x'; usize::try_from(PIECE_BYTES).expect("because it is small")]);
    let pieces = stream::unfold(bytes, move |left| {
        let piece = piece.clone();
        async move {
            let size = left.min(PIECE_BYTES);
            let next = piece.slice(..usize::try_from(size).expect("because a piece is small"));
            (left > 0).then(|| (Ok::<_, Infallible>(next), left - size))
        }
    });
    Body::from_stream(pieces)
}

fn broken_off(bytes: Bytes) -> Body {
    Body::from_stream(stream::unfold(Some(bytes), |bytes| async move {
        if bytes.is_none() {
            // What came before is written while nothing more is there; at once with the end it would be lost.
            tokio::task::yield_now().await;
        }
        Some((bytes.ok_or(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    }))
}

fn dripping(bytes: Bytes, pause: Duration) -> Body {
    Body::from_stream(stream::unfold(0, move |place| {
        let drop = bytes.slice(place.min(bytes.len())..(place + 1).min(bytes.len()));
        async move {
            if drop.is_empty() {
                return None;
            }
            tokio::time::sleep(pause).await;
            Some((Ok::<_, Infallible>(drop), place + 1))
        }
    }))
}
