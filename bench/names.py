"""Invented Japanese names with their reading and romanisation; any likeness is chance."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random

Part = tuple[str, str, str]
"""A piece of a name: as written, in kana, in Latin letters."""


def _parts(text: str) -> tuple[Part, ...]:
    """Read `書く/カク/Kaku …`."""
    return tuple((one, two, three) for one, two, three in (word.split("/") for word in text.split()))


_AHEAD = (
    ("", "", ""),
    *_parts("新/シン/Shin 東/ヒガシ/Higashi 北/キタ/Kita 大/オオ/O 第一/ダイイチ/Daiichi"),
)
_PLACES = _parts(
    "相模/サガミ/Sagami 多摩/タマ/Tama 信越/シンエツ/Shinetsu 甲府/コウフ/Kofu 立山/タテヤマ/Tateyama "
    "白山/ハクサン/Hakusan 武蔵/ムサシ/Musashi 秩父/チチブ/Chichibu 桐生/キリュウ/Kiryu "
    "髙崎/タカサキ/Takasaki 長岡/ナガオカ/Nagaoka 讃岐/サヌキ/Sanuki 北上/キタカミ/Kitakami "
    "羽村/ハムラ/Hamura 昭島/アキシマ/Akishima 青梅/オウメ/Ome 日野/ヒノ/Hino 蔵王/ザオウ/Zao "
    "最上/モガミ/Mogami 鶴岡/ツルオカ/Tsuruoka 能登/ノト/Noto 加賀/カガ/Kaga 越前/エチゼン/Echizen "
    "若狭/ワカサ/Wakasa 諏訪/スワ/Suwa 伊那/イナ/Ina 佐久/サク/Saku 安曇野/アズミノ/Azumino "
    "燕/ツバメ/Tsubame 三条/サンジョウ/Sanjo 石巻/イシノマキ/Ishinomaki 花巻/ハナマキ/Hanamaki "
    "水沢/ミズサワ/Mizusawa 那須/ナス/Nasu 足利/アシカガ/Ashikaga 川口/カワグチ/Kawaguchi "
    "蒲田/カマタ/Kamata 糀谷/コウジヤ/Kojiya 横須賀/ヨコスカ/Yokosuka 三浦/ミウラ/Miura "
    "那覇/ナハ/Naha 宜野湾/ギノワン/Ginowan 名護/ナゴ/Nago 琉球/リュウキュウ/Ryukyu"
)
_TRADES = _parts(
    "精機/セイキ/Seiki 製作所/セイサクショ/Seisakusho 電機/デンキ/Denki 技研/ギケン/Giken "
    "合成/ゴウセイ/Gosei 金型/カナガタ/Kanagata 樹脂/ジュシ/Jushi 光学/コウガク/Kogaku "
    "計測/ケイソク/Keisoku 化学/カガク/Kagaku メッキ/メッキ/Mekki 鋳造/チュウゾウ/Chuzo テクノ/テクノ/Techno "
    "工業/コウギョウ/Kogyo 鍛工/タンコウ/Tanko 研磨/ケンマ/Kemma バネ/バネ/Bane 紙器/シキ/Shiki "
    "食品/ショクヒン/Foods 繊維/センイ/Seni"
)
_LARGE = _parts(
    "重工業/ジュウコウギョウ/Heavy~Industries 電機/デンキ/Electric 自動車/ジドウシャ/Motors "
    "製鋼/セイコウ/Steel "
    "化学工業/カガクコウギョウ/Chemical 航空機/コウクウキ/Aircraft 精密/セイミツ/Precision "
    "薬品/ヤクヒン/Pharma "
    "商事/ショウジ/Trading 電子/デンシ/Electronics 機械/キカイ/Machinery 食品/ショクヒン/Foods "
    "車輌/シャリョウ/Rolling~Stock 造船/ゾウセン/Shipbuilding 百貨店/ヒャッカテン/Department~Stores"
)
_FAMILY = _parts(
    "佐藤/サトウ/Sato 鈴木/スズキ/Suzuki 髙橋/タカハシ/Takahashi 田中/タナカ/Tanaka 渡邊/ワタナベ/Watanabe "
    "伊藤/イトウ/Ito 山本/ヤマモト/Yamamoto 中村/ナカムラ/Nakamura 小林/コバヤシ/Kobayashi 加藤/カトウ/Kato "
    "吉田/ヨシダ/Yoshida 山﨑/ヤマサキ/Yamasaki 比嘉/ヒガ/Higa 金城/キンジョウ/Kinjo 齋藤/サイトウ/Saito"
)
_GIVEN = _parts(
    "健一/ケンイチ/Kenichi 大輔/ダイスケ/Daisuke 美咲/ミサキ/Misaki 千尋/チヒロ/Chihiro 哲也/テツヤ/Tetsuya "
    "志保/シホ/Shiho 直樹/ナオキ/Naoki 由美子/ユミコ/Yumiko 浩/ヒロシ/Hiroshi 恵/メグミ/Megumi "
    "翔太/ショウタ/Shota 陽子/ヨウコ/Yoko"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, its reading, and in Latin letters."""

    ja: str
    kana: str
    en: str


def large_firms(random: Random, count: int) -> list[Name]:
    """Names for buyers, each once."""
    return [_company(random, parts, ("株式会社",)) for parts in _draw(random, _LARGE, count)]


def small_firms(random: Random, count: int) -> list[Name]:
    """Names for suppliers, each once."""
    forms = ("株式会社", "株式会社", "株式会社", "有限会社", "合同会社")
    return [_company(random, parts, forms) for parts in _draw(random, _TRADES, count)]


def person(random: Random) -> Name:
    """Somebody's name."""
    family, given = random.choice(_FAMILY), random.choice(_GIVEN)
    return Name(f"{family[0]} {given[0]}", f"{family[1]} {given[1]}", f"{given[2]} {family[2]}")


def _draw(random: Random, trades: tuple[Part, ...], count: int) -> list[tuple[Part, ...]]:
    return random.sample(list(itertools.product(_AHEAD, _PLACES, trades)), count)


def _company(random: Random, parts: tuple[Part, ...], forms: tuple[str, ...]) -> Name:
    ja, kana, en = ("".join(part[form] for part in parts) for form in range(3))
    en = " ".join(part[2].replace("~", " ") for part in parts if part[2])
    form = random.choice(forms)
    return Name(f"{form}{ja}" if random.random() < 0.5 else f"{ja}{form}", kana, f"{en} Co., Ltd.")
