//! Exact linear algebra without large numbers: modulo as many primes as the answer needs to be certain.
//!
//! A determinant of integers is at most the product of the lengths of its rows (Hadamard). What is zero modulo primes whose product is
//! larger is zero; and with a product four times as large, residues tell the sign. So nothing here is rounded or left to chance.

use std::collections::BTreeSet;

/// Rows of columns and values, ascending. Columns from `main` on only have to depend on the others.
pub(super) struct Matrix {
    pub rows: Vec<Vec<(usize, i64)>>,
    pub main: usize,
}

/// Elimination modulo a prime: which row and column was taken when, the rows as they were then, and the product of the pivots.
struct Eliminated {
    pivots: Vec<(usize, usize)>,
    rows: Vec<Vec<(usize, u64)>>,
    product: u64,
}

impl Matrix {
    /// Whether the main columns have rank one less than their number, their solution of zero is positive everywhere or negative everywhere,
    /// and the other columns add nothing to the rank. If not, a row that shows it, as far as one does.
    pub(super) fn has_one_positive_solution(&self) -> Result<(), Option<usize>> {
        let needed = self.bits() / 30 + 1;
        let mut plan: Option<Vec<(usize, usize)>> = None;
        let (mut primes, mut residues) = (Vec::new(), Vec::new());
        let mut deficient = 0;
        for prime in primes_below(1 << 31) {
            if primes.len() == needed || deficient == needed {
                break;
            }
            let Some(eliminated) = self.eliminate(prime, plan.as_deref())? else { continue };
            match eliminated.pivots.len() {
                rank if rank == self.main => return Err(eliminated.pivots.last().map(|pivot| pivot.0)),
                rank if rank + 1 < self.main => deficient += 1,
                _ => {
                    residues.push(eliminated.solution(self.main, prime));
                    primes.push(prime);
                    plan = Some(eliminated.pivots);
                }
            }
        }
        let negative = signs(&residues, &primes).ok_or(None)?;
        if primes.len() == needed && negative.windows(2).all(|pair| pair[0] == pair[1]) { Ok(()) } else { Err(None) }
    }

    /// At least the logarithm of 16 times any determinant of its entries.
    fn bits(&self) -> usize {
        let mut squares: Vec<u64> = self.rows.iter().map(|row| row.iter().map(|&(_, value)| value.unsigned_abs().pow(2)).sum()).collect();
        squares.sort_unstable_by(|a, b| b.cmp(a));
        let (mut bits, mut product) = (0, 1_u128);
        for &square in squares.iter().take(self.main) {
            product *= u128::from(square.max(1));
            if product >> 64 > 0 {
                bits += product.ilog2() as usize + 1;
                product = 1;
            }
        }
        (bits + product.ilog2() as usize + 1).div_ceil(2) + 4
    }

    /// Eliminates along a plan, or takes the shortest row first. `None` if the prime divides a pivot of the plan; a row if with it the rank
    /// is that of the main columns and one more, so that the other columns add to it.
    fn eliminate(&self, prime: u64, plan: Option<&[(usize, usize)]>) -> Result<Option<Eliminated>, Option<usize>> {
        let residue = |value: i64| value.rem_euclid(i64::try_from(prime).unwrap_or(i64::MAX)).unsigned_abs();
        let mut rows: Vec<Vec<(usize, u64)>> =
            self.rows.iter().map(|row| row.iter().map(|&(column, value)| (column, residue(value))).collect()).collect();
        let mut holds: Vec<Vec<usize>> = vec![Vec::new(); self.main];
        for (at, row) in self.rows.iter().enumerate() {
            for &(column, _) in row.iter().filter(|entry| entry.0 < self.main) {
                holds[column].push(at);
            }
        }
        let has_main = |row: &[(usize, u64)]| row.first().is_some_and(|entry| entry.0 < self.main);
        let mut open: BTreeSet<(usize, usize)> =
            rows.iter().enumerate().filter(|(_, row)| has_main(row)).map(|(at, row)| (row.len(), at)).collect();
        let mut taken = vec![false; rows.len()];
        let mut done = Eliminated { pivots: Vec::new(), rows: Vec::new(), product: 1 };
        loop {
            let (row, column) = match plan {
                Some(plan) => match plan.get(done.pivots.len()) {
                    Some(&pivot) => pivot,
                    None => break,
                },
                None => {
                    let Some(&(_, row)) = open.first() else { break };
                    let columns = rows[row].iter().map(|entry| entry.0).filter(|&column| column < self.main);
                    let Some(column) = columns.min_by_key(|&column| holds[column].len()) else { break };
                    (row, column)
                }
            };
            let Some(pivot) = value(&rows[row], column) else { return Ok(None) };
            taken[row] = true;
            open.remove(&(rows[row].len(), row));
            let own = std::mem::take(&mut rows[row]);
            let inverse = power(pivot, prime - 2, prime);
            for other in std::mem::take(&mut holds[column]) {
                if let Some(factor) = value(&rows[other], column).filter(|_| !taken[other]) {
                    let factor = prime - factor * inverse % prime;
                    open.remove(&(rows[other].len(), other));
                    rows[other] = add(&rows[other], &own, factor, prime, &mut |new| {
                        if new < self.main {
                            holds[new].push(other);
                        }
                    });
                    if has_main(&rows[other]) {
                        open.insert((rows[other].len(), other));
                    }
                }
            }
            done.product = done.product * pivot % prime;
            done.pivots.push((row, column));
            done.rows.push(own);
        }
        match (0..rows.len()).find(|&row| !taken[row] && !rows[row].is_empty()) {
            Some(left) if done.pivots.len() + 1 == self.main => Err(Some(left)),
            _ => Ok(Some(done)),
        }
    }
}

impl Eliminated {
    /// The solution of zero in the main columns, times the product of the pivots: determinants, by Cramer's rule.
    fn solution(&self, main: usize, prime: u64) -> Vec<u64> {
        let mut solution = vec![self.product; main];
        for (&(_, column), row) in self.pivots.iter().zip(&self.rows).rev() {
            let mut sum = 0;
            let mut pivot = 1;
            for &(other, value) in row.iter().filter(|entry| entry.0 < main) {
                if other == column {
                    pivot = value;
                } else {
                    sum = (sum + value * solution[other]) % prime;
                }
            }
            solution[column] = (prime - sum) % prime * power(pivot, prime - 2, prime) % prime;
        }
        solution
    }
}

/// Which of some integers, given by their residues modulo each prime, are negative; `None` if one is zero. They are read in mixed radix:
/// the last digit says in which part of the range a number lies.
fn signs(residues: &[Vec<u64>], primes: &[u64]) -> Option<Vec<bool>> {
    let inverses: Vec<Vec<u64>> = primes
        .iter()
        .enumerate()
        .map(|(at, &prime)| primes[..at].iter().map(|&below| power(below % prime, prime - 2, prime)).collect())
        .collect();
    let numbers = residues.first()?.len();
    let sign = |number: usize| {
        let mut digits: Vec<u64> = Vec::with_capacity(primes.len());
        for (at, &prime) in primes.iter().enumerate() {
            let start = residues[at][number];
            let digit = digits
                .iter()
                .zip(&inverses[at])
                .fold(start, |rest, (digit, inverse)| (rest + prime - digit % prime) % prime * inverse % prime);
            digits.push(digit);
        }
        let last = *digits.last()?;
        digits.iter().any(|&digit| digit > 0).then(|| last > primes[primes.len() - 1] / 2)
    };
    (0..numbers).map(sign).collect()
}

fn value(row: &[(usize, u64)], column: usize) -> Option<u64> {
    row.binary_search_by_key(&column, |entry| entry.0).ok().map(|at| row[at].1)
}

/// A row plus a multiple of another; `new` hears of the columns that it did not have.
fn add(row: &[(usize, u64)], other: &[(usize, u64)], factor: u64, prime: u64, new: &mut dyn FnMut(usize)) -> Vec<(usize, u64)> {
    let mut sum = Vec::with_capacity(row.len() + other.len());
    let (mut own, mut added) = (row.iter().peekable(), other.iter().peekable());
    loop {
        let (column, value) = match (own.peek(), added.peek()) {
            (Some(a), Some(b)) if a.0 == b.0 => {
                let entry = (a.0, (a.1 + b.1 * factor) % prime);
                own.next();
                added.next();
                entry
            }
            (Some(&&a), b) if b.is_none_or(|b| a.0 < b.0) => {
                own.next();
                a
            }
            (_, Some(b)) => {
                let entry = (b.0, b.1 * factor % prime);
                new(b.0);
                added.next();
                entry
            }
            _ => return sum,
        };
        if value != 0 {
            sum.push((column, value));
        }
    }
}

fn power(base: u64, mut exponent: u64, prime: u64) -> u64 {
    let (mut result, mut square) = (1, base % prime);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * square % prime;
        }
        square = square * square % prime;
        exponent >>= 1;
    }
    result
}

/// The odd primes below a number of at most 31 bits, largest first.
fn primes_below(limit: u64) -> impl Iterator<Item = u64> {
    (1 << 30..limit).rev().filter(|&number| number % 2 == 1 && is_prime(number))
}

/// The test of Miller and Rabin, which these bases make certain below 3,215,031,751 (Pomerance, Selfridge, Wagstaff 1980).
fn is_prime(number: u64) -> bool {
    let twos = (number - 1).trailing_zeros();
    [2, 3, 5, 7].iter().all(|&base| {
        let mut at = power(base, (number - 1) >> twos, number);
        let first = at == 1 || at == number - 1;
        first
            || (1..twos).any(|_| {
                at = at * at % number;
                at == number - 1
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(rows: &[&[i64]], main: usize) -> bool {
        let rows = rows.iter().map(|row| row.iter().copied().enumerate().filter(|entry| entry.1 != 0).collect()).collect();
        Matrix { rows, main }.has_one_positive_solution().is_ok()
    }

    #[test]
    fn ranks_signs_and_primes_are_right() {
        assert!(judge(&[&[1, -1, 0], &[0, 1, -1], &[1, 0, -1]], 3));
        assert!(judge(&[&[3, -2, 0], &[0, 7, -5]], 3));
        assert!(!judge(&[&[3, 2, 0], &[0, 7, -5]], 3), "signs differ");
        assert!(!judge(&[&[1, -1, 0]], 3), "two solutions");
        assert!(!judge(&[&[1, -1], &[1, 1]], 2), "no solution");
        assert!(!judge(&[&[1, -1, 0], &[0, 0, 0]], 3), "a column without entries");
        assert!(!judge(&[&[1, 0], &[1, 0]], 2), "zero in the solution");
        assert!(judge(&[&[1, -1, 2], &[-1, 1, -2]], 2), "the last column depends on the others");
        assert!(!judge(&[&[1, -1, 2], &[-1, 1, 1]], 2), "it does not");
        let primes: Vec<u64> = primes_below(1 << 31).take(3).collect();
        assert_eq!(primes, [2_147_483_647, 2_147_483_629, 2_147_483_587]);
    }

    #[test]
    fn large_solutions_keep_their_signs() {
        // Each number is three times the one before: 3^200 is far beyond any machine word.
        for last in [-1, 1] {
            let mut rows: Vec<Vec<(usize, i64)>> = (0..200).map(|at| vec![(at, 3), (at + 1, -1)]).collect();
            rows.push(vec![(200, 1), (201, last)]);
            assert_eq!(Matrix { rows, main: 202 }.has_one_positive_solution().is_ok(), last < 0);
        }
    }
}
