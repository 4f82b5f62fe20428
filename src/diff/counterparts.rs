//! Roles, systems and data of two models that are the same thing: by name, else by label.

use rustc_hash::FxHashMap;

use super::Side;
use crate::model::{DataId, Home, Model, Process, RoleId, SystemId, Title};

/// A process and the model that holds it.
type Whole<'m> = (&'m Model, &'m Process);

/// What each role, system and data object of the old model is in the new one.
#[derive(Clone, Debug)]
pub struct Counterparts {
    roles: Vec<Option<RoleId>>,
    systems: Vec<Option<SystemId>>,
    data: Vec<Option<DataId>>,
}

impl Counterparts {
    /// Finds them. Within one model everything is itself.
    #[must_use]
    pub fn find(old: Side, new: Side) -> Counterparts {
        Counterparts::of_processes((old.model, old.process), (new.model, new.process))
    }

    /// The same of two processes, whatever their variants.
    pub(super) fn of_processes(old: (&Model, &Process), new: (&Model, &Process)) -> Counterparts {
        let (before, after) = (old.0, new.0);
        if std::ptr::eq(before, after) {
            return Counterparts {
                roles: (0..before.roles.len()).map(|at| Some(RoleId::at(at))).collect(),
                systems: (0..before.systems.len()).map(|at| Some(SystemId::at(at))).collect(),
                data: (0..before.data.len()).map(|at| Some(DataId::at(at))).collect(),
            };
        }
        // What another process of the file declares is another thing.
        let visible = |(model, own): Whole, home: Home| match home {
            Home::Process(index) => model.processes.get(index).is_some_and(|process| std::ptr::eq(process, own)),
            Home::Import | Home::File => true,
        };
        let titles = |side: Whole, list: Vec<(Option<Title>, Home)>| -> Vec<Option<Title>> {
            list.into_iter().map(|(title, home)| title.filter(|_| visible(side, home))).collect()
        };
        let roles = |side: Whole| titles(side, side.0.roles.iter().map(|role| (Some(role.title.clone()), role.home)).collect());
        let systems = |side: Whole| titles(side, side.0.systems.iter().map(|system| (Some(system.title.clone()), system.home)).collect());
        let data =
            |side: Whole| titles(side, side.0.data.iter().map(|data| (data.title.clone(), data.home.unwrap_or(Home::File))).collect());
        Counterparts {
            roles: same(&roles(old), &roles(new)).into_iter().map(|at| at.map(RoleId::at)).collect(),
            systems: same(&systems(old), &systems(new)).into_iter().map(|at| at.map(SystemId::at)).collect(),
            data: same(&data(old), &data(new)).into_iter().map(|at| at.map(DataId::at)).collect(),
        }
    }

    /// The new role that an old one is.
    #[must_use]
    pub fn role(&self, old: RoleId) -> Option<RoleId> {
        self.roles[old.index()]
    }

    /// The new system that an old one is.
    #[must_use]
    pub fn system(&self, old: SystemId) -> Option<SystemId> {
        self.systems[old.index()]
    }

    /// The new data object that an old one is.
    #[must_use]
    pub fn data(&self, old: DataId) -> Option<DataId> {
        self.data[old.index()]
    }

    /// Every pair of roles.
    pub fn roles(&self) -> impl Iterator<Item = (RoleId, Option<RoleId>)> {
        self.roles.iter().enumerate().map(|(at, &new)| (RoleId::at(at), new))
    }

    /// Every pair of systems.
    pub fn systems(&self) -> impl Iterator<Item = (SystemId, Option<SystemId>)> {
        self.systems.iter().enumerate().map(|(at, &new)| (SystemId::at(at), new))
    }

    /// Every pair of data objects.
    pub fn all_data(&self) -> impl Iterator<Item = (DataId, Option<DataId>)> {
        self.data.iter().enumerate().map(|(at, &new)| (DataId::at(at), new))
    }
}

/// The place of each old title among the new ones: by name, else by what people read; no two the same.
fn same(old: &[Option<Title>], new: &[Option<Title>]) -> Vec<Option<usize>> {
    let mut found = vec![None; old.len()];
    let mut taken = vec![false; new.len()];
    let words: [fn(&Title) -> &str; 2] = [|title| title.name.as_str(), Title::shown];
    for word in words {
        let mut open: FxHashMap<&str, usize> = FxHashMap::default();
        // Of several of one name the one that stands first is meant; those of the process stand last, and win.
        for (at, title) in new.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            title.as_ref().map(|title| open.insert(word(title), at));
        }
        for (at, title) in old.iter().enumerate() {
            let Some(title) = title.as_ref().filter(|_| found[at].is_none()) else { continue };
            if let Some(&to) = open.get(word(title)).filter(|&&to| !taken[to]) {
                found[at] = Some(to);
                taken[to] = true;
            }
        }
    }
    found
}
