//! Places in a bank file.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A stretch of a file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }
}

impl From<Span> for std::ops::Range<usize> {
    fn from(span: Span) -> Self {
        span.start as usize..span.end as usize
    }
}

/// A value and its place. Two values are equal wherever they stand; the place is not kept in the cache.
#[derive(Clone, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where the file says it.
    pub span: Span,
}

impl<T> At<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Another value at the same place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> At<U> {
        At { value: f(self.value), span: self.span }
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for At<T> {}

impl<T: fmt::Debug> fmt::Debug for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self { value, span: Span::default() })
    }
}

/// Counts lines as a reader moves on. Readers of tables count them themselves, and are one behind where a line ends with two
/// bytes.
#[derive(Debug)]
pub struct Lines<'b> {
    bytes: &'b [u8],
    counted: usize,
    line: usize,
}

impl<'b> Lines<'b> {
    /// Of a file.
    pub fn of(bytes: &'b [u8]) -> Self {
        Self { bytes, counted: 0, line: 1 }
    }

    /// The line, from 1, of what begins at a byte or behind the ends of lines that stand there. Bytes ascend.
    pub fn at(&mut self, byte: usize) -> usize {
        let byte = byte.min(self.bytes.len());
        let ends = self.bytes[byte..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let to = byte + ends;
        if to > self.counted {
            self.line += self.bytes[self.counted..to].iter().filter(|b| **b == b'\n').count();
            self.counted = to;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_however_they_end() {
        for text in ["a\nb\n\nc\n", "a\r\nb\r\n\r\nc\r\n"] {
            let mut lines = Lines::of(text.as_bytes());
            let places = ["a", "b", "c"].map(|word| text.find(word).expect("the word"));
            // As readers stand: behind the end of a line, or before its last byte.
            assert_eq!([lines.at(0), lines.at(places[1] - 1), lines.at(places[2])], [1, 2, 4], "{text:?}");
        }
    }
}
