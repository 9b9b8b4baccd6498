"""Who may do what with drug checking, unless an organisation changes it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "drug_checking:sample:view"
TAKE_IN = "drug_checking:sample:record"
VOID = "drug_checking:sample:void"
TEST = "drug_checking:result:record"
RELEASE = "drug_checking:result:release"
IMPORT = "drug_checking:lab:import"
VIEW_ALERTS = "drug_checking:alert:view"
DECIDE = "drug_checking:alert:publish"
PUBLISH_DATA = "drug_checking:data:publish"
CHANGE_STRIPS = "drug_checking:strip:change"

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
READERS = FIELD | {Role.ANALYST, Role.READ_ONLY}
LEADS = frozenset({Role.MANAGER})

PERMISSIONS = (
    Permission(name=VIEW, description=_("See samples and what was found"), roles=READERS),
    Permission(name=TAKE_IN, description=_("Take in samples"), roles=FIELD),
    Permission(
        name=VOID, description=_("Void a sample or a test"), roles=frozenset({Role.MANAGER, Role.WORKER})
    ),
    Permission(name=TEST, description=_("Record strips and other tests"), roles=FIELD),
    Permission(
        name=RELEASE,
        description=_("Let results be read under the code on the slip"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN}),
    ),
    Permission(name=IMPORT, description=_("Take in laboratories’ files"), roles=LEADS | {Role.ANALYST}),
    Permission(name=VIEW_ALERTS, description=_("See proposed and public alerts"), roles=READERS),
    Permission(name=DECIDE, description=_("Publish, dismiss and withdraw alerts"), roles=LEADS),
    Permission(name=PUBLISH_DATA, description=_("Publish and withdraw the public data set"), roles=LEADS),
    Permission(name=CHANGE_STRIPS, description=_("Say how each strip is used and read"), roles=LEADS),
)

API_SCOPES = (VIEW, TAKE_IN, TEST)
"""What a token of the API may hold of it."""
