"""Columns of other logs that the service understands: supplies handed out, used syringes returned."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.forms import ImportColumn

NOTHING = frozenset({"-", "–", "—", "n/a", "na", "none", "no", "ninguna", "ninguno", "0"})


def _returned(text: str) -> Mapping[str, str]:
    return {} if text.casefold() in NOTHING else {"counted": text.replace(",", "").removesuffix(".0")}


def _stated(text: str) -> Mapping[str, str]:
    return {} if text.casefold() in NOTHING else {"stated": text.replace(",", "").removesuffix(".0")}


COLUMNS = (
    ImportColumn(
        slug="returned",
        label=_("Used syringes returned, counted"),
        words=(
            "syringes in",
            "returned",
            "syringes returned",
            "needles in",
            "needles returned",
            "returns",
            "in",
            "used syringes",
            "used syringes returned",
            "points in",
            "works in",
            "sharps returned",
            "syringes collected",
            "syringes back",
            "devueltas",
            "jeringas devueltas",
            "jeringas recibidas",
            "jeringas usadas",
            "devoluciones",
            "agujas devueltas",
        ),
        form="returns",
        answers=_returned,
    ),
    ImportColumn(
        slug="returned_stated",
        label=_("Used syringes returned, as people say"),
        words=(
            "estimated returns",
            "returned estimate",
            "syringes in estimate",
            "returned est",
            "devueltas estimadas",
        ),
        form="returns",
        answers=_stated,
    ),
    ImportColumn(
        slug="syringes",
        label=_("Syringes given"),
        words=(
            "syringes out",
            "syringes",
            "needles given",
            "needles",
            "syringes given",
            "needles out",
            "syringes distributed",
            "points",
            "points out",
            "works",
            "works out",
            "rigs",
            "sharps out",
            "new syringes",
            "sets",
            "syringe",
            "out",
            "needles and syringes",
            "syringes dispensed",
            "jeringas",
            "jeringas entregadas",
            "jeringas nuevas",
            "jeringa",
            "jeringuillas",
            "agujas",
            "agujas entregadas",
        ),
        kind="syringes",
    ),
    ImportColumn(
        slug="fentanyl_strips",
        label=_("Fentanyl test strips"),
        words=(
            "fentanyl strips",
            "fentanyl test strips",
            "fentanyl test strip",
            "fts",
            "strips",
            "test strips",
            "fent strips",
            "tiras",
            "tiras de fentanilo",
            "tiras reactivas",
            "tiras reactivas de fentanilo",
        ),
        kind="test_strips",
        item="strip-fentanyl",
    ),
    ImportColumn(
        slug="xylazine_strips",
        label=_("Xylazine test strips"),
        words=(
            "xylazine strips",
            "xylazine test strips",
            "xts",
            "tranq strips",
            "tiras de xilacina",
            "tiras reactivas de xilacina",
        ),
        kind="test_strips",
        item="strip-xylazine",
    ),
    ImportColumn(
        slug="cookers",
        label=_("Cookers"),
        words=("cookers", "cooker", "caps", "cazoletas", "cazoleta"),
        kind="injection",
        item="cooker",
    ),
    ImportColumn(
        slug="cottons",
        label=_("Cotton filters"),
        words=("cottons", "cotton", "cotton filters", "algodones", "algodon"),
        kind="injection",
        item="cotton",
    ),
    ImportColumn(
        slug="waters",
        label=_("Sterile water"),
        words=("waters", "water", "sterile water", "sterile waters", "agua", "agua esteril", "aguas"),
        kind="injection",
        item="sterile-water",
    ),
    ImportColumn(
        slug="alcohol_pads",
        label=_("Alcohol pads"),
        words=(
            "alcohol pads",
            "alcohol pad",
            "alcohol wipes",
            "alcohol swabs",
            "swabs",
            "wipes",
            "toallitas",
            "toallitas con alcohol",
        ),
        kind="injection",
        item="alcohol-pad",
    ),
    ImportColumn(
        slug="tourniquets",
        label=_("Tourniquets"),
        words=("tourniquets", "tourniquet", "ties", "ligaduras", "ligadura", "torniquetes"),
        kind="injection",
        item="tourniquet",
    ),
    ImportColumn(
        slug="pipes",
        label=_("Pipes"),
        words=(
            "pipes",
            "pipe",
            "stems",
            "stem",
            "straight pipes",
            "straight shooters",
            "pipas",
            "pipas rectas",
        ),
        kind="smoking",
        item="pipe-straight",
    ),
    ImportColumn(
        slug="bowl_pipes",
        label=_("Bowl pipes"),
        words=("bubbles", "bubble pipes", "bowl pipes", "hammer pipes", "pipas de bola"),
        kind="smoking",
        item="pipe-bowl",
    ),
    ImportColumn(
        slug="condoms",
        label=_("Condoms"),
        words=("condoms", "condom", "condones", "condon", "preservativos"),
        kind="sex",
        item="condom-external",
    ),
    ImportColumn(
        slug="sharps_containers",
        label=_("Sharps containers"),
        words=(
            "sharps containers",
            "sharps container",
            "sharps",
            "biohazard containers",
            "containers",
            "contenedores",
            "contenedor",
        ),
        kind="disposal",
    ),
    ImportColumn(
        slug="wound_kits",
        label=_("Wound care kits"),
        words=("wound kits", "wound care kits", "wound care", "kits de heridas", "curaciones"),
        kind="wound",
        item="wound-kit",
    ),
    ImportColumn(
        slug="hygiene_kits",
        label=_("Hygiene kits"),
        words=("hygiene kits", "hygiene kit", "hygiene", "kits de higiene", "higiene"),
        kind="hygiene",
        item="hygiene-kit",
    ),
)
