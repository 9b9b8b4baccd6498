"""Why each column of the field package is kept."""

from meetpoint.core.modules.interface import PrivacyPlan

PLAN = PrivacyPlan(columns={})
