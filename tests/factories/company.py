"""People of the house."""

from django.contrib.auth.models import Group

from company.models import User

PASSWORD = "una-clave-larga-2026"


def person(username: str = "elena", *roles: str, **more: object) -> User:
    """A member of staff with these roles."""
    more.setdefault("first_name", username.capitalize())
    more.setdefault("email", f"{username}@empresa.example")
    user = User.objects.create_user(username=username, password=PASSWORD, **more)
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user
