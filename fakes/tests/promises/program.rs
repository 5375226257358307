//! The stand-ins as a program.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Command, Stdio},
};

#[test]
fn it_says_where_it_is_and_ends_when_it_is_told_to() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fakes"))
        .args(["--google", "127.0.0.1:0", "--spotify", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(program.stdout.take().unwrap());
    for start in ["Google is ready at http://127.0.0.1:", "Spotify is ready at http://127.0.0.1:"] {
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let port: u16 = line.trim_end().strip_prefix(start).unwrap().parse().unwrap();
        assert_ne!(port, 0);
    }
    Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap();
    assert!(program.wait().unwrap().success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}
