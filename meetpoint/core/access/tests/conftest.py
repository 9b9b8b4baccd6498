"""What the tests of signing in share: a member with a passphrase, an app that shows codes, a network."""

import pytest

from meetpoint.core.access.models import Account, SignInPolicy, StaffMember
from meetpoint.core.access.proof import passphrases, sessions, time_codes
from meetpoint.core.access.proof.browsers import Origin
from meetpoint.core.access.views import answers

PASSPHRASE = "gravel otter plum window"
OTHER_PASSPHRASE = "teapot lantern marble nine"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.KEYS = tmp_path / "keys"
    monkeypatch.setattr(answers, "REFUSAL_SECONDS", 0.0)


@pytest.fixture
def here() -> Origin:
    return Origin(network="here", device="Firefox · Android")


@pytest.fixture
def elsewhere() -> Origin:
    return Origin(network="elsewhere", device="Chrome · Windows")


@pytest.fixture
def relaxed(org) -> SignInPolicy:  # type: ignore[no-untyped-def]
    return SignInPolicy.objects.of(org.pk).create(organisation=org, second_factor_required=False)


def give_passphrase(member: StaffMember, passphrase: str = PASSPHRASE) -> Account:
    member.account.password = passphrases.hashed(passphrase)
    member.account.save()
    return member.account


class App:
    """An authenticator app: shows the code of any step."""

    def __init__(self, account: Account) -> None:
        self.secret = time_codes.new_secret()
        time_codes.store(account, self.secret, step=time_codes.current_step() - 5)

    def code(self, ahead: int = 0) -> str:
        return time_codes.code_at(self.secret, time_codes.current_step() + ahead)


@pytest.fixture
def ana_account(ana_member: StaffMember) -> Account:
    return give_passphrase(ana_member)


class Desk:
    """Signs people in, and reads the last session again after it was changed."""

    token = ""

    def __call__(self, member: StaffMember) -> sessions.SignedIn:
        self.token = sessions.open_session(member, device="Firefox · Android")
        return self.last()

    def last(self) -> sessions.SignedIn:
        staff = sessions.read(self.token)
        assert staff is not None
        return staff


@pytest.fixture
def signed_in() -> Desk:
    return Desk()
