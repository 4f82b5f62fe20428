//! Regions: decisions and merges between one way in and one way out.

use super::reduce::Work;
use super::{Block, FIRST, LAST, Link, Region, Way};

impl Work {
    /// Makes a block of each connected set of decisions and merges with one way in and one way out, each of whose places leads out.
    /// Says whether there was one.
    pub(super) fn collapse_regions(&mut self) -> bool {
        let plain: Vec<bool> = self.spots.iter().enumerate().map(|(at, spot)| at != FIRST && !spot.joins && !spot.forks).collect();
        let mut group: Vec<usize> = (0..self.spots.len()).collect();
        for link in self.links.iter().flatten().filter(|link| plain[link.from] && plain[link.to]) {
            let (a, b) = (root(&mut group, link.from), root(&mut group, link.to));
            group[a.max(b)] = a.min(b);
        }
        let group: Vec<usize> = (0..group.len()).map(|at| root(&mut group, at)).collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        for at in (0..self.spots.len()).filter(|&at| plain[at]) {
            members[group[at]].push(at);
        }
        let mut inner: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        let mut entries: Vec<Vec<usize>> = vec![Vec::new(); self.spots.len()];
        for (id, link) in self.links.iter().enumerate() {
            let Some(link) = link else { continue };
            if plain[link.from] {
                inner[group[link.from]].push(id);
            }
            if plain[link.to] && !plain[link.from] {
                entries[group[link.to]].push(id);
            }
        }
        let mut found = false;
        for root in 0..members.len() {
            if let [entry] = entries[root][..] {
                found |= members[root].len() > 1 && self.collapse(&members[root], &inner[root], entry);
            }
        }
        found
    }

    fn collapse(&mut self, members: &[usize], inner: &[usize], entry: usize) -> bool {
        let Some(place) = self.links[entry].as_ref().map(|link| link.to) else { return false };
        let at = |spot: usize| members.binary_search(&spot).ok();
        let links: Vec<(usize, Link)> = inner.iter().filter_map(|&id| self.links[id].clone().map(|link| (id, link))).collect();
        let leaves: Vec<&Link> = links.iter().map(|(_, link)| link).filter(|link| at(link.to).is_none()).collect();
        // The last spot is a way out itself.
        let exit = match leaves.as_slice() {
            [] if at(LAST).is_some() => None,
            [link] if at(LAST).is_none() => Some((*link).clone()),
            // Several ways to where one is enough are one.
            [link, rest @ ..] if at(LAST).is_none() && !self.spots[link.to].joins && rest.iter().all(|other| other.to == link.to) => {
                Some((*link).clone())
            }
            _ => return false,
        };
        let outward = |to: usize| at(to).filter(|_| to != LAST);
        let ways: Vec<(usize, Option<usize>, Way)> =
            links.iter().filter_map(|(_, link)| Some((at(link.from)?, outward(link.to), link.way.clone()))).collect();
        let (Some(entry_at), true) = (at(place), all_lead_out(members.len(), &ways, at(LAST))) else { return false };
        let region = Region { places: members.iter().map(|&spot| self.spots[spot].block).collect(), ways, entry: entry_at };
        let region = Some(self.add(Block::Region(region)));
        let Some(first) = self.take(entry) else { return false };
        for &id in inner {
            self.take(id);
        }
        let block = self.in_sequence(first.way.block, region);
        let (to, last) = exit.map_or((LAST, None), |link| (link.to, link.last));
        self.add_link(Link { from: first.from, to, last, way: Way { edges: first.way.edges, block } });
        true
    }
}

/// Whether a case can leave from everywhere.
fn all_lead_out(places: usize, ways: &[(usize, Option<usize>, Way)], last: Option<usize>) -> bool {
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); places];
    let mut leads = vec![false; places];
    let mut stack = Vec::new();
    for &(from, to, _) in ways {
        match to {
            Some(to) => before[to].push(from),
            None => stack.push(from),
        }
    }
    while let Some(at) = stack.pop() {
        if !std::mem::replace(&mut leads[at], true) {
            stack.extend(&before[at]);
        }
    }
    leads.iter().enumerate().all(|(at, leads)| *leads || Some(at) == last)
}

/// The least of the set that a spot is in.
fn root(group: &mut [usize], mut at: usize) -> usize {
    while group[at] != at {
        group[at] = group[group[at]];
        at = group[at];
    }
    at
}
