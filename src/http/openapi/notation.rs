//! Types as `ts-rs` writes them for the page, read into JSON Schema: one source for both.
//!
//! It reads what our own types are made of, and no more of TypeScript.
//!
//! Must never: take what it does not know for something it does.

use serde_json::{Map, Value, json};

/// What is not of this notation, from where it is not.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// The name and the schema of a declaration: `type Jam = { by: string, at_ms: number, };`.
///
/// # Errors
/// [`Unreadable`].
pub fn declaration(text: &str) -> Result<(String, Value), Unreadable> {
    let mut reader = Reader { rest: text };
    reader.demand("type")?;
    let name = reader.word()?.to_owned();
    reader.demand("=")?;
    let schema = reader.union()?;
    reader.take(";");
    reader.end()?;
    Ok((name, schema))
}

/// The schema of a type: `Array<Jam>`.
///
/// # Errors
/// [`Unreadable`].
pub fn schema(text: &str) -> Result<Value, Unreadable> {
    let mut reader = Reader { rest: text };
    let schema = reader.union()?;
    reader.end()?;
    Ok(schema)
}

/// Where the schema of this name stands in the document.
fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn wrong<T>(&self) -> Result<T, Unreadable> {
        Err(Unreadable(self.rest.chars().take(40).collect()))
    }

    /// Goes on to what counts; what a comment says on the way comes back.
    fn skip(&mut self) -> Option<String> {
        let mut said = None;
        loop {
            self.rest = self.rest.trim_start();
            let Some((comment, rest)) =
                self.rest.strip_prefix("/*").and_then(|comment| comment.split_once("*/"))
            else {
                return said;
            };
            let lines = comment.lines().map(|line| line.trim().trim_start_matches('*').trim());
            let text: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
            (said, self.rest) = (Some(text.join(" ")), rest);
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn demand(&mut self, sign: &str) -> Result<(), Unreadable> {
        if self.take(sign) { Ok(()) } else { self.wrong() }
    }

    fn end(&mut self) -> Result<(), Unreadable> {
        self.skip();
        if self.rest.is_empty() { Ok(()) } else { self.wrong() }
    }

    fn word(&mut self) -> Result<&'a str, Unreadable> {
        self.skip();
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return self.wrong();
        }
        self.rest = rest;
        Ok(word)
    }

    /// A text between quotes of either kind, if one comes next.
    fn quoted(&mut self) -> Option<&'a str> {
        self.skip();
        let quote = self.rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (text, rest) = self.rest[1..].split_once(quote)?;
        self.rest = rest;
        Some(text)
    }

    fn union(&mut self) -> Result<Value, Unreadable> {
        self.take("|");
        let mut choices = vec![self.one()?];
        while self.take("|") {
            choices.push(self.one()?);
        }
        if choices.len() == 1 {
            return Ok(choices.remove(0));
        }
        let fixed: Option<Vec<_>> = choices.iter().map(|choice| choice.get("const").cloned()).collect();
        Ok(fixed.map_or_else(|| json!({ "anyOf": choices }), |fixed| json!({ "enum": fixed })))
    }

    fn one(&mut self) -> Result<Value, Unreadable> {
        if let Some(text) = self.quoted() {
            return Ok(json!({ "const": text }));
        }
        if self.take("{") {
            return self.object();
        }
        if self.take("[") {
            let parts = self.parts("]")?;
            let count = parts.len();
            return Ok(
                json!({ "type": "array", "prefixItems": parts, "minItems": count, "maxItems": count }),
            );
        }
        let is_less = self.take("-");
        let word = self.word()?;
        if let Ok(number) = word.parse::<i64>() {
            return Ok(json!({ "const": if is_less { -number } else { number } }));
        }
        if is_less {
            return self.wrong();
        }
        Ok(match word {
            "string" => json!({ "type": "string" }),
            // The contract's numbers are whole; those that are not, are the values of a map.
            "number" => json!({ "type": "integer" }),
            "boolean" => json!({ "type": "boolean" }),
            "null" => json!({ "type": "null" }),
            "unknown" => json!({}),
            "true" => json!({ "const": true }),
            "false" => json!({ "const": false }),
            "Array" => {
                self.demand("<")?;
                let items = self.union()?;
                self.demand(">")?;
                json!({ "type": "array", "items": items })
            }
            "Partial" => {
                self.demand("<")?;
                let whole = self.word()?;
                self.demand(">")?;
                named(&format!("Partial{whole}"))
            }
            name if name.starts_with(|letter: char| letter.is_ascii_uppercase()) => named(name),
            _ => return self.wrong(),
        })
    }

    fn parts(&mut self, end: &str) -> Result<Vec<Value>, Unreadable> {
        let mut parts = Vec::new();
        while !self.take(end) {
            parts.push(self.union()?);
            self.take(",");
        }
        Ok(parts)
    }

    fn object(&mut self) -> Result<Value, Unreadable> {
        if self.take("[") {
            return self.map();
        }
        let (mut properties, mut required) = (Map::new(), Vec::new());
        loop {
            let said = self.skip();
            if self.take("}") {
                break;
            }
            let name = match self.quoted() {
                Some(name) => name,
                None => self.word()?,
            };
            let is_optional = self.take("?");
            self.demand(":")?;
            let mut schema = self.union()?;
            if let (Some(said), Some(schema)) = (said, schema.as_object_mut()) {
                schema.insert("description".into(), said.into());
            }
            properties.insert(name.to_owned(), schema);
            if !is_optional {
                required.push(name);
            }
            self.take(",");
        }
        Ok(json!({ "type": "object", "properties": properties, "required": required }))
    }

    /// `{ [strategy: string]: number }`, from behind the bracket on.
    fn map(&mut self) -> Result<Value, Unreadable> {
        self.word()?;
        self.demand(":")?;
        self.word()?;
        self.demand("]")?;
        self.take("?");
        self.demand(":")?;
        let mut values = self.union()?;
        if values == json!({ "type": "integer" }) {
            values = json!({ "type": "number" });
        }
        self.take(",");
        self.take(";");
        self.demand("}")?;
        Ok(json!({ "type": "object", "additionalProperties": values }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_becomes_a_schema_with_its_comments() {
        let text = "type Jam = { by: string, \n/**\n * When it was.\n */\nat_ms?: number | null, };";
        let (name, schema) = declaration(text).expect("this is a declaration");
        assert_eq!(name, "Jam");
        let expected = json!({
            "type": "object",
            "properties": {
                "by": { "type": "string" },
                "at_ms": {
                    "anyOf": [{ "type": "integer" }, { "type": "null" }],
                    "description": "When it was.",
                },
            },
            "required": ["by"],
        });
        assert_eq!(schema, expected);
    }

    #[test]
    fn each_kind_of_type_has_its_schema() {
        for (text, expected) in [
            ("'a' | \"b\"", json!({ "enum": ["a", "b"] })),
            ("1 | 0 | -1", json!({ "enum": [1, 0, -1] })),
            ("Array<Jam>", json!({ "type": "array", "items": { "$ref": "#/components/schemas/Jam" } })),
            ("Partial<Settings>", json!({ "$ref": "#/components/schemas/PartialSettings" })),
            (
                "{ [strategy: string]: number }",
                json!({ "type": "object", "additionalProperties": { "type": "number" } }),
            ),
            (
                "[number, string]",
                json!({
                    "type": "array",
                    "prefixItems": [{ "type": "integer" }, { "type": "string" }],
                    "minItems": 2,
                    "maxItems": 2,
                }),
            ),
        ] {
            assert_eq!(schema(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_of_this_notation_is_not_read() {
        for text in ["", "int", "{ a: }", "Array<", "string string", "keyof Jam", "-string", "{ a: string"] {
            assert!(schema(text).is_err(), "{text}");
        }
    }
}
