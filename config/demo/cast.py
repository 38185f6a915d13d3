"""Who appears in the demonstration: two firms, their staff, their clients. Every name is made up."""

from dataclasses import dataclass
from typing import Final

from tenancy.roles import Role

PASSWORD: Final = "limpid-demo-2022"  # noqa: S105
"""The password of every printed login. The demo's setting is refused by production."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff."""

    email: str
    name: str
    role: Role
    team: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Firm:
    """One firm of the demonstration."""

    code: str
    legal_name: str
    lei: str
    currency: str
    zone: str
    calendar: str
    language: str
    rule_pack: str
    notice: str
    staff: tuple[Person, ...]
    clients: tuple[str, ...]
    portfolio_currencies: tuple[str, ...]
    reference: str
    seed: int


LUX_CLIENTS: Final = (
    "Anna Keller", "Marc Keller", "Élodie Wagner", "Jean-Paul Thill", "Sofia Marques", "Henrik Lindqvist",
    "Catherine O'Brien", "Friederike von Hohenstein-Wartburg", "Luca Bianchi", "Nora Schmit", "Pol Weber", "Marie Hoffmann",
    "Tomasz Zieliński", "Ingrid Sørensen", "Philippe Dubois", "Claire Dubois", "Georg Baumgartner", "Amélie Laurent",
    "Stefan Reuter", "Isabel Ferreira", "Aoife Murphy", "Viktor Novák", "Charlotte Muller", "Rui Carvalho",
    "Helena Kowalska", "Matthias Brandt", "Laura Rossi", "Yves Kirsch", "Beatrice Conti", "Oskar Nyström",
    "Fondation Pierre Thill", "Ardennes Holding S.à r.l.", "Mosel Weinbau GmbH", "Kirchberg Family Office S.A.",
    "Nathalie Steichen", "Daniel Wolter", "Sarah Elvinger", "Tim Hansen", "Julie Majerus", "Paul Feyder",
)  # fmt: skip
CN_CLIENTS: Final = (
    "王建国", "李秀英", "张伟", "刘洋", "陈静", "杨磊", "赵敏", "黄志强", "周婷", "吴昊", "徐丽娜", "孙鹏飞", "马超",
    "朱雅琴", "胡文博", "郭晓东", "林诗涵", "何俊杰", "高美玲", "罗天宇", "郑海燕", "梁国栋", "谢佳怡", "宋子豪",
    "唐婉清", "许明哲", "韩雪", "冯少华", "邓思远", "曹慧敏", "欧阳瑞麟", "司马静怡", "诸葛明", "上官婉儿",
    "上海澄江投资管理有限公司", "苏州金鸡湖实业有限公司", "浙江之江教育基金会", "北京远山科技有限公司", "田甜", "潘亦辰",
)  # fmt: skip

LUX: Final = Firm(
    code="meridian",
    legal_name="Meridian Wealth S.A.",
    lei="",
    currency="EUR",
    zone="Europe/Luxembourg",
    calendar="LU",
    language="en",
    rule_pack="EU",
    notice="Demonstration: invented people, real market prices of US shares and funds and ECB rates.",
    staff=(
        Person("admin@meridian.example", "Yannick Schroeder", Role.ADMINISTRATOR),
        Person("operations@meridian.example", "Ines Pereira", Role.OPERATIONS),
        Person("operations2@meridian.example", "Jonas Becker", Role.OPERATIONS),
        Person("compliance@meridian.example", "Margaux Lefèvre", Role.COMPLIANCE),
        Person("auditor@meridian.example", "Dr. Ruth Feldmann", Role.AUDITOR),
        Person("advisor@meridian.example", "Sofia Brandt", Role.ADVISOR, "Families", "LU-2019-0417"),
        Person("advisor2@meridian.example", "Ben Thoma", Role.ADVISOR, "Families", "LU-2016-0102"),
        Person("advisor3@meridian.example", "Carla Nunes", Role.ADVISOR, "Entrepreneurs", "LU-2020-0033"),
    ),
    clients=LUX_CLIENTS,
    portfolio_currencies=("EUR", "EUR", "EUR", "USD", "CHF", "GBP"),
    reference="M",
    seed=20191231,
)
CHENG: Final = Firm(
    code="chengming",
    legal_name="澄明财富管理有限公司",
    lei="",
    currency="CNY",
    zone="Asia/Shanghai",
    calendar="CN",
    language="zh-hans",
    rule_pack="CN",
    notice="演示数据：人物均为虚构；无法取得内地行情，持仓为美国股票与基金，按欧洲央行汇率折算人民币与港元。",
    staff=(
        Person("admin@chengming.example", "沈亦安", Role.ADMINISTRATOR),
        Person("operations@chengming.example", "顾晓岚", Role.OPERATIONS),
        Person("operations2@chengming.example", "丁一凡", Role.OPERATIONS),
        Person("compliance@chengming.example", "陆文清", Role.COMPLIANCE),
        Person("auditor@chengming.example", "贺知章", Role.AUDITOR),
        Person("advisor@chengming.example", "苏怡", Role.ADVISOR, "家族", "S0170620010001"),
        Person("advisor2@chengming.example", "秦朗", Role.ADVISOR, "家族", "S0170619070023"),
        Person("advisor3@chengming.example", "叶知秋", Role.ADVISOR, "企业", "S0170621030042"),
    ),
    clients=CN_CLIENTS,
    portfolio_currencies=("CNY", "CNY", "CNY", "HKD", "USD"),
    reference="C",
    seed=20221228,
)
FIRMS: Final = (LUX, CHENG)
ENTITY_WORDS: Final = ("Fondation", "Holding", "GmbH", "S.A.", "有限公司", "基金会")
PORTFOLIOS: Final = 60


def is_entity(name: str) -> bool:
    """Companies and foundations."""
    return any(word in name for word in ENTITY_WORDS)
