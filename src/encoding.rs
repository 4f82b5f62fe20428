//! Bytes to text: UTF-8 or one clear reason why not.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

use crate::both;
use crate::lang::Text;

/// The largest file that is read.
pub const LARGEST: usize = 256 << 20;

/// Reads bytes as UTF-8. A byte order mark is fine.
///
/// # Errors
/// Names the encoding that the bytes look like, and says how to convert the file.
pub fn decode(bytes: Vec<u8>) -> Result<String, (Text, Text)> {
    if bytes.len() > LARGEST {
        let size = bytes.len() >> 20;
        return Err((
            both!("the file is too large: {size} MB", "文件太大：{size} MB"),
            both!("split it into several processes", "请拆成几个流程文件"),
        ));
    }
    let looks_like = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        bytes if bytes.contains(&0) => Some(if is_utf16(bytes) { "UTF-16" } else { "binary" }),
        _ => None,
    };
    if let Some(name) = looks_like {
        return Err(explain(name));
    }
    String::from_utf8(bytes).map_err(|error| explain(guess(error.as_bytes()).name()))
}

/// Reads bytes as UTF-8, or as what they look like: tables come out of a spreadsheet in GBK or UTF-16. Says which it was, if not UTF-8.
///
/// # Errors
/// When they are no text in any encoding.
pub fn convert(bytes: Vec<u8>) -> Result<(String, Option<&'static str>), (Text, Text)> {
    let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding).filter(|&encoding| encoding != UTF_8);
    let encoding = match marked {
        Some(encoding) => encoding,
        None if bytes.contains(&0) => return Err(explain(if is_utf16(&bytes) { "UTF-16" } else { "binary" })),
        None => match String::from_utf8(bytes) {
            Ok(text) => return Ok((text, None)),
            Err(error) => return convert_from(guess(error.as_bytes()), error.as_bytes()),
        },
    };
    convert_from(encoding, &bytes)
}

fn convert_from(encoding: &'static Encoding, bytes: &[u8]) -> Result<(String, Option<&'static str>), (Text, Text)> {
    let (text, _, broken) = encoding.decode(bytes);
    if broken { Err(explain(encoding.name())) } else { Ok((text.into_owned(), Some(encoding.name()))) }
}

/// What bytes that are not UTF-8 look like.
fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // A few words of GBK are taken for Japanese or Korean; a process definition is rather Chinese.
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let asian = matches!(encoding.name(), "EUC-JP" | "Shift_JIS" | "EUC-KR");
    if asian { detector.guess(Some(b"cn"), Utf8Detection::Deny) } else { encoding }
}

/// Whether most pairs of bytes, in one order or the other, are Latin or Chinese characters.
fn is_utf16(bytes: &[u8]) -> bool {
    let common = |unit: u16| matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x2000..=0x206F | 0x3000..=0x303F | 0x4E00..=0x9FFF | 0xFF00..=0xFFEF);
    let pairs = || bytes.chunks_exact(2).take(10_000);
    let share = |read: fn([u8; 2]) -> u16| pairs().filter(|pair| common(read([pair[0], pair[1]]))).count();
    let most = share(u16::from_le_bytes).max(share(u16::from_be_bytes));
    // Latin text in pairs reads as Chinese, too: what is UTF-8 but for some zeros is no UTF-16.
    let zeros = bytes.iter().filter(|&&byte| byte == 0).count();
    let plain = zeros * 3 < bytes.len() && std::str::from_utf8(bytes).is_ok();
    !plain && most > 4 && most * 10 >= pairs().count() * 9
}

fn explain(name: &str) -> (Text, Text) {
    if name == "binary" {
        return (
            both!("this is not a text file", "这不是文本文件"),
            both!("save the process as a plain text file with the ending .flow", "请把流程另存为扩展名为 .flow 的纯文本文件"),
        );
    }
    (
        both!("the file is not UTF-8; it looks like {name}", "文件不是 UTF-8 编码，看上去是 {name}"),
        both!(
            "in the editor choose \"Save as\" with the encoding UTF-8, or run: iconv -f {name} -t UTF-8 OLD > NEW",
            "在编辑器中用“另存为”，编码选择 UTF-8；或运行：iconv -f {name} -t UTF-8 旧文件 > 新文件"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named() {
        let text = "流程 投诉 “客户投诉处理” { 现状 { 任务 记录 { 责任人：客服专员 } } }";
        let traditional = "流程 投訴 “客戶投訴處理” { 現狀 { 任務 記錄 { 責任人：客服專員 } } }";
        for (encoding, text) in [(encoding_rs::GBK, text), (encoding_rs::GBK, "岗位 甲"), (encoding_rs::BIG5, traditional)] {
            let (bytes, _, _) = encoding.encode(text);
            let (message, help) = decode(bytes.into_owned()).unwrap_err();
            assert!(message.zh.contains(encoding.name()), "{}", message.zh);
            assert!(help.en.contains("iconv"));
        }
        let utf16: Vec<u8> = "\u{FEFF}流程".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(decode(utf16).unwrap_err().0.en.contains("UTF-16"));
        assert!(decode(b"a\0b".to_vec()).is_err());
        assert!(decode(text.into()).is_ok());
    }

    #[test]
    fn tables_are_converted() {
        let text = "流程环节,责任岗位,耗时\n客户信息录入,客服专员,5\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        assert_eq!(convert(gbk.into_owned()).unwrap(), (text.to_owned(), Some("GBK")));
        let utf16: Vec<u8> = format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(convert(utf16).unwrap(), (text.to_owned(), Some("UTF-16LE")));
        assert_eq!(convert(text.into()).unwrap(), (text.to_owned(), None));
        assert!(convert(b"PK\0\x01".to_vec()).is_err());
    }
}
