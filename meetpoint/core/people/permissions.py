"""The named permissions of the people package. Analysts and read-only staff meet no participants."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "people:participant:view"
ENROL = "people:participant:enrol"
MERGE = "people:participant:merge"
ERASE = "people:participant:erase"
EXPORT = "people:participant:export"
UNMASK = "people:code:unmask"
REPLACE_CODE = "people:code:replace"
DESTROY_KEY = "people:code:destroy"
DEMOGRAPHICS_VIEW = "people:demographics:view"
DEMOGRAPHICS_TELL = "people:demographics:tell"
DEMOGRAPHICS_CORRECT = "people:demographics:correct"

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
_SENIOR = frozenset({Role.MANAGER})

PERMISSIONS = (
    Permission(name=VIEW, description=_("Find participants by code and see their page"), roles=_FIELD),
    Permission(name=ENROL, description=_("Enrol a participant and hand out a card"), roles=_FIELD),
    Permission(name=REPLACE_CODE, description=_("Replace a lost code"), roles=_FIELD),
    Permission(
        name=UNMASK, description=_("See a participant's full code and print the card again"), roles=_FIELD
    ),
    Permission(
        name=DEMOGRAPHICS_TELL,
        description=_("Write down what a participant tells about themselves"),
        roles=_FIELD,
    ),
    Permission(
        name=DEMOGRAPHICS_VIEW,
        description=_("See what a participant told about themselves"),
        roles=_SENIOR | {Role.CLINICIAN},
    ),
    Permission(name=DEMOGRAPHICS_CORRECT, description=_("Correct what a participant told"), roles=_SENIOR),
    Permission(name=MERGE, description=_("Join two records of one person, and undo it"), roles=_SENIOR),
    Permission(
        name=EXPORT, description=_("Give a participant a copy of everything kept about them"), roles=_SENIOR
    ),
    Permission(name=ERASE, description=_("Erase a participant"), roles=_SENIOR),
    Permission(
        name=DESTROY_KEY,
        description=_("Destroy the key of the codes, so that no code leads to a record any more"),
    ),
)
