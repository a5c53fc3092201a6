//! Which editions of which code sets are at hand: those inside the program, and those that the user added.
//!
//! Nothing is opened before it is asked for. What the user added lies in a folder, one file an edition; of two with the
//! same name the added one counts.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use super::annex::{Annex, AnnexKind};
use super::book::{Book, BookError, Place, write};
use super::release::Release;
use super::search::{Aid, Search, Searcher};
use super::shipped::SHIPPED;
use super::{Code, System};

/// A system and the name of an edition: `icd-10-cm=2026`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EditionName {
    /// The code system.
    pub system: System,
    /// The edition.
    pub edition: String,
}

impl fmt::Display for EditionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.system, self.edition)
    }
}

/// `icd-10-cm=2026`, also `icd-10-cm-2026`.
impl FromStr for EditionName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` names no edition: write system=edition, `icd-10-cm=2026`");
        let system = System::ALL.into_iter().find(|s| text.starts_with(s.name())).ok_or_else(wrong)?;
        let edition = text[system.name().len()..].strip_prefix(['=', '-', ' ']).ok_or_else(wrong)?;
        let named = !edition.is_empty()
            && edition.len() <= 40
            && edition.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if named { Ok(Self { system, edition: edition.to_owned() }) } else { Err(wrong()) }
    }
}

/// Why an edition cannot be used or added.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is no book of this program.
    #[error("{}: {error}", path.display())]
    Book {
        /// The file.
        path: PathBuf,
        /// Why.
        error: BookError,
    },
    /// The new edition is much smaller than one at hand.
    #[error(
        "{name} would have {new} codes, and {other} has {old}: the file is likely cut off, so it was not added; --partial adds it all the same"
    )]
    Partial {
        /// The new edition.
        name: EditionName,
        /// How many codes it would have.
        new: u32,
        /// The edition it was compared with.
        other: EditionName,
        /// How many codes that one has.
        old: u32,
    },
    /// The same edition is here, and says more.
    #[error(
        "{name} is here with its notes, which this file does not have, so it was not added; --partial puts it in its place"
    )]
    Poorer {
        /// The edition.
        name: EditionName,
    },
    /// It cannot be put into a form that the program reads.
    #[error("{0} cannot be written: its tabular list is not well formed")]
    Unwritable(EditionName),
}

/// Where the bytes of an edition are.
#[derive(Clone, Debug)]
enum Origin {
    Shipped(&'static [u8]),
    File(PathBuf),
}

/// An edition on the shelf, opened when first asked for.
#[derive(Debug)]
pub struct Shelved {
    /// Its name.
    pub name: EditionName,
    origin: Origin,
    book: OnceLock<Result<Book, BookError>>,
    searcher: OnceLock<Searcher>,
}

impl fmt::Debug for Searcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Searcher")
    }
}

impl Shelved {
    fn new(name: EditionName, origin: Origin) -> Self {
        Self { name, origin, book: OnceLock::new(), searcher: OnceLock::new() }
    }

    /// Whether it is part of the program.
    pub fn is_shipped(&self) -> bool {
        matches!(self.origin, Origin::Shipped(_))
    }

    /// How many bytes it has on disk or in the program.
    pub fn size(&self) -> u64 {
        match &self.origin {
            Origin::Shipped(bytes) => bytes.len() as u64,
            Origin::File(path) => fs::metadata(path).map_or(0, |m| m.len()),
        }
    }

    /// The book.
    ///
    /// # Errors
    /// When the file is gone, damaged, or of another version.
    pub fn book(&self) -> Result<&Book, EditionError> {
        let opened = self.book.get_or_init(|| match &self.origin {
            Origin::Shipped(bytes) => Book::shipped(bytes),
            Origin::File(path) => fs::read(path).map_err(|_| BookError::Damaged).and_then(Book::read),
        });
        opened.as_ref().map_err(|error| EditionError::Book { path: self.path(), error: *error })
    }

    fn path(&self) -> PathBuf {
        match &self.origin {
            Origin::Shipped(_) => PathBuf::from(file_name(&self.name)),
            Origin::File(path) => path.clone(),
        }
    }

    /// Codes that a query means, at most `limit`.
    ///
    /// # Errors
    /// When the book cannot be opened.
    pub fn search(&self, query: &str, limit: usize) -> Result<Search, EditionError> {
        let book = self.book()?;
        let aid = Aid::shipped();
        let searcher = self.searcher.get_or_init(|| Searcher::new(book, aid));
        Ok(searcher.search(book, aid, query, limit))
    }
}

/// What lies in the folder and in the program.
#[derive(Debug, Default)]
pub struct Editions {
    shelves: Vec<Arc<Shelved>>,
    annexes: Vec<(AnnexKind, String, PathBuf)>,
    opened: OnceLock<Vec<Annex>>,
}

/// An edition for a list.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Its name.
    pub name: EditionName,
    /// Part of the program, or added.
    pub shipped: bool,
    /// Bytes.
    pub size: u64,
}

/// The name of an edition's file.
fn file_name(name: &EditionName) -> String {
    format!("{}-{}.book", name.system, name.edition)
}

impl Editions {
    /// What there is, with what lies in a folder; a folder that is not there holds nothing.
    pub fn open(folder: Option<&Path>) -> Self {
        let mut editions = Self::default();
        for shipped in SHIPPED {
            let name = EditionName { system: shipped.system, edition: shipped.edition.to_owned() };
            editions.shelves.push(Arc::new(Shelved::new(name, Origin::Shipped(shipped.bytes))));
        }
        let files = folder.and_then(|f| fs::read_dir(f).ok()).into_iter().flatten().flatten();
        for file in files {
            let path = file.path();
            let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or("");
            match path.extension().and_then(|e| e.to_str()) {
                Some("book") => {
                    let Ok(name) = stem.parse::<EditionName>() else { continue };
                    editions.shelves.retain(|s| s.name != name);
                    editions.shelves.push(Arc::new(Shelved::new(name, Origin::File(path))));
                }
                Some("list") => {
                    let kinds = [AnnexKind::PoaExempt, AnnexKind::Conversion];
                    let named = kinds.into_iter().find_map(|kind| {
                        let edition = stem.strip_prefix(kind.name())?.strip_prefix('-')?;
                        Some((kind, edition.to_owned()))
                    });
                    editions.annexes.extend(named.map(|(kind, edition)| (kind, edition, path)));
                }
                _ => {}
            }
        }
        editions.shelves.sort_by(|a, b| a.name.cmp(&b.name));
        editions.annexes.sort();
        editions
    }

    /// All editions, by system and name.
    pub fn all(&self) -> &[Arc<Shelved>] {
        &self.shelves
    }

    /// The lists beside them: kind and edition.
    pub fn annexes(&self) -> impl Iterator<Item = (AnnexKind, &str)> {
        self.annexes.iter().map(|(kind, edition, _)| (*kind, edition.as_str()))
    }

    /// An edition.
    pub fn get(&self, system: System, edition: &str) -> Option<&Arc<Shelved>> {
        self.shelves.iter().find(|s| s.name.system == system && s.name.edition == edition)
    }

    /// The newest edition of a system.
    pub fn latest(&self, system: System) -> Option<&Arc<Shelved>> {
        self.shelves.iter().rfind(|s| s.name.system == system)
    }

    /// The editions before another, the newest first.
    fn before<'a>(&'a self, name: &EditionName) -> impl Iterator<Item = &'a Arc<Shelved>> {
        let name = name.clone();
        self.shelves.iter().rev().filter(move |s| s.name.system == name.system && s.name.edition < name.edition)
    }

    /// The books that keys are graded by: for each system the edition that is named, or the newest where none is.
    pub fn books<'a>(&self, named: impl Iterator<Item = (&'a str, &'a str)>) -> Books {
        let named: Vec<(&str, &str)> = named.collect();
        let shelf = |system: System| match named.iter().find(|(name, _)| *name == system.name()) {
            Some((_, edition)) => self.get(system, edition).cloned(),
            None => self.latest(system).cloned(),
        };
        let shelves: Vec<Arc<Shelved>> = System::ALL.into_iter().filter_map(shelf).collect();
        let before = |s: &Arc<Shelved>| self.before(&s.name).cloned().collect::<Vec<Arc<Shelved>>>();
        let older = shelves.iter().flat_map(before).collect();
        Books { shelves, older }
    }

    /// A list of an edition, or the newest of its kind.
    pub fn annex(&self, kind: AnnexKind, edition: Option<&str>) -> Option<&Annex> {
        let opened = self.opened.get_or_init(|| {
            let read = |(_, _, path): &(AnnexKind, String, PathBuf)| read_annex(path).ok();
            self.annexes.iter().filter_map(read).collect()
        });
        opened.iter().rfind(|a| a.kind == kind && edition.is_none_or(|e| a.edition == e))
    }

    /// Whether a diagnosis is exempt from present-on-admission reporting; `None` where no list of the edition is at hand.
    pub fn poa_exempt(&self, edition: &str, code: &Code) -> Option<bool> {
        let list = self.annex(AnnexKind::PoaExempt, Some(edition))?;
        Some(list.line(code.normal()).is_some())
    }

    /// Adds a release to a folder. The file is whole and proved before it has its name.
    ///
    /// # Errors
    /// When it has far fewer codes than an edition at hand or none of the notes that are here (unless `partial`), or
    /// cannot be written.
    pub fn add(&self, folder: &Path, release: &Release, partial: bool) -> Result<PathBuf, EditionError> {
        let name = EditionName { system: release.system, edition: release.edition.clone() };
        let bytes = write(release).map_err(|error| EditionError::Io { path: folder.to_owned(), error })?;
        let book = Book::read(bytes.clone()).map_err(|_| EditionError::Unwritable(name.clone()))?;
        if !partial {
            let here = self.get(name.system, &name.edition).and_then(|s| s.book().ok());
            if here.is_some_and(Book::has_notes) && !book.has_notes() {
                return Err(EditionError::Poorer { name });
            }
            for other in self.shelves.iter().filter(|s| s.name.system == name.system) {
                let old = other.book().map_or(0, Book::billable_count);
                let new = book.billable_count();
                if new < old / 5 * 4 {
                    return Err(EditionError::Partial { name, new, other: other.name.clone(), old });
                }
            }
        }
        let path = folder.join(file_name(&name));
        place(folder, &path, &bytes)?;
        Ok(path)
    }

    /// Adds a list to a folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_annex(&self, folder: &Path, annex: &Annex) -> Result<PathBuf, EditionError> {
        let path = folder.join(format!("{}-{}.list", annex.kind.name(), annex.edition));
        let error =
            |e: postcard::Error| EditionError::Io { path: path.clone(), error: std::io::Error::other(e) };
        let body = postcard::to_stdvec(annex).map_err(error)?;
        let mut bytes = LIST_MAGIC.to_vec();
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        place(folder, &path, &bytes)?;
        Ok(path)
    }
}

const LIST_MAGIC: &[u8] = b"SEQLIST1";

fn read_annex(path: &Path) -> Result<Annex, EditionError> {
    let bytes = fs::read(path).map_err(|error| EditionError::Io { path: path.to_owned(), error })?;
    let damaged = || EditionError::Book { path: path.to_owned(), error: BookError::Damaged };
    let rest = bytes.strip_prefix(LIST_MAGIC).ok_or_else(damaged)?;
    let (hash, body) = rest.split_first_chunk::<32>().ok_or_else(damaged)?;
    if blake3::hash(body).as_bytes() != hash {
        return Err(damaged());
    }
    postcard::from_bytes(body).map_err(|_| damaged())
}

/// Writes a file so that it is there whole or not at all.
fn place(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), EditionError> {
    let fail = |error| EditionError::Io { path: path.to_owned(), error };
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|e| fail(e.error))?;
    Ok(())
}

/// The books that a question is graded by.
#[derive(Clone, Debug, Default)]
pub struct Books {
    shelves: Vec<Arc<Shelved>>,
    older: Vec<Arc<Shelved>>,
}

impl Books {
    /// None: codes are graded by syntax and key.
    pub fn none() -> Self {
        Self::default()
    }

    /// The edition of a system.
    pub fn shelf(&self, system: System) -> Option<&Arc<Shelved>> {
        self.shelves.iter().find(|s| s.name.system == system)
    }

    /// The book of a system; `None` where it is not at hand or cannot be opened.
    pub fn book(&self, system: System) -> Option<&Book> {
        self.shelf(system)?.book().ok()
    }

    /// The newest older edition that has a code, and where it stands there.
    pub fn older(&self, code: &Code) -> Option<(&Book, Place)> {
        let of_system = self.older.iter().filter(|s| s.name.system == code.system());
        of_system.filter_map(|s| s.book().ok()).find_map(|b| Some((b, b.place(code)?)))
    }
}
