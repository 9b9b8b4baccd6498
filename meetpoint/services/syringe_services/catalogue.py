"""The supplies that the service brings: its kinds, and the items a new organisation starts with.

Sizes, packs and one-tap amounts are those in common use (product choice); each organisation changes
them, adds its own and switches off the rest.
"""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import StarterItem, SupplyKind

SUPPLY_KINDS = (
    SupplyKind(slug="syringes", label=_("Syringes (complete sets)"), order=10, counts_as_syringe=True),
    SupplyKind(slug="needles", label=_("Loose needles"), order=11),
    SupplyKind(slug="barrels", label=_("Loose barrels"), order=12),
    SupplyKind(slug="test_strips", label=_("Test strips"), order=30),
    SupplyKind(slug="injection", label=_("Safer injection supplies"), order=40),
    SupplyKind(slug="smoking", label=_("Safer smoking and snorting supplies"), order=50),
    SupplyKind(slug="sex", label=_("Safer sex supplies"), order=60),
    SupplyKind(slug="wound", label=_("Wound care supplies"), order=70),
    SupplyKind(slug="disposal", label=_("Disposal containers"), order=80),
    SupplyKind(slug="hygiene", label=_("Hygiene and warmth"), order=90),
)

BY_TENS = (10, 20, 40, 100)
FEW = (1, 2, 5, 10)
ONE_OR_TWO = (1, 2)

# slug, name, Spanish name, pieces in a pack, one-tap amounts
Row = tuple[str, str, str, int, tuple[int, ...]]

_SYRINGES: tuple[Row, ...] = (
    ("syringe-1ml-28g", 'Syringe 1 mL, 28G × 1/2"', 'Jeringa 1 mL, 28G × 1/2"', 100, BY_TENS),
    ("syringe-1ml-27g", 'Syringe 1 mL, 27G × 5/8"', 'Jeringa 1 mL, 27G × 5/8"', 100, BY_TENS),
    ("syringe-1ml-29g", 'Syringe 1 mL, 29G × 1/2"', 'Jeringa 1 mL, 29G × 1/2"', 100, BY_TENS),
    ("syringe-1ml-31g", 'Syringe 1 mL, 31G × 5/16"', 'Jeringa 1 mL, 31G × 5/16"', 100, BY_TENS),
    ("syringe-half-ml-29g", 'Syringe 0.5 mL, 29G × 1/2"', 'Jeringa 0.5 mL, 29G × 1/2"', 100, BY_TENS),
    ("syringe-half-ml-31g", 'Syringe 0.5 mL, 31G × 5/16"', 'Jeringa 0.5 mL, 31G × 5/16"', 100, BY_TENS),
    ("syringe-3ml-25g", 'Syringe 3 mL, 25G × 1"', 'Jeringa 3 mL, 25G × 1"', 100, BY_TENS),
    ("syringe-3ml-23g", 'Syringe 3 mL, 23G × 1"', 'Jeringa 3 mL, 23G × 1"', 100, BY_TENS),
)
_NEEDLES: tuple[Row, ...] = (
    ("needle-27g", 'Needle 27G × 1/2"', 'Aguja 27G × 1/2"', 100, BY_TENS),
    ("needle-25g", 'Needle 25G × 1"', 'Aguja 25G × 1"', 100, BY_TENS),
    ("needle-23g", 'Needle 23G × 1"', 'Aguja 23G × 1"', 100, BY_TENS),
)
_BARRELS: tuple[Row, ...] = (
    ("barrel-1ml", "Barrel 1 mL, without needle", "Cuerpo de jeringa 1 mL, sin aguja", 100, BY_TENS),
    ("barrel-3ml", "Barrel 3 mL, without needle", "Cuerpo de jeringa 3 mL, sin aguja", 100, BY_TENS),
)
_TEST_STRIPS: tuple[Row, ...] = (
    ("strip-fentanyl", "Fentanyl test strip", "Tira reactiva de fentanilo", 100, (1, 2, 5, 10)),
    ("strip-xylazine", "Xylazine test strip", "Tira reactiva de xilacina", 100, (1, 2, 5, 10)),
)
_INJECTION: tuple[Row, ...] = (
    ("cooker", "Cooker", "Cazoleta", 100, BY_TENS),
    ("cotton", "Cotton filters, bag", "Filtros de algodón, bolsa", 1, FEW),
    ("micro-filter", "Wheel or micro filter", "Microfiltro", 100, FEW),
    ("tourniquet", "Tourniquet", "Ligadura", 100, FEW),
    ("sterile-water", "Sterile water, 3 mL", "Agua estéril, 3 mL", 100, BY_TENS),
    ("alcohol-pad", "Alcohol pad", "Toallita con alcohol", 200, BY_TENS),
    ("ascorbic-acid", "Ascorbic acid (vitamin C), sachet", "Ácido ascórbico (vitamina C), sobre", 100, FEW),
)
_SMOKING: tuple[Row, ...] = (
    ("pipe-straight", "Straight pipe", "Pipa recta", 50, FEW),
    ("pipe-bowl", "Bowl pipe", "Pipa de bola", 50, FEW),
    ("mouthpiece", "Mouthpiece", "Boquilla", 100, FEW),
    ("screen", "Pipe screens, pack", "Mallas para pipa, paquete", 1, FEW),
    ("push-stick", "Push stick", "Varilla para pipa", 100, FEW),
    ("foil", "Foil sheet", "Hoja de aluminio", 100, BY_TENS),
    ("snorting-straw", "Snorting straw", "Tubo para inhalar", 100, FEW),
)
_SEX: tuple[Row, ...] = (
    ("condom-external", "External condom", "Condón externo", 100, BY_TENS),
    ("condom-internal", "Internal condom", "Condón interno", 25, FEW),
    ("lubricant", "Lubricant, sachet", "Lubricante, sobre", 100, BY_TENS),
    ("dental-dam", "Dental dam", "Barrera bucal de látex", 50, FEW),
)
_WOUND: tuple[Row, ...] = (
    ("wound-kit", "Wound care kit", "Kit de cuidado de heridas", 1, ONE_OR_TWO),
    ("gauze", "Gauze pad", "Gasa", 100, FEW),
    ("bandage", "Adhesive bandage", "Curita", 100, FEW),
    ("saline", "Saline, 15 mL", "Solución salina, 15 mL", 50, FEW),
    ("wrap", "Elastic wrap", "Venda elástica", 12, ONE_OR_TWO),
    ("antibiotic-ointment", "Antibiotic ointment, sachet", "Pomada antibiótica, sobre", 100, FEW),
)
_DISPOSAL: tuple[Row, ...] = (
    (
        "sharps-personal",
        "Sharps container, pocket size",
        "Contenedor de jeringas, de bolsillo",
        50,
        ONE_OR_TWO,
    ),
    ("sharps-quart", "Sharps container, 1 quart", "Contenedor de jeringas, 1 cuarto", 20, ONE_OR_TWO),
    ("sharps-gallon", "Sharps container, 1 gallon", "Contenedor de jeringas, 1 galón", 12, ONE_OR_TWO),
)
_HYGIENE: tuple[Row, ...] = (
    ("hygiene-kit", "Hygiene kit", "Kit de higiene", 1, ONE_OR_TWO),
    ("menstrual-pads", "Menstrual pads, pack", "Toallas menstruales, paquete", 1, ONE_OR_TWO),
    ("tampons", "Tampons, pack", "Tampones, paquete", 1, ONE_OR_TWO),
    ("socks", "Socks, pair", "Calcetines, par", 12, ONE_OR_TWO),
    ("hand-sanitizer", "Hand sanitizer, 60 mL", "Gel para manos, 60 mL", 24, ONE_OR_TWO),
)

_ON_LOG = frozenset({"syringe-1ml-28g", "strip-fentanyl"})


def _items(
    kind: str, first_order: int, rows: tuple[Row, ...], *, syringes: int = 0
) -> tuple[StarterItem, ...]:
    return tuple(
        StarterItem(
            slug=slug,
            kind=kind,
            name=name,
            name_es=name_es,
            units_per_pack=pack,
            syringes_per_unit=syringes,
            presets=presets,
            on_log=slug in _ON_LOG,
            order=first_order + place,
        )
        for place, (slug, name, name_es, pack, presets) in enumerate(rows)
    )


STARTER_ITEMS = (
    *_items("syringes", 10, _SYRINGES, syringes=1),
    *_items("test_strips", 35, _TEST_STRIPS),
    *_items("injection", 40, _INJECTION),
    *_items("smoking", 50, _SMOKING),
    *_items("sex", 60, _SEX),
    *_items("wound", 70, _WOUND),
    *_items("disposal", 80, _DISPOSAL),
    *_items("hygiene", 90, _HYGIENE),
    *_items("needles", 100, _NEEDLES),
    *_items("barrels", 105, _BARRELS),
)
