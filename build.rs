//! The page is carried inside the program. Where it has not been built yet, the program is built
//! without it, and says so when it is asked for the page.

fn main() {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/dist");
    if let Err(error) = std::fs::create_dir_all(built) {
        println!("cargo::error=cannot make {built}: {error}");
    }
    println!("cargo::rerun-if-changed=frontend/dist");
}
