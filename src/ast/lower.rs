//! From the tree to the typed tree: which statement may stand where.

use super::cursor::{Cursor, Lowering, is_name};
use super::{Chain, File, Header, Item, Node, Process, Resource, Variant};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::keywords::{self, Keyword, Place};
use crate::syntax::place_of;
use crate::syntax::rules::UNEXPECTED;
use crate::syntax::tree::{Head, StatementIx, Token, TokenKind, Tree};

/// Lowers a tree. Total: what cannot be read is reported and left out.
#[must_use]
pub fn lower<'s>(source: &'s Source, tree: &'s Tree) -> (File<'s>, Vec<Diagnostic>) {
    let mut lowering = Lowering::new(source, tree);
    let mut file = File::default();
    for at in tree.roots() {
        lowering.top(at, &mut file);
    }
    file.allows = lowering.allows();
    (file, lowering.found)
}

/// Where a node's attributes are checked against when a change may concern any kind of node.
const ANY_NODE: &[Place] = &[Place::Node, Place::Approval, Place::Notify, Place::Call];

impl<'s> Lowering<'s> {
    fn top(&mut self, at: StatementIx, file: &mut File<'s>) {
        match self.tree.get(at).kind {
            Head::Declaration(Keyword::Use) => file.uses.extend(self.use_line(at)),
            Head::Declaration(Keyword::Process) => {
                let process = self.process(at);
                file.processes.push(process);
            }
            Head::Declaration(keyword) if keyword.is_resource() => self.resources(keyword, at, &mut file.resources),
            Head::Attribute(_) if self.listed(at).is_some() => {
                let keyword = self.listed(at).unwrap_or(Keyword::Role);
                self.resources(keyword, at, &mut file.resources);
            }
            Head::Declaration(keyword) => self.misplaced(at, keyword),
            _ => self.unknown(at, &[]),
        }
    }

    fn process(&mut self, at: StatementIx) -> Process<'s> {
        let tree = self.tree;
        let (header, _) = self.headed(at, Keyword::Process);
        let mut process = Process { header, attributes: Vec::new(), resources: Vec::new(), lines: Vec::new(), variants: Vec::new() };
        for child in tree.children(at) {
            match tree.get(child).kind {
                Head::Declaration(keyword) if keyword.is_resource() => self.resources(keyword, child, &mut process.resources),
                Head::Declaration(keyword) if keyword.is_variant() => {
                    let variant = self.variant(keyword, child);
                    process.variants.push(variant);
                }
                Head::Declaration(keyword) if keyword.is_process_line() => process.lines.extend(self.line(keyword, child)),
                Head::Declaration(keyword) => self.misplaced(child, keyword),
                Head::Attribute(_) => {
                    let word = self.text(tree.tokens(&tree.get(child).head)[0]);
                    if let Some(keyword) = keywords::statement(word).filter(|keyword| keyword.is_process_line()) {
                        process.lines.extend(self.line(keyword, child));
                    } else if let Some(keyword) = self.listed(child).filter(|&keyword| keyword != Keyword::Calendar) {
                        self.resources(keyword, child, &mut process.resources);
                    } else {
                        process.attributes.extend(self.attribute(child, &[Place::Process]));
                    }
                }
                _ => {
                    if let Some(attribute) = self.attribute_without_colon(tree.tokens(&tree.get(child).head), &[Place::Process]) {
                        process.attributes.push(attribute);
                    } else {
                        self.unknown(child, &[Place::Process]);
                    }
                }
            }
        }
        self.no_duplicates(&mut process.attributes);
        process
    }

    /// `岗位：甲、乙`: a declaration keyword with a colon, which declares several at once.
    fn listed(&self, at: StatementIx) -> Option<Keyword> {
        let word = self.text(self.tree.tokens(&self.tree.get(at).head)[0]);
        keywords::statement(word).filter(|keyword| keyword.is_resource())
    }

    /// One resource with a block, or several with commas between them.
    fn resources(&mut self, keyword: Keyword, at: StatementIx, out: &mut Vec<Resource<'s>>) {
        let tree = self.tree;
        let tokens = tree.tokens(&tree.get(at).head);
        let place = place_of(keyword).unwrap_or(Place::Role);
        let mut cursor = Cursor::new(tokens);
        let keyword_span = self.span(tokens[0]);
        cursor.next();
        cursor.take(TokenKind::Colon);
        let first = out.len();
        loop {
            let mut header = self.header(keyword, keyword_span, at, &mut cursor);
            if header.name.is_none() {
                self.nameless(&header, &cursor);
                return;
            }
            let more = cursor.take(TokenKind::Comma).is_some();
            if !more {
                self.end_of_header(&mut header, &mut cursor);
            }
            out.push(Resource { header, attributes: Vec::new() });
            if !more || cursor.done() {
                break;
            }
        }
        let mut attributes = Vec::new();
        for child in tree.children(at) {
            match tree.get(child).kind {
                Head::Attribute(_) => attributes.extend(self.attribute(child, &[place])),
                _ => {
                    if let Some(attribute) = self.attribute_without_colon(tree.tokens(&tree.get(child).head), &[place]) {
                        attributes.push(attribute);
                    } else {
                        self.unknown(child, &[place]);
                    }
                }
            }
        }
        self.no_duplicates(&mut attributes);
        for resource in &mut out[first..] {
            resource.attributes.clone_from(&attributes);
        }
    }

    fn variant(&mut self, keyword: Keyword, at: StatementIx) -> Variant<'s> {
        let tree = self.tree;
        let tokens = tree.tokens(&tree.get(at).head);
        let mut cursor = Cursor::new(tokens);
        cursor.next();
        cursor.take(TokenKind::Colon);
        let mut header = self.header(keyword, self.span(tokens[0]), at, &mut cursor);
        let mut from = self.from_as_is(&mut cursor);
        if from.is_none() && keyword == Keyword::ToBe && (header.broken || !cursor.done()) {
            // The header is damaged; what stands in the block is read as it was meant all the same.
            let span = self.span_of(tokens);
            let text = self.source.slice(span);
            from = Keyword::AsIs.all_spellings().any(|spelling| text.contains(spelling)).then_some(span);
        }
        header.whole = tree.whole(tree.get(at));
        self.end_of_header(&mut header, &mut cursor);
        let mut items = Vec::new();
        for child in tree.children(at) {
            self.item(at, child, &mut items);
        }
        Variant { header, from, items }
    }

    /// `from as-is`, `基于现状`
    fn from_as_is(&mut self, cursor: &mut Cursor) -> Option<Span> {
        if let Some(token) = cursor.peek().filter(|token| token.kind == TokenKind::Word) {
            let word = self.text(token);
            let base = Keyword::From.all_spellings().find_map(|spelling| word.strip_prefix(spelling));
            if base.is_some_and(|base| keywords::is(base, Keyword::AsIs)) {
                cursor.next();
                return Some(self.span(token));
            }
        }
        let token = cursor.take_keyword(self, Keyword::From)?;
        if let Some(base) = cursor.take_keyword(self, Keyword::AsIs) {
            return Some(self.span(token).to(self.span(base)));
        }
        let help = both!("write `from as-is`, or nothing if the to-be is written whole", "写成“基于 现状”；如果整体写出，就什么都不写");
        self.expected(cursor.peek(), self.span(token), &both!("`as-is`", "“现状”"), help);
        cursor.skip_all();
        Some(self.span(token))
    }

    fn item(&mut self, variant: StatementIx, at: StatementIx, items: &mut Vec<Item<'s>>) {
        let tree = self.tree;
        let statement = tree.get(at);
        let tokens = tree.tokens(&statement.head);
        match statement.kind {
            Head::Declaration(keyword) if keyword.is_node() => {
                if self.lost_arrow(variant, keyword, tokens) {
                    let mut chains = Vec::new();
                    self.chains(tokens, &mut chains);
                    items.extend(chains.into_iter().map(Item::Chain));
                    return;
                }
                let (header, chained) = self.headed(at, keyword);
                let name = header.name.clone();
                let node = self.node_body(at, header);
                items.push(Item::Node(node));
                items.extend(std::mem::take(&mut self.inner).into_iter().map(Item::Node));
                if chained && let Some(name) = name {
                    let from = tokens.iter().position(|token| token.start == name.span.start).unwrap_or(0);
                    let mut chains = Vec::new();
                    self.chains(&tokens[from..], &mut chains);
                    items.extend(chains.into_iter().map(Item::Chain));
                }
            }
            Head::Declaration(keyword) if keyword.is_change() => items.extend(self.change(at).map(Item::Change)),
            Head::Declaration(keyword) => self.misplaced(at, keyword),
            Head::Flow => {
                let mut chains = Vec::new();
                self.chains(tokens, &mut chains);
                items.extend(chains.into_iter().map(Item::Chain));
            }
            Head::Attribute(_) if tokens.iter().any(|token| token.kind == TokenKind::Arrow) => {
                self.keyed_chain(tokens);
                let mut chains = Vec::new();
                self.chains(&tokens[2..], &mut chains);
                items.extend(chains.into_iter().map(Item::Chain));
            }
            Head::Attribute(_) => self.attribute_in_variant(at),
            Head::Other if is_name(tokens.first().copied()) && self.marks(&tokens[1..]) > 0 => {
                let mut chains = Vec::new();
                self.chains(tokens, &mut chains);
                items.extend(chains.into_iter().map(Item::Chain));
            }
            Head::Other => self.unknown(at, &[]),
        }
    }

    /// `开始 甲 → 乙`, where 甲 is declared: not a start event of that name, but a chain whose first arrow is missing.
    fn lost_arrow(&mut self, variant: StatementIx, keyword: Keyword, tokens: &[Token]) -> bool {
        let event = matches!(keyword, Keyword::Start | Keyword::End);
        let (Some(name), Some(TokenKind::Arrow)) =
            (tokens.get(1).filter(|name| is_name(Some(**name))), tokens.get(2).map(|token| token.kind))
        else {
            return false;
        };
        if !event {
            return false;
        }
        let tree = self.tree;
        if self.declared_in.0 != Some(variant) {
            let nodes =
                tree.children(variant).filter(|&child| matches!(tree.get(child).kind, Head::Declaration(keyword) if keyword.is_node()));
            let names =
                nodes.filter(|&child| tree.get(child).block.is_some()).filter_map(|child| tree.tokens(&tree.get(child).head).get(1));
            self.declared_in = (Some(variant), names.map(|&name| self.text(name)).collect());
        }
        self.declared_in.1.contains(self.text(*name))
    }

    /// A header, and whether a flow was joined to it: `task a -> b`.
    fn headed(&mut self, at: StatementIx, keyword: Keyword) -> (Header<'s>, bool) {
        let tree = self.tree;
        let tokens = tree.tokens(&tree.get(at).head);
        let mut cursor = Cursor::new(tokens);
        cursor.next();
        cursor.take(TokenKind::Colon);
        let mut header = self.header(keyword, self.span(tokens[0]), at, &mut cursor);
        if header.name.is_none() && matches!(keyword, Keyword::Start | Keyword::End) && cursor.done() {
            let token = tokens[0];
            header.name = Some(self.name(token));
        } else if header.name.is_none() {
            self.nameless(&header, &cursor);
            return (header, false);
        }
        if keyword.is_node() && cursor.kind() == Some(TokenKind::Arrow) {
            header.broken = true;
            let span = cursor.peek().map_or(header.span, |token| self.span(token));
            self.report(
                &UNEXPECTED,
                span,
                both!("a node and a flow are declared in one statement", "节点声明和流向写在了一条语句里"),
                both!("declare the node on one line and write the chain on another", "先声明节点，流向另写一行"),
            );
            return (header, true);
        }
        self.end_of_header(&mut header, &mut cursor);
        (header, false)
    }

    /// The attributes and branches in the block of a node or of a change.
    pub(super) fn node_body(&mut self, at: StatementIx, header: Header<'s>) -> Node<'s> {
        let tree = self.tree;
        let place = place_of(header.keyword).unwrap_or(Place::Node);
        let one = [place];
        let places: &[Place] = if header.keyword.is_change() { ANY_NODE } else { &one };
        let parallel = header.keyword == Keyword::Parallel;
        let mut node = Node { header, attributes: Vec::new(), branches: Vec::new(), chains: Vec::new() };
        for child in tree.children(at) {
            let statement = tree.get(child);
            let tokens = tree.tokens(&statement.head);
            node.header.broken |= statement.broken;
            let known = self.found.len();
            match statement.kind {
                Head::Attribute(key) => {
                    let decision = node.header.keyword == Keyword::Decision;
                    match key.is_none().then(|| self.branch_with_colon(tokens, decision)).flatten() {
                        Some(meant) => node.branches.extend(self.branch(&meant)),
                        None => node.attributes.extend(self.attribute(child, places)),
                    }
                }
                Head::Flow if parallel && !self.is_outcome(tokens[0]) => self.chains(tokens, &mut node.chains),
                Head::Flow => node.branches.extend(self.branch(tokens)),
                Head::Other if parallel && is_name(tokens.first().copied()) => self.chains(tokens, &mut node.chains),
                Head::Declaration(keyword) if keyword.is_node() && parallel && tokens.len() > 1 => {
                    let (header, _) = self.headed(child, keyword);
                    let name = header.name.clone();
                    let inner = self.node_body(child, header);
                    self.inner.push(inner);
                    node.chains.extend(name.map(|name| Chain { span: name.span, steps: vec![vec![name]], max: None }));
                }
                Head::Declaration(_) if parallel && tokens.len() == 1 && statement.block.is_none() => self.chains(tokens, &mut node.chains),
                _ => {
                    if let Some(attribute) = self.attribute_without_colon(tokens, places) {
                        node.attributes.push(attribute);
                    } else if let Head::Declaration(keyword) = statement.kind {
                        self.misplaced(child, keyword);
                    } else if let Some(meant) = self.with_arrow(tokens).filter(|_| statement.kind == Head::Other) {
                        node.branches.extend(self.branch(&meant));
                    } else if let Some(meant) = self.without_arrow(tokens) {
                        node.branches.extend(self.branch(&meant));
                    } else if statement.block.is_none() {
                        // A lost quotation mark has its own finding.
                        if !tokens.iter().any(|token| token.kind == TokenKind::UnclosedString) {
                            self.no_branch(tokens);
                        }
                    } else {
                        self.unknown(child, places);
                    }
                }
            }
            node.header.broken |= self.found[known..].iter().any(|found| found.level == crate::rule::Level::Error);
        }
        self.no_duplicates(&mut node.attributes);
        node
    }

    fn is_outcome(&self, token: Token) -> bool {
        [Keyword::Rejected, Keyword::Approved, Keyword::Timeout].iter().any(|&keyword| self.is(Some(token), keyword))
    }
}
