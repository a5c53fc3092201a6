//! The tables of a blueprint file.

use super::{REQUIRED, Table, key};

/// A blueprint file.
pub static BLUEPRINT_ROOT: Table = Table {
    name: "(blueprint file)",
    doc: "A blueprint file begins with its `[blueprint]` table; it lies in a folder `blueprints`, or is named itself.",
    keys: &[
        key("blueprint", "table", REQUIRED, "What the exam is."),
        key("domain", "array of tables", REQUIRED, "Its parts, in its order."),
    ],
};

/// `[blueprint]`
pub static BLUEPRINT: Table = Table {
    name: "[blueprint]",
    doc: "What an exam is.",
    keys: &[
        key("format", "integer", REQUIRED, "The version of this format: 1."),
        key("id", "id", REQUIRED, "The name by which it is asked for: `exam cpc`."),
        key("title", "text", REQUIRED, "The name that people read."),
        key("organization", "text", "none", "Who gives the exam."),
        key("items", "integer from 1", REQUIRED, "Items of the exam, those that do not count included."),
        key(
            "pretest",
            "integer",
            "0",
            "How many of them do not count: drawn like the others, and unmarked among them.",
        ),
        key("minutes", "integer from 1", REQUIRED, "The time allowed."),
        key("warnings", "array of integers", "[30, 5]", "Minutes left at which the clock is announced."),
        key("pass", "integer from 1 to 100", REQUIRED, "The pass mark, in per cent of the raw points."),
        key("pass-note", "text", "none", "What is to be known of the mark; said with every result."),
        key(
            "multiple",
            "`exact`, `select-n`, `plus-minus`",
            "exact",
            "How items with several keys are scored.",
        ),
        key(
            "types",
            "array of types",
            "all",
            "The types of item of the exam; others are drawn only where these do not suffice.",
        ),
        key("book", "`open`, `closed`", "open", "Whether books are allowed."),
        key("navigation", "`free`, `forward`", "free", "Whether a candidate may go back."),
        key("order", "`mixed`, `outline`", "mixed", "Domains mixed, or one after the other."),
        key("levels", "table", "as the library has them", "Per cent of each level."),
        key("status", "`draft` or `sourced`", "draft", "Whether a source stands behind the figures."),
        key("source", "text", "required with `sourced`", "Where the figures come from."),
        key("verified", "date", "required with `sourced`", "When the source was looked at last."),
        key("effective", "date", "none", "Since when the figures hold."),
        key(
            "tested-edition",
            "array of `{ from, edition }`",
            "none",
            "Which editions are asked, from which day on.",
        ),
        key(
            "books-allowed",
            "array of `{ from, books }`",
            "none",
            "Which books may be brought, from which day on.",
        ),
    ],
};

/// `levels`
pub static LEVELS: Table = Table {
    name: "blueprint.levels",
    doc: "Per cent of a form by level; they make 100.",
    keys: &[
        key("recall", "integer", "0", "To know a fact."),
        key("application", "integer", "0", "To use a rule."),
        key("analysis", "integer", "0", "To weigh several."),
    ],
};

/// `tested-edition`
pub static TESTED_EDITION: Table = Table {
    name: "blueprint.tested-edition",
    doc: "Editions that the exam asks.",
    keys: &[
        key("from", "date", REQUIRED, "The first day."),
        key("edition", "table", REQUIRED, "As in a bank: `{ icd-10-cm = \"2026\" }`."),
    ],
};

/// `books-allowed`
pub static BOOKS_ALLOWED: Table = Table {
    name: "blueprint.books-allowed",
    doc: "Books that may be brought.",
    keys: &[
        key("from", "date", REQUIRED, "The first day."),
        key("books", "array of text", REQUIRED, "The books, as a candidate knows them."),
    ],
};

/// `[[domain]]`
pub static DOMAIN: Table = Table {
    name: "[[domain]]",
    doc: "A part of an exam. It has either `items` or `weight`, the same for all domains.",
    keys: &[
        key("id", "id", REQUIRED, "Its name within the blueprint."),
        key("title", "text", REQUIRED, "The name that people read."),
        key("items", "integer from 1", "`weight`", "How many of the items that count."),
        key("weight", "per cent, or `[from, to]`", "`items`", "How much of the items that count."),
        key(
            "topics",
            "array of paths",
            REQUIRED,
            "From which topics it draws, with what is below them; `cases` draws whole cases.",
        ),
        key("needs", "`cpt-codes`", "none", "What a question needs to measure the domain as the exam does."),
        key("points", "integer from 1", "1", "What one item counts."),
        key("types", "array of types", "the blueprint's", "The types of item of this domain."),
    ],
};
