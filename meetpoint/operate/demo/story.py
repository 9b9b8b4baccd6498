"""Who and where the demo is: one organisation, its sites and opening hours, its staff."""

from dataclasses import dataclass

from meetpoint.core.access.models import RoleName
from meetpoint.core.organisations.models import SiteKind

ORGANISATION = "Harbor Light Harm Reduction"
SLUG = "harbor-light"
TIME_ZONE = "America/New_York"
YEARS = 3
DOMAIN = "harborlight.example"
PASSPHRASE = "meet people where they are"  # noqa: S105 - printed for everybody who runs the demo


@dataclass(frozen=True, kw_only=True)
class SiteStory:
    """A demo site: `weekdays` are relative amounts from Monday to Sunday, `opens`/`closes` local hours.

    `anonymous` is the share of contacts without a code, `summer` how much more there is in July than in
    January, `share` the site's part of all contacts.
    """

    slug: str
    name: str
    kind: SiteKind
    share: float
    weekdays: tuple[float, ...]
    opens: int
    closes: int
    anonymous: float
    summer: float = 1.1
    area: str = ""
    opened_after_days: int = 0


SITES = (
    SiteStory(
        slug="harbor-street",
        name="Harbor Street",
        kind=SiteKind.FIXED,
        share=0.30,
        weekdays=(1.3, 1.0, 0.9, 1.0, 1.4, 0.5, 0),
        opens=10,
        closes=18,
        anonymous=0.22,
        area="Old Port",
    ),
    SiteStory(
        slug="northside",
        name="Northside",
        kind=SiteKind.FIXED,
        share=0.16,
        weekdays=(1.1, 1.0, 1.0, 1.0, 1.2, 0, 0),
        opens=9,
        closes=17,
        anonymous=0.25,
        area="Northside",
    ),
    SiteStory(
        slug="union-clinic",
        name="Union Clinic",
        kind=SiteKind.FIXED,
        share=0.11,
        weekdays=(1.0, 1.2, 0, 1.2, 1.0, 0, 0),
        opens=9,
        closes=16,
        anonymous=0.15,
        area="Union Square",
    ),
    SiteStory(
        slug="eastgate",
        name="Eastgate",
        kind=SiteKind.FIXED,
        share=0.10,
        weekdays=(0, 1.0, 1.1, 1.0, 1.2, 0.8, 0),
        opens=12,
        closes=19,
        anonymous=0.28,
        area="Eastgate",
        opened_after_days=240,
    ),
    SiteStory(
        slug="night-van",
        name="Night van",
        kind=SiteKind.MOBILE,
        share=0.17,
        weekdays=(0.9, 1.0, 1.0, 1.0, 1.3, 1.2, 0),
        opens=18,
        closes=24,
        anonymous=0.45,
        summer=1.3,
    ),
    SiteStory(
        slug="riverbank",
        name="Riverbank route",
        kind=SiteKind.OUTREACH,
        share=0.09,
        weekdays=(1.0, 0, 1.0, 0, 1.0, 0.6, 0),
        opens=8,
        closes=13,
        anonymous=0.58,
        summer=1.6,
        area="Riverbank",
    ),
    SiteStory(
        slug="rail-line",
        name="Rail line route",
        kind=SiteKind.OUTREACH,
        share=0.07,
        weekdays=(0, 1.0, 0, 1.0, 0, 0, 0.7),
        opens=8,
        closes=13,
        anonymous=0.62,
        summer=1.5,
        area="Rail yards",
    ),
)


@dataclass(frozen=True, kw_only=True)
class StaffStory:
    """A demo member of staff, and the sites where they mostly work (empty for all)."""

    name: str
    role: RoleName
    sites: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"

    @property
    def records(self) -> bool:
        return self.role in {RoleName.MANAGER, RoleName.WORKER, RoleName.PEER_WORKER, RoleName.CLINICIAN}


STAFF = (
    StaffStory(name="Dee Okafor", role=RoleName.ADMINISTRATOR),
    StaffStory(name="Sam Reyes", role=RoleName.MANAGER),
    StaffStory(name="Ana Torres", role=RoleName.WORKER),
    StaffStory(name="Luis Moreno", role=RoleName.WORKER),
    StaffStory(name="Priya Shah", role=RoleName.WORKER),
    StaffStory(name="Joe Kelly", role=RoleName.WORKER),
    StaffStory(name="Tasha Green", role=RoleName.PEER_WORKER, sites=("night-van", "riverbank", "rail-line")),
    StaffStory(name="Rico Diaz", role=RoleName.PEER_WORKER, sites=("night-van", "harbor-street")),
    StaffStory(name="Mel Novak", role=RoleName.PEER_WORKER, sites=("riverbank", "rail-line", "eastgate")),
    StaffStory(name="Ines Park", role=RoleName.CLINICIAN, sites=("union-clinic", "northside")),
    StaffStory(name="Kofi Mensah", role=RoleName.ANALYST),
    StaffStory(name="Ben Ward", role=RoleName.READ_ONLY),
)
