"""What the demo's customers allowed: most said yes to mail at the counter, some took it back later."""

from datetime import date

from django.db import connection

# A number from 0 to 99 out of the customer, the channel and the seed: the same at every load.
CHANCE = "abs(hashtext(c.code || ch.channel || %(seed)s::text)) %% 100"

GRANTS = f"""
INSERT INTO customers_consent
    (customer_id, channel, purpose, granted, given_at, text_version, evidence, proof, recorded_at)
SELECT c.id, ch.channel, 'advertising', true, (coalesce(c.since, %(today)s::date - 200) + time '11:00')
       AT TIME ZONE 'America/Lima', 'PUB-2025', 'counter', 'Ficha firmada en la tienda', now()
FROM customers_customer c
CROSS JOIN (VALUES ('email', 62), ('whatsapp', 48), ('sms', 20), ('call', 30)) ch(channel, share)
WHERE {CHANCE} < ch.share
"""  # noqa: S608 - only constants of this file
REFUSALS = f"""
INSERT INTO customers_consent
    (customer_id, channel, purpose, granted, given_at, text_version, evidence, proof, recorded_at)
SELECT c.id, ch.channel, 'advertising', false, (%(today)s::date - 40 - length(c.code) + time '16:30')
       AT TIME ZONE 'America/Lima', 'PUB-2025', ch.evidence, ch.proof, now()
FROM customers_customer c
CROSS JOIN (VALUES ('email', 62, 'link', 'Enlace de baja de un correo'), ('call', 30, 'call', 'Lo pidió por teléfono'))
    ch(channel, share, evidence, proof)
WHERE {CHANCE} BETWEEN ch.share - 4 AND ch.share - 1 OR (ch.channel = 'call' AND {CHANCE} BETWEEN 88 AND 93)
"""  # noqa: S608 - only constants of this file


def fill(*, today: date, seed: int) -> None:
    """Answers with their proof, a few withdrawn."""
    with connection.cursor() as cursor:
        for statement in (GRANTS, REFUSALS):
            cursor.execute(statement, {"today": today, "seed": seed})
