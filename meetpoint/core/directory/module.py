"""What the directory declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.directory import permissions
from meetpoint.core.directory.actions.files import forget_old_files
from meetpoint.core.directory.options import OPTIONS
from meetpoint.core.directory.privacy import PLAN
from meetpoint.core.modules.interface import Module, Schedule
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="directory",
    name=_("Directory"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Directory"),
            url_name="directory:list",
            permission=permissions.VIEW,
            icon="flag",
            order=60,
        ),
    ),
    options=OPTIONS,
    documents={"directory": _("Directory")},
    audit_words={
        "directory.added": _("added a service to the directory"),
        "directory.changed": _("changed a directory entry"),
        "directory.checked": _("checked a directory entry"),
        "directory.imported": _("took a file into the directory"),
        "directory.merged": _("joined two directory entries"),
        "directory.unmerged": _("undid the joining of two directory entries"),
        "directory.told_apart": _("told two directory entries apart"),
        "directory.retired": _("took an entry out of the directory"),
    },
    schedules=(Schedule(slug="directory-files", every_minutes=24 * 60, run=forget_old_files),),
    urls="meetpoint.core.directory.urls",
    api="meetpoint.core.directory.api",
    api_scopes=(permissions.VIEW,),
)
