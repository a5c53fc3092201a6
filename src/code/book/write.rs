//! From a release to the bytes of a book.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;

use super::blocks::{Extent, pack};
use super::format::{Axes, BLOCK, Directory, Head, MAGIC, NoteBlock, Rows, TitleBlock, VERSION};
use crate::code::release::{Rank, Release, Seventh};
use crate::code::search::WordIndex;

/// The bytes of a book.
///
/// # Errors
/// When compressing fails; memory is its only resource.
pub fn write(release: &Release) -> io::Result<Vec<u8>> {
    let mut data = Vec::new();
    let (rows, sevenths) = rows(release);
    let (billable, headers) = counts(release, &rows, &sevenths);
    let head = Head {
        system: release.system,
        edition: release.edition.clone(),
        effective: release.effective,
        source: release.source.clone(),
        source_hash: release.source_hash.clone(),
        billable,
        headers,
        has_notes: release.rows.iter().any(|r| !r.notes.is_empty()),
        has_index: !release.index.is_empty(),
        sevenths,
    };
    let front_sections = (pack(&head, &mut data)?, pack(&rows, &mut data)?);
    let (mut titles, mut notes) = (Vec::new(), Vec::new());
    for block in release.rows.chunks(BLOCK) {
        let of_block: TitleBlock = block.iter().map(|r| r.title.clone()).collect();
        titles.push(pack(&of_block, &mut data)?);
        let with_notes = block.iter().enumerate().filter(|(_, r)| !r.notes.is_empty());
        let of_block: NoteBlock = with_notes.map(|(at, r)| (at as u16, r.notes.clone())).collect();
        notes.push(if of_block.is_empty() { Extent::default() } else { pack(&of_block, &mut data)? });
    }
    let with_axes = (0_u32..).zip(&release.rows).filter(|(_, r)| !r.axes.is_empty());
    let axes: Axes = with_axes.map(|(at, r)| (at, r.axes.clone())).collect();
    let directory = Directory {
        head: front_sections.0,
        rows: front_sections.1,
        titles,
        notes,
        axes: pack(&axes, &mut data)?,
        words: pack(&WordIndex::of(release), &mut data)?,
        index: pack(&release.index, &mut data)?,
    };
    let front = postcard::to_stdvec(&directory).map_err(io::Error::other)?;
    let body = [(front.len() as u32).to_le_bytes().as_slice(), &front, &data].concat();
    Ok([MAGIC.as_slice(), &VERSION.to_le_bytes(), blake3::hash(&body).as_bytes(), &body].concat())
}

fn rows(release: &Release) -> (Rows, Vec<Vec<Seventh>>) {
    let mut rows = Rows::default();
    let mut sets: Vec<Vec<Seventh>> = Vec::new();
    let mut numbers: HashMap<Vec<Seventh>, u16> = HashMap::new();
    for (at, row) in release.rows.iter().enumerate() {
        rows.names.push_str(&row.name);
        rows.lens.push(row.name.len() as u8);
        rows.up.push(row.parent.map_or(0, |parent| at as u32 - parent));
        rows.ranks.push(row.rank as u8);
        let number = if row.sevenths.is_empty() {
            0
        } else {
            *numbers.entry(row.sevenths.clone()).or_insert_with(|| {
                sets.push(row.sevenths.clone());
                sets.len() as u16
            })
        };
        rows.sevenths.push(number);
    }
    rows.by_name = (0..release.rows.len() as u32).collect();
    // A block of one category has the category's name (`T07`): who says it means the code.
    let key = |at: &u32| (&release.rows[*at as usize].name, Reverse(release.rows[*at as usize].rank));
    rows.by_name.sort_by(|a, b| key(a).cmp(&key(b)));
    (rows, sets)
}

/// How many codes are reported as they stand, and how many headers there are above them.
fn counts(release: &Release, rows: &Rows, sets: &[Vec<Seventh>]) -> (u32, u32) {
    let mut own: Vec<u16> = Vec::with_capacity(release.rows.len());
    let (mut billable, mut headers) = (0, 0);
    for (at, row) in release.rows.iter().enumerate() {
        let inherited = row.parent.map_or(0, |parent| own[parent as usize]);
        own.push(if rows.sevenths[at] == 0 { inherited } else { rows.sevenths[at] });
        match row.rank {
            Rank::Chapter | Rank::Block => {}
            Rank::Header => headers += 1,
            Rank::Code => match own[at] {
                0 => billable += 1,
                set => {
                    headers += 1;
                    let set = &sets[set as usize - 1];
                    billable +=
                        set.iter().filter(|s| super::seventh::applies(&row.name, s.character)).count() as u32;
                }
            },
        }
    }
    (billable, headers)
}
