//! `docker-compose.yaml`: what every service has, and that it fits the machine it is written for.

use serde_json::Value;

use crate::files::{ROLES, is_secret, is_setting, keys, path, read, texts, yaml};

/// What the services of a machine with 1 GB may take together; the rest is the system's.
const MEMORY_MAX_MB: u64 = 768;

fn compose() -> Value {
    yaml("docker-compose.yaml")
}

/// Every service with its name.
fn services(compose: &Value) -> Vec<(&str, &Value)> {
    let services = compose["services"].as_object().expect("services are an object");
    assert!(services.len() >= 5, "some services were not found");
    services.iter().map(|(name, service)| (name.as_str(), service)).collect()
}

/// Those that run our program.
fn ours(compose: &Value) -> Vec<(&str, &Value)> {
    let mut ours = services(compose);
    ours.retain(|(_, service)| service["build"] == ".");
    assert!(ours.len() >= 3, "some of our services were not found");
    ours
}

fn is_only_in(service: &Value, profile: &str) -> bool {
    texts(&service["profiles"]) == [profile]
}

fn megabytes(service: &Value) -> u64 {
    let limit = service["mem_limit"].as_str().expect("a limit");
    limit.strip_suffix('m').and_then(|limit| limit.parse().ok()).expect("megabytes, like 96m")
}

#[test]
fn every_service_comes_back_by_itself_and_cannot_fill_the_disk_with_its_log() {
    let compose = compose();
    for (name, service) in services(&compose) {
        assert_eq!(service["restart"], "unless-stopped", "{name}");
        let logging = &service["logging"];
        assert_eq!(logging["driver"], "json-file", "{name}");
        assert_eq!(logging["options"]["max-size"], "10m", "{name}");
        assert_eq!(logging["options"]["max-file"], "3", "{name}: the engine wants a text here");
    }
}

#[test]
fn every_service_has_little_power() {
    let compose = compose();
    for (name, service) in services(&compose) {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(texts(&service["cap_drop"]), ["ALL"], "{name}");
        assert_eq!(texts(&service["security_opt"]), ["no-new-privileges:true"], "{name}");
        assert!(service["privileged"].is_null() && service["network_mode"].is_null(), "{name}");
        let added = texts(&service["cap_add"]);
        assert!(added.is_empty() || (name == "caddy" && added == ["NET_BIND_SERVICE"]), "{name}: {added:?}");
    }
}

#[test]
fn all_services_fit_a_machine_with_1_gb() {
    let compose = compose();
    let counted = services(&compose).into_iter().filter(|(_, service)| !is_only_in(service, "monitoring"));
    let sum: u64 = counted.map(|(_, service)| megabytes(service)).sum();
    assert!(sum <= MEMORY_MAX_MB, "{sum} MB");
    for (name, service) in services(&compose) {
        assert!(megabytes(service) >= 64, "{name} would not live long");
    }
}

#[test]
fn every_variable_of_ours_is_a_setting_and_no_secret_is_among_them() {
    let compose = compose();
    for (name, service) in ours(&compose) {
        for variable in keys(&service["environment"]) {
            assert!(is_setting(variable), "{name} sets {variable}, which nobody reads");
        }
    }
    for (name, service) in services(&compose) {
        for variable in keys(&service["environment"]) {
            assert!(!is_secret(variable), "{name} shows {variable} to whoever lists processes");
        }
    }
}

#[test]
fn every_secret_is_a_file_that_the_script_makes_and_every_one_is_used() {
    let compose = compose();
    let script = read("scripts/secrets");
    let mut used = Vec::new();
    for (_, service) in services(&compose) {
        used.extend(texts(&service["secrets"]));
    }
    for (name, secret) in compose["secrets"].as_object().expect("there are secrets") {
        assert_eq!(secret["file"], format!("./secrets/{name}"));
        assert!(script.contains(&format!("keep {name}\n")), "scripts/secrets does not make {name}");
        assert!(used.contains(&name.as_str()), "nobody uses {name}");
    }
    for secret in used {
        assert!(compose["secrets"][secret].is_object(), "{secret} is nowhere defined");
    }
}

#[test]
fn every_file_that_is_mounted_is_here_and_every_volume_is_named() {
    let compose = compose();
    for (name, service) in services(&compose) {
        for mount in texts(&service["volumes"]) {
            let (from, to) = mount.split_once(':').expect("a source and a place");
            if from.starts_with("./") {
                assert!(path(from).exists(), "{name} mounts {from}, which is not there");
                assert!(to.ends_with(":ro"), "{name} could change {from}");
            } else {
                assert!(
                    keys(&compose["volumes"]).contains(&from),
                    "{name} mounts {from}, which is no volume"
                );
            }
        }
    }
}

#[test]
fn nobody_starts_before_what_it_needs_is_well() {
    let compose = compose();
    let all: Vec<_> = services(&compose).iter().map(|(name, _)| *name).collect();
    for (name, service) in services(&compose) {
        for needed in keys(&service["depends_on"]) {
            assert!(all.contains(&needed), "{name} waits for {needed}, which is nobody");
            let condition = &service["depends_on"][needed]["condition"];
            if condition == "service_healthy" {
                let test = texts(&compose["services"][needed]["healthcheck"]["test"]);
                assert!(test.len() > 1, "{needed} cannot be asked how it is");
            } else {
                assert_eq!(condition, "service_started", "{name}");
            }
        }
    }
    for (name, service) in ours(&compose) {
        assert_eq!(service["depends_on"]["redis"]["condition"], "service_healthy", "{name}");
    }
    assert_eq!(compose["services"]["caddy"]["depends_on"]["echonest"]["condition"], "service_healthy");
}

#[test]
fn two_replicas_of_the_page_and_one_player_are_all_there_is_of_ours() {
    let compose = compose();
    let mut roles: Vec<_> = ours(&compose).iter().map(|(_, service)| texts(&service["command"])).collect();
    roles.sort_unstable();
    assert_eq!(roles, [["player"], ["web"], ["web"]]);
    assert!(roles.iter().all(|role| ROLES.contains(&role[0])));
    assert!(is_only_in(&compose["services"]["echonest-2"], "scale"));
}

#[test]
fn only_the_door_is_reached_from_outside_and_only_its_word_counts() {
    let compose = compose();
    for (name, service) in services(&compose) {
        let is_open = |port: &&str| !port.starts_with("127.0.0.1:");
        let open = texts(&service["ports"]).into_iter().filter(is_open).count();
        assert!(open == 0 || name == "caddy", "{name} is open to everybody");
    }
    let door = &compose["services"]["caddy"]["networks"]["front"]["ipv4_address"];
    assert!(door.is_string());
    for (name, service) in ours(&compose) {
        assert_eq!(&service["environment"]["TRUSTED_PROXIES"], door, "{name}");
    }
    assert_eq!(texts(&compose["services"]["redis"]["networks"]), ["store"]);
    assert_eq!(compose["networks"]["store"]["internal"], true);
}
