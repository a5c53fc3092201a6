//! Filling forms: an assignment problem with whole cases and questions that exclude each other.
//!
//! A unit (a question, or a whole case) goes into one domain of one form, or into none; each domain of each form has to be
//! full to the item; units that would be near-duplicates of each other, or give each other away, do not meet in a form.
//! Costs say what is better left out; level targets are soft.
//!
//! The method is branch and bound over a minimum-cost flow. The flow may cut cases into pieces and let some
//! excluded pairs meet, so it can fill whatever a form can fill, and what it cannot fill no form can. Where its answer cuts a
//! case or lets a pair meet, that is branched on. So a form is found whenever there is one, unless the search is cut
//! off, and then the outcome says so.

use super::flow::{ArcId, Network};

/// What can be put into a form as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How many items it is.
    pub size: u32,
    /// The domains that draw it, with what it costs there; lower is better.
    pub domains: Vec<(usize, u32)>,
    /// The level of a single question: 0 to 2. Cases are not balanced.
    pub level: Option<usize>,
}

/// What is to be filled, and with what.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Items by domain, of each form.
    pub quotas: Vec<u32>,
    /// How many forms; no unit is in two of them.
    pub forms: usize,
    /// What there is.
    pub units: Vec<Unit>,
    /// Pairs of units that must not meet in a form.
    pub apart: Vec<(usize, usize)>,
    /// Wanted per cent by level; none when the levels do not matter.
    pub levels: Vec<[u32; 3]>,
}

/// Units by domain.
pub type Filled = Vec<Vec<usize>>;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The forms.
    Found(Vec<Filled>),
    /// There is no such form. By domain: how many items of all forms could not be filled, as far as counting tells.
    Impossible(Vec<u32>),
    /// The search was cut off: there may be one.
    CutOff,
}

/// Flows that are tried before the search is cut off.
const MOST_FLOWS: usize = 2_000;

/// What a level beyond its target costs an item; about as much as a question seen a week ago.
const OFF_LEVEL: i64 = 400;

/// Where a unit stands in the search.
#[derive(Clone, Debug)]
struct Branch {
    /// By unit, by bin (form and domain): whether it may go there.
    allowed: Vec<Vec<bool>>,
    /// Units that are settled: the bin.
    settled: Vec<Option<usize>>,
    /// What is left of each bin.
    left: Vec<u32>,
}

/// Fills forms, or says why not.
pub fn assemble(problem: &Problem) -> Outcome {
    let mut search = Search::new(problem);
    let root = search.root();
    match search.solve(&root) {
        Verdict::Found(bins) => Outcome::Found(search.filled(&bins)),
        Verdict::CutOff => Outcome::CutOff,
        Verdict::None => {
            let unfilled = search.unfilled.clone();
            Outcome::Impossible(unfilled.unwrap_or_else(|| search.flow(&root).1))
        }
    }
}

enum Verdict {
    /// By unit: its bin.
    Found(Vec<Option<usize>>),
    None,
    CutOff,
}

struct Search<'p> {
    problem: &'p Problem,
    bins: usize,
    /// By unit: those it must not meet.
    apart: Vec<Vec<usize>>,
    /// By unit: the clique of mutually exclusive units that it is counted in.
    clique: Vec<usize>,
    cliques: usize,
    flows: usize,
    /// What the first flow could not fill, by domain.
    unfilled: Option<Vec<u32>>,
}

/// What a flow gave a unit: bins, with how many items.
type Given = Vec<(usize, u32)>;

impl<'p> Search<'p> {
    fn new(problem: &'p Problem) -> Self {
        let mut apart = vec![Vec::new(); problem.units.len()];
        for (a, b) in &problem.apart {
            if a != b {
                apart[*a].push(*b);
                apart[*b].push(*a);
            }
        }
        for list in &mut apart {
            list.sort_unstable();
            list.dedup();
        }
        let (clique, cliques) = cliques(&apart);
        let bins = problem.quotas.len() * problem.forms;
        Self { problem, bins, apart, clique, cliques, flows: 0, unfilled: None }
    }

    fn domain(&self, bin: usize) -> usize {
        bin % self.problem.quotas.len()
    }

    fn form(&self, bin: usize) -> usize {
        bin / self.problem.quotas.len()
    }

    fn root(&self) -> Branch {
        let allowed = |unit: &Unit| {
            (0..self.bins).map(|b| unit.domains.iter().any(|(d, _)| *d == self.domain(b))).collect()
        };
        Branch {
            allowed: self.problem.units.iter().map(allowed).collect(),
            settled: vec![None; self.problem.units.len()],
            left: (0..self.bins).map(|b| self.problem.quotas[self.domain(b)]).collect(),
        }
    }

    fn solve(&mut self, branch: &Branch) -> Verdict {
        if self.flows >= MOST_FLOWS {
            return Verdict::CutOff;
        }
        let mut branch = branch.clone();
        // A case that is larger than what is left of a domain has no place there.
        for (unit, allowed) in branch.allowed.iter_mut().enumerate() {
            if branch.settled[unit].is_none() {
                for (bin, may) in allowed.iter_mut().enumerate() {
                    *may &= self.problem.units[unit].size <= branch.left[bin];
                }
            }
        }
        if !self.sizes_fit(&branch) {
            return Verdict::None;
        }
        self.flows += 1;
        let (given, unfilled) = self.flow(&branch);
        let short = unfilled.iter().any(|n| *n > 0);
        self.unfilled.get_or_insert(unfilled);
        if short {
            return Verdict::None;
        }
        if let Some(unit) = self.cut_case(&given) {
            return self.branch_on_case(&branch, unit, &given[unit]);
        }
        let bins: Vec<Option<usize>> = given
            .iter()
            .zip(&branch.settled)
            .map(|(given, settled)| settled.or(given.first().map(|(bin, _)| *bin)))
            .collect();
        match self.meeting(&bins) {
            Some((a, b, form)) => self.branch_on_pair(&branch, a, b, form),
            None => Verdict::Found(bins),
        }
    }

    /// A case that the flow cut into pieces, the one nearest to whole first.
    fn cut_case(&self, given: &[Given]) -> Option<usize> {
        let cut = (0..given.len()).filter(|unit| {
            let size = self.problem.units[*unit].size;
            size > 1 && !given[*unit].is_empty() && !matches!(given[*unit].as_slice(), [(_, n)] if *n == size)
        });
        cut.max_by_key(|unit| (given[*unit].iter().map(|(_, n)| n).max().copied(), std::cmp::Reverse(*unit)))
    }

    /// Two units in one form that must not meet.
    fn meeting(&self, bins: &[Option<usize>]) -> Option<(usize, usize, usize)> {
        (0..bins.len()).find_map(|a| {
            let form = self.form(bins[a]?);
            let other =
                self.apart[a].iter().find(|b| **b > a && bins[**b].is_some_and(|b| self.form(b) == form));
            other.map(|b| (a, *b, form))
        })
    }

    fn branch_on_case(&mut self, branch: &Branch, unit: usize, given: &Given) -> Verdict {
        let mut cut_off = false;
        let mut bins: Vec<usize> = (0..self.bins).filter(|b| branch.allowed[unit][*b]).collect();
        let share = |bin: &usize| given.iter().find(|(b, _)| b == bin).map_or(0, |(_, n)| *n);
        bins.sort_by_key(|bin| std::cmp::Reverse(share(bin)));
        for bin in bins {
            let mut settled = branch.clone();
            settled.settled[unit] = Some(bin);
            settled.allowed[unit].fill(false);
            settled.left[bin] -= self.problem.units[unit].size;
            for other in &self.apart[unit] {
                self.forbid(&mut settled, *other, self.form(bin));
            }
            match self.solve(&settled) {
                Verdict::None => {}
                Verdict::CutOff => cut_off = true,
                found @ Verdict::Found(_) => return found,
            }
        }
        let mut without = branch.clone();
        without.allowed[unit].fill(false);
        match self.solve(&without) {
            Verdict::None if cut_off => Verdict::CutOff,
            verdict => verdict,
        }
    }

    fn branch_on_pair(&mut self, branch: &Branch, a: usize, b: usize, form: usize) -> Verdict {
        let mut cut_off = false;
        // A settled unit stays: what it must not meet was forbidden with it.
        for unit in [b, a].into_iter().filter(|u| branch.settled[*u].is_none()) {
            let mut without = branch.clone();
            self.forbid(&mut without, unit, form);
            match self.solve(&without) {
                Verdict::None => {}
                Verdict::CutOff => cut_off = true,
                found @ Verdict::Found(_) => return found,
            }
        }
        if cut_off { Verdict::CutOff } else { Verdict::None }
    }

    fn forbid(&self, branch: &mut Branch, unit: usize, form: usize) {
        for bin in (0..self.bins).filter(|b| self.form(*b) == form) {
            branch.allowed[unit][bin] = false;
        }
    }

    /// Whether what is left of every bin is a sum of sizes of what may go there.
    fn sizes_fit(&self, branch: &Branch) -> bool {
        (0..self.bins).all(|bin| {
            let left = branch.left[bin] as usize;
            let sizes = || {
                let units = self.problem.units.iter().zip(&branch.allowed);
                units.filter(|(_, allowed)| allowed[bin]).map(|(unit, _)| unit.size as usize)
            };
            if sizes().filter(|s| *s == 1).count() >= left {
                return true;
            }
            let mut reached = vec![false; left + 1];
            reached[0] = true;
            for size in sizes() {
                for sum in (size..=left).rev() {
                    reached[sum] |= reached[sum - size];
                }
            }
            reached[left]
        })
    }

    /// The best flow: what it gives each unit, and what it leaves unfilled by domain.
    fn flow(&self, branch: &Branch) -> (Vec<Given>, Vec<u32>) {
        let mut net = Network::default();
        let (source, sink) = (net.node(), net.node());
        let mut exits = Vec::with_capacity(self.bins);
        let mut level_nodes = Vec::with_capacity(self.bins);
        let mut bin_nodes = Vec::with_capacity(self.bins);
        for bin in 0..self.bins {
            let node = net.node();
            exits.push(net.arc(node, sink, branch.left[bin], 0));
            bin_nodes.push(node);
            level_nodes.push(self.level_nodes(&mut net, node, bin));
        }
        let mut clique_nodes: Vec<Option<u32>> = vec![None; self.cliques];
        let mut members = vec![0_u32; self.cliques];
        for clique in &self.clique {
            members[*clique] += 1;
        }
        let mut arcs: Vec<Vec<(usize, ArcId)>> = Vec::with_capacity(self.problem.units.len());
        for (number, unit) in self.problem.units.iter().enumerate() {
            let mut of_unit = Vec::new();
            if branch.allowed[number].iter().any(|may| *may) {
                let clique = self.clique[number];
                let from = if members[clique] == 1 {
                    source
                } else {
                    // Of units that all exclude each other, no form has two.
                    let largest = self.largest(clique);
                    *clique_nodes[clique].get_or_insert_with(|| {
                        let node = net.node();
                        net.arc(source, node, largest * self.problem.forms as u32, 0);
                        node
                    })
                };
                let node = net.node();
                net.arc(from, node, unit.size, 0);
                for bin in (0..self.bins).filter(|b| branch.allowed[number][*b]) {
                    let domain = self.domain(bin);
                    let cost = unit.domains.iter().find(|(d, _)| *d == domain).map_or(0, |(_, c)| *c);
                    let to = match (unit.level, unit.size, &level_nodes[bin]) {
                        (Some(level), 1, Some(nodes)) => nodes[level],
                        _ => bin_nodes[bin],
                    };
                    of_unit.push((bin, net.arc(node, to, unit.size, i64::from(cost))));
                }
            }
            arcs.push(of_unit);
        }
        net.run(source, sink);
        let given = arcs
            .iter()
            .map(|of_unit| {
                let flows = of_unit.iter().map(|(bin, arc)| (*bin, net.flow(*arc)));
                flows.filter(|(_, n)| *n > 0).collect()
            })
            .collect();
        let mut unfilled = vec![0; self.problem.quotas.len()];
        for bin in 0..self.bins {
            unfilled[self.domain(bin)] += branch.left[bin] - net.flow(exits[bin]);
        }
        (given, unfilled)
    }

    fn largest(&self, clique: usize) -> u32 {
        let of_clique = self.clique.iter().zip(&self.problem.units).filter(|(c, _)| **c == clique);
        of_clique.map(|(_, unit)| unit.size).max().unwrap_or(1)
    }

    /// Up to its target a level is free; beyond it each item costs.
    fn level_nodes(&self, net: &mut Network, bin_node: u32, bin: usize) -> Option<[u32; 3]> {
        let quota = self.problem.quotas[self.domain(bin)];
        let wanted = self.problem.levels.get(self.domain(bin))?;
        Some(wanted.map(|per_cent| {
            let node = net.node();
            net.arc(node, bin_node, (per_cent * quota + 50) / 100, 0);
            net.arc(node, bin_node, quota, OFF_LEVEL);
            node
        }))
    }

    fn filled(&self, bins: &[Option<usize>]) -> Vec<Filled> {
        let mut forms = vec![vec![Vec::new(); self.problem.quotas.len()]; self.problem.forms];
        for (unit, bin) in bins.iter().enumerate() {
            if let Some(bin) = bin {
                forms[self.form(*bin)][self.domain(*bin)].push(unit);
            }
        }
        forms
    }
}

/// Puts every unit into one clique of the graph of exclusions, greedily; most are alone in theirs.
fn cliques(apart: &[Vec<usize>]) -> (Vec<usize>, usize) {
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut clique = vec![0; apart.len()];
    let mut of: Vec<Option<usize>> = vec![None; apart.len()];
    for unit in 0..apart.len() {
        let near = apart[unit].iter().filter_map(|other| of[*other]);
        let fits = |number: &usize| {
            let all: &Vec<usize> = &members[*number];
            all.iter().all(|member| apart[unit].binary_search(member).is_ok())
        };
        let number = near.into_iter().find(fits).unwrap_or_else(|| {
            members.push(Vec::new());
            members.len() - 1
        });
        members[number].push(unit);
        of[unit] = Some(number);
        clique[unit] = number;
    }
    (clique, members.len())
}

#[cfg(test)]
mod tests {
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
        let Outcome::Found(forms) = assemble(&problem(&[3], units)) else { panic!() };
        assert!(forms[0][0] == [0] || forms[0][0] == [1, 2]);
        assert!(matches!(
            assemble(&problem(&[3], vec![case(2, &[0]), case(2, &[0])])),
            Outcome::Impossible(_)
        ));
    }

    #[test]
    fn a_domain_that_shares_gives_way() {
        // The first domain could take either; the second has only one.
        let units = vec![single(&[0, 1]), single(&[0])];
        let Outcome::Found(forms) = assemble(&problem(&[1, 1], units)) else { panic!() };
        assert_eq!(forms[0], [[1], [0]]);
    }

    #[test]
    fn what_is_lacking_is_said() {
        let units = vec![single(&[0]), single(&[0]), single(&[1])];
        assert_eq!(assemble(&problem(&[2, 3], units)), Outcome::Impossible(vec![0, 2]));
    }

    #[test]
    fn levels_are_balanced_where_they_can_be() {
        let unit = |level| Unit { level: Some(level), ..single(&[0]) };
        let units: Vec<Unit> = [0; 10].into_iter().chain([1; 3]).chain([2; 3]).map(unit).collect();
        let mut wanted = problem(&[6], units.clone());
        wanted.levels = vec![[33, 33, 34]];
        let Outcome::Found(forms) = assemble(&wanted) else { panic!() };
        let count = |level| forms[0][0].iter().filter(|u| units[**u].level == Some(level)).count();
        assert_eq!([count(0), count(1), count(2)], [2, 2, 2]);
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
                        && put
                            .get(other)
                            .copied()
                            .flatten()
                            .is_some_and(|o: usize| o / domains == bin / domains)
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
            match assemble(&problem) {
                Outcome::Found(forms) => prop_assert!(holds(&problem, &forms)),
                Outcome::Impossible(_) => prop_assert!(!exists(&problem)),
                Outcome::CutOff => prop_assert!(false, "cut off"),
            }
        }
    }
}
