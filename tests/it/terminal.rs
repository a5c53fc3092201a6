//! On a pseudo-terminal: line editing, Ctrl-C, Ctrl-D, signals, narrow screens.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

use crate::harness::{ALL_TYPES, Home};

fn home() -> Home {
    let home = Home::new();
    home.write("b.toml", ALL_TYPES);
    home
}

fn open(home: &Home, extra: &[&str]) -> PtySession {
    let words = [&["--banks", "b.toml", "--only"][..], extra].concat();
    let mut command: Command = home.run(&words).command();
    command.env("TERM", "xterm").env("NO_COLOR", "1");
    spawn_command(command, Some(10_000)).expect("a terminal")
}

#[test]
fn a_session_at_the_prompt() {
    let home = home();
    let mut p = open(&home, &[]);
    p.exp_string("10 questions, 1 case").expect("a greeting");
    p.exp_string("Type study, exam, or help.").expect("what to do");
    p.send_line("study disorders -n 2 --seed 1").expect("typed");
    p.exp_string("Which plain words mean myalgia?").expect("a question");
    p.exp_string("answer> ").expect("a prompt");
    p.send_line("muscle pain").expect("typed");
    p.exp_string("Correct").expect("feedback");
    p.exp_string("Enter goes on").expect("a prompt");
    p.send_line(":quit").expect("typed");
    p.exp_string("study --resume").expect("a word");
    p.exp_string("> ").expect("a prompt");
    p.send_line("quit").expect("typed");
    p.exp_eof().expect("the end");
    assert_eq!(home.json(&["history"]).as_array().expect("a list").len(), 1);
}

#[test]
fn a_malformed_code_is_handed_back_once() {
    let home = home();
    let mut p = open(&home, &["study", "icd-10-cm/endocrine", "-n", "1"]);
    p.exp_string("codes> ").expect("a prompt");
    p.send_line("e1122 n1i4").expect("typed");
    p.exp_string("does not look like a code").expect("handed back");
    p.send_line("e1122 n184 z794").expect("typed");
    p.exp_string("Correct: 3 of 3").expect("feedback");
    p.exp_eof().expect("the end");
}

#[test]
fn ctrl_c_abandons_the_line_and_twice_leaves() {
    let home = home();
    let mut p = open(&home, &["study", "directions"]);
    p.exp_string("true or false> ").expect("a prompt");
    p.send("tr").expect("typed");
    p.send_control('c').expect("typed");
    p.exp_string("again leaves").expect("a word");
    p.send_line("t").expect("typed");
    p.exp_string("Correct").expect("feedback");
    p.exp_eof().expect("the end");
    let mut p = open(&home, &["study", "directions"]);
    p.exp_string("true or false> ").expect("a prompt");
    p.send_control('c').expect("typed");
    p.exp_string("again leaves").expect("a word");
    p.send_control('c').expect("typed");
    p.exp_string("study --resume").expect("kept");
    p.exp_eof().expect("the end");
}

#[test]
fn ctrl_d_leaves_and_the_session_is_kept() {
    let home = home();
    let mut p = open(&home, &[]);
    p.exp_string("> ").expect("a prompt");
    p.send_line("study terminology -n 3").expect("typed");
    p.exp_string("1/3").expect("a question");
    p.exp_string("> ").expect("a prompt");
    p.send_control('d').expect("typed");
    p.exp_string("study --resume").expect("kept");
    p.exp_eof().expect("the end");
    let again = home.run(&["--banks", "b.toml", "--only", "study", "--resume"]).stdin("").ok();
    assert!(again.contains("1/3"), "{again}");
}

#[test]
fn sigterm_ends_with_143_and_loses_nothing() {
    let home = home();
    let mut p = open(&home, &["study", "terminology", "-n", "5"]);
    p.exp_string("1/5").expect("a question");
    p.process_mut().signal(rexpect::process::Signal::SIGTERM).expect("a signal");
    let status = p.process().wait().expect("it ends");
    assert!(format!("{status:?}").contains("143"), "{status:?}");
}

#[test]
fn lines_typed_ahead_are_kept() {
    let home = home();
    let mut p = open(&home, &[]);
    p.exp_string("> ").expect("a prompt");
    p.send("study directions disorders -n 2\nt\n\nt\nstats\nquit\n").expect("typed");
    p.exp_string("2 answers").expect("both answers");
    p.exp_eof().expect("the end");
    assert_eq!(home.json(&["history"]).as_array().expect("a list").len(), 2);
}
