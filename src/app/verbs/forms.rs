//! Forms for the verbs that ask or print them: drawn from a blueprint, named, and explained where there is none.

use clap::ArgMatches;

use crate::app::{App, Failure};
use crate::bank::{Blueprint, Navigation};
use crate::exam::{Form, Measure, Pool, Shortfall};
use crate::library::Library;
use crate::progress::{ExamBook, ExamDomain, ExamPaper, Standing};
use crate::study::{Random, shuffle};

/// What forms are drawn from. A form for everybody knows no learner.
pub(super) fn pool<'l>(
    library: &'l Library,
    seed: u64,
    standing: Option<(&'l Standing, jiff::Timestamp)>,
) -> Pool<'l> {
    let mut order: Vec<_> = library.questions().collect();
    shuffle(&mut order, &mut Random::new(seed, "form"));
    Pool::new(library, order, standing)
}

/// Why there is no such form, and what there is instead.
pub(super) fn no_form(blueprint: &Blueprint, length: u32, forms: u32, short: &Shortfall) -> Failure {
    let what =
        if forms > 1 { format!("{forms} forms of {length} items each") } else { format!("{length} items") };
    let mut message = format!("the library cannot fill {what} of {}", blueprint.title);
    if short.cut_off {
        message += ": it was looked for long and nothing was found, though there may be one";
    }
    for lack in &short.lacks {
        message += &format!("\n{}: lacks {} of {}", lack.domain, lack.lacking, lack.wanted);
    }
    if short.lacks.is_empty() && !short.cut_off {
        message += ": what there is cannot be put together, since cases stay whole and near-duplicates apart";
    }
    let help = match short.largest {
        Some(n) if forms > 1 => {
            format!("--length {n} is the longest in proportion of which there are so many")
        }
        Some(n) => format!("--length {n} is the longest in proportion that there is"),
        None => format!("`bank stats {}` says what each domain has", blueprint.id),
    };
    Failure::problem(message).help(help)
}

/// How a form is called: blueprint, length, number and seed; a form that depends on how many are drawn says of how many.
pub(super) fn form_name(blueprint: &Blueprint, form: &Form, number: u32, seed: u64) -> String {
    let of = form.of.map(|n| format!("of{n}")).unwrap_or_default();
    format!("{}-{}-{number}{of}-{seed}", blueprint.id, form.items.len())
}

/// What is to be said of a form's items that are of types that the exam does not have.
pub(super) fn other_types(form: &Form) -> Option<String> {
    let others = form.items.iter().filter(|i| !i.of_type).count();
    (others > 0).then(|| {
        format!("{others} of the {} items are of types that the exam does not have.", form.items.len())
    })
}

/// The name of an exam as this form asks it: without what it cannot measure.
pub(super) fn outline_title(blueprint: &Blueprint, form: &Form) -> String {
    let unmeasured = |domain: usize| form.items.iter().any(|i| i.domain == domain && !i.measures);
    let mut lacks: Vec<&str> = blueprint
        .domains
        .iter()
        .enumerate()
        .filter(|(number, _)| unmeasured(*number))
        .filter_map(|(_, domain)| domain.needs.map(crate::bank::Need::lack))
        .collect();
    lacks.dedup();
    if lacks.is_empty() {
        blueprint.title.clone()
    } else {
        format!("{} outline, without {}", blueprint.title, lacks.join(" and "))
    }
}

/// The length asked for; no form is longer than its exam.
pub(super) fn length_of(blueprint: &Blueprint, matches: &ArgMatches) -> Result<u32, Failure> {
    let length = matches.get_one::<u32>("length").copied().unwrap_or(blueprint.items);
    if length > blueprint.items {
        let whole = blueprint.items;
        return Err(Failure::usage(format!("{} has {whole} items", blueprint.title))
            .help("--length makes it shorter; without it the form is whole"));
    }
    Ok(length)
}

pub(super) fn paper(
    blueprint: &Blueprint,
    form: &Form,
    measure: &Measure,
    name: String,
    factor: f64,
    book: ExamBook,
) -> ExamPaper {
    let places = |wanted: &dyn Fn(&crate::exam::FormItem) -> bool| -> Vec<u32> {
        (0..form.items.len()).filter(|at| wanted(&form.items[*at])).map(|at| at as u32).collect()
    };
    // At least a second an item, however short the form.
    let seconds = (f64::from(measure.seconds) * factor).round().max(form.items.len() as f64);
    ExamPaper {
        blueprint: blueprint.id.as_str().into(),
        title: outline_title(blueprint, form).into(),
        form: name.into(),
        seconds,
        time_factor: factor,
        // A warning for most of the time says nothing.
        warnings: blueprint
            .warnings
            .iter()
            .map(|m| f64::from(*m) * 60.0)
            .filter(|m| *m <= seconds / 2.0)
            .collect(),
        pass: blueprint.pass,
        pass_note: blueprint.pass_note.as_deref().map(Into::into),
        book,
        forward: blueprint.navigation == Navigation::Forward,
        multiple: blueprint.multiple.name().into(),
        domains: blueprint
            .domains
            .iter()
            .map(|d| ExamDomain {
                id: d.id.as_str().into(),
                title: d.title.as_str().into(),
                points: d.points,
                lack: d.needs.map(|n| n.lack().into()),
            })
            .collect(),
        places: form.items.iter().map(|i| i.domain as u32).collect(),
        pretest: places(&|i| i.pretest),
        unmeasured: places(&|i| !i.measures),
    }
}

/// Where today's exam asks another edition than the banks were written against.
pub(super) fn about_editions(
    app: &mut App,
    blueprint: &Blueprint,
    form: &Form,
) -> Result<Vec<String>, Failure> {
    let today = app.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let library = app.library()?;
    let mut others: Vec<String> = Vec::new();
    for asked in blueprint.tested_on(today) {
        let of_system = form.items.iter().filter_map(|i| library.row(library.find(&i.question)?)).flat_map(
            |(bank, _)| {
                bank.bank.editions.iter().filter(|e| e.system == asked.system).map(|e| e.edition.as_str())
            },
        );
        let mut differ: Vec<&str> = of_system.filter(|e| *e != asked.edition).collect();
        let count = differ.len();
        differ.sort_unstable();
        differ.dedup();
        if count > 0 {
            others.push(format!(
                "{} asks {} {} today; {count} items here were written against {}",
                blueprint.title,
                asked.system,
                asked.edition,
                differ.join(", ")
            ));
        }
    }
    // Who made a quiz of the own needs no source for it.
    if let (true, Some(source)) = (blueprint.draft, &blueprint.source) {
        let words: Vec<&str> = source.strip_prefix("Draft.").unwrap_or(source).split_whitespace().collect();
        others.push(format!("the blueprint of {} is a draft: {}", blueprint.title, words.join(" ")));
    }
    others.extend(other_types(form));
    Ok(others)
}
