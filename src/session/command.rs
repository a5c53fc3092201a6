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
    pub(super) command: Command,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Skip,
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
    CommandHelp { name, takes, help, command }
}

/// All commands, in the order in which help lists them.
pub const COMMANDS: &[CommandHelp] = &[
    command("skip", "", "leave this question for later in the session", Command::Skip),
    command("hint", "", "show the hint, where there is one", Command::Hint),
    command("strike", "b", "strike a choice out, or bring it back", Command::Strike),
    command("case", "", "show the record again", Command::Case),
    command("find", "WORD", "find a word in the record", Command::Find),
    command("lookup", "CODE", "the code book: a code, its notes in force, what is below", Command::Lookup),
    command("search", "WORDS", "the code book: codes by words", Command::Search),
    command("sure", "", "you are sure of the answer that follows; `b!` says the same", Command::Sure),
    command("unsure", "", "you are not; `b?` says the same", Command::Unsure),
    command("flag", "", "mark the question, or take the mark away", Command::Flag),
    command("note", "TEXT", "write a note on the question", Command::Note),
    command("report", "TEXT", "tell the author what is wrong with it", Command::Report),
    command("why", "", "why this question is asked now", Command::Why),
    command("time", "", "time taken so far", Command::Time),
    command("back", "", "go to the open question before", Command::Back),
    command("goto", "N", "go to question N", Command::Goto),
    command("undo", "", "take the last answer back", Command::Undo),
    command("submit", "", "end the session here and show the result", Command::Submit),
    command("quit", "", "leave; `study --resume` goes on from here", Command::Quit),
    command("help", "", "these commands", Command::Help),
];

/// The command that a name means: whole, or begun so that only one fits.
pub(super) fn find(name: &str) -> Result<Command, String> {
    if let Some(found) = COMMANDS.iter().find(|c| c.name == name) {
        return Ok(found.command);
    }
    let begun: Vec<&CommandHelp> =
        COMMANDS.iter().filter(|c| !name.is_empty() && c.name.starts_with(name)).collect();
    if let [only] = begun.as_slice() {
        return Ok(only.command);
    }
    let near = COMMANDS.iter().map(|c| (strsim::osa_distance(name, c.name), c.name)).min();
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
