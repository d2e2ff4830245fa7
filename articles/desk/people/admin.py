"""Accounts at the desk. Django's own page would let whoever may change users make himself a superuser; this one does not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.desk import columns
from articles.desk.page import show
from articles.desk.people.forms import PersonForm
from articles.desk.taxonomy_admin import Bounded
from articles.roles import ROLES, SUPERUSER, give, may_manage, new_password, one_at_a_time, role_of

NAME = ("username", "first_name", "last_name", "email")
LAST = 20  # entries of an account's history on its page

admin.site.unregister(User)
admin.site.unregister(Group)  # what a role may do is code: a migration


@admin.register(User)
class PeopleAdmin(Bounded):
    form = PersonForm
    change_form_template = "admin/people/change_form.html"
    list_display = ("username", "name", "role_", "active", "last_login")
    search_fields = ("username", "first_name", "last_name", "email")
    ordering = ("username",)

    def get_urls(self) -> list[URLPattern]:
        password = self.admin_site.admin_view(self.password_view)
        return [path("<int:pk>/password/", password, name="auth_user_password_change"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """A list that can be narrowed by the password's hash tells it letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may_manage(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Deactivate instead: the audit trail names them."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": (*NAME, "role")})]
        role = ("role", "is_active") if _may_demote(request, obj) else ("role_", "active")
        return [(None, {"fields": (*NAME, *role)}), ("When", {"fields": (("last_login", "date_joined"),)})]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """The audit trail and assignments know an account by its name."""
        return ("username", "role_", "active", "last_login", "date_joined") if obj else ()

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = request.user
        if obj is not None and not _may_demote(request, obj):
            form.base_fields.pop("role", None)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        one_at_a_time(request.user, "auth.change_user" if change else "auth.add_user")  # type: ignore[arg-type]
        if change and not may_manage(request.user, User.objects.get(pk=obj.pk)):
            raise PermissionDenied
        if not change:
            request.shown_once = new_password(obj)  # type: ignore[attr-defined]
            obj.save()
        elif fields := [name for name in form.changed_data if name != "role"]:
            obj.save(update_fields=fields)
        if "role" in form.changed_data and form.cleaned_data["role"]:
            give(obj, form.cleaned_data["role"])

    def construct_change_message(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, add: bool = False) -> str:  # type: ignore[override]
        """From what to what: a history that says “changed role” tells nothing."""
        if add:
            return f"Added as {form.cleaned_data['role']}."
        return "; ".join(f"{_label(form, name)}: {_before(form, name)} → {_word(form.cleaned_data[name])}" for name in form.changed_data)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """In the answer itself and nowhere else: a message would lie in a cookie or the session."""
        return self._once(request, obj, request.shown_once)  # type: ignore[attr-defined]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        person = kwargs.get("obj")
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        if person:
            context |= {"entries": _history(person), "may_set_password": self._may_set_password(request, person)}
        return super().render_change_form(request, context, *args, **kwargs)

    def password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new random password, shown once; it ends the account's sessions."""
        person = get_object_or_404(User, pk=pk)
        if not self._may_set_password(request, person):
            raise PermissionDenied
        if request.method != "POST":
            return show(request, "admin/people/password.html", f"A new password for {person.get_username()}", {"person": person})
        with transaction.atomic():
            one_at_a_time(request.user, "auth.change_user")  # type: ignore[arg-type]
            person.refresh_from_db()
            if not may_manage(request.user, person):
                raise PermissionDenied
            password = new_password(person)
            person.save(update_fields=["password"])
            self.log_change(request, person, "A new password was set.")
        return self._once(request, person, password)

    def _may_set_password(self, request: HttpRequest, person: User) -> bool:
        """Not one's own: that takes the old one."""
        return person.pk != request.user.pk and self.has_change_permission(request, person)

    def _once(self, request: HttpRequest, person: User, password: str) -> TemplateResponse:
        context = {"person": person, "password": password, "role": role_of(person)}
        return show(request, "admin/people/password.html", f"The password of {person.get_username()}", context)

    @admin.display(description="name")
    def name(self, person: User) -> str:
        return person.get_full_name() or columns.NOTHING

    @admin.display(description="role")
    def role_(self, person: User) -> str:
        role = SUPERUSER if person.is_superuser else role_of(person)
        others = [group.name for group in person.groups.all() if group.name not in ROLES.values()]
        return ", ".join([*([role] if role else []), *others]) or "none"

    @admin.display(description="active", ordering="is_active")
    def active(self, person: User) -> SafeString:
        return format_html('<span class="badge {}">{}</span>', *(("published", "active") if person.is_active else ("off", "deactivated")))


def _may_demote(request: HttpRequest, person: User) -> bool:
    """Nobody changes his own role, so that the last Chief cannot lock himself out; and no superuser has one."""
    return person.pk != request.user.pk and not person.is_superuser and may_manage(request.user, person)


def _history(person: User) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(person.pk)).select_related("user")
    return entries.order_by("-action_time", "-pk")[:LAST]


def _label(form: forms.ModelForm, name: str) -> str:
    return str(form.fields[name].label or name).lower().capitalize()


def _before(form: forms.ModelForm, name: str) -> str:
    return _word(form.get_initial_for_field(form.fields[name], name))


def _word(value: Any) -> str:
    return {True: "yes", False: "no", "": "none", None: "none"}.get(value, str(value))
