//! Which editions of which code sets are at hand: those inside the program, and those that the user added.
//!
//! Nothing is opened before it is asked for. What the user added lies in a folder, one file an edition; of two with the
//! same name the added one counts.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::annex::{Annex, AnnexKind};
use super::book::{Book, BookError, Place, write};
use super::edition::{EditionError, EditionName};
use super::release::Release;
use super::search::{Aid, Search, Searcher};
use super::shipped::SHIPPED;
use super::{Code, System};

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
    book: OnceLock<Result<Book, EditionError>>,
    searcher: OnceLock<Searcher>,
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

    /// What tells it from another book of the same name: when its file was written, where it is one.
    pub fn stamp(&self) -> u128 {
        let written = match &self.origin {
            Origin::Shipped(_) => None,
            Origin::File(path) => fs::metadata(path).and_then(|m| m.modified()).ok(),
        };
        let since = written.and_then(|w| w.duration_since(std::time::UNIX_EPOCH).ok());
        since.map_or(0, |s| s.as_nanos())
    }

    /// The book.
    ///
    /// # Errors
    /// When the file is gone, damaged, or of another version.
    pub fn book(&self) -> Result<&Book, EditionError> {
        self.book.get_or_init(|| self.open()).as_ref().map_err(Clone::clone)
    }

    fn open(&self) -> Result<Book, EditionError> {
        let broken = |error| EditionError::Book { path: self.path(), error };
        let book = match &self.origin {
            Origin::Shipped(bytes) => Book::shipped(bytes).map_err(broken)?,
            Origin::File(path) => {
                let bytes = fs::read(path)
                    .map_err(|e| EditionError::Io { path: path.clone(), error: Arc::new(e) })?;
                Book::read(bytes).map_err(broken)?
            }
        };
        let holds = EditionName { system: book.system(), edition: book.edition().to_owned() };
        if holds == self.name { Ok(book) } else { Err(EditionError::Misnamed { path: self.path(), holds }) }
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
        let searcher = self.searcher.get_or_init(|| Searcher::shipped(book));
        Ok(searcher.search(book, Aid::shipped(), query, limit))
    }
}

/// What lies in the folder and in the program.
#[derive(Debug, Default)]
pub struct Editions {
    shelves: Vec<Arc<Shelved>>,
    annexes: Vec<(AnnexKind, String, PathBuf)>,
    /// Files that are called as a shipped edition and cannot be used.
    unusable: Vec<PathBuf>,
    opened: OnceLock<Vec<Annex>>,
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
                    let added = Shelved::new(name.clone(), Origin::File(path.clone()));
                    // A damaged file does not take the place of what is shipped.
                    let shipped = editions.shelves.iter().any(|s| s.name == name);
                    if shipped && added.book().is_err() {
                        editions.unusable.push(path);
                        continue;
                    }
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

    /// Files in the folder that cannot be used, though what is shipped stands in for them.
    pub fn unusable(&self) -> &[PathBuf] {
        &self.unusable
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
        self.shelves
            .iter()
            .rev()
            .filter(move |s| s.name.system == name.system && s.name.edition < name.edition)
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

    /// A release as the bytes of a file, proved to be readable: nothing is written yet.
    ///
    /// # Errors
    /// When it has far fewer codes than an edition at hand, or says less than the one of its name (unless `partial`).
    pub fn prepare(&self, release: &Release, partial: bool) -> Result<Prepared, EditionError> {
        let name = EditionName::new(release.system, &release.edition)
            .ok_or_else(|| EditionError::Unnamed(release.edition.clone()))?;
        let bytes = write(release).map_err(|_| EditionError::Unwritable(name.clone()))?;
        let book = Book::read(bytes.clone()).ok().filter(|b| b.is_whole() && b.billable_count() > 0);
        let book = book.ok_or_else(|| EditionError::Unwritable(name.clone()))?;
        let here = self.get(name.system, &name.edition).and_then(|s| s.book().ok());
        if !partial {
            let loses =
                |b: &Book| (b.has_notes() && !book.has_notes()) || (b.has_index() && !book.has_index());
            if here.is_some_and(loses) {
                return Err(EditionError::Poorer { name });
            }
            for other in self.shelves.iter().filter(|s| s.name.system == name.system) {
                let old = other.book().map_or(0, Book::billable_count);
                let new = book.billable_count();
                if u64::from(new) * 100 < u64::from(old) * 90 {
                    return Err(EditionError::Partial { name, new, other: other.name.clone(), old });
                }
            }
        }
        let replaces = here.map(Book::billable_count);
        let counts = Some((book.billable_count(), book.header_count()));
        Ok(Prepared { file: file_name(&name), bytes, replaces, counts })
    }

    /// A list as the bytes of a file.
    ///
    /// # Errors
    /// When it has far fewer lines than the one at hand (unless `partial`).
    pub fn prepare_annex(&self, annex: &Annex, partial: bool) -> Result<Prepared, EditionError> {
        let name = EditionName::new(System::Icd10Cm, &annex.edition);
        let name = name.ok_or_else(|| EditionError::Unnamed(annex.edition.clone()))?;
        let here = self.annex(annex.kind, Some(&annex.edition)).map(|a| a.len() as u32);
        if let Some(old) = here.filter(|old| !partial && (annex.len() as u32) < old / 10 * 9) {
            let new = annex.len() as u32;
            return Err(EditionError::Partial { name: name.clone(), new, other: name, old });
        }
        let file = format!("{}-{}.list", annex.kind.name(), annex.edition);
        let body = postcard::to_stdvec(annex).map_err(|_| EditionError::Unwritable(name))?;
        let bytes = [LIST_MAGIC, blake3::hash(&body).as_bytes(), &body].concat();
        Ok(Prepared { file, bytes, replaces: here, counts: None })
    }
}

/// A file that is ready to be put into the folder of editions.
pub struct Prepared {
    file: String,
    bytes: Vec<u8>,
    /// How many codes or lines what it replaces has.
    pub replaces: Option<u32>,
    counts: Option<(u32, u32)>,
}

impl Prepared {
    /// Codes that are reported as they stand, and headers; nothing for a list.
    pub fn counts(&self) -> Option<(u32, u32)> {
        self.counts
    }

    /// Writes it; it is there whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn place(&self, folder: &Path) -> Result<PathBuf, EditionError> {
        let path = folder.join(&self.file);
        place(folder, &path, &self.bytes)?;
        Ok(path)
    }
}

const LIST_MAGIC: &[u8] = b"SEQLIST1";

fn read_annex(path: &Path) -> Result<Annex, EditionError> {
    let bytes = fs::read(path).map_err(|e| EditionError::Io { path: path.to_owned(), error: Arc::new(e) })?;
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
    let fail = |e| EditionError::Io { path: path.to_owned(), error: Arc::new(e) };
    fs::create_dir_all(folder).map_err(fail)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fail)?;
    file.write_all(bytes).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|e| fail(e.error))?;
    // The name is durable when the folder is; where folders cannot be synced, the system does it in its own time.
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
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
