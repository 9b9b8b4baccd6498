"""What is typed while signing in and about staff: input only; the actions judge it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetpoint.lib.errors import DomainError

_AUTOFOCUS = {"autofocus": True}


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"}),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
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
            }
        ),
    )


class AnswerForm(forms.Form):
    """The passphrase or the code, whichever is nearer; its name must clash with no other form's."""

    confirm_answer = forms.CharField(
        label=_("Passphrase, or the code in your app"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", **_AUTOFOCUS}),
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
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
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


def add_problem(form: forms.Form, problem: DomainError) -> None:
    """Show an action's refusal beside the fields that it names, or above the form."""
    for field, message in problem.fields.items():
        form.add_error(field if field in form.fields else None, message)
    if not problem.fields:
        form.add_error(None, problem.message)
