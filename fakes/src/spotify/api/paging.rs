//! A part of a long list, with where the next part is.
//!
//! Must never: show more than was asked for, or than may be asked for.

use serde_json::{Value, json};

use crate::{Fields, spotify::problem::Problem};

/// Which part.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// So many at most.
    pub limit: usize,
    /// From this place on.
    pub offset: usize,
}

impl Part {
    /// Reads `limit` and `offset`.
    ///
    /// # Errors
    /// They are no numbers, or too large.
    pub fn parse(fields: &Fields, usual: usize, most: usize) -> Result<Self, Problem> {
        let number = |name: &str, usual: usize| match fields.get(name) {
            Some(text) => text.parse().ok(),
            None => Some(usual),
        };
        let limit = number("limit", usual).filter(|limit| (1..=most).contains(limit));
        let limit = limit.ok_or(Problem::bad("Invalid limit"))?;
        let offset = number("offset", 0).ok_or(Problem::bad("Invalid offset"))?;
        Ok(Self { limit, offset })
    }

    /// This part of a list, as the API shows it. The next one is to be found here, not at the real service.
    pub fn of<T>(self, origin: &str, path: &str, all: &[T], show: impl Fn(&T) -> Value) -> Value {
        let Self { limit, offset } = self;
        let end = offset.saturating_add(limit);
        let items: Vec<Value> = all.iter().skip(offset).take(limit).map(show).collect();
        let join = if path.contains('?') { '&' } else { '?' };
        let href = |offset| format!("{origin}/v1{path}{join}offset={offset}&limit={limit}");
        json!({
            "href": href(offset),
            "items": items,
            "limit": limit,
            "next": (end < all.len()).then(|| href(end)),
            "offset": offset,
            "previous": (offset > 0).then(|| href(offset.saturating_sub(limit))),
            "total": all.len(),
        })
    }
}
