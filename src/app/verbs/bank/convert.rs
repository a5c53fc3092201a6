//! `bank convert`: questions of other programs, and for them.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::app::check_view::{ConvertProblem, ConvertReport, LostField};
use crate::app::{App, Failure, Outcome, Page, PageFile, View};
use crate::bank::{BankFile, BankId, TopicPath, read_bank, slug_of, write_bank};
use crate::exchange::{Defaults, Format, LARGEST, Losses, export, import, to_bank};

/// The topic of what has none of ours.
const UNSORTED: &str = "unsorted";

pub(super) fn command() -> Command {
    let names = || PossibleValuesParser::new(Format::ALL.map(|(name, ..)| name));
    let readable = Format::ALL.iter().filter(|(_, f, _)| f.is_read()).map(|(name, ..)| *name);
    let readable = PossibleValuesParser::new(readable);
    Command::new("convert")
        .about("Reads GIFT, Moodle XML, Aiken, CSV, TSV and QTI 2.1; writes them, and Anki and Markdown")
        .arg(
            Arg::new("from")
                .value_name("FROM")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("A file; or, of a bank to write, its TOML"),
        )
        .arg(
            Arg::new("to")
                .value_name("TO")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The file to write; what it is, its ending says"),
        )
        .arg(
            Arg::new("read")
                .long("read")
                .value_name("FORMAT")
                .value_parser(readable)
                .help("The format of FROM"),
        )
        .arg(
            Arg::new("write")
                .long("write")
                .value_name("FORMAT")
                .value_parser(names())
                .help("The format of TO"),
        )
        .arg(
            Arg::new("id")
                .long("id")
                .value_name("ID")
                .help("The id of the bank that is written [default: from its file name]"),
        )
        .arg(Arg::new("title").long("title").value_name("TITLE").help("Its title, where FROM has none"))
        .arg(
            Arg::new("topic")
                .long("topic")
                .value_name("TOPIC")
                .help("The topic of questions whose category is none of ours [default: unsorted]"),
        )
        .arg(
            Arg::new("force")
                .long("force")
                .action(ArgAction::SetTrue)
                .help("Write over a file that is there"),
        )
}

pub(super) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned().unwrap_or_default();
    let (from, to) = (path("from"), path("to"));
    let named = |name: &str| matches.get_one::<String>(name).and_then(|n| Format::named(n));
    let bytes = read(&from)?;
    let label = from.display().to_string();
    let source =
        named("read").or_else(|| Format::of(&label, &bytes)).ok_or_else(|| unknown(&from, "--read"))?;
    let target = named("write")
        .or_else(|| Format::of(&to.display().to_string(), &[]))
        .ok_or_else(|| unknown(&to, "--write"))?;
    if is_same(&from, &to) {
        return Err(Failure::usage(format!("{} would be written over itself", from.display()))
            .help("name another file"));
    }
    let beside = beside(&to);
    let mut written = [&to, &beside].into_iter().take(if target == Format::Aiken { 2 } else { 1 });
    if let Some(there) = written.find(|p| p.exists() && !matches.get_flag("force")) {
        return Err(Failure::usage(format!("{} is there already", there.display()))
            .help("name another file, or --force"));
    }
    let mut report = ConvertReport::new(source.name(), target.name());
    let file = if source == Format::Bank {
        own(app, &from, &bytes)?
    } else {
        foreign(app, matches, &from, &to, &bytes, source, &mut report)?
    };
    report.read = file.questions.len();
    let mut files = Vec::new();
    let page = |path: PathBuf, page: Page| PageFile { path, private: false, page };
    if target == Format::Bank {
        report.written = file.questions.len();
        files.push(page(to.clone(), Page::Text(write_bank(&file))));
    } else {
        let out = export(&file, target);
        report.written = out.written;
        report.lose(&out.losses);
        for (item, why) in out.left_out {
            report.problems.push(ConvertProblem { file: label.clone(), line: 0, item, why });
        }
        files.push(page(to.clone(), Page::Bytes(out.bytes)));
        if let Some(text) = out.beside {
            files.push(page(beside.clone(), Page::Text(text)));
        }
    }
    if report.written == 0 && report.problems.is_empty() {
        return Err(Failure::problem(format!("{label} holds no question that could be converted")));
    }
    if report.written == 0 {
        // Every reason is told, and nothing written.
        files.clear();
    }
    report.files = files.iter().map(|f| f.path.display().to_string()).collect();
    let found_problems = !report.problems.is_empty();
    Ok(Outcome { files, found_problems, ..Outcome::of(View::Converted(report)) })
}

/// Whether two names lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    std::fs::canonicalize(a).is_ok_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// The file beside one whose format has no place for a licence.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.to_path_buf().into_os_string();
    name.push(".licence.txt");
    PathBuf::from(name)
}

fn unknown(path: &Path, option: &str) -> Failure {
    let names: Vec<&str> = Format::ALL.iter().map(|(n, ..)| *n).collect();
    Failure::usage(format!("{} does not say its format", path.display()))
        .help(format!("{option} names it: {}", names.join(", ")))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let fail = |e: std::io::Error| Failure::data(format!("cannot read {}: {e}", path.display()));
    let file = std::fs::File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.is_dir() {
        return Err(Failure::data(format!("{} is a folder", path.display())).help("name one file"));
    }
    let mut bytes = Vec::new();
    // A pipe has no size beforehand.
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() > LARGEST {
        return Err(Failure::data(format!(
            "{} is larger than {LARGEST} bytes: no file of questions is",
            path.display()
        )));
    }
    Ok(bytes)
}

/// A bank of ours.
fn own(app: &mut App, from: &Path, bytes: &[u8]) -> Result<BankFile, Failure> {
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| {
        Failure::data(format!("{} is not UTF-8", from.display())).help("`bank check` shows where")
    })?;
    let file = read_bank(&text, app.library()?.taxonomy());
    if file.has_errors() {
        return Err(
            Failure::problem(format!("{} has errors", from.display())).help("`bank check` shows them")
        );
    }
    Ok(file)
}

/// A file of another program as a bank.
fn foreign(
    app: &mut App,
    matches: &ArgMatches,
    from: &Path,
    to: &Path,
    bytes: &[u8],
    format: Format,
    report: &mut ConvertReport,
) -> Result<BankFile, Failure> {
    let label = from.display().to_string();
    let mut imported = import(bytes, format).map_err(|e| Failure::data(format!("{label}: {e}")))?;
    let stem = |path: &Path| path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let wanted = matches.get_one::<String>("id").cloned();
    let id = match &wanted {
        Some(id) => BankId::parse(id).map_err(|e| Failure::usage(e.to_string()))?,
        None => [stem(to), stem(from), "imported".to_owned()]
            .iter()
            .find_map(|name| BankId::parse(&slug_of(name)?).ok())
            .ok_or_else(|| Failure::usage("the bank needs an id").help("--id names it"))?,
    };
    let title = matches.get_one::<String>("title").cloned().unwrap_or_else(|| stem(from));
    let topic = matches.get_one::<String>("topic").map_or(UNSORTED, String::as_str);
    let taxonomy = app.library()?.taxonomy().clone();
    let topic = TopicPath::parse(topic).filter(|t| taxonomy.contains(t)).ok_or_else(|| {
        let near = taxonomy.nearest(topic);
        let failure = Failure::usage(format!("`{topic}` is not a topic"));
        match near {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`study` and Tab show the topics"),
        }
    })?;
    let defaults =
        Defaults { id, title: if title.is_empty() { "Imported questions".to_owned() } else { title }, topic };
    let file = to_bank(&mut imported, &defaults, &taxonomy);
    report.lose(&imported.losses);
    report.problems.extend(imported.problems.iter().map(|p| ConvertProblem {
        file: label.clone(),
        line: p.line,
        item: p.item.clone(),
        why: p.why.clone(),
    }));
    Ok(file)
}

impl ConvertReport {
    fn lose(&mut self, losses: &Losses) {
        for (field, questions) in losses.fields() {
            self.lossy.push(LostField { field: field.to_owned(), questions });
        }
    }
}
