"""The tables of an event folder: their sheets, columns and keys, in English and in usual Japanese."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_IGNORED = re.compile(r"[\s_*※・/()]|必須|任意")

SHORT, LONG, FREE = 200, 2_000, 4_000
"""Most characters of a name, of a list, of a free text."""


def folded(name: str) -> str:
    """A heading or sheet name without what people vary: width, case, spaces, `(必須)` and the like."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", name).casefold())


@dataclass(frozen=True)
class Column:
    """A column, or a key of `event.csv`: its English name, its Japanese one, others it may have."""

    name: str
    ja: str
    also: tuple[str, ...] = ()
    required: bool = False
    limit: int = SHORT

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All folded names; where two columns of a file fit, the earlier name wins."""
        return tuple(dict.fromkeys(folded(name) for name in (self.name, self.ja, *self.also)))


@dataclass(frozen=True)
class Spec:
    """A table of the event folder. `number` orders the tables in reports."""

    number: int
    name: str
    ja: str
    also: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    max_rows: int = 20_000

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(folded(name) for name in (self.name, self.ja, *self.also))

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


_KANA = Column("kana", "フリガナ", ("ふりがな", "カナ", "企業名カナ", "氏名カナ", "よみがな", "読み仮名"))
_NAME_EN = Column(
    "name_en", "英語名", ("英語表記", "英文名", "企業名(英語)", "氏名(英語)", "ローマ字", "英字")
)
_MIN = Column("min_interviews", "最少面談数", ("最低面談数", "最小面談数", "面談下限", "面談数下限"))
_MAX = Column("max_interviews", "最大面談数", ("面談上限", "面談数上限", "上限面談数", "最多面談数"))
_AVAILABLE = Column(
    "available",
    "参加可能時間",
    ("対応可能時間", "面談可能時間", "可能時間", "参加時間", "在席時間", "参加可能な時間"),
    limit=LONG,
)

EVENT_KEYS = (
    Column("name", "イベント名", ("名称", "行事名", "商談会名", "催事名")),
    Column("name_en", "イベント名(英語)", ("英語名", "英語表記")),
    Column("venue", "会場", ("開催場所", "場所", "会場名")),
    Column("timezone", "タイムゾーン", ("時間帯設定", "標準時")),
    Column("slot_minutes", "面談時間(分)", ("面談時間", "コマ時間", "1コマの分数", "コマの分数")),
    Column("gap_minutes", "移動時間(分)", ("移動時間", "間隔", "入替時間")),
    Column("max_interviews_supplier", "受注企業の最大面談数", ("中小企業の最大面談数", "受注企業面談上限")),
    Column("max_interviews_buyer", "発注企業の最大面談数", ("大手企業の最大面談数", "発注企業面談上限")),
    Column("max_consecutive", "連続面談の上限", ("最大連続面談数", "連続上限")),
    Column("goals", "目標", ("目標の順序", "最適化目標")),
    Column("label_buyer", "発注企業の呼び名", ("大手企業の呼び名", "発注企業の呼称")),
    Column("label_supplier", "受注企業の呼び名", ("中小企業の呼び名", "受注企業の呼称")),
    Column("language", "言語", ("表示言語",)),
    Column("notice", "お知らせ", ("注意書き", "注記")),
)

EVENT = Spec(
    0,
    "event",
    "イベント",
    ("行事", "基本情報", "開催概要", "設定"),
    (
        Column("key", "項目", ("キー", "設定項目", "項目名"), required=True),
        Column("value", "値", ("内容", "設定値"), required=True, limit=LONG),
    ),
    required=True,
)
SESSIONS = Spec(
    1,
    "sessions",
    "セッション",
    ("時間帯", "セッション・時間帯", "日程", "タイムテーブル枠", "session"),
    (
        Column("date", "日付", ("開催日", "年月日", "日", "日程"), required=True),
        Column("start", "開始", ("開始時刻", "開始時間"), required=True),
        Column("end", "終了", ("終了時刻", "終了時間"), required=True),
        Column("label", "名称", ("セッション", "セッション名", "時間帯", "区分", "ラベル")),
    ),
    required=True,
)
ROOMS = Spec(
    2,
    "rooms",
    "部屋",
    ("会場", "面談室", "会議室", "部屋一覧", "room"),
    (
        Column("id", "部屋ID", ("部屋番号", "会場ID", "部屋コード", "番号", "No"), required=True),
        Column("name", "部屋名", ("名称", "会場名", "会議室名", "部屋")),
        _NAME_EN,
        Column("tables", "席数", ("テーブル数", "卓数", "ブース数", "面談席数")),
        Column("zone", "ゾーン", ("区域", "エリア")),
    ),
    required=True,
)
BUYERS = Spec(
    3,
    "buyers",
    "発注企業",
    ("大手企業", "発注企業一覧", "大手企業一覧", "バイヤー", "buyer"),
    (
        Column(
            "id",
            "企業ID",
            ("発注企業ID", "大手企業ID", "企業番号", "企業コード", "会社ID", "番号", "No"),
            required=True,
        ),
        Column(
            "name", "企業名", ("会社名", "社名", "発注企業名", "大手企業名", "名称", "発注企業", "大手企業")
        ),
        _KANA,
        _NAME_EN,
        Column("room", "部屋", ("部屋ID", "面談室", "部屋番号", "会場")),
        Column("tables", "席数", ("テーブル数", "卓数", "同時面談数", "ブース数")),
        _MIN,
        _MAX,
        _AVAILABLE,
        Column("profile", "ニーズ", ("発注ニーズ", "募集内容", "案件内容", "企業概要", "概要"), limit=FREE),
    ),
    required=True,
)
SUPPLIERS = Spec(
    4,
    "suppliers",
    "受注企業",
    ("中小企業", "受注企業一覧", "中小企業一覧", "サプライヤー", "supplier"),
    (
        Column(
            "id",
            "企業ID",
            ("受注企業ID", "中小企業ID", "企業番号", "企業コード", "会社ID", "番号", "No"),
            required=True,
        ),
        Column(
            "name", "企業名", ("会社名", "社名", "受注企業名", "中小企業名", "名称", "受注企業", "中小企業")
        ),
        _KANA,
        _NAME_EN,
        Column("region", "都道府県", ("地域", "所在地")),
        Column("partner", "連携組織", ("連携機関", "推薦機関", "支援機関", "所属団体")),
        Column("delegates", "同時面談数", ("担当者数", "面談班数", "同時対応数")),
        _MIN,
        _MAX,
        _AVAILABLE,
        Column("profile", "PRシート", ("PR", "自社PR", "事業内容", "企業概要", "概要"), limit=FREE),
    ),
    required=True,
)
PEOPLE = Spec(
    5,
    "people",
    "参加者",
    ("参加者一覧", "出席者", "person"),
    (
        Column("id", "参加者ID", ("参加者番号", "ID", "番号", "No"), required=True),
        Column(
            "company",
            "企業ID",
            ("所属ID", "企業・スタッフID", "企業番号", "企業コード", "会社ID", "スタッフID", "所属"),
            required=True,
        ),
        Column("name", "氏名", ("参加者名", "お名前", "名前")),
        _KANA,
        _NAME_EN,
        Column("title", "役職", ("肩書", "役職名", "部署・役職")),
        Column("email", "メールアドレス", ("メール", "Eメール", "e-mail")),
        Column("phone", "電話番号", ("電話", "携帯電話", "TEL")),
    ),
)
STAFF = Spec(
    6,
    "staff",
    "スタッフ",
    ("スタッフ一覧", "コーディネーター", "要員"),
    (
        Column("id", "スタッフID", ("ID", "スタッフ番号", "番号", "No"), required=True),
        Column("name", "氏名", ("スタッフ名", "名前", "お名前")),
        Column("kind", "種別", ("役割", "区分", "職種")),
        _AVAILABLE,
    ),
)
WISHES = Spec(
    7,
    "wishes",
    "希望",
    ("面談希望", "希望一覧", "希望面談", "wish"),
    (
        Column("supplier", "受注企業ID", ("受注企業", "中小企業ID", "中小企業"), required=True),
        Column("buyer", "発注企業ID", ("発注企業", "大手企業ID", "大手企業"), required=True),
        Column("supplier_rank", "希望順位", ("順位", "希望順", "受注企業の希望順位")),
        Column("buyer_mark", "評価", ("発注企業の評価", "大手企業の評価", "発注企業評価", "印", "回答")),
        Column("decision", "判断", ("主催者の判断", "事務局判断", "決定")),
        Column("pin", "時刻指定", ("固定時刻", "指定時刻", "固定")),
        Column("session", "セッション", ("時間帯", "時間帯指定")),
        Column("needs", "必要スタッフ", ("同席者", "必要要員", "同席スタッフ"), limit=LONG),
        Column("after", "先に面談する企業", ("先に面談する企業ID", "順序", "先行企業")),
        Column("note", "備考", ("メモ", "理由"), limit=FREE),
    ),
    required=True,
    max_rows=500_000,
)
TIMETABLE = Spec(
    8,
    "timetable",
    "時間割",
    ("面談表", "面談時間割", "タイムテーブル"),
    (
        Column("date", "日付", ("開催日", "年月日")),
        Column("start", "開始", ("開始時刻", "開始時間"), required=True),
        Column("end", "終了", ("終了時刻", "終了時間")),
        Column("room", "部屋", ("部屋ID", "面談室"), required=True),
        Column("table", "席", ("席番号", "テーブル", "テーブル番号", "卓"), required=True),
        Column("buyer", "発注企業ID", ("発注企業", "大手企業ID", "大手企業"), required=True),
        Column("supplier", "受注企業ID", ("受注企業", "中小企業ID", "中小企業"), required=True),
        Column("staff", "スタッフ", ("スタッフID", "同席者"), limit=LONG),
        Column("status", "状態", ("ステータス",)),
        Column("actual_start", "実際の開始", ("実開始", "実開始時刻")),
        Column("actual_end", "実際の終了", ("実終了", "実終了時刻")),
    ),
    max_rows=500_000,
)

CHANGES = Spec(
    9,
    "changes",
    "変更",
    ("変更一覧", "当日の変更", "当日変更"),
    (
        Column("time", "時刻", ("発生時刻", "開始", "開始時刻", "いつから"), required=True),
        Column("kind", "種類", ("種別", "区分"), required=True),
        Column("company_or_table", "対象", ("企業または席", "企業・席", "対象ID", "企業ID", "席")),
        Column("until", "終了", ("終了時刻", "いつまで", "まで")),
        Column("detail", "詳細", ("内容", "補足"), limit=LONG),
    ),
)

EVENT_TABLES = (EVENT, SESSIONS, ROOMS, BUYERS, SUPPLIERS, PEOPLE, STAFF, WISHES)
"""The tables that make an event, in the order of reports and sheets."""
RESULT_NAMES = TIMETABLE.names | CHANGES.names | {"unplaced", "attendance"}
"""Tables that may lie beside an event without being part of it."""
