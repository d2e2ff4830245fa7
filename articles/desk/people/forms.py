"""An account as a Chief sees it: who it is, one role, active or not. Nothing else can be posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User

from articles.roles import ROLES, role_of, roles_to_give

if TYPE_CHECKING:
    from typing import ClassVar

WHAT = {
    "viewer": "Viewer: reads the desk",
    "contributor": "Contributor: also edits and leaves notes",
    "editor": "Editor: also publishes, declines, assigns, corrects",
    "chief": "Chief: also withdraws, sets the rule, reasons and roles",
}


class PersonForm(forms.ModelForm):
    actor: ClassVar[User]
    role = forms.ChoiceField(widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")
        help_texts = {
            "username": "To log in with, of letters, digits and @ . + - _; it stays as it is.",
            "is_active": "Without the tick nobody logs in with it; what it did stays in the history.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self._offer_roles()

    def clean_username(self) -> str:
        """“Alice” beside “alice” would be taken for her in every list."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("An account of that name exists already.")
        return username

    def _offer_roles(self) -> None:
        role: Any = self.fields["role"]
        now = role_of(self.instance) if self.instance.pk else ""
        role.choices = [(name, WHAT[name]) for name in ROLES if name in roles_to_give(self.actor)]
        role.initial = now
        if self.instance.pk and not now:
            role.choices = [("", "None: reads the public site alone"), *role.choices]
            role.required = False
