"""Where the definitions of this service come from, and the codes that several of its indicators name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

GAM = "UNAIDS Global AIDS Monitoring, indicatorregistry.unaids.org/node/465"
WHO = "WHO, UNODC, UNAIDS technical guide: low under 100, medium 100 to 200, high over 200 (unverified)"
OKEEFE = "O’Keefe and others 2019, Bulletin of the WHO 97:605–611, doi 10.2471/BLT.18.224089 (abstract read)"
OWN_WORDS = "Meetpoint’s own definition"
SAMHSA = "SAMHSA SOR/TOR, OMB 0930-0384 (secondary)"
SURVEY = _("an anonymous survey of participants at one point in time; Meetpoint keeps no such answers")
NOT_PUBLIC = _("the text of this indicator was not public")

OUT = "syringe_services.syringes_out"
BACK = "syringe_services.syringes_returned"
COVERAGE = "syringe_services.syringes_per_person_year"
WITH_CODE = "syringe_services.syringes_with_code"
PEOPLE_SUPPLIED = "syringe_services.people_supplied"
TESTS = "Form items of outreach programmes: HIV, HBV, HCV, STI and TB tests (OpenSRP, Tanzania)"
