//! The commands inside a question. One table gives dispatch and help.

/// A command that begins with `:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandHelp {
    /// Its name.
    pub name: &'static str,
    /// What follows the name.
    pub takes: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Where it can be given.
    pub place: Place,
    pub(super) command: Command,
}

/// Where a command can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In study and in an exam.
    Both,
    /// Only in study.
    Study,
    /// Only in an exam.
    Exam,
}

impl CommandHelp {
    /// Whether it can be given in an exam, or in study.
    pub fn is_of(&self, place: Place) -> bool {
        self.place == Place::Both || self.place == place
    }
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Skip,
    Review,
    Book,
    Flag,
    Hint,
    Note,
    Report,
    Strike,
    Case,
    Find,
    Lookup,
    Search,
    Back,
    Goto,
    Time,
    Why,
    Sure,
    Unsure,
    Guess,
    Cause,
    Complete,
    Undo,
    Submit,
    Quit,
    Help,
}

const fn command(
    name: &'static str,
    takes: &'static str,
    help: &'static str,
    command: Command,
) -> CommandHelp {
    CommandHelp { name, takes, help, place: Place::Both, command }
}

const fn of(place: Place, command: CommandHelp) -> CommandHelp {
    CommandHelp { place, ..command }
}

use Place::{Exam, Study};

/// All commands, in the order in which help lists them. Where study and an exam differ, each has its own line.
pub const COMMANDS: &[CommandHelp] = &[
    of(Study, command("skip", "", "leave this question for later in the session", Command::Skip)),
    of(Exam, command("skip", "", "go on, and leave this question as it is", Command::Skip)),
    of(Study, command("hint", "", "show the hint, where there is one", Command::Hint)),
    command("strike", "b", "strike a choice out, or bring it back", Command::Strike),
    command("case", "", "show the record again", Command::Case),
    command("find", "WORD", "find a word in the record", Command::Find),
    command("lookup", "CODE", "the code book: a code, its notes in force, what is below", Command::Lookup),
    command("search", "WORDS", "the code book: codes by words", Command::Search),
    of(
        Exam,
        command("book", "", "note that you open your own book, or close it; F2 does it too", Command::Book),
    ),
    command("sure", "", "you are sure of the answer that follows; `b!` says the same", Command::Sure),
    command("unsure", "", "you are not; `b?` says the same", Command::Unsure),
    command("guess", "", "you guess; `b??` says the same, and a lucky guess is no memory", Command::Guess),
    of(
        Study,
        command(
            "cause",
            "WORD",
            "why you missed the last one: unknown, misread, lookup, careless, guessed",
            Command::Cause,
        ),
    ),
    of(Study, command("complete", "", "let Tab complete the codes of this answer", Command::Complete)),
    of(Study, command("flag", "", "mark the question, or take the mark away", Command::Flag)),
    of(Exam, command("flag", "", "mark the question to come back to, or take the mark away", Command::Flag)),
    command("note", "TEXT", "write a note on the question", Command::Note),
    command("report", "TEXT", "tell the author what is wrong with it", Command::Report),
    of(Study, command("why", "", "why this question is asked now", Command::Why)),
    of(Study, command("time", "", "time taken so far", Command::Time)),
    of(Exam, command("time", "", "time left, and the pace", Command::Time)),
    of(Study, command("back", "", "go to the open question before", Command::Back)),
    of(Exam, command("back", "", "go to the question before", Command::Back)),
    command("goto", "N", "go to question N", Command::Goto),
    of(Exam, command("review", "", "what is unanswered, what is flagged", Command::Review)),
    of(Study, command("undo", "", "take the last answer back", Command::Undo)),
    of(Exam, command("undo", "", "take the answer to this question away", Command::Undo)),
    of(Study, command("submit", "", "end the session here and show the result", Command::Submit)),
    of(Exam, command("submit", "", "hand in; `--yes` without being asked back", Command::Submit)),
    of(Study, command("quit", "", "leave; `study --resume` goes on from here", Command::Quit)),
    of(Exam, command("quit", "", "leave; `exam resume` goes on from here", Command::Quit)),
    command("help", "", "these commands", Command::Help),
];

/// The command of which a line is the bare name: its colon was forgotten.
pub(super) fn without_colon(line: &str) -> Option<&'static str> {
    let word = line.trim().to_lowercase();
    COMMANDS.iter().map(|c| c.name).find(|name| *name == word)
}

/// The command that a name means: whole, or begun so that only one fits.
pub(super) fn find(name: &str, place: Place) -> Result<Command, String> {
    let commands: Vec<&CommandHelp> = COMMANDS.iter().filter(|c| c.is_of(place)).collect();
    if let Some(found) = commands.iter().find(|c| c.name == name) {
        return Ok(found.command);
    }
    let begun: Vec<&&CommandHelp> =
        commands.iter().filter(|c| !name.is_empty() && c.name.starts_with(name)).collect();
    if let [only] = begun.as_slice() {
        return Ok(only.command);
    }
    let elsewhere = if place == Place::Exam { "an exam" } else { "study" };
    if COMMANDS.iter().any(|c| c.name == name) {
        return Err(format!("there is no `:{name}` in {elsewhere}; `?` lists what there is"));
    }
    let near = commands.iter().map(|c| (strsim::osa_distance(name, c.name), c.name)).min();
    Err(match near {
        Some((distance, near)) if distance <= 2 && name.len() > 2 => {
            format!("there is no command `:{name}`; did you mean `:{near}`?")
        }
        _ if begun.len() > 1 => {
            let names: Vec<String> = begun.iter().map(|c| format!(":{}", c.name)).collect();
            format!("`:{name}` could be {}", names.join(" or "))
        }
        _ => format!("there is no command `:{name}`; `?` lists them"),
    })
}
