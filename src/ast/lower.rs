//! From the tree to the typed tree: which statement may stand where.

use super::cursor::{Cursor, Lowering, is_name};
use super::{File, Header, Item, Node, Process, Resource, Variant};
use crate::both;
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::source::{Source, Span};
use crate::syntax::keywords::{self, Keyword, Place};
use crate::syntax::place_of;
use crate::syntax::rules::{MISPLACED, UNEXPECTED, UNKNOWN_KEYWORD};
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
            Head::Attribute(_) => self.attribute_in_variant(at),
            Head::Other if is_name(tokens.first().copied()) && self.is_mark(tokens.get(1).copied()) && is_name(tokens.get(2).copied()) => {
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

    fn nameless(&mut self, header: &Header, cursor: &Cursor) {
        let word = self.source.slice(header.span).to_owned();
        let what = both!("a name", "名称");
        let help = both!("write `{word} NAME \"LABEL\"`", "写成：{word} 名称 “标签”");
        self.expected(cursor.peek(), header.span, &what, help);
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
                Head::Declaration(keyword) if keyword.is_node() && parallel && tokens.len() > 1 => self.node_in_parallel(child, &mut node),
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
                        self.no_branch(tokens);
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

    /// A node declared inside a parallel block: the block names nodes that are declared outside.
    fn node_in_parallel(&mut self, at: StatementIx, node: &mut Node<'s>) {
        let tokens = self.tree.tokens(&self.tree.get(at).head);
        self.report(
            &MISPLACED,
            self.span(tokens[0]),
            both!("a node is declared inside a parallel block", "在并行块里声明了节点"),
            both!("declare it before the block, and write only its name here", "请在并行块之前声明节点，这里只写名称"),
        );
        if let Some(token) = tokens.get(1).filter(|token| is_name(Some(**token))) {
            self.chains(&[*token], &mut node.chains);
        }
    }

    fn attribute_in_variant(&mut self, at: StatementIx) {
        if self.tree.get(at).broken {
            return;
        }
        let tokens = self.tree.tokens(&self.tree.get(at).head);
        let word = self.text(tokens[0]);
        let span = self.span(tokens[0]);
        if keywords::statement(word).is_some_and(Keyword::is_node) && tokens.get(2).is_some_and(|token| is_name(Some(*token))) {
            let colon = self.span(tokens[1]);
            let problem = Diagnostic::new(
                &UNEXPECTED,
                colon,
                both!("no colon stands between `{word}` and the name", "“{word}”与名称之间不写冒号"),
                both!("write `{word} NAME`", "写成：{word} 名称"),
            );
            self.found.push(problem.safe_fix(both!("replace the colon by a blank", "把冒号改为空格"), vec![Edit::replace(colon, " ")]));
            return;
        }
        self.report(
            &MISPLACED,
            span,
            both!("the attribute `{}` stands in a variant", "属性“{}”写在了“现状”或“优化后”里", shown(word)),
            both!(
                "a variant holds nodes and chains; put the attribute in a node or in the process",
                "这里只写节点和流向；请把属性写到节点或流程中"
            ),
        );
    }

    fn misplaced(&mut self, at: StatementIx, keyword: Keyword) {
        let statement = self.tree.get(at);
        if statement.broken {
            return;
        }
        let tokens = self.tree.tokens(&statement.head);
        let word = shown(self.text(tokens[0])).to_string();
        let span = self.span_of(&tokens[..tokens.len().min(2)]);
        if keyword == Keyword::Steps {
            self.report(
                &MISPLACED,
                span,
                both!("`{word}` is reserved for a later version", "“{word}”留给以后的版本使用"),
                both!("write the steps as tasks", "请把步骤写成任务"),
            );
            return;
        }
        let home = if keyword.is_node() || keyword.is_change() {
            both!("in `as-is {{ … }}` or `to-be {{ … }}`", "“现状 {{ … }}”或“优化后 {{ … }}”中")
        } else if keyword.is_variant() || keyword.is_process_line() {
            both!("in `process NAME {{ … }}`", "“流程 名称 {{ … }}”中")
        } else if keyword == Keyword::Use || keyword == Keyword::Process {
            both!("at the top of the file", "文件的最外层")
        } else {
            both!("at the top of the file or in `process NAME {{ … }}`", "文件的最外层或“流程 名称 {{ … }}”中")
        };
        let help = crate::lang::Text { en: format!("put it {}", home.en), zh: format!("请写到{}", home.zh) };
        self.report(&MISPLACED, span, both!("`{word}` cannot stand here", "“{word}”不能写在这里"), help);
    }

    /// A statement that is nothing known here.
    fn unknown(&mut self, at: StatementIx, places: &[Place]) {
        let tree = self.tree;
        let statement = tree.get(at);
        if statement.broken {
            return;
        }
        let tokens = tree.tokens(&statement.head);
        let Some(&first) = tokens.first() else { return };
        let text = shown(self.text(first)).to_string();
        let span = self.span(first);
        if let Head::Attribute(_) = statement.kind {
            if places.is_empty() {
                self.report(
                    &MISPLACED,
                    span,
                    both!("the attribute `{text}` stands outside a process", "属性“{text}”写在了流程之外"),
                    both!("put it in `process NAME {{ … }}`", "请写到“流程 名称 {{ … }}”中"),
                );
            } else {
                let _ = self.attribute(at, places);
            }
            return;
        }
        if first.kind != TokenKind::Word || statement.kind == Head::Flow {
            let whole = self.span_of(tokens);
            let text = shown(self.source.slice(whole)).to_string();
            let message = both!("`{text}` is not a statement here", "“{text}”在这里不是一条语句");
            let help = if places.is_empty() && statement.kind == Head::Flow {
                both!("chains stand in `as-is {{ … }}` or `to-be {{ … }}`", "流向写在“现状 {{ … }}”或“优化后 {{ … }}”中")
            } else {
                both!(
                    "write a declaration such as `task NAME \"LABEL\"`, or `key: value`",
                    "写一条声明，例如“任务 名称 “标签””，或“属性：值”"
                )
            };
            self.report(if statement.kind == Head::Flow { &MISPLACED } else { &UNEXPECTED }, whole, message, help);
            return;
        }
        let word = self.text(first);
        let spellings = Keyword::ALL.iter().filter(|keyword| keyword.is_statement()).flat_map(|keyword| keyword.all_spellings());
        let near = self.nearest(word, spellings);
        if near.is_none() && places.is_empty() && statement.block.is_some() && tokens.len() <= 2 {
            let task = if word.is_ascii() { Keyword::Task.en() } else { Keyword::Task.zh() };
            let problem = Diagnostic::new(
                &UNKNOWN_KEYWORD,
                span,
                both!("what is `{text}`? A keyword is missing before it", "“{text}”前面缺少关键字，看不出它是什么"),
                both!("write for example `{task} {text} {{ … }}`", "例如写成：{task} {text} {{ … }}"),
            );
            let fix = vec![Edit::replace(span.before(), format!("{task} "))];
            self.found.push(problem.unsafe_fix(both!("write `{task}` before it", "在前面加上“{task}”"), fix));
            return;
        }
        let listed = tokens.get(1).is_some_and(|token| token.kind == TokenKind::Comma) || !word.is_ascii() && word.contains(['-', '－']);
        if near.is_none() && places.is_empty() && listed {
            let whole = self.span_of(tokens);
            let text = shown(self.source.slice(whole)).to_string();
            let message = both!("`{text}` has no arrows", "“{text}”中没有箭头");
            self.report(&UNEXPECTED, whole, message, both!("write a chain as `a -> b -> c`", "流向写成：甲 → 乙 → 丙"));
            return;
        }
        let problem = Diagnostic::new(
            &UNKNOWN_KEYWORD,
            span,
            both!("`{text}` is not a keyword", "“{text}”不是关键字"),
            both!(
                "a statement begins with a keyword such as `task`, or is a chain `a -> b`",
                "语句以“任务”“审批”等关键字开头，或写成流向“甲 → 乙”"
            ),
        );
        self.found.push(match near {
            Some(near) => Diagnostic { help: both!("did you mean `{near}`?", "是不是“{near}”？"), ..problem }
                .unsafe_fix(both!("write `{near}`", "改为“{near}”"), vec![Edit::replace(span, near)]),
            None => problem,
        });
    }
}
