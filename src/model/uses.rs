//! Who refers to what: the roles, systems and data that a file uses, and the processes that it calls.

use super::{DataId, Model, Node, NodeId, NodeKind, Process, Ref, RoleId, SystemId, Variant};

impl Model {
    /// Every reference to a role: by processes, nodes, systems, data and other roles.
    pub fn role_refs(&self) -> impl Iterator<Item = Ref<RoleId>> {
        let roles = self.roles.iter().flat_map(|role| role.reports.into_iter().chain(role.deputy));
        let systems = self.systems.iter().filter_map(|system| system.owner);
        let data = self.data.iter().flat_map(|data| data.from.iter().copied());
        let owners = self.processes.iter().flat_map(|process| process.owner.iter().copied());
        roles.chain(systems).chain(data).chain(owners).chain(self.nodes().flat_map(Node::roles))
    }

    /// Every reference to a system.
    pub fn system_refs(&self) -> impl Iterator<Item = Ref<SystemId>> {
        self.nodes().flat_map(|node| node.systems.iter().copied())
    }

    /// The nodes of all variants of all processes of the file.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.processes.iter().flat_map(|process| &process.variants).flat_map(|variant| &variant.nodes)
    }

    /// Whether another process of the file calls this one, so that its cases and data may come from there.
    #[must_use]
    pub fn is_called(&self, process: &Process) -> bool {
        let others = self.processes.iter().filter(|other| !std::ptr::eq(*other, process));
        let mut calls = others.flat_map(|other| &other.variants).flat_map(|variant| &variant.nodes).filter_map(|node| node.calls.as_ref());
        calls.any(|(name, _)| process.is_named(name))
    }
}

impl Process {
    /// Whether that is its name or its label.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.title.name == name || self.title.label.as_deref() == Some(name)
    }
}

impl Variant {
    /// Whatever reads data: inputs, optional ones too, what approvals decide on, and the conditions of branches. A node that
    /// reads the same data twice is there twice.
    pub fn reads(&self) -> impl Iterator<Item = (NodeId, Ref<DataId>)> {
        let nodes =
            self.nodes().flat_map(|(id, node)| node.inputs.iter().chain(&node.of).chain(&node.optional).map(move |&data| (id, data)));
        let conditions = self.edges.iter().filter_map(|edge| Some((edge.from, edge.condition.as_ref()?.data)));
        nodes.chain(conditions)
    }

    /// Whatever writes data.
    pub fn writes(&self) -> impl Iterator<Item = (NodeId, Ref<DataId>)> {
        self.nodes().flat_map(|(id, node)| node.outputs.iter().map(move |&data| (id, data)))
    }

    /// Whether it calls a process that stands in another file, whose reads and writes are not known.
    #[must_use]
    pub fn calls_outside(&self, model: &Model) -> bool {
        let calls = self.nodes.iter().filter(|node| node.kind == NodeKind::Call);
        calls
            .into_iter()
            .any(|node| node.calls.as_ref().is_none_or(|(name, _)| !model.processes.iter().any(|process| process.is_named(name))))
    }
}

impl Node {
    /// Every role that it names.
    pub fn roles(&self) -> impl Iterator<Item = Ref<RoleId>> {
        let lists = [&self.owner, &self.by, &self.consults, &self.informs, &self.to, &self.approvers];
        lists.into_iter().flatten().copied().chain(self.escalate.iter().map(|step| step.role))
    }
}
