"""Words as they are compared, and those that the core itself knows: headers, and what may be left out."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return words in small letters without accents and signs: `¿Fecha (visita)?` gives `fecha visita`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(
        sign if sign.isalnum() or sign == "#" else " " for sign in apart if not unicodedata.combining(sign)
    )
    return " ".join(kept.split())


HEADERS: dict[str, tuple[str, ...]] = {
    "date": (
        "date", "visit date", "date of visit", "day", "date of contact", "contact date", "encounter date", "service date",
        "date of service", "dos", "exchange date", "transaction date", "shift date", "date time", "datetime", "timestamp",
        "when", "fecha", "fecha de visita", "fecha visita", "fecha del contacto", "fecha de contacto", "dia", "fecha y hora",
    ),
    "time": ("time", "visit time", "time of visit", "hour", "time in", "start time", "hora", "hora de visita"),
    "site": (
        "site", "location", "place", "site name", "location name", "where", "venue", "program site", "programme site",
        "exchange site", "outreach site", "route", "stop", "sitio", "lugar", "ubicacion", "sede", "punto", "localidad",
    ),
    "code": (
        "code", "uic", "participant", "participant id", "participant code", "client", "client id", "client code", "id",
        "unique id", "unique identifier", "unique code", "card", "card number", "card #", "pid", "participant number",
        "exchange id", "member id", "codigo", "codigo unico", "participante", "identificador", "tarjeta", "clave",
    ),
    "for_others": (
        "collecting for", "collecting for others", "for others", "others", "number of others", "people served by",
        "secondary exchange", "exchanging for", "picking up for", "# exchanging for", "collecting on behalf of",
        "on behalf of", "for how many", "# people exchanging for", "recoge para", "para otros", "para otras personas",
        "lleva para", "recoge para otros", "para cuantas personas",
    ),
    "people": (
        "people", "# people", "number of people", "contacts", "# contacts", "visits", "# visits", "participants",
        "people served", "participants served", "clients", "clients served", "headcount", "head count", "count",
        "persons", "encounters", "total contacts", "# served", "personas", "visitas", "participantes", "contactos",
        "numero de personas", "personas atendidas", "atendidos",
    ),
    "note": ("note", "notes", "comment", "comments", "remarks", "nota", "notas", "comentario", "comentarios", "observaciones"),
    "place_type": ("place type", "type of place", "setting", "tipo de lugar", "entorno"),
    "item_word": (
        "item", "supply", "supplies", "supply type", "product", "supplies given", "items given", "item name", "what",
        "articulo", "material", "insumo", "insumos", "producto", "materiales",
    ),
    "quantity": ("quantity", "qty", "amount", "units", "how many", "number given", "cantidad", "unidades", "numero", "cuantos"),
    "leave_out": (
        "staff", "staff initials", "initials", "worker", "staff name", "volunteer", "volunteers", "entered by", "recorded by",
        "row", "#", "no", "no #", "line", "weekday", "day of week", "week", "month", "year", "total", "totals", "weather",
        "signature", "personal", "iniciales", "voluntario", "voluntaria", "total general", "totales", "mes", "ano", "semana",
        "fila", "firma", "dia de la semana", "trabajador", "trabajadora",
    ),
}  # fmt: skip
"""Headers of what every contact has. `leave_out` are those that nothing is lost without."""

PLACE_WORDS: dict[str, tuple[str, ...]] = {
    "at_site": ("at site", "site", "office", "drop in", "fixed site", "en la sede", "sede", "oficina"),
    "street": ("street", "park", "street or park", "outreach", "calle", "parque", "calle o parque"),
    "camp": ("camp", "encampment", "campamento"),
    "home": ("home", "house", "home delivery", "delivery", "casa", "domicilio"),
    "vehicle": ("van", "car", "vehicle", "van or car", "mobile", "camioneta", "carro", "vehiculo"),
    "shelter": ("shelter", "albergue", "refugio"),
    "motel": ("motel", "hotel", "motel or hotel"),
    "other": ("other", "somewhere else", "otro", "otro lugar"),
}

NOTHING = frozenset(
    {
        "",
        "-",
        "–",
        "—",
        "--",
        "n/a",
        "na",
        "none",
        "nil",
        "no",
        ".",
        "x0",
        "ninguno",
        "ninguna",
        "s/d",
        "nada",
    }
)
"""What people write for nothing; in a column of numbers it means that the cell is empty."""

ANONYMOUS = frozenset(
    {"", "-", "–", "—", "n/a", "na", "none", "anon", "anonymous", "unknown", "no code", "no id", "walk in", "walk-in",
     "anonimo", "anónimo", "anonima", "anónima", "sin codigo", "sin código", "ninguno", "0", "x", "?"}
)  # fmt: skip
"""What people write in the column of codes for somebody without one."""
