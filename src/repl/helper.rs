//! Completion and hints at the prompt.

use rustyline::completion::{Completer, Pair};
use rustyline::hint::Hinter;
use rustyline::{Context, Helper, Highlighter, Validator};

use crate::app::{CAUSES, COMMANDS, CodeWords, ExamBook, LibraryWords, Prompt, root};

/// Knows the verbs, what they take, the topics and the banks. Inside a question it knows the `:` commands alone:
/// completing codes of an answer would give it away, unless the learner asks for it; what is looked up is no answer.
#[derive(Helper, Highlighter, Validator)]
pub(super) struct Words {
    pub prompt: Prompt,
    pub library: LibraryWords,
    pub codes: CodeWords,
}

impl Words {
    /// What can stand at the end of a line; where its beginning starts.
    fn candidates(&self, line: &str) -> (usize, Vec<String>) {
        let last_space = line.char_indices().rfind(|(_, c)| c.is_whitespace());
        let start = last_space.map_or(0, |(at, c)| at + c.len_utf8());
        let begun = &line[start..];
        if !self.prompt.words.is_empty() {
            return (start, matching(self.prompt.words.iter().cloned(), begun));
        }
        if let Some(place) = self.prompt.place {
            if line.starts_with(":lookup ") && self.prompt.book.is_none_or(|b| b == ExamBook::Ebook) {
                return (start, self.codes.beginning_with(begun));
            }
            if let Some(begun) = line.strip_prefix(":cause ") {
                let names = CAUSES.iter().map(|(name, ..)| (*name).to_owned());
                return (start, matching(names, begun));
            }
            if self.prompt.completes_codes && !line.starts_with(':') {
                return (start, self.codes.beginning_with(begun));
            }
            let commands = COMMANDS.iter().filter(|c| c.is_of(place)).map(|c| format!(":{}", c.name));
            return (
                start,
                if start == 0 && begun.starts_with(':') { matching(commands, begun) } else { Vec::new() },
            );
        }
        let words: Vec<&str> = line[..start].split_whitespace().collect();
        let root = root();
        let mut command = &root;
        for word in &words {
            if let Some(found) = command.find_subcommand(word) {
                command = found;
            }
        }
        let flags = command.get_arguments().filter_map(|a| Some(format!("--{}", a.get_long()?)));
        if begun.starts_with('-') {
            return (start, matching(flags, begun));
        }
        let after = words.last().copied().unwrap_or("");
        let name = words.first().copied().unwrap_or("");
        if name == "lookup" && !after.starts_with('-') {
            return (start, self.codes.beginning_with(begun));
        }
        let values: Vec<String> = match (name, after) {
            ("drill", "drill") => kinds(),
            (_, "--bank") | ("bank", "show") => self.library.banks.clone(),
            ("exam", "exam") => {
                let verbs = command.get_subcommands().map(|c| c.get_name().to_owned());
                self.library.blueprints.iter().cloned().chain(verbs).collect()
            }
            ("paper" | "readiness" | "plan", "paper" | "readiness" | "plan") | ("bank", "stats") => {
                self.library.blueprints.clone()
            }
            (_, "--book") => ["paper", "ebook", "none"].map(str::to_owned).to_vec(),
            (_, "--mode") => ["due", "weak", "new", "mixed", "cram"].map(str::to_owned).to_vec(),
            ("study" | "stats" | "review" | "drill", _) => self.library.topics.clone(),
            _ => command.get_subcommands().map(|c| c.get_name().to_owned()).collect(),
        };
        (start, matching(values.into_iter(), begun))
    }
}

/// The kinds of drill, as they are typed.
fn kinds() -> Vec<String> {
    let kinds = root()
        .find_subcommand("drill")
        .and_then(|c| c.get_arguments().find(|a| a.get_id() == "kind").cloned());
    let values = kinds.map(|k| k.get_possible_values()).unwrap_or_default();
    values.iter().map(|v| v.get_name().to_owned()).collect()
}

fn matching(words: impl Iterator<Item = String>, begun: &str) -> Vec<String> {
    words.filter(|w| w.starts_with(begun)).collect()
}

impl Completer for Words {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, words) = self.candidates(line.get(..pos).unwrap_or(""));
        let pairs = words.into_iter().map(|w| Pair { display: w.clone(), replacement: format!("{w} ") });
        Ok((start, pairs.collect()))
    }
}

impl Hinter for Words {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, _: &Context<'_>) -> Option<String> {
        if pos < line.len() || line.trim().len() < 2 {
            return None;
        }
        let (start, words) = self.candidates(line);
        let begun = line.get(start..)?;
        match words.as_slice() {
            [only] if !begun.is_empty() => {
                only.strip_prefix(begun).filter(|r| !r.is_empty()).map(str::to_owned)
            }
            _ => None,
        }
    }
}
