"""Countries by ISO 3166-1 alpha-2, as packs may name them, and those designated under APPI 28(1).

Designated (Rule 15 of the Commission): the member states of the European Economic Area and the United Kingdom.
"""

from typing import Final

_DESIGNATED: Final = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK GB
"""
_OTHERS: Final = """
JP AE AR AU BR CA CH CL CN CO EG HK ID IL IN KE KR KZ LK MA MM MO MX MY NG NP NZ PE PH PK QA RU SA
SG TH TN TR TW UA US UY VN ZA
"""

DESIGNATED: Final = frozenset(_DESIGNATED.split())

COUNTRIES: Final = frozenset({*DESIGNATED, *_OTHERS.split()})
"""Those that a pack may name today; the list grows with the packs, so that a typo is not taken for a country."""
