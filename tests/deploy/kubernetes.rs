//! `deploy/kubernetes`: what every object has, and that they know each other.

use std::process::Command;

use serde_json::Value;

use crate::files::{ROLES, has, in_folder, is_secret, is_setting, keys, path, read, texts, yaml};

/// Where each kind of object is defined today.
const KINDS: [(&str, &str); 9] = [
    ("ConfigMap", "v1"),
    ("Deployment", "apps/v1"),
    ("HorizontalPodAutoscaler", "autoscaling/v2"),
    ("Ingress", "networking.k8s.io/v1"),
    ("NetworkPolicy", "networking.k8s.io/v1"),
    ("PersistentVolumeClaim", "v1"),
    ("PodDisruptionBudget", "policy/v1"),
    ("Service", "v1"),
    ("StatefulSet", "apps/v1"),
];

/// Every object of every file.
fn objects() -> Vec<Value> {
    let mut objects = Vec::new();
    for name in in_folder("deploy/kubernetes", ".yaml") {
        if name.ends_with("/kustomization.yaml") {
            continue;
        }
        for text in read(&name).split("\n---\n") {
            let object = serde_saphyr::from_str(text);
            objects.push(object.unwrap_or_else(|error| panic!("{name} is not understood: {error}")));
        }
    }
    objects
}

/// The objects of a kind.
fn of_kind(kind: &str) -> Vec<Value> {
    let mut objects = objects();
    objects.retain(|object| object["kind"] == kind);
    assert!(!objects.is_empty(), "there is no {kind}");
    objects
}

/// What runs: each with its name, its pod, and its one container.
fn workloads() -> Vec<(String, Value, Value)> {
    let found = of_kind("Deployment").into_iter().chain(of_kind("StatefulSet"));
    let with_parts = found.map(|object| {
        let name = object["metadata"]["name"].as_str().expect("a name").to_owned();
        let pod = object["spec"]["template"].clone();
        assert_eq!(object["spec"]["selector"]["matchLabels"], pod["metadata"]["labels"], "{name}");
        let containers = pod["spec"]["containers"].as_array().expect("containers");
        assert_eq!(containers.len(), 1, "{name}");
        let container = containers[0].clone();
        (name, pod["spec"].clone(), container)
    });
    with_parts.collect()
}

#[test]
fn every_object_is_of_a_kind_that_there_is() {
    for object in objects() {
        let kind = object["kind"].as_str().expect("a kind");
        let known = KINDS.iter().find(|(known, _)| *known == kind);
        assert_eq!(known.map(|(_, version)| *version), object["apiVersion"].as_str(), "{kind}");
        assert!(object["metadata"]["name"].is_string(), "{kind}");
    }
}

#[test]
fn every_file_is_listed_and_every_listed_file_is_here() {
    let listed = yaml("deploy/kubernetes/kustomization.yaml");
    let mut listed: Vec<_> =
        texts(&listed["resources"]).iter().map(|name| format!("deploy/kubernetes/{name}")).collect();
    listed.push("deploy/kubernetes/kustomization.yaml".into());
    listed.sort();
    assert_eq!(listed, in_folder("deploy/kubernetes", ".yaml"));
}

#[test]
fn whatever_runs_is_asked_how_it_is_and_has_its_limits() {
    for (name, _, container) in workloads() {
        let ports: Vec<_> =
            container["ports"].as_array().into_iter().flatten().map(|port| &port["name"]).collect();
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            let probe = &container[probe];
            assert!(probe.is_object(), "{name} has no such probe");
            for how in ["httpGet", "tcpSocket"] {
                assert!(probe[how].is_null() || ports.contains(&&probe[how]["port"]), "{name}: {probe}");
            }
        }
        let resources = &container["resources"];
        assert!(resources["limits"]["memory"].is_string(), "{name}");
        assert!(
            resources["requests"]["memory"].is_string() && resources["requests"]["cpu"].is_string(),
            "{name}"
        );
    }
}

#[test]
fn no_replica_is_taken_away_while_redis_is() {
    let (_, _, web) = workloads().into_iter().find(|(name, ..)| name == "web").expect("the page");
    assert_eq!(web["startupProbe"]["httpGet"]["path"], "/health/ready");
    assert_eq!(web["readinessProbe"]["httpGet"]["path"], "/health/live");
    assert_eq!(web["livenessProbe"]["httpGet"]["path"], "/health/live");
}

#[test]
fn whatever_runs_has_little_power() {
    for (name, pod, container) in workloads() {
        assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
        assert_eq!(pod["enableServiceLinks"], false, "{name}: REDIS_PORT would be set to an address");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert_eq!(pod["securityContext"]["seccompProfile"]["type"], "RuntimeDefault", "{name}");
        let context = &container["securityContext"];
        assert_eq!(context["allowPrivilegeEscalation"], false, "{name}");
        assert_eq!(context["readOnlyRootFilesystem"], true, "{name}");
        assert_eq!(texts(&context["capabilities"]["drop"]), ["ALL"], "{name}");
    }
}

#[test]
fn what_is_mounted_is_there() {
    for (name, pod, container) in workloads() {
        let volumes = pod["volumes"].as_array().into_iter().flatten().map(|volume| &volume["name"]);
        let mut volumes: Vec<_> = volumes.collect();
        let store = Value::from("store");
        if name == "redis" {
            volumes.push(&store);
        }
        for mount in container["volumeMounts"].as_array().expect("mounts") {
            assert!(volumes.contains(&&mount["name"]), "{name}: {mount}");
        }
    }
    let claims = of_kind("PersistentVolumeClaim");
    for (name, pod, _) in workloads() {
        for volume in pod["volumes"].as_array().into_iter().flatten() {
            let claim = &volume["persistentVolumeClaim"]["claimName"];
            assert!(claim.is_null() || claims.iter().any(|it| &it["metadata"]["name"] == claim), "{name}");
            let secret = &volume["secret"]["secretName"];
            assert!(secret.is_null() || secret == "echonest", "{name}");
        }
    }
}

#[test]
fn our_processes_are_told_settings_that_there_are_and_secrets_as_files() {
    let settings = &of_kind("ConfigMap")[0]["data"];
    for name in keys(settings) {
        assert!(is_setting(name) && !is_secret(name), "{name}");
        assert!(settings[name].is_string(), "{name} has to be a text");
    }
    let told = read("deploy/kubernetes/README.md");
    for (name, _, container) in workloads().into_iter().filter(|(name, ..)| name != "redis") {
        assert!(ROLES.contains(&texts(&container["args"])[0]), "{name}");
        assert_eq!(container["envFrom"][0]["configMapRef"]["name"], "echonest", "{name}");
    }
    for file in keys(settings).into_iter().filter(|name| name.ends_with("_FILE")) {
        let place = settings[file].as_str().expect("a text");
        let secret = place.strip_prefix("/run/secrets/echonest/").expect("where secrets are mounted");
        assert!(told.contains(&format!("--from-file=secrets/{secret}")), "nobody makes {secret}");
    }
}

#[test]
fn replicas_follow_open_sockets_and_one_of_them_always_stays() {
    let scaler = &of_kind("HorizontalPodAutoscaler")[0]["spec"];
    assert_eq!(scaler["scaleTargetRef"]["name"], "web");
    assert!(scaler["minReplicas"].as_u64() >= Some(2));
    assert_eq!(scaler["metrics"][0]["pods"]["metric"]["name"], "echonest_sockets");
    let budgets = of_kind("PodDisruptionBudget");
    for name in ["web", "player"] {
        assert!(
            budgets.iter().any(|budget| budget["spec"]["selector"]["matchLabels"]["app"] == name),
            "{name}"
        );
    }
    let web = of_kind("Deployment").into_iter().find(|it| it["metadata"]["name"] == "web").expect("the page");
    assert!(web["spec"]["replicas"].is_null(), "applying it would undo what the scaler did");
}

#[test]
fn kustomize_puts_it_together() {
    if !has("kubectl") {
        eprintln!("kubectl is not here, so nobody tries.");
        return;
    }
    let output = Command::new("kubectl").arg("kustomize").arg(path("deploy/kubernetes")).output();
    let output = output.expect("it can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.split("\n---\n").count(), objects().len());
}
