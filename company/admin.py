"""Set-up of people."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest

from company import services
from company.models import ContactCap, ContactWindow, CountryPack, DocumentType, Holiday, User
from company.queries import calendar, today
from company.services import packs
from company.services.people import LAST_ADMINISTRATOR
from core.admin import RoleAdmin
from core.audit import acting

DETAILS = ("first_name", "last_name", "email", "phone", "job_title", "extension")
NEW = ("username", "first_name", "last_name", "email", "usable_password", "password1", "password2")


class PersonForm(UserChangeForm):
    """A person as the administrator sees him; the last administrator cannot be lost."""

    class Meta(UserChangeForm.Meta):
        model = User
        fields = (  # type: ignore[assignment]  # the stubs know one string only
            "username",
            "first_name",
            "last_name",
            "email",
            "phone",
            "job_title",
            "extension",
            "is_active",
            "groups",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        roles = [group.name for group in data.get("groups") or ()]
        active = bool(data.get("is_active"))
        if services.would_lose_administrator(person=self.instance, roles=roles, active=active):
            raise forms.ValidationError(LAST_ADMINISTRATOR)
        return data


class NewPersonForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = "username", "first_name", "last_name", "email"


@admin.register(User)
class PersonAdmin(RoleAdmin, UserAdmin):
    """People and their roles; nobody is deleted, accounts are closed."""

    form = PersonForm
    add_form = NewPersonForm
    list_display = ("username", "first_name", "last_name", "job_title", "is_active")
    list_filter = ("groups", "is_active")
    search_fields = ("username", "first_name", "last_name", "email")
    filter_horizontal: ClassVar[tuple[str, ...]] = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active")}),
        ("Persona", {"fields": DETAILS}),
        ("Qué puede hacer", {"fields": ("groups",)}),
        ("Entradas", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": NEW}),)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None and db_field.name == "groups":
            field.help_text = ""
            field.label = "Roles"
        return field

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        closing = change and "is_active" in form.changed_data
        active = obj.is_active
        if closing:
            obj.is_active = not active
        super().save_model(request, obj, form, change)
        if closing:
            obj.is_active = services.set_active(person=obj, active=active, actor=request.user).is_active

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if "groups" in form.cleaned_data:
            roles = [group.name for group in form.cleaned_data["groups"]]
            services.set_roles(person=form.instance, roles=roles, actor=request.user)


class PackAdmin(RoleAdmin):
    """Rules of a country. What nobody verified says so in the list."""

    deletable = True
    list_filter: ClassVar[tuple[str, ...]] = ("country",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        with acting(actor=request.user, why="regla del país"):
            super().save_model(request, obj, form, change)
        calendar.forget()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with acting(actor=request.user, why="regla del país"):
            super().delete_model(request, obj)
        calendar.forget()


@admin.register(CountryPack)
class CountryPackAdmin(PackAdmin):
    list_display = ("name", "country", "time_zone")
    list_filter = ()
    deletable = False


@admin.register(Holiday)
class HolidayAdmin(PackAdmin):
    list_display = ("day", "name", "country", "region", "works", "source")
    list_filter = ("country", "source", "works")
    search_fields = ("name",)
    date_hierarchy = "day"
    readonly_fields = ("source",)
    actions = ("bring",)

    @admin.action(description="Traer los feriados de estos países para los próximos años")
    def bring(self, request: HttpRequest, rows: Any) -> None:
        countries = sorted(set(rows.values_list("country", flat=True)))
        start = today().year
        count = sum(
            packs.fill_holidays(country=one, years=range(start, start + packs.YEARS_AHEAD), actor=request.user)
            for one in countries
        )
        self.message_user(request, f"{count} días nuevos." if count else "Ya estaban todos.")


@admin.register(ContactWindow)
class ContactWindowAdmin(PackAdmin):
    list_display = ("country", "use", "weekday", "opens", "closes", "verified", "source", "valid_from", "valid_to")
    list_filter = ("country", "use", "verified")


@admin.register(ContactCap)
class ContactCapAdmin(PackAdmin):
    list_display = ("use", "country", "most", "days", "scope", "verified", "source")
    list_filter = ("use", "country", "verified")


@admin.register(DocumentType)
class DocumentTypeAdmin(PackAdmin):
    list_display = ("country", "kind", "name", "rule", "verified")
