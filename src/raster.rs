//! Pictures in pixels and on paper, from the SVG that [`crate::emit::svg`] writes: PNG and PDF.
//!
//! Guarantees: nothing is loaded but fonts; a Chinese character that no font has is an error, never a box; the same picture and the same
//! fonts give the same bytes. In a PDF texts stay texts, that can be searched and copied.

use std::sync::Arc;

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Family, ID, Query, Weight};
use resvg::usvg::{self, FontResolver, ImageHrefResolver, Options, Tree, roxmltree};

use crate::both;
use crate::emit::svg::{FONTS, Paper};
use crate::lang::{Text, is_hidden};
use crate::source;

/// The most pixels of a picture.
const PIXELS: f32 = 2e8;
/// Points of a PDF in a pixel of an SVG.
const POINT: f32 = 0.75;

/// The fonts that texts are drawn with: one for all plain texts, one for all bold ones, and others for what these do not have.
pub struct Fonts {
    database: Arc<Database>,
    plain: Option<ID>,
    bold: Option<ID>,
}

impl Fonts {
    /// Those in the files, then those of the system if wanted; of the system's the one that an SVG names first.
    #[must_use]
    pub fn load(files: Vec<Vec<u8>>, system: bool) -> Fonts {
        let mut database = Database::new();
        for file in files {
            database.load_font_data(file);
        }
        let given: Vec<ID> = database.faces().map(|face| face.id).collect();
        if system {
            // The one place outside of `cli` that reads the disk: only this library knows where each system keeps its fonts.
            database.load_system_fonts();
        }
        Fonts::choose(database, &given)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.database.len()
    }

    fn choose(database: Database, given: &[ID]) -> Fonts {
        let names: Vec<&str> = FONTS.split(", ").map(|name| name.trim_matches('\'')).filter(|name| *name != "sans-serif").collect();
        let families: Vec<Family> = names.iter().map(|name| Family::Name(name)).chain([Family::SansSerif]).collect();
        let heavy = |id: &&ID, wanted: bool| database.face(**id).is_some_and(|face| (face.weight.0 >= 600) == wanted);
        let query = |weight| database.query(&Query { families: &families, weight, ..Query::default() });
        let named = |id: &ID| database.face(*id).is_some_and(|face| face.families.iter().any(|(name, _)| names.contains(&name.as_str())));
        // Without any of the named fonts the first that knows a common Chinese character.
        let chinese = || database.faces().map(|face| face.id).find(|&id| has(&database, id, '流'));
        let pick = |weight: Weight, bold: bool| {
            let found = given.iter().find(|id| heavy(id, bold)).or(given.first()).copied();
            found.or_else(|| query(weight).filter(named)).or_else(chinese).or_else(|| query(weight))
        };
        let (plain, bold) = (pick(Weight::NORMAL, false), pick(Weight::BOLD, true));
        Fonts { database: Arc::new(database), plain, bold }
    }

    /// Reads an SVG.
    fn tree(&self, svg: &str) -> Result<Tree, Text> {
        let (plain, bold) = (self.plain, self.bold);
        let select = move |font: &usvg::Font, _: &mut Arc<Database>| if font.weight() >= 600 { bold } else { plain };
        let fonts = FontResolver { select_font: Box::new(select), select_fallback: FontResolver::default_fallback_selector() };
        let nothing = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
        let options =
            Options { fontdb: Arc::clone(&self.database), font_resolver: fonts, image_href_resolver: nothing, ..Options::default() };
        Tree::from_str(svg, &options).map_err(|error| both!("the picture cannot be drawn: {error}", "无法绘制图片：{error}"))
    }

    /// Whether every character can be drawn.
    ///
    /// # Errors
    /// Names a Chinese character that no font has.
    ///
    /// # Returns
    /// Other characters that no font has: they are left out of the picture.
    fn check(&self, svg: &str) -> Result<Vec<char>, Text> {
        let Ok(document) = roxmltree::Document::parse(svg) else { return Ok(Vec::new()) };
        let texts = document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text());
        let mut characters: Vec<char> = texts.flat_map(str::chars).filter(|c| !c.is_whitespace() && !is_hidden(*c)).collect();
        characters.sort_unstable();
        characters.dedup();
        let chosen = |c: char| self.plain.is_some_and(|id| has(&self.database, id, c));
        let known = |c: char| chosen(c) || self.database.faces().any(|face| has(&self.database, face.id, c));
        characters.retain(|&c| !known(c));
        let chinese =
            |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}');
        let wide = |c: &&char| source::width(c.encode_utf8(&mut [0; 4])) == 2 && chinese(**c);
        let missing = characters.iter().find(wide).or_else(|| characters.first().filter(|_| self.count() == 0));
        match missing {
            None => Ok(characters),
            Some(c) => Err(both!(
                "no font has `{c}`: name a Chinese font with `--font FILE`, or install one (Debian, Ubuntu: apt install fonts-noto-cjk; \
                 Windows and macOS have one). SVG needs none",
                "没有字体能显示“{c}”：请用 --font 文件 指定中文字体，或先安装一种（Debian、Ubuntu：apt install fonts-noto-cjk；\
                 Windows 和 macOS 自带）。导出 SVG 不需要字体"
            )),
        }
    }
}

/// Whether a font has a character.
fn has(database: &Database, id: ID, c: char) -> bool {
    let glyph = |data: &[u8], index| ttf_parser::Face::parse(data, index).ok().and_then(|face| face.glyph_index(c)).is_some();
    database.with_face_data(id, glyph).unwrap_or(false)
}

/// What was drawn, and the characters that no font has.
pub struct Drawn {
    /// The file.
    pub bytes: Vec<u8>,
    /// Width and height of a PNG in pixels; of a PDF nothing.
    pub size: (u32, u32),
    /// Left out of it.
    pub missing: Vec<char>,
}

/// Draws an SVG as a PNG, with so many pixels for one of the SVG.
///
/// # Errors
/// When a Chinese character has no font, or the picture is too large.
pub fn png(svg: &str, fonts: &Fonts, scale: f32) -> Result<Drawn, Text> {
    let missing = fonts.check(svg)?;
    let tree = fonts.tree(svg)?;
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let too_large = || {
        both!(
            "a picture of {width} × {height} pixels is too large: choose pdf or svg, or a smaller `--scale`",
            "图片有 {width}×{height} 像素，太大了：请改用 pdf 或 svg，或把 --scale 调小"
        )
    };
    if width * height > PIXELS {
        return Err(too_large());
    }
    // The sizes are checked above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and below 2^28")]
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or_else(too_large)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    let bytes = pixels.encode_png().map_err(|error| both!("the picture cannot be written: {error}", "无法写出图片：{error}"))?;
    Ok(Drawn { bytes, size: (pixels.width(), pixels.height()), missing })
}

/// Draws SVGs as the pages of a PDF: of that paper, or each as large as it is.
///
/// # Errors
/// When a Chinese character has no font.
pub fn pdf(svgs: &[String], fonts: &Fonts, paper: Option<Paper>, title: &str) -> Result<Drawn, Text> {
    let mut document = Document::new();
    let mut missing = Vec::new();
    for svg in svgs {
        missing.extend(fonts.check(svg)?);
        let tree = fonts.tree(svg)?;
        let (width, height) = (tree.size().width() * POINT, tree.size().height() * POINT);
        let (wide, high) = paper.map_or((width, height), |paper| {
            let (long, short) = paper.points();
            if width >= height { (long, short) } else { (short, long) }
        });
        let fits = (wide / width).min(high / height);
        let settings = PageSettings::from_wh(wide, high).ok_or_else(|| both!("the page has no size", "页面大小无效"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let size = Size::from_wh(width * fits, height * fits).ok_or_else(|| both!("the page has no size", "页面大小无效"))?;
        let middle = krilla::geom::Transform::from_translate((wide - width * fits) / 2.0, (high - height * fits) / 2.0);
        surface.push_transform(&middle);
        let _ = surface.draw_svg(&tree, size, SvgSettings::default());
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.set_metadata(Metadata::new().title(title.to_owned()));
    missing.sort_unstable();
    missing.dedup();
    let bytes = document.finish().map_err(|error| both!("the PDF cannot be written: {error:?}", "无法写出 PDF：{error:?}"))?;
    Ok(Drawn { bytes, size: (0, 0), missing })
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("count", &self.count()).finish_non_exhaustive()
    }
}
