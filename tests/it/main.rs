mod hostile;
mod recovery;
mod syntax;
mod texts;
