//! Every route of the program is in the document, and nothing else is.

use std::collections::BTreeSet;

use echonest::{
    domain::setting_values::Slug,
    http::{
        connect, login,
        openapi::{components, operations},
    },
};

/// Where routes are written, and what stands before each of them.
const SOURCES: [(&str, &str); 4] = [
    ("", include_str!("../../src/http/router.rs")),
    ("/api/v1", include_str!("../../src/http/api.rs")),
    ("", include_str!("../../src/http/openapi/mod.rs")),
    ("", include_str!("../../src/http/legacy/mod.rs")),
];

/// The address that a first argument of `route` names, as the document writes it.
fn address(argument: &str) -> String {
    let path = match argument.trim() {
        "login::CALLBACK" => login::CALLBACK.to_owned(),
        "connect::CALLBACK" => connect::CALLBACK.to_owned(),
        r#"&format!("{}/", login::CALLBACK)"# => format!("{}/", login::CALLBACK),
        r#"&format!("{}/", connect::CALLBACK)"# => format!("{}/", connect::CALLBACK),
        literal => literal
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or_else(|| panic!("this test cannot tell which address {literal} is"))
            .to_owned(),
    };
    path.replace("{*", "{")
}

/// Each method and address that the sources route.
fn routed() -> BTreeSet<(String, String)> {
    let mut routed = BTreeSet::new();
    for (before, source) in SOURCES {
        for route in source.split(".route(").skip(1) {
            // Up to the end of this call: the brackets tell.
            let mut open = 1;
            let end = route.find(|sign| {
                open += i32::from(sign == '(') - i32::from(sign == ')');
                open == 0
            });
            let call = &route[..end.expect("every call ends")];
            let methods = ["get", "post", "put", "patch", "delete"];
            let first = methods.iter().filter_map(|method| call.find(&format!(", {method}("))).min();
            let (argument, handlers) = call.split_at(first.expect("a route answers to some method"));
            for method in methods {
                let calls = [format!(", {method}("), format!(".{method}(")];
                if calls.iter().any(|call| handlers.contains(call.as_str())) {
                    routed.insert((method.to_owned(), format!("{before}{}", address(argument))));
                }
            }
        }
    }
    routed
}

#[test]
fn every_route_is_in_the_document_and_nothing_else_is() {
    let documented: BTreeSet<_> =
        operations::all().map(|one| (one.method.to_owned(), one.path.to_owned())).collect();
    let routed = routed();
    assert!(routed.len() > 70, "the sources are read: {routed:?}");
    let missing: Vec<_> = routed.difference(&documented).collect();
    assert!(missing.is_empty(), "not in the document: {missing:?}");
    let gone: Vec<_> = documented.difference(&routed).collect();
    assert!(gone.is_empty(), "in the document, and not there: {gone:?}");
    assert_eq!(documented.len(), operations::all().count(), "nothing is written twice");
}

#[test]
fn no_short_address_of_a_nest_hides_an_address_of_the_program() {
    for (_, path) in routed() {
        let first = path.split('/').nth(1).unwrap_or_default();
        if !first.is_empty() && !first.starts_with('{') {
            assert!(Slug::parse(first).is_err(), "{first} has to be reserved");
        }
    }
}

#[test]
fn every_type_of_the_page_is_in_the_document() {
    let page = include_str!("../../frontend/src/lib/wire.ts");
    let schemas = components::schemas().expect("all types can be read");
    for declaration in page.split("export type ").skip(1) {
        let name = declaration.split_whitespace().next().expect("a type has a name");
        assert!(schemas.contains_key(name), "{name}");
    }
}

#[test]
fn every_code_of_a_refusal_is_in_the_document() {
    let codes = components::CODES.map(|(code, _)| code);
    for source in [include_str!("../../src/domain/refusal.rs"), include_str!("../../src/http/problem.rs")] {
        let quoted = source.split('"').skip(1).step_by(2);
        let is_code = |text: &&str| {
            source.contains(&format!("=> \"{text}\"")) || source.contains(&format!(", \"{text}\", "))
        };
        for code in quoted.filter(is_code).filter(|text| !text.contains(' ')) {
            assert!(codes.contains(&code), "{code}");
        }
    }
}
