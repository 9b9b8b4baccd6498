"""Errors for people carry a status, and messages by field."""

from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound


def test_errors_carry_their_status_and_fields() -> None:
    assert [kind("said").status for kind in (DomainError, NotAllowed, NotFound, Conflict)] == [
        422,
        403,
        404,
        409,
    ]
    problem = DomainError("Two fields.", fields={"name": "Write a name."})
    assert str(problem) == "Two fields."
    assert problem.fields == {"name": "Write a name."}
    assert DomainError("None.").fields == {}
