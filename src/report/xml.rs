//! What the reports in XML share.

use quick_xml::se::Serializer;
use serde::Serialize;

use super::inert;

/// A document, indented, with a line end. Its texts must have gone through [`text`].
#[must_use]
pub(super) fn document(root: &str, content: &impl Serialize) -> String {
    let mut body = String::new();
    if let Ok(mut serializer) = Serializer::with_root(&mut body, Some(root)) {
        serializer.indent(' ', 2);
        // Texts and numbers only: this cannot fail.
        let _ = content.serialize(serializer);
    }
    inert::xml(&format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n"))
}

/// A text of which nothing is forbidden in XML 1.0, active in a terminal, or changed by who reads an attribute.
#[must_use]
pub(super) fn text(text: &str) -> String {
    inert::visible(text).into_owned()
}
