//! Small libraries, against trying everything.

use super::*;
use proptest::prelude::*;

fn single(domains: &[usize]) -> Unit {
    Unit { size: 1, domains: domains.iter().map(|d| (*d, 0)).collect(), level: None }
}

fn case(size: u32, domains: &[usize]) -> Unit {
    Unit { size, ..single(domains) }
}

fn problem(quotas: &[u32], units: Vec<Unit>) -> Problem {
    Problem { quotas: quotas.to_vec(), forms: 1, units, ..Problem::default() }
}

#[test]
fn a_case_is_never_cut() {
    // Two from the case, one alone: three and one would be five.
    let units = vec![case(3, &[0]), case(2, &[0]), single(&[0])];
    let Outcome::Found(forms) = assemble(&problem(&[3], units), PATIENCE) else { panic!() };
    assert!(forms[0][0] == [0] || forms[0][0] == [1, 2]);
    assert!(matches!(
        assemble(&problem(&[3], vec![case(2, &[0]), case(2, &[0])]), PATIENCE),
        Outcome::Impossible(_)
    ));
}

#[test]
fn a_domain_that_shares_gives_way() {
    // The first domain could take either; the second has only one.
    let units = vec![single(&[0, 1]), single(&[0])];
    let Outcome::Found(forms) = assemble(&problem(&[1, 1], units), PATIENCE) else { panic!() };
    assert_eq!(forms[0], [[1], [0]]);
}

#[test]
fn what_is_lacking_is_said() {
    let units = vec![single(&[0]), single(&[0]), single(&[1])];
    assert_eq!(assemble(&problem(&[2, 3], units), PATIENCE), Outcome::Impossible(vec![0, 2]));
}

#[test]
fn levels_are_balanced_where_they_can_be() {
    let unit = |level| Unit { level: Some(level), ..single(&[0]) };
    let units: Vec<Unit> = [0; 10].into_iter().chain([1; 3]).chain([2; 3]).map(unit).collect();
    let mut wanted = problem(&[6], units.clone());
    wanted.levels = vec![[33, 33, 34]];
    let Outcome::Found(forms) = assemble(&wanted, PATIENCE) else { panic!() };
    let count = |level| forms[0][0].iter().filter(|u| units[**u].level == Some(level)).count();
    assert_eq!([count(0), count(1), count(2)], [2, 2, 2]);
}

#[test]
fn a_search_that_does_not_end_says_so() {
    // Four hundred questions in four domains, nearly all of which exclude each other, and little patience.
    let units: Vec<Unit> = (0..400).map(|n| single(&[n % 4])).collect();
    let mut hard = problem(&[2, 2, 2, 2], units);
    hard.apart =
        (0..400).flat_map(|a| (a + 1..400).filter(move |b| (a + b) % 7 > 0).map(move |b| (a, b))).collect();
    let outcome = assemble(&hard, 20_000_000);
    assert!(!matches!(outcome, Outcome::Found(ref forms) if !holds(&hard, forms)));
    assert_eq!(assemble(&hard, 0), Outcome::CutOff);
}

/// Whether there are such forms, by trying everything.
fn exists(problem: &Problem) -> bool {
    fn go(problem: &Problem, unit: usize, left: &mut [u32], put: &mut Vec<Option<usize>>) -> bool {
        if left.iter().all(|n| *n == 0) {
            return true;
        }
        let Some(this) = problem.units.get(unit) else { return false };
        let domains = problem.quotas.len();
        for bin in 0..left.len() {
            let drawn = this.domains.iter().any(|(d, _)| *d == bin % domains);
            let meets = problem.apart.iter().any(|(a, b)| {
                let other = if *a == unit {
                    *b
                } else if *b == unit {
                    *a
                } else {
                    return false;
                };
                other != unit
                    && put.get(other).copied().flatten().is_some_and(|o: usize| o / domains == bin / domains)
            });
            if drawn && !meets && this.size <= left[bin] {
                left[bin] -= this.size;
                put.push(Some(bin));
                let found = go(problem, unit + 1, left, put);
                put.pop();
                left[bin] += this.size;
                if found {
                    return true;
                }
            }
        }
        put.push(None);
        let found = go(problem, unit + 1, left, put);
        put.pop();
        found
    }
    let mut left: Vec<u32> = (0..problem.forms).flat_map(|_| problem.quotas.clone()).collect();
    go(problem, 0, &mut left, &mut Vec::new())
}

/// Whether forms keep every rule.
fn holds(problem: &Problem, forms: &[Filled]) -> bool {
    let mut used: Vec<usize> = forms.iter().flatten().flatten().copied().collect();
    let all = used.len();
    used.sort_unstable();
    used.dedup();
    let full = forms.iter().all(|form| {
        form.iter().enumerate().all(|(domain, units)| {
            let sum: u32 = units.iter().map(|u| problem.units[*u].size).sum();
            let drawn = units.iter().all(|u| problem.units[*u].domains.iter().any(|(d, _)| *d == domain));
            sum == problem.quotas[domain] && drawn
        })
    });
    let apart = forms.iter().all(|form| {
        let inside: Vec<usize> = form.iter().flatten().copied().collect();
        problem.apart.iter().all(|(a, b)| a == b || !(inside.contains(a) && inside.contains(b)))
    });
    used.len() == all && full && apart
}

prop_compose! {
    fn small_library()(
        quotas in proptest::collection::vec(0_u32..5, 1..4),
        forms in 1_usize..3,
        units in proptest::collection::vec((1_u32..4, 1_usize..8, 0_u32..50, 0_usize..3), 0..9),
        apart in proptest::collection::vec((0_usize..9, 0_usize..9), 0..8),
        balanced in any::<bool>(),
    ) -> Problem {
        let domains = quotas.len();
        let count = units.len();
        let units = units.into_iter().map(|(size, mask, cost, level)| Unit {
            size,
            domains: (0..domains).filter(|d| mask >> d & 1 == 1).map(|d| (d, cost)).collect(),
            level: (size == 1).then_some(level),
        }).collect();
        let apart = apart.into_iter().filter(|(a, b)| *a < count && *b < count).collect();
        let levels = if balanced { vec![[20, 50, 30]; domains] } else { Vec::new() };
        Problem { quotas, forms, units, apart, levels }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn a_form_is_found_whenever_there_is_one(problem in small_library()) {
        match assemble(&problem, PATIENCE) {
            Outcome::Found(forms) => prop_assert!(holds(&problem, &forms)),
            Outcome::Impossible(_) => prop_assert!(!exists(&problem)),
            Outcome::CutOff => prop_assert!(false, "cut off"),
        }
    }
}
