"""Whose call it was, who of ours had it, and which later call returned it: statements over all calls that wait.

Rule of the owner: exactly one active customer has the phone, himself or through an active contact. With several owners
nobody is written; the page says who it may be.

Rule of the answer: the first answered call from or to the same phone that began after the missed one and within
``ANSWERS_WITHIN`` returns it. A pending call becomes "devuelta" by it; one that a person treated keeps his word and
only learns which call it was.
"""

from datetime import timedelta
from typing import Any

ANSWERS_WITHIN = timedelta(days=7)

# The only customer with the phone of a row ``t``.
OWNER = """
LATERAL (SELECT min(x.customer_id) AS customer_id, count(DISTINCT x.customer_id) AS owners FROM (
        SELECT c.id AS customer_id FROM customers_customer c
         WHERE c.phone = t.phone AND c.is_active AND c.merged_into_id IS NULL
        UNION ALL
        SELECT k.customer_id FROM customers_contact k JOIN customers_customer c ON c.id = k.customer_id
         WHERE k.phone = t.phone AND k.phone <> '' AND k.is_active AND c.is_active AND c.merged_into_id IS NULL) x
    ) o ON o.owners = 1
"""
# id → the only customer with this phone, for calls of the last weeks without customer.
OWNED = f"""
SELECT t.id, o.customer_id FROM activities_phonecall t JOIN {OWNER}
 WHERE t.customer_id IS NULL AND t.phone <> '' AND t.started_at > now() - interval '60 days'
"""  # noqa: S608 - constants of this file
WRITE_OWNED = """
UPDATE activities_phonecall t SET customer_id = o.customer_id, version = t.version + 1, updated_at = now()
  FROM import_owned o WHERE o.id = t.id
"""
# id → the call that answered it, for missed calls without one.
ANSWERED = """
SELECT t.id, a.id AS answer_id, a.started_at, a.user_id FROM activities_phonecall t JOIN LATERAL (
    SELECT r.id, r.started_at, r.user_id FROM activities_phonecall r
     WHERE r.phone = t.phone AND r.answered AND r.started_at > t.started_at
       AND r.started_at <= t.started_at + %(within)s ORDER BY r.started_at, r.id LIMIT 1) a ON true
 WHERE t.treatment IN ('pending', 'called_back', 'recovered') AND t.called_back_id IS NULL AND t.phone <> ''
   AND (t.treatment = 'pending' OR t.started_at > now() - interval '30 days')
"""
WRITE_ANSWERED = """
UPDATE activities_phonecall t SET called_back_id = a.answer_id,
       treatment = CASE WHEN t.treatment = 'pending' THEN 'called_back' ELSE t.treatment END,
       treated_at = CASE WHEN t.treatment = 'pending' THEN a.started_at ELSE t.treated_at END,
       treated_by_id = CASE WHEN t.treatment = 'pending' THEN a.user_id ELSE t.treated_by_id END,
       version = t.version + 1, updated_at = now()
  FROM import_answered a WHERE a.id = t.id
"""
# The person of an extension, where only one has it.
PEOPLE = """
(SELECT extension, min(id) AS id FROM company_user WHERE extension <> '' AND is_active
  GROUP BY extension HAVING count(*) = 1)
"""


def parameters() -> dict[str, Any]:
    return {"within": ANSWERS_WITHIN}
