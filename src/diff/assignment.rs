//! The pairing of two lists that is worth most as a whole (the assignment problem; Kuhn, *The Hungarian Method*, 1955, in the form with
//! potentials and shortest augmenting paths of Jonker and Volgenant, 1987).

/// The largest group that is solved as a whole, so that time stays small whatever is asked: beyond it the most alike go first.
const GROUP: usize = 400;

/// Pairs of places in two lists, each place in at most one, so that the sum of the scores is largest; sorted. Only pairs that have a
/// score can be taken, and what shares no candidate does not matter to one another.
pub(super) fn assign(old: usize, new: usize, scores: &[(usize, usize, f64)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for group in groups(old, new, scores) {
        let mut rows: Vec<usize> = group.iter().map(|&(a, _, _)| a).collect();
        let mut columns: Vec<usize> = group.iter().map(|&(_, b, _)| b).collect();
        for list in [&mut rows, &mut columns] {
            list.sort_unstable();
            list.dedup();
        }
        if rows.len().max(columns.len()) > GROUP {
            pairs.extend(greedy(group));
            continue;
        }
        let mut worth = vec![vec![0.0; columns.len()]; rows.len()];
        for (a, b, score) in group {
            if let (Ok(row), Ok(column)) = (rows.binary_search(&a), columns.binary_search(&b)) {
                worth[row][column] = score;
            }
        }
        pairs.extend(solve(&worth).into_iter().map(|(row, column)| (rows[row], columns[column])));
    }
    pairs.sort_unstable();
    pairs
}

/// The candidates in groups that have no place in common.
fn groups(old: usize, new: usize, scores: &[(usize, usize, f64)]) -> Vec<Vec<(usize, usize, f64)>> {
    let mut head: Vec<usize> = (0..old + new).collect();
    let mut find = |mut at: usize, join: Option<usize>| {
        while head[at] != at {
            head[at] = head[head[at]];
            at = head[at];
        }
        if let Some(to) = join {
            head[at] = to;
        }
        at
    };
    for &(a, b, _) in scores {
        let to = find(old + b, None);
        find(a, Some(to));
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<(usize, usize, f64)>> = std::collections::BTreeMap::new();
    for &score in scores {
        groups.entry(find(score.0, None)).or_default().push(score);
    }
    groups.into_values().collect()
}

fn greedy(mut group: Vec<(usize, usize, f64)>) -> Vec<(usize, usize)> {
    group.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut taken = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    group.retain(|(a, b, _)| !taken.0.contains(a) && !taken.1.contains(b) && taken.0.insert(*a) && taken.1.insert(*b));
    group.into_iter().map(|(a, b, _)| (a, b)).collect()
}

/// The best pairing of rows and columns; what is worth nothing is left out.
fn solve(worth: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let size = worth.len().max(worth.first().map_or(0, Vec::len));
    let cost = |row: usize, column: usize| -worth.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0);
    // Place 0 is nobody; rows and columns count from 1.
    let (mut of_row, mut of_column) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let (mut row_at, mut before) = (vec![0; size + 1], vec![0; size + 1]);
    for row in 1..=size {
        row_at[0] = row;
        let mut column = 0;
        let mut slack = vec![f64::INFINITY; size + 1];
        let mut used = vec![false; size + 1];
        while row_at[column] != 0 {
            used[column] = true;
            let (here, mut step, mut next) = (row_at[column], f64::INFINITY, 0);
            for other in 1..=size {
                if used[other] {
                    continue;
                }
                let reduced = cost(here - 1, other - 1) - of_row[here] - of_column[other];
                if reduced < slack[other] {
                    slack[other] = reduced;
                    before[other] = column;
                }
                if slack[other] < step {
                    step = slack[other];
                    next = other;
                }
            }
            for other in 0..=size {
                if used[other] {
                    of_row[row_at[other]] += step;
                    of_column[other] -= step;
                } else {
                    slack[other] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_at[column] = row_at[before[column]];
            column = before[column];
        }
    }
    let pairs = (1..=size).map(|column| (row_at[column] - 1, column - 1));
    pairs.filter(|&(row, column)| cost(row, column) < 0.0).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The best sum, by trying everything.
    fn best(worth: &[Vec<f64>], row: usize, taken: &mut Vec<bool>) -> f64 {
        if row == worth.len() {
            return 0.0;
        }
        let mut most = best(worth, row + 1, taken);
        for column in 0..taken.len() {
            if !taken[column] && worth[row][column] > 0.0 {
                taken[column] = true;
                most = most.max(worth[row][column] + best(worth, row + 1, taken));
                taken[column] = false;
            }
        }
        most
    }

    proptest! {
        #[test]
        fn the_sum_is_the_largest_there_is(cells in proptest::collection::vec(proptest::collection::vec(0u32..5, 5), 0..6)) {
            let worth: Vec<Vec<f64>> = cells.iter().map(|row| row.iter().map(|&cell| f64::from(cell) / 4.0).collect()).collect();
            let scores: Vec<(usize, usize, f64)> = worth
                .iter()
                .enumerate()
                .flat_map(|(a, row)| row.iter().enumerate().map(move |(b, &score)| (a, b, score)))
                .filter(|score| score.2 > 0.0)
                .collect();
            let pairs = assign(worth.len(), 5, &scores);
            let sum: f64 = pairs.iter().map(|&(a, b)| worth[a][b]).sum();
            prop_assert!((sum - best(&worth, 0, &mut vec![false; 5])).abs() < 1e-9);
            let (mut rows, mut columns): (Vec<usize>, Vec<usize>) = pairs.into_iter().unzip();
            let count = rows.len();
            rows.dedup();
            columns.sort_unstable();
            columns.dedup();
            prop_assert_eq!((rows.len(), columns.len()), (count, count));
        }
    }
}
