//! The folder of a profile: what lies in it, who may read it, in which format it is.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{RandomBits, StoreError};

/// The version of journal and store that this program writes.
pub(super) const FORMAT: u32 = 1;

/// A profile: where one learner's data lie.
#[derive(Clone, Debug)]
pub struct Profile {
    name: String,
    folder: PathBuf,
    waiting: Waiting,
}

/// Who is told while a long journal is read: bytes done, and bytes in all.
#[derive(Clone)]
pub struct Waiting(Arc<dyn Fn(u64, u64) + Send + Sync>);

impl Waiting {
    /// Tells a function.
    pub fn new(tell: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Tells it.
    pub fn tell(&self, done: u64, all: u64) {
        (self.0)(done, all);
    }
}

impl Default for Waiting {
    fn default() -> Self {
        Self::new(|_, _| {})
    }
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

/// What a list of profiles says of each.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileInfo {
    /// The profile's name.
    pub name: String,
    /// Where it lies.
    pub folder: PathBuf,
    /// Bytes of journal.
    pub journal_bytes: u64,
}

/// Who writes: random, told by nothing about the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// The learner, the same on all machines that share a backup.
    pub learner: Box<str>,
    /// This folder.
    pub device: Box<str>,
}

impl Profile {
    /// The profile `name` below a data folder.
    pub fn new(data_dir: &Path, name: &str) -> Result<Self, StoreError> {
        let good = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if !good {
            return Err(StoreError::BadProfile(name.to_owned()));
        }
        Ok(Self {
            name: name.to_owned(),
            folder: data_dir.join("profiles").join(name),
            waiting: Waiting::default(),
        })
    }

    /// All profiles below a data folder, by name.
    pub fn list(data_dir: &Path) -> Vec<ProfileInfo> {
        let Ok(entries) = fs::read_dir(data_dir.join("profiles")) else { return Vec::new() };
        let mut profiles: Vec<ProfileInfo> = entries
            .filter_map(Result::ok)
            .filter(|e| e.path().is_dir())
            .filter_map(|e| Self::new(data_dir, e.file_name().to_str()?).ok())
            .map(|p| {
                let journal_bytes = p
                    .segments()
                    .iter()
                    .filter_map(|(_, path)| fs::metadata(path).ok())
                    .map(|m| m.len())
                    .sum();
                ProfileInfo { name: p.name, folder: p.folder, journal_bytes }
            })
            .collect();
        profiles.sort_by(|a, b| a.name.cmp(&b.name));
        profiles
    }

    /// The same profile, with somebody to be told while its journal is read.
    #[must_use]
    pub fn telling(mut self, waiting: Waiting) -> Self {
        self.waiting = waiting;
        self
    }

    pub(super) fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// The profile's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the lines typed at the prompt are kept.
    pub fn line_history(&self) -> PathBuf {
        self.folder.join("history.txt")
    }

    /// Whether anything was ever written here.
    ///
    /// # Errors
    /// When it cannot be told: a folder that may not be read is not an empty one.
    pub fn exists(&self) -> Result<bool, StoreError> {
        for path in [self.segment_file(1), self.store_folder()] {
            if path.try_exists().map_err(StoreError::io("look for", &path))? {
                return Ok(true);
            }
        }
        Ok(!self.segments().is_empty())
    }

    pub(super) fn store_folder(&self) -> PathBuf {
        self.folder.join("store")
    }

    pub(super) fn lock_file(&self) -> PathBuf {
        self.folder.join("lock")
    }

    fn identity_file(&self) -> PathBuf {
        self.folder.join("identity.json")
    }

    /// The file of a segment, counted from 1.
    pub(super) fn segment_file(&self, segment: u32) -> PathBuf {
        match segment {
            0 | 1 => self.folder.join("journal.jsonl"),
            n => self.folder.join(format!("journal-{n:06}.jsonl")),
        }
    }

    /// All segments that there are, in order; one that is missing does not hide those behind it.
    pub(super) fn segments(&self) -> Vec<(u32, PathBuf)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut segments: Vec<(u32, PathBuf)> = entries
            .filter_map(Result::ok)
            .filter_map(|e| {
                let name = e.file_name();
                let number = name.to_str()?.strip_prefix("journal")?.strip_suffix(".jsonl")?;
                let number = match number {
                    "" => 1,
                    n => n.strip_prefix('-')?.parse().ok()?,
                };
                Some((number, e.path()))
            })
            .collect();
        segments.sort();
        segments
    }

    /// Stores and journals that were put aside.
    pub(super) fn put_aside(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .map(|e| e.path())
            .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().contains(".aside-")))
            .collect();
        paths.sort();
        paths
    }

    /// A free name for something put aside: `store.aside-1`.
    pub(super) fn aside_name(&self, what: &str) -> PathBuf {
        let mut number = self.put_aside().len() + 1;
        loop {
            let path = self.folder.join(format!("{what}.aside-{number}"));
            if !path.exists() {
                return path;
            }
            number += 1;
        }
    }

    pub(super) fn create(&self) -> Result<(), StoreError> {
        create_private_folder(&self.folder).map_err(StoreError::io("create", &self.folder))
    }

    /// Takes the rights of others away from everything in the folder. Where the system has no such rights, the
    /// folder of the account is what keeps them out.
    pub(super) fn make_private(&self) {
        make_private(&self.folder);
    }

    /// Refuses data of a newer program; writes the markers where there are none.
    pub(super) fn check_formats(&self) -> Result<(), StoreError> {
        for (marker, what) in [("journal.format", "journal"), ("store.format", "store")] {
            let path = self.folder.join(marker);
            match fs::read_to_string(&path) {
                Ok(text) => {
                    let found = text.trim().strip_prefix(&format!("sequela {what} ")).unwrap_or("?");
                    match found.parse::<u32>() {
                        Ok(n) if n <= FORMAT => {}
                        Ok(_) => {
                            return Err(StoreError::Newer { path, found: found.to_owned(), known: FORMAT });
                        }
                        Err(_) => {
                            return Err(StoreError::Unusable {
                                path,
                                why: format!(
                                    "it should say `sequela {what} {FORMAT}`; if you did not change it, write that line into it"
                                ),
                            });
                        }
                    }
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                    write_file(&path, format!("sequela {what} {FORMAT}\n").as_bytes())?;
                }
                Err(e) => return Err(StoreError::io("read", &path)(e)),
            }
        }
        Ok(())
    }

    /// Who writes here; drawn at random the first time.
    pub(super) fn identity(&self, random: RandomBits<'_>) -> Result<Identity, StoreError> {
        let path = self.identity_file();
        match fs::read_to_string(&path) {
            Ok(text) => {
                if let Ok(identity) = serde_json::from_str(&text) {
                    return Ok(identity);
                }
                // The identity is no secret and no key: a damaged one is replaced by a new device.
                let aside = self.aside_name("identity.json");
                fs::rename(&path, &aside).map_err(StoreError::io("put aside", &path))?;
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(StoreError::io("read", &path)(e)),
        }
        let identity = Identity {
            learner: format!("{:032x}", random()).into(),
            device: format!("{:016x}", random() as u64).into(),
        };
        self.write_identity(&identity)?;
        Ok(identity)
    }

    /// The same learner under another device.
    pub(super) fn new_device(&self, old: &Identity, random: RandomBits<'_>) -> Result<Identity, StoreError> {
        let identity = Identity { device: format!("{:016x}", random() as u64).into(), ..old.clone() };
        self.write_identity(&identity)?;
        Ok(identity)
    }

    fn write_identity(&self, identity: &Identity) -> Result<(), StoreError> {
        let text = serde_json::to_string(identity).unwrap_or_default();
        write_file(&self.identity_file(), text.as_bytes())
    }

    /// Removes journal, store, line history, identity, and what was put aside. Backups lie elsewhere and stay.
    pub(super) fn erase(&self) -> Result<Vec<PathBuf>, StoreError> {
        let mut removed = Vec::new();
        let files = self.segments().into_iter().map(|(_, p)| p);
        let files = files.chain([
            self.line_history(),
            self.identity_file(),
            self.folder.join("journal.format"),
            self.folder.join("store.format"),
        ]);
        for path in files.chain([self.store_folder()]).chain(self.put_aside()) {
            if !path.exists() {
                continue;
            }
            let done = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            done.map_err(StoreError::io("remove", &path))?;
            removed.push(path);
        }
        Ok(removed)
    }
}

/// Writes a small file whole: to a neighbour, synced, then put in its place.
pub(super) fn write_file(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let fail = |e| StoreError::io("write", path)(e);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(fail)?;
    file.persist(path).map_err(|e| fail(e.error))?;
    sync_folder(folder);
    Ok(())
}

/// Makes the entries of a folder durable, where the system knows such a thing.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(handle) = File::open(folder)
    {
        // A file system that cannot do it keeps its entries safe by itself or not at all.
        let _ = handle.sync_all();
    }
}

/// Opens a file for appending, private to the account when it is made.
pub(super) fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(meta) = fs::symlink_metadata(path) else { return };
    if meta.file_type().is_symlink() {
        return;
    }
    let mode = if meta.is_dir() { 0o700 } else { 0o600 };
    if meta.permissions().mode() & 0o777 != mode {
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(mode));
    }
    if meta.is_dir()
        && let Ok(entries) = fs::read_dir(path)
    {
        entries.filter_map(Result::ok).for_each(|e| make_private(&e.path()));
    }
}

#[cfg(not(unix))]
fn make_private(_path: &Path) {}
