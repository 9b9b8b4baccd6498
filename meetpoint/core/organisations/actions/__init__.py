"""Every change to an organisation, its sites, its field rules and its options."""

from meetpoint.core.organisations.actions.grounds import Ground, set_field_rule, set_option
from meetpoint.core.organisations.actions.organisation import (
    OrganisationDetails,
    change_organisation,
    set_up_organisation,
)
from meetpoint.core.organisations.actions.sites import (
    SiteDetails,
    add_site,
    change_site,
    close_site,
    reopen_site,
)

__all__ = [
    "Ground",
    "OrganisationDetails",
    "SiteDetails",
    "add_site",
    "change_organisation",
    "change_site",
    "close_site",
    "reopen_site",
    "set_field_rule",
    "set_option",
    "set_up_organisation",
]
