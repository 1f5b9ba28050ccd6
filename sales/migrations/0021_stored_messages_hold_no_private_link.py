"""Mails of quotes that left before their private link was kept out of the stored text: the link becomes its place.

Only an address whose token is that of a link of ours is replaced, and only in what will not leave (again): what waits, or may be sent again, needs it.
"""

import hashlib
import re

from django.db import migrations
from django.db.models import Q

PLACE = "{{documento.enlace}}"
ADDRESS = re.compile(r"https?://[^\s\"'<>()]*?/c/([A-Za-z0-9_-]{20,64})/?")
TEXTS = ("subject", "body", "html")
OVER = ("sent", "refused", "cancelled")


def forget_links(apps, schema_editor):
    """Run over the messages of the past that hold such an address; a second run finds none."""
    links = apps.get_model("sales", "QuoteLink").objects
    messages = apps.get_model("messaging", "Message").objects
    held = Q()
    for name in TEXTS:
        held |= Q(**{f"{name}__contains": "/c/"})

    def place(found):
        told = hashlib.sha256(found.group(1).encode()).hexdigest()
        return PLACE if links.filter(token_hash=told).exists() else found.group(0)

    for row in messages.filter(held, state__in=OVER).only("pk", *TEXTS).iterator(chunk_size=500):
        clean = {name: ADDRESS.sub(place, getattr(row, name)) for name in TEXTS}
        if any(clean[name] != getattr(row, name) for name in TEXTS):
            messages.filter(pk=row.pk).update(**clean)


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_what_providers_told"),
        ("sales", "0020_debts_by_day"),
    ]

    operations = [migrations.RunPython(forget_links, migrations.RunPython.noop)]
