"""Where the broker and the drop folder are, and the values that a programme sets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.lib import environment
from meetpoint.lib.environment import SettingError

SILENT_MINUTES = "vending.silent_minutes"
TOKEN_DAYS = "vending.token_days"  # noqa: S105 - a name, not a secret
LIMIT_NALOXONE = "vending.limit_naloxone"
WARM_C = "vending.warm_c"
COLD_C = "vending.cold_c"

OPTIONS = (
    Option(
        name=SILENT_MINUTES,
        label=_("Minutes without a word after which a machine counts as silent"),
        help=_("Machines say something of themselves from time to time. This must be longer than that."),
        type=OptionType.COUNT,
        default=60,
        source="Product choice: four missed reports at one in fifteen minutes",
        unit=_("minutes"),
    ),
    Option(
        name=TOKEN_DAYS,
        label=_("Days for which a personal code for machines is good"),
        help=_("After that, the person is given another; nothing else is asked again."),
        type=OptionType.COUNT,
        default=90,
        source="As Caracole does, Hamilton County OH (doi 10.1016/j.japh.2022.10.027)",
        unit=_("days"),
    ),
    Option(
        name=LIMIT_NALOXONE,
        label=_("Limit naloxone, too"),
        help=_("Unless this is a yes, no limit of a machine holds for naloxone, whatever the rules say."),
        type=OptionType.YES_NO,
        default=False,
        source="Product choice: nobody is kept from naloxone",
    ),
    Option(
        name=WARM_C,
        label=_("Temperature above which a machine is too warm"),
        help=_(
            "From the labels of what is in it. Until it is set, temperatures are shown and nothing warns."
        ),
        type=OptionType.COUNT,
        unit=_("°C"),
    ),
    Option(
        name=COLD_C,
        label=_("Temperature below which a machine is too cold"),
        help=_(
            "From the labels of what is in it. Until it is set, temperatures are shown and nothing warns."
        ),
        type=OptionType.COUNT,
        unit=_("°C"),
    ),
)


@dataclass(frozen=True, slots=True)
class Broker:
    """An MQTT broker: where it is, who we are there, and the files for TLS."""

    host: str
    port: int
    username: str
    password: str
    tls: bool
    authority: str
    certificate: str
    key: str


def broker() -> Broker | None:
    """Return the broker that the environment names, or None. Raises SettingError for an address of no use."""
    address = environment.text("MEETPOINT_MQTT", "")
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"mqtt", "mqtts"} or not parts.hostname:
        raise SettingError("MEETPOINT_MQTT must look like mqtts://user:password@host:8883.")
    tls = parts.scheme == "mqtts"
    return Broker(
        host=parts.hostname,
        port=parts.port or (8883 if tls else 1883),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        authority=environment.text("MEETPOINT_MQTT_CA", ""),
        certificate=environment.text("MEETPOINT_MQTT_CERTIFICATE", ""),
        key=environment.text("MEETPOINT_MQTT_KEY", ""),
    )


def drop_folder() -> Path:
    """Return the folder into which audit files are put, one folder in it for each organisation."""
    return environment.folder("MEETPOINT_VENDING_DROP", settings.HOME / "vending" / "drop")
