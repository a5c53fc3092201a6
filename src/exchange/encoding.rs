//! Which encoding a foreign text has: UTF-8 with and without a mark, UTF-16, Windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text without its byte order mark, and the name of its encoding. What is none of these is taken for Windows-1252, in
/// which every byte is a character. Control characters that no text has become spaces.
pub fn decode(bytes: &[u8]) -> (String, &'static str) {
    let encoding = encoding_of(bytes);
    let (text, ..) = encoding.decode(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let text = if text.contains(odd) { text.replace(odd, " ") } else { text.to_owned() };
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    (text, encoding.name())
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // Latin letters in UTF-16 have a zero in every other byte.
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    if head.len() >= 4 {
        if zeros(1) * 5 > head.len() && zeros(0) * 10 < head.len() {
            return UTF_16LE;
        }
        if zeros(0) * 5 > head.len() && zeros(1) * 10 < head.len() {
            return UTF_16BE;
        }
    }
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
}
