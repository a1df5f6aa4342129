"""Names as people look for them: by kanji, kana or romaji, with or without 株式会社, in any spelling.

A forgotten badge is looked up by whatever the person behind the desk hears or reads. So every name is kept
in one folded form: legal forms dropped, variant characters made the common one, and all kana written in one
tolerant romaji in which つ is `tu`, tsu and tu alike, long vowels are short and doubled letters single.
A query is folded the same way and then simply has to be contained.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST_ALONE = 3
"""Letters somebody has to type at a kiosk without staff: enough to know whom they look for."""
_FORMS = re.compile(
    r"\((?:株|有|合|名|資|同|独|財|社|学|医)\)"
    r"|(?:特例|特定)?(?:株式|有限|合同|合資|合名|相互)会社"
    r"|(?:一般|公益)?(?:社団|財団)法人|(?:地方)?独立行政法人|国立(?:研究開発|大学)法人|(?:特定非営利活動|npo)法人"
    r"|(?:学校|医療|社会福祉|公立大学)法人|(?:協同|協業)組合"
    r"|(?:カブシキ|ユウゲン|ゴウドウ)[ガカ]イシャ|(?:かぶしき|ゆうげん|ごうどう)[がか]いしゃ"
    r"|\b(?:kabushiki[ -]?gaisha|yugen[ -]?gaisha|godo[ -]?gaisha|co|company|ltd|limited|inc"
    r"|incorporated|corp|corporation|llc|plc|gmbh|k\.k)\b\.?"
)
_VARIANTS = str.maketrans(
    "髙﨑𠮷濵濱邊邉齋齊斎澤廣國櫻德嶋嶌惠薮渕眞龍榮條曾瀨籠縣萬禮藝會學應鐵黑彌靜冨桒栁槇凜彥曻槗桺塚"
    "壽實豐豊團圖關鐡舘館靑淸爲圓寶寳來眀傳戶內",
    "高崎吉浜浜辺辺斉斉斉沢広国桜徳島島恵藪淵真竜栄条曽瀬篭県万礼芸会学応鉄黒弥静富桑柳槙凛彦昇橋柳塚"
    "寿実豊豊団図関鉄館館青清為円宝宝来明伝戸内",
)
_ROWS = (
    ("", "アイウエオ"), ("k", "カキクケコ"), ("g", "ガギグゲゴ"), ("s", "サシスセソ"), ("z", "ザジズゼゾ"),
    ("t", "タチツテト"), ("d", "ダヂヅデド"), ("n", "ナニヌネノ"), ("h", "ハヒフヘホ"), ("b", "バビブベボ"),
    ("p", "パピプペポ"), ("m", "マミムメモ"), ("r", "ラリルレロ"),
)  # fmt: skip
_KANA = {kana: head + vowel for head, row in _ROWS for kana, vowel in zip(row, "aiueo", strict=True)} | {
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n", "ヴ": "bu",
    "ッ": "", "ー": "", "ヶ": "ke", "ヵ": "ka", "ヮ": "wa",
}  # fmt: skip
_SMALL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo"}
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_MACRONS = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"t(?=ch)", ""),
        (r"m(?=[bmp])", "n"),
        (r"sh(?=[auo])", "sy"),
        (r"sh", "s"),
        (r"ch(?=[auo])", "ty"),
        (r"ch", "t"),
        (r"ts", "t"),
        (r"j(?=[auo])", "zy"),
        (r"j|dz", "z"),
        (r"zyy", "zy"),
        (r"d(?=[iu])", "z"),
        (r"oh(?![aiueoy])", "o"),
        (r"f", "h"),
        (r"v", "b"),
        (r"l", "r"),
        (r"wo", "o"),
        (r"o[ou]+", "o"),
        (r"([a-z])\1+", r"\1"),
    )
)


def search_text(*texts: str) -> str:
    """What is kept of a person's and a company's names, to be searched.

    Each name is kept as one run of letters, so that a query may leave out the space between family and
    given name; words are folded one by one first, so that no spelling is read across that space. They are
    kept by themselves too, so that who is called exactly so can be told from who has it somewhere inside.
    """
    kept: dict[str, None] = {}
    for text in texts:
        words = _words(text)
        folded = [_fold(word) for word in words]
        kept |= dict.fromkeys(folded)
        kept["".join(folded)] = None
        kept[_fold("".join(words))] = None
    return " ".join(name for name in kept if name)


def fold_query(text: str, shortest: int = 1) -> tuple[str, ...]:
    """The words of a query, each of which a person's `search_text` has to contain.

    Empty when fewer than `shortest` letters were typed, or are left of them: too little to look for anyone.
    """
    words = _words(text)
    folded = tuple(dict.fromkeys(found for word in words if (found := _fold(word))))
    return folded if min(_letters(words), _letters(folded)) >= shortest else ()


def masked(name: str) -> str:
    """A name by which only its bearer knows it: 山田 太郎 becomes 山○ 太○; one letter alone is not shown."""
    return " ".join(f"{word[0]}○" if len(word) > 1 else "○" for word in name.split())


def without_form(name: str) -> str:
    """A company's name, or its reading, without 株式会社 and the like; the whole if that is all."""
    plain = unicodedata.normalize("NFKC", name)
    return _FORMS.sub("", plain).strip() or plain.strip()


def _letters(words: Iterable[str]) -> int:
    return sum(len(word) for word in words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    spaced = _FORMS.sub(" ", plain)
    return ["".join(c for c in word if c.isalnum()) for word in re.split(r"[\s・,/]+", spaced)]


def _fold(word: str) -> str:
    word = word.translate(_VARIANTS).translate(_TO_KATAKANA).translate(_MACRONS)
    letters = ""
    for symbol in word:
        if symbol in _SMALL:
            letters = letters[:-1] if letters[-1:] in ("a", "i", "u", "e", "o") else letters
            letters += _SMALL[symbol]
        else:
            letters += _KANA.get(symbol, symbol)
    for pattern, replacement in _SPELLINGS:
        letters = pattern.sub(replacement, letters)
    return letters
