//! Sections of a book: records in postcard, deflated, so that one is unpacked without the others.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Where a section lies behind the directory.
#[derive(Clone, Copy, Debug, Default, Serialize, serde::Deserialize)]
pub(super) struct Extent {
    pub offset: u32,
    pub len: u32,
    /// Its length when unpacked.
    pub raw: u32,
}

/// No section of any code set is larger; a directory that says so is damaged.
const LARGEST: u32 = 64 * 1024 * 1024;

/// Puts a record behind those that are packed already.
pub(super) fn pack<T: Serialize>(record: &T, data: &mut Vec<u8>) -> std::io::Result<Extent> {
    let raw = postcard::to_stdvec(record).map_err(std::io::Error::other)?;
    let offset = data.len() as u32;
    let mut encoder = DeflateEncoder::new(&mut *data, Compression::best());
    encoder.write_all(&raw)?;
    encoder.finish()?;
    Ok(Extent { offset, len: data.len() as u32 - offset, raw: raw.len() as u32 })
}

/// Reads a record; `None` when it is damaged.
pub(super) fn unpack<T: DeserializeOwned>(data: &[u8], extent: Extent) -> Option<T> {
    let end = extent.offset.checked_add(extent.len)?;
    let packed = data.get(extent.offset as usize..end as usize)?;
    let mut raw = Vec::with_capacity(extent.raw.min(LARGEST) as usize);
    DeflateDecoder::new(packed).take(u64::from(LARGEST)).read_to_end(&mut raw).ok()?;
    postcard::from_bytes(&raw).ok()
}
