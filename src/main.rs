//! tmp
use flowright::*;
fn main(){
 for p in std::env::args().skip(1) {
  let s=source::Source::new(p.clone(), std::fs::read_to_string(&p).unwrap());
  let (tree,mut d)=syntax::parse(source::FileId(0),&s);
  let (_f,d2)=ast::lower(&s,&tree);
  d.extend(d2);
  d.sort_by(|a,b|a.order(b));
  for x in d { let q=s.position(x.span.start); println!("{}:{}:{} {} {} | {} | {}",p,q.line,q.column,x.rule.code,x.message.en,x.message.zh,x.help.en); }
 }
}
