"""What can be told about syringe services: syringes out and back, coverage, tests, vaccines, care."""

from meetpoint.services.syringe_services.facts.indicators.coverage import COVERED
from meetpoint.services.syringe_services.facts.indicators.health import HEALTH
from meetpoint.services.syringe_services.facts.indicators.supplies import SUPPLIES
from meetpoint.services.syringe_services.facts.indicators.unanswered import UNANSWERED

INDICATORS = (*SUPPLIES, *COVERED, *HEALTH, *UNANSWERED)
