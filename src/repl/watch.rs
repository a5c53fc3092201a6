//! Doing the same again whenever a file is saved.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use clap::ArgMatches;
use notify::{Event, EventKind, RecursiveMode, Watcher as _};

use super::Repl;
use crate::app::{Failure, FailureKind, Then};

/// Editors save in several steps: what follows so soon belongs to one saving.
const SETTLING: Duration = Duration::from_millis(120);

impl Repl {
    /// Runs the verb again when one of the paths changes, until nobody reads on or the process is ended.
    pub(super) fn watch(&mut self, matches: &ArgMatches, paths: &[PathBuf]) -> u8 {
        let (sender, events) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|e| concerns_banks(&e)) {
                // Nobody listens any more when the program ends.
                let _ = sender.send(());
            }
        });
        let started = watcher.and_then(|mut watcher| {
            for path in paths {
                watcher.watch(&watched(path), RecursiveMode::Recursive)?;
            }
            Ok(watcher)
        });
        let _watcher = match started {
            Ok(watcher) => watcher,
            Err(error) => {
                let failure = Failure::data(format!("cannot watch the files: {error}"));
                self.screen.failure(&failure.help("`bank check` alone checks them once"));
                return FailureKind::Data.exit_code();
            }
        };
        self.screen.print("Watching; Ctrl-C ends.\n");
        while wait(&events) && !self.screen.is_closed() {
            self.screen.print("\n--- saved; checked again ---\n");
            let result = self.app.run(matches);
            self.show(result.map(|outcome| crate::app::Outcome { then: Then::GoOn, ..outcome }));
        }
        0
    }
}

/// A file is replaced when it is saved: its folder is what stays.
fn watched(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_path_buf();
    }
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
}

fn concerns_banks(event: &Event) -> bool {
    let changes = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    changes && event.paths.iter().any(|p| p.extension().is_some_and(|e| e == "toml"))
}

/// Waits for a change, and until it has settled; whether there can be more.
fn wait(events: &Receiver<()>) -> bool {
    if events.recv().is_err() {
        return false;
    }
    while events.recv_timeout(SETTLING).is_ok() {}
    true
}
