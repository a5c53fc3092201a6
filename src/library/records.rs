//! Questions by position: in the cache file, or in memory.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};

use serde::de::DeserializeOwned;

use super::index::{BankIndex, FileEntry, RecordPlace, check_of};
use super::source::Source;
use crate::bank::{Taxonomy, read_bank};

/// Where the records are.
pub(super) struct Records {
    /// The cache file; opened when the first record is read.
    file: Option<PathBuf>,
    handle: OnceLock<Option<Mutex<File>>>,
    /// Records of files that are not in the cache, by key.
    memory: HashMap<String, Vec<u8>>,
    /// To read a bank again when its records turn out damaged.
    sources: HashMap<String, Source>,
    repaired: Mutex<HashMap<String, Vec<u8>>>,
}

impl Records {
    pub fn new(
        file: Option<PathBuf>,
        memory: HashMap<String, Vec<u8>>,
        sources: HashMap<String, Source>,
    ) -> Self {
        Self { file, handle: OnceLock::new(), memory, sources, repaired: Mutex::default() }
    }

    /// Reads a record and checks it. Where the cache is damaged, the bank itself is read again and the cache thrown
    /// away.
    pub fn read<T: DeserializeOwned>(
        &self,
        entry: &FileEntry,
        place: RecordPlace,
        taxonomy: &Taxonomy,
    ) -> Result<T, String> {
        if let Some(value) = self.bytes(entry, place).and_then(|b| decode(&b, place)) {
            return Ok(value);
        }
        let mut repaired = self.repaired.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !repaired.contains_key(&entry.key) {
            if let Some(file) = &self.file {
                // The next start builds it again.
                let _ = std::fs::remove_file(file);
            }
            let text = self.sources.get(&entry.key).map(Source::read).transpose().map_err(|e| e.why)?;
            let built = text.and_then(|t| BankIndex::build(read_bank(&t, taxonomy)));
            let (_, bytes) = built.ok_or_else(|| changed(&entry.label))?;
            repaired.insert(entry.key.clone(), bytes);
        }
        let bytes = repaired.get(&entry.key).and_then(|b| slice(b, place));
        bytes.and_then(|b| decode(b, place)).ok_or_else(|| changed(&entry.label))
    }

    fn bytes(&self, entry: &FileEntry, place: RecordPlace) -> Option<Vec<u8>> {
        if let Some(bytes) = self.memory.get(&entry.key) {
            return slice(bytes, place).map(<[u8]>::to_vec);
        }
        let handle = self.handle.get_or_init(|| File::open(self.file.as_ref()?).ok().map(Mutex::new));
        let mut file = handle.as_ref()?.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(entry.records.0 + u64::from(place.start))).ok()?;
        let mut bytes = vec![0; place.len as usize];
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

fn slice(bytes: &[u8], place: RecordPlace) -> Option<&[u8]> {
    bytes.get(place.start as usize..(place.start + place.len) as usize)
}

fn decode<T: DeserializeOwned>(bytes: &[u8], place: RecordPlace) -> Option<T> {
    (check_of(bytes) == place.check).then(|| postcard::from_bytes(bytes).ok()).flatten()
}

fn changed(label: &str) -> String {
    format!("{label} has changed since the program started; start it again")
}
