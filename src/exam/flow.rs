//! Minimum-cost flow, by successive shortest paths.
//!
//! All capacities are whole, so that there is a best flow of whole units, and this finds one (Ahuja, Magnanti and Orlin,
//! *Network Flows*, 1993, section 9.7). Written here because what a form is assembled with must give the same on
//! every machine, and the networks are small.

use std::collections::VecDeque;

/// A directed network with capacities and costs.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Arcs in pairs: at even places as they were added, behind each its way back.
    arcs: Vec<Arc>,
    /// The arcs that leave a node.
    leaving: Vec<Vec<u32>>,
    /// Arcs looked at so far: what the search cost, the same on every machine.
    work: u64,
}

#[derive(Clone, Copy, Debug)]
struct Arc {
    to: u32,
    left: u32,
    cost: i64,
}

/// An arc, by which its flow is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArcId(u32);

impl Network {
    /// A new node.
    pub fn node(&mut self) -> u32 {
        self.leaving.push(Vec::new());
        self.leaving.len() as u32 - 1
    }

    /// A new arc. Costs are not negative.
    pub fn arc(&mut self, from: u32, to: u32, capacity: u32, cost: i64) -> ArcId {
        let at = self.arcs.len() as u32;
        self.arcs.push(Arc { to, left: capacity, cost });
        self.arcs.push(Arc { to: from, left: 0, cost: -cost });
        self.leaving[from as usize].push(at);
        self.leaving[to as usize].push(at + 1);
        ArcId(at)
    }

    /// Sends as much as can be sent, at the least cost of all that send as much; how much it was.
    pub fn run(&mut self, source: u32, sink: u32) -> u32 {
        let mut sent = 0;
        while let Some(path) = self.cheapest_path(source, sink) {
            let amount = path.iter().map(|at| self.arcs[*at as usize].left).min().unwrap_or(0);
            for at in path {
                self.arcs[at as usize].left -= amount;
                self.arcs[(at ^ 1) as usize].left += amount;
            }
            sent += amount;
        }
        sent
    }

    /// How many arcs were looked at.
    pub fn work(&self) -> u64 {
        self.work
    }

    /// What flows through an arc.
    pub fn flow(&self, arc: ArcId) -> u32 {
        self.arcs[(arc.0 ^ 1) as usize].left
    }

    /// The cheapest path with room on it (Bellman and Ford, with a queue): the arcs, from the sink back.
    fn cheapest_path(&mut self, source: u32, sink: u32) -> Option<Vec<u32>> {
        const FAR: i64 = i64::MAX;
        let mut cost = vec![FAR; self.leaving.len()];
        let mut by = vec![u32::MAX; self.leaving.len()];
        let mut waiting = vec![false; self.leaving.len()];
        let mut queue = VecDeque::from([source]);
        cost[source as usize] = 0;
        while let Some(node) = queue.pop_front() {
            waiting[node as usize] = false;
            self.work += self.leaving[node as usize].len() as u64;
            for at in &self.leaving[node as usize] {
                let arc = self.arcs[*at as usize];
                let there = cost[node as usize] + arc.cost;
                if arc.left > 0 && there < cost[arc.to as usize] {
                    cost[arc.to as usize] = there;
                    by[arc.to as usize] = *at;
                    if !waiting[arc.to as usize] {
                        waiting[arc.to as usize] = true;
                        queue.push_back(arc.to);
                    }
                }
            }
        }
        if cost[sink as usize] == FAR {
            return None;
        }
        let mut path = Vec::new();
        let mut node = sink;
        while node != source {
            let at = by[node as usize];
            path.push(at);
            node = self.arcs[(at ^ 1) as usize].to;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheap_way_first_and_around_it_when_it_is_full() {
        let mut net = Network::default();
        let [s, a, b, t] = [net.node(), net.node(), net.node(), net.node()];
        let sa = net.arc(s, a, 2, 1);
        let sb = net.arc(s, b, 2, 5);
        net.arc(a, b, 2, 1);
        net.arc(a, t, 1, 1);
        net.arc(b, t, 2, 1);
        assert_eq!(net.run(s, t), 3);
        assert_eq!((net.flow(sa), net.flow(sb)), (2, 1));
    }
}
