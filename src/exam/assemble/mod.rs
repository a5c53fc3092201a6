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

/// How long a search may go on, in arcs looked at: some seconds on a small machine.
pub const PATIENCE: u64 = 400_000_000;

/// How many decisions may depend on each other.
const DEEPEST: usize = 1_000;

/// What a level beyond its target costs an item; about as much as a question seen a week ago.
const OFF_LEVEL: i64 = 400;

/// Where a unit stands in the search.
#[derive(Clone, Debug)]
struct Branch {
    /// By unit, and within it by bin (form and domain): whether it may go there.
    allowed: Vec<bool>,
    /// Units that are settled: the bin.
    settled: Vec<Option<usize>>,
    /// What is left of each bin.
    left: Vec<u32>,
}

/// Fills forms, or says why not; a search that took more than `patience` is cut off.
pub fn assemble(problem: &Problem, patience: u64) -> Outcome {
    if problem.quotas.is_empty() || problem.forms == 0 {
        return Outcome::Found(vec![Filled::new(); problem.forms]);
    }
    let mut search = Search::new(problem, patience);
    let root = search.root();
    match search.solve(root.clone()) {
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
    patience: u64,
    work: u64,
    depth: usize,
    /// What the first flow could not fill, by domain.
    unfilled: Option<Vec<u32>>,
}

/// What a flow gave a unit: bins, with how many items.
type Given = Vec<(usize, u32)>;

impl<'p> Search<'p> {
    fn new(problem: &'p Problem, patience: u64) -> Self {
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
        Self { problem, bins, apart, clique, cliques, patience, work: 0, depth: 0, unfilled: None }
    }

    fn domain(&self, bin: usize) -> usize {
        bin % self.problem.quotas.len()
    }

    fn form(&self, bin: usize) -> usize {
        bin / self.problem.quotas.len()
    }

    fn root(&self) -> Branch {
        let drawn = |unit: &Unit, bin: usize| unit.domains.iter().any(|(d, _)| *d == self.domain(bin));
        let allowed =
            self.problem.units.iter().flat_map(|unit| (0..self.bins).map(move |bin| drawn(unit, bin)));
        Branch {
            allowed: allowed.collect(),
            settled: vec![None; self.problem.units.len()],
            left: (0..self.bins).map(|b| self.problem.quotas[self.domain(b)]).collect(),
        }
    }

    /// The bins of a unit in a branch.
    fn row(&self, unit: usize) -> std::ops::Range<usize> {
        unit * self.bins..(unit + 1) * self.bins
    }

    fn solve(&mut self, branch: Branch) -> Verdict {
        // Nothing that deep has ended; the stack would, some day.
        if self.depth >= DEEPEST {
            return Verdict::CutOff;
        }
        self.depth += 1;
        let verdict = self.solve_at(branch);
        self.depth -= 1;
        verdict
    }

    fn solve_at(&mut self, mut branch: Branch) -> Verdict {
        if self.work >= self.patience {
            return Verdict::CutOff;
        }
        // A case that is larger than what is left of a domain has no place there.
        for (unit, allowed) in branch.allowed.chunks_exact_mut(self.bins).enumerate() {
            let size = self.problem.units[unit].size;
            for (may, left) in allowed.iter_mut().zip(&branch.left) {
                *may &= size <= *left;
            }
        }
        if !self.sizes_fit(&branch) {
            return Verdict::None;
        }
        let (given, unfilled) = self.flow(&branch);
        let short = unfilled.iter().any(|n| *n > 0);
        self.unfilled.get_or_insert(unfilled);
        if short {
            return Verdict::None;
        }
        if let Some(unit) = self.cut_case(&given) {
            let given = given[unit].clone();
            return self.branch_on_case(branch, unit, &given);
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

    fn branch_on_case(&mut self, mut branch: Branch, unit: usize, given: &Given) -> Verdict {
        let mut cut_off = false;
        let mut bins: Vec<usize> = (0..self.bins).filter(|b| branch.allowed[self.row(unit)][*b]).collect();
        let share = |bin: &usize| given.iter().find(|(b, _)| b == bin).map_or(0, |(_, n)| *n);
        bins.sort_by_key(|bin| std::cmp::Reverse(share(bin)));
        for bin in bins {
            let mut settled = branch.clone();
            settled.settled[unit] = Some(bin);
            settled.allowed[self.row(unit)].fill(false);
            settled.left[bin] -= self.problem.units[unit].size;
            for other in &self.apart[unit] {
                self.forbid(&mut settled, *other, self.form(bin));
            }
            match self.solve(settled) {
                Verdict::None => {}
                Verdict::CutOff => cut_off = true,
                found @ Verdict::Found(_) => return found,
            }
        }
        branch.allowed[self.row(unit)].fill(false);
        match self.solve(branch) {
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
            match self.solve(without) {
                Verdict::None => {}
                Verdict::CutOff => cut_off = true,
                found @ Verdict::Found(_) => return found,
            }
        }
        if cut_off { Verdict::CutOff } else { Verdict::None }
    }

    fn forbid(&self, branch: &mut Branch, unit: usize, form: usize) {
        for bin in (0..self.bins).filter(|b| self.form(*b) == form) {
            branch.allowed[unit * self.bins + bin] = false;
        }
    }

    /// Whether what is left of every bin is a sum of sizes of what may go there.
    fn sizes_fit(&self, branch: &Branch) -> bool {
        (0..self.bins).all(|bin| {
            let left = branch.left[bin] as usize;
            let sizes = || {
                let units = self.problem.units.iter().zip(branch.allowed.chunks_exact(self.bins));
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
    fn flow(&mut self, branch: &Branch) -> (Vec<Given>, Vec<u32>) {
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
            let allowed = &branch.allowed[self.row(number)];
            if allowed.iter().any(|may| *may) {
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
                for bin in (0..self.bins).filter(|b| allowed[*b]) {
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
        self.work += net.work() + (self.problem.units.len() * self.bins) as u64;
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
mod tests;
