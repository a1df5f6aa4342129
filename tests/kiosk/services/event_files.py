"""A tiny event folder for tests of importing, solving and publishing."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "event.csv": (
        "key,value\nname,小さな商談会\nname_en,Small Matching\nslot_minutes,20\nlanguage,ja\n色,青\n"
    ),
    "sessions.csv": "date,start,end,label\n2026-11-26,10:00,11:00,午前\n",
    "rooms.csv": "id,name,name_en,tables,zone\nR1,第1会議室,Room 1,2,\nR2,第2会議室,Room 2,1,\n",
    "buyers.csv": (
        "id,name,kana,name_en,room,tables,available,担当\n"
        "B1,横河電機株式会社,ヨコガワデンキ,Yokogawa,R1,1,10:00-10:40,佐藤\n"
        "B2,株式会社IHI,アイエイチアイ,IHI,R2,1,,\n"
    ),
    "suppliers.csv": (
        "id,name,kana,name_en,region,partner,delegates,available\n"
        "S1,株式会社髙崎精機,タカサキセイキ,Takasaki Seiki,群馬県,北関東,1,\n"
        "S2,白山樹脂株式会社,ハクサンジュシ,Hakusan,石川県,北陸,2,2026-11-26 10:00-11:00\n"
    ),
    "people.csv": (
        "id,company,name,kana,name_en,title,email,phone\n"
        "P1,B1,横山 一郎,ヨコヤマ イチロウ,Ichiro Yokoyama,部長,a@example.jp,\n"
        "P2,S1,山田 太郎,ヤマダ タロウ,Taro Yamada,,,090\n"
        "P3,C1,野村 和夫,ノムラ カズオ,Kazuo Nomura,,,\n"
    ),
    "staff.csv": "id,name,kind,available\nC1,野村 和夫,coordinator,10:00-11:00\n",
    "wishes.csv": (
        "supplier,buyer,supplier_rank,buyer_mark,decision,pin,session,needs,after,note\n"
        "S1,B1,1,◎,must,10:20,午前,C1,,先に\n"
        "S1,B2,2,,,,,,B1,\n"
        "S2,B1,1,×,,,,,,\n"
        "S2,B2,,○,,,,coordinator,,\n"
    ),
}


def write(folder: Path, **changed: str | None) -> Path:
    """The folder, with some files (`wishes="…"`) changed or left out (None)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        text_or_none = changed.get(name.removesuffix(".csv"), text)
        if text_or_none is not None:
            (folder / name).write_text(text_or_none, encoding="utf-8")
    return folder
