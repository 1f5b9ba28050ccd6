"""What sellers do in a week: touches, deals that closed, quotes that went out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from activities.models import Interaction
from sales.models import LossReason, Opportunity, Pipeline, Quote, QuoteAnswer, QuoteVersion

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 8)
NOON = datetime(2026, 11, 4, 17, tzinfo=UTC)  # noon in Lima


def touch(user, who, channel="visit", at=NOON, cost="10.00"):
    return Interaction.objects.create(customer=who, user=user, channel=channel, happened_at=at, cost=Decimal(cost))


def deal(owner, who, number, *, state="won", closed=NOON, opened=date(2026, 10, 25), amount="100"):
    pipeline = Pipeline.objects.get(is_default=True)
    return Opportunity.objects.create(
        number=number,
        name=f"Trato {number}",
        customer=who,
        pipeline=pipeline,
        stage=pipeline.stages.first(),
        state=state,
        owner=owner,
        amount=Decimal(amount),
        opened_on=opened,
        stage_since=NOON - timedelta(days=30),
        closed_at=closed if state != "open" else None,
        lost_reason=LossReason.objects.first() if state == "lost" else None,
    )


def quote(owner, who, number, *, sent=NOON, versions=1, no=False):
    made = Quote.objects.create(
        number=number,
        title=number,
        customer=who,
        owner=owner,
        state="rejected" if no else "sent",
        first_sent_at=sent,
        sent_at=sent,
        made_on=FIRST,
        valid_until=LAST,
    )
    for n in range(1, versions + 1):
        version = QuoteVersion.objects.create(quote=made, number=n, sent_at=sent)
    if no:
        QuoteAnswer.objects.create(quote=made, version=version, accepted=False, name="Ana", source="staff", at=sent)
    return made
