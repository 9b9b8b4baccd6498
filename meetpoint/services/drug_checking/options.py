"""What an organisation may set: how long is long, how small is small, and what it says where."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType

NEW_AFTER = "drug_checking.new_after_days"
RECENT = "drug_checking.alert_recent_days"
EXPIRES = "drug_checking.alert_days"
SMALLEST = "drug_checking.smallest_group"
NOTE_DAYS = "drug_checking.note_days"
WHERE_TO_ASK = "drug_checking.where_to_ask"

OPTIONS = (
    Option(
        name=NEW_AFTER,
        label=_("Days after which a substance counts as new again"),
        help=_("A substance that was not seen here for so long proposes an alert. A person decides on it."),
        type=OptionType.COUNT,
        default=365,
        source="Product choice; no programme publishes a numeric trigger",
        unit=_("days"),
    ),
    Option(
        name=RECENT,
        label=_("Days for which a sample can propose an alert"),
        help=_("Older samples, such as those of an archive that was taken in, propose none."),
        type=OptionType.COUNT,
        default=45,
        source="Product choice: longer than laboratories by mail most often take",
        unit=_("days"),
    ),
    Option(
        name=EXPIRES,
        label=_("Days for which a public alert stands"),
        help=_("After that it is no longer shown."),
        type=OptionType.COUNT,
        default=14,
        source="Product choice",
        unit=_("days"),
    ),
    Option(
        name=SMALLEST,
        label=_("Fewest samples of one place and quarter that are published with the place"),
        help=_("Where there are fewer, the place is told more coarsely, or not at all."),
        type=OptionType.COUNT,
        default=11,
        source="CMS Cell Size Suppression Policy, version of 2024-01-26: no count from 1 to 10",
        unit=_("samples"),
    ),
    Option(
        name=NOTE_DAYS,
        label=_("Days for which notes about a sample are kept"),
        help=_("After that the words are removed; everything else about the sample stays."),
        type=OptionType.COUNT,
        default=365,
        source="Product choice: a year of comparison",
        unit=_("days"),
    ),
    Option(
        name=WHERE_TO_ASK,
        label=_("Where somebody can ask about a result"),
        help=_(
            "Shown on the page of a result and on alerts: a phone number, hours, an address. Until it is set,"
            " the pages name no place."
        ),
        type=OptionType.TEXT,
    ),
)
