"""Everything that changes participants, by noun: enrolment, codes, merging, what they tell, erasure."""

from meetpoint.core.people.actions.codes import destroy_code_key, replace_code, show_card
from meetpoint.core.people.actions.enrolment import Enrolment, enrol_participant
from meetpoint.core.people.actions.merging import merge_participants, unmerge
from meetpoint.core.people.actions.telling import correct_demographics, tell_demographics

__all__ = [
    "Enrolment",
    "correct_demographics",
    "destroy_code_key",
    "enrol_participant",
    "merge_participants",
    "replace_code",
    "show_card",
    "tell_demographics",
    "unmerge",
]
