"""The set-up screens: Django's admin behind our own door, by role instead of by model permission."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any, ClassVar
from zlib import crc32

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import history
from core.errors import DomainError
from core.named import number
from core.slots import HISTORY

# Screens of libraries that would go around our rules or show secrets.
HIDDEN = frozenset(
    {
        "auth.group",
        "account.emailaddress",
        "account.emailconfirmation",
        "mfa.authenticator",
        "django_celery_beat.solarschedule",
        "django_celery_beat.clockedschedule",
    }
)
OPEN_TO = frozenset({"administrador", "compras"})


class CrmAdminSite(admin.AdminSite):
    """Ajustes. Open to the roles that have something to set up; each model says who may do what (``RoleAdmin``)."""

    site_header = "Ajustes"
    site_title = "Ajustes"
    index_title = "Qué quieres ajustar"
    site_url = "/"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = [model_or_iterable] if not isinstance(model_or_iterable, Iterable) else list(model_or_iterable)
        shown = [model for model in models if model._meta.label_lower not in HIDDEN]
        super().register(shown, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and bool(getattr(request.user, "roles", frozenset()) & OPEN_TO)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """One's password is changed on one's own page, with its limits."""
        return redirect("account_change_password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Where ``ADMIN_REQUIRES_TOTP`` is set, nobody comes in without the second step."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if settings.ADMIN_REQUIRES_TOTP and self.has_permission(request) and not _has_second_step(request):
                messages.warning(request, "Activa el segundo paso para entrar a los ajustes.")
                return redirect("mfa_activate_totp")
            return inner(request, *args, **kwargs)

        return update_wrapper(guarded, inner)


def _has_second_step(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, [Authenticator.Type.TOTP]))


class RoleAdmin(admin.ModelAdmin):
    """``editors`` and ``readers`` are role names. Nothing is deleted unless ``deletable``."""

    editors: ClassVar[frozenset[str]] = frozenset({"administrador"})
    readers: ClassVar[frozenset[str]] = frozenset()
    addable: ClassVar[bool] = True
    changeable: ClassVar[bool] = True
    deletable: ClassVar[bool] = False
    list_per_page = 50
    show_full_result_count = False

    def _is_one_of(self, request: HttpRequest, names: frozenset[str]) -> bool:
        return bool(getattr(request.user, "roles", frozenset()) & names)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of a row refuses to write over what somebody else saved meanwhile."""
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (_Guarded, made), {}) if change else made

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        held = context.get("original")
        if held is not None:
            context["shown_stamp"] = _stamp(held)
        return super().render_change_form(request, context, *args, **kwargs)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Of a row whose former states nobody keeps, the note says what it said before and says now."""
        if add or history.is_tracked(self.model):
            return super().construct_change_message(request, form, formsets, add)
        return said_changes(form) or super().construct_change_message(request, form, formsets, add)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of the house, where the record has one."""
        source = HISTORY.get(self.model._meta.label_lower) if self.model._meta.label_lower in HISTORY else None
        held = self.get_object(request, unquote(object_id)) if source else None
        if source and held is not None and source.visible_to(request.user).filter(pk=held.pk).exists():
            return redirect("core:history", self.opts.app_label, self.opts.model_name, held.pk)
        return super().history_view(request, object_id, extra_context)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_one_of(request, self.editors | self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.addable and self._is_one_of(request, self.editors)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.changeable and self._is_one_of(request, self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self._is_one_of(request, self.editors)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._kindly(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._kindly(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return self._kindly(request, super().changelist_view, *args, **kwargs)

    @staticmethod
    def _kindly(request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """A broken rule comes back as a sentence over the page instead of a broken page."""
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


CHANGED = (
    "Otra persona cambió esto mientras lo editabas. Lo que escribiste sigue aquí; si guardas otra vez, queda lo tuyo."
)


class _Guarded:
    """Before a form of a set-up screen: locks the row and compares it with what the screen showed."""

    data: Any
    instance: Any

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # the form stands behind
        shown = self.data.get("shown_stamp")
        if shown:
            held = type(self.instance)._default_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
            if _stamp(held) != number(shown, digits=18):
                raise ValidationError(
                    history.said_since(held, number(shown, digits=18)) if history.is_tracked(type(held)) else CHANGED
                )
        return cleaned


def _stamp(held: Any) -> int:
    """What the row says, as a number: of a tracked one its stamp, of another a sum of its values."""
    if history.is_tracked(type(held)):
        return history.stamp(held)
    values = type(held)._default_manager.filter(pk=held.pk).values_list().first()
    return crc32(repr(values).encode())


def said_changes(form: Any) -> str:
    """ "Nombre: «Socio» → «Partner»" of each field that a form changes."""
    told = []
    for name in form.changed_data:
        field = form.fields[name]
        before, now = (field.prepare_value(one) for one in (form.initial.get(name), form.cleaned_data.get(name)))
        told.append(f"{field.label or name}: «{'' if before is None else before}» → «{'' if now is None else now}»")
    return ", ".join(told)


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to a record and are only looked at here."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True
