//! A small builder. Output that is not expected must be empty: silence is asserted by default.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The start of every test's clock.
pub const NOW: &str = "2026-11-21T09:00:00Z";

/// One run of the binary.
pub struct Run {
    args: Vec<String>,
    stdin: Vec<u8>,
    env: Vec<(String, String)>,
    folder: PathBuf,
}

/// What a run printed.
#[derive(Debug)]
pub struct Printed {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

/// A folder of a test, removed at its end.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn profile(&self) -> PathBuf {
        self.path().join("data/profiles/default")
    }

    pub fn journal(&self) -> PathBuf {
        self.profile().join("journal.jsonl")
    }

    /// Writes a file of the test.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// A run with this home's data and a replayed clock.
    pub fn run(&self, args: &[&str]) -> Run {
        let mut run = Run {
            args: args.iter().map(|a| (*a).to_owned()).collect(),
            stdin: Vec::new(),
            env: Vec::new(),
            folder: self.path().to_path_buf(),
        };
        run.env.push(("SEQUELA_DATA_DIR".into(), self.path().join("data").display().to_string()));
        run.env.push(("SEQUELA_NOW".into(), NOW.into()));
        run.env.push(("SEQUELA_STEP".into(), "20s".into()));
        run.env.push(("TZ".into(), "UTC".into()));
        run
    }

    /// All JSON of a command that has nothing to say beside it.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let mut with_json = args.to_vec();
        with_json.push("--json");
        let printed = self.run(&with_json).go();
        assert!(printed.stderr.is_empty(), "{printed:?}");
        serde_json::from_str(&printed.stdout).unwrap_or_else(|e| panic!("{e}: {printed:?}"))
    }
}

impl Run {
    pub fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.stdin = bytes.to_vec();
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The command, for tests that drive it themselves.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sequela"));
        command.args(&self.args).current_dir(&self.folder);
        for name in ["SEQUELA_BANKS", "NO_COLOR"] {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(k, v)| (k, v)));
        command
    }

    pub fn go(self) -> Printed {
        let mut child = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A program that leaves before it has read everything is no failure of the test.
        let _ = child.stdin.take().expect("a pipe").write_all(&self.stdin);
        let output = child.wait_with_output().expect("the binary ends");
        let printed = Printed {
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
            code: output.status.code(),
        };
        assert!(!printed.stderr.contains("panicked"), "{printed:?}");
        printed
    }

    /// Succeeds, prints nothing to standard error; what it printed.
    pub fn ok(self) -> String {
        let printed = self.go();
        assert_eq!((printed.code, printed.stderr.as_str()), (Some(0), ""), "{printed:?}");
        printed.stdout
    }

    /// Fails with this code, prints nothing to standard output; what it said.
    pub fn fails(self, code: i32) -> String {
        let printed = self.go();
        assert_eq!((printed.code, printed.stdout.as_str()), (Some(code), ""), "{printed:?}");
        printed.stderr
    }
}

/// A bank with a question of every type.
pub const ALL_TYPES: &str = include_str!("../banks/all-types.toml");
