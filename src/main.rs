//! tmp
use flowright::*;
use std::sync::Arc;
struct L;
impl analysis::Loader for L { fn load(&self, from:&str, path:&str)->Result<Arc<source::Source>, lang::Text>{
  let p=std::path::Path::new(from).parent().unwrap().join(path);
  match std::fs::read_to_string(&p){ Ok(t)=>Ok(Arc::new(source::Source::new(p.display().to_string(),t))), Err(e)=>Err(lang::Text{en:e.to_string(),zh:e.to_string()}) }
}}
fn main(){
 for p in std::env::args().skip(1) {
  let s=Arc::new(source::Source::new(p.clone(), std::fs::read_to_string(&p).unwrap()));
  let a=analysis::analyze(s,&L);
  for x in &a.findings { let s=a.sources.get(x.span.file); let q=s.position(x.span.start); println!("{}:{}:{} {} {} {} | {} | {} {}",s.name,q.line,q.column,x.level.name(), x.rule.code,x.message.en,x.message.zh,x.help.en, if x.to_be_mended {"[tbm]"} else {""}); }
 }
}
