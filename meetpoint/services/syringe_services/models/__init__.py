"""What the service keeps, by noun."""

from meetpoint.services.syringe_services.models.cleanups import CleanUp
from meetpoint.services.syringe_services.models.health import (
    Care,
    Education,
    EducationTopic,
    Infection,
    InfectionTest,
    TestResult,
    TestStep,
    Vaccination,
    Vaccine,
    WoundCare,
)
from meetpoint.services.syringe_services.models.policy import DistributionModel, DistributionPolicy, Period
from meetpoint.services.syringe_services.models.returns import Measured, Method, ReturnedSyringes

__all__ = [
    "Care",
    "CleanUp",
    "DistributionModel",
    "DistributionPolicy",
    "Education",
    "EducationTopic",
    "Infection",
    "InfectionTest",
    "Measured",
    "Method",
    "Period",
    "ReturnedSyringes",
    "TestResult",
    "TestStep",
    "Vaccination",
    "Vaccine",
    "WoundCare",
]
