//! What addresses mean.

use redis::ConnectionAddr;

use super::*;

fn address_of(client: &Client) -> String {
    client.get_connection_info().addr().to_string()
}

fn named(url: &str) -> Sentinels {
    match find(url, None, Patience::default()) {
        Ok(Found::Server(Way::Named(sentinels))) => *sentinels,
        Err(failure) => panic!("{url}: {failure}"),
        Ok(_) => panic!("{url} names no sentinels"),
    }
}

#[test]
fn one_server_is_one_server() {
    for (url, address) in [
        ("redis://:secret@store:6380/2", "store:6380"),
        ("rediss://store", "store:6379"),
        ("redis+unix:///run/redis.sock", "/run/redis.sock"),
    ] {
        let Ok(Found::Server(Way::To(client, _))) = find(url, None, Patience::default()) else {
            panic!("{url} is no server")
        };
        assert_eq!(address_of(&client), address);
    }
}

#[test]
fn sentinels_are_listed_with_their_service() {
    let found =
        named("redis+sentinel://ann:p%40ss@one:5000,two,[::1]:5001/mymaster/3?sentinel_password=w%2Fo");
    let addresses: Vec<_> = found.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["one:5000", "two:26379", "::1:5001"]);
    assert_eq!((found.service.as_str(), found.ours.db(), found.is_tls), ("mymaster", 3, false));
    assert_eq!((found.ours.username(), found.ours.password()), (Some("ann"), Some("p@ss")));
    assert_eq!((found.theirs.username(), found.theirs.password()), (None, Some("w/o")));
    let secure = named("rediss+sentinel://one/mymaster");
    assert!(secure.is_tls && secure.ours.password().is_none());
    assert!(matches!(secure.addresses[0], ConnectionAddr::TcpTls { insecure: false, .. }));
}

#[test]
fn a_cluster_is_known_by_some_of_its_nodes() {
    let Ok(Found::Cluster(nodes, _)) =
        find("redis+cluster://:secret@one:7000,two", None, Patience::default())
    else {
        panic!("no cluster")
    };
    assert_eq!(nodes.iter().map(address_of).collect::<Vec<_>>(), ["one:7000", "two:6379"]);
    let passwords = nodes.iter().map(|node| node.get_connection_info().redis_settings().password());
    assert!(passwords.into_iter().all(|password| password == Some("secret")));
}

#[test]
fn what_makes_no_sense_is_said_without_the_password() {
    for url in [
        "shopping list",
        "redis+sentinel://:secret@one:5000",
        "redis+sentinel://:secret@one:5000/mymaster?colour=red",
        "redis+sentinel://:secret@one:5000/mymaster/three",
        "redis+cluster://:secret@",
        "redis+cluster://:secret@one,,two",
        "redis+cluster://:secret@one/3",
        "rediss://:secret@one#insecure",
    ] {
        let Err(failure) = find(url, None, Patience::default()) else { panic!("{url} is taken") };
        let says = failure.to_string();
        assert!(says.contains("REDIS_URL makes no sense") && !says.contains("secret"), "{url}: {says}");
    }
}
