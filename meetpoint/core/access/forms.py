"""What is typed while signing in and about staff: input only; the actions judge it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.lib.errors import DomainError

_AUTOFOCUS = {"autofocus": True}
_OR_PASSKEY = {"data-or-passkey": True}
"""What need not be typed when a passkey answers; passkeys.js reads it."""


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "username webauthn", "inputmode": "email", **_OR_PASSKEY}
        ),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **_OR_PASSKEY}),
    )


class OwnPassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Your passphrase"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                **_AUTOFOCUS,
                **_OR_PASSKEY,
            }
        ),
    )


class AnswerForm(forms.Form):
    """The passphrase or the code, whichever is nearer; its name must clash with no other form's."""

    confirm_answer = forms.CharField(
        label=_("Passphrase, or the code in your app"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **_AUTOFOCUS, **_OR_PASSKEY}),
    )


class NewPassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("New passphrase"),
        strip=False,
        help_text=_(
            "At least 15 characters. Four or five unrelated words are easy to remember and hard to guess."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "passphrase" in self.cleaned_data and again != self.cleaned_data["passphrase"]:
            raise forms.ValidationError(_("The two are not the same. Type the passphrase again."))
        return again


class NewPassphraseWithCodeForm(NewPassphraseForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits in your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", **_OR_PASSKEY}
        ),
    )


class ChangePassphraseForm(forms.Form):
    current = forms.CharField(
        label=_("Passphrase you have now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New passphrase"),
        strip=False,
        help_text=_(
            "At least 15 characters. Four or five unrelated words are easy to remember and hard to guess."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two are not the same. Type the passphrase again."))
        return again


def excuse(form: forms.Form) -> None:
    """Let a form be sent with nothing typed, because a passkey answers in its place."""
    form.is_bound = True
    for field in form.fields.values():
        field.required = False
    form.full_clean()
    for field in form.fields.values():
        field.required = True


def add_problem(form: forms.Form, problem: DomainError) -> None:
    """Show an action's refusal beside the fields that it names, or above the form."""
    for field, message in problem.fields.items():
        form.add_error(field if field in form.fields else None, message)
    if not problem.fields:
        form.add_error(None, problem.message)
