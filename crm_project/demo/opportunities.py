"""What the demo's sellers are trying to sell: about sixty deals over both processes, walked by the services themselves.

Each is opened, worked step by step and moved at its day, so that history, progress and ageing are what the program
would have written. Some stand too long, some have no next step, some were won or lost in the last weeks.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from activities.enums import Channel, Outcome
from activities.models import ActionType, Interaction
from company.enums import Role
from company.models import User
from core.models import UndoStep
from customers.models import Customer
from inventory.models import Product
from sales.enums import Entry, StepBy
from sales.models import Competitor, LossReason, Opportunity, Pipeline, Stage, StageStep
from sales.services import TriedLine, opportunities, opportunity_parts

ZONE = ZoneInfo("America/Lima")
WANTS = (
    "Canastas navideñas para su personal", "Tazas con su logo para la feria", "Recuerdos para un matrimonio",
    "Línea de velas para sus tres locales", "Bolsas de tela impresas para su tienda",
    "Regalos de fin de año a clientes",
    "Surtido de primavera para revender", "Portavelas para las mesas del restaurante", "Detalles para las habitaciones",
    "Premios para su equipo de ventas", "Cojines y mantas para la temporada", "Kits de bienvenida para huéspedes",
    "Vajilla de melamina para la cafetería", "Cajas de regalo para el Día de la Madre", "Adornos para la vitrina",
)  # fmt: skip
RIVALS = (
    ("Promoregalos Lima", "Baja el precio al final y cobra el flete aparte."),
    ("Detalles del Sur", "Entrega rápido en Arequipa; poca variedad."),
    ("Importadora Kuntur", "Precio de contenedor; pide volumen y adelanto."),
    ("El mayorista del mercado", "Vende sin factura y al contado."),
    ("GiftBox en línea", "Buena web, atención lenta."),
)
# Open ones: process, stage where they stand, the days of each in it.
OPEN = (
    ("consultiva", "contacto", (1, 2, 3, 5, 4, 1, 12, 2)),
    ("consultiva", "visita", (2, 6, 9, 3, 11, 5, 21, 8, 4)),
    ("consultiva", "propuesta", (3, 7, 26, 5, 10, 2, 31, 6, 12, 19)),
    ("consultiva", "negociacion", (4, 8, 2, 22, 6, 11, 3)),
    ("consultiva", "cierre", (1, 3, 9, 2)),
    ("pedido", "pedido", (1, 2, 1, 6, 3, 2)),
)
WON, LOST = 10, 10
NOTES = (
    "Decide la socia, que vuelve de viaje la próxima semana.", "Le importa más el plazo que el precio.",
    "Pide muestra de dos colores antes de firmar.", "Ya nos compró el año pasado y quedó contento con el empaque.",
    "Su contador pide factura con la dirección del local nuevo.",
    "Compara con otro proveedor; pidió nuestro mejor precio.",
)  # fmt: skip
SAID = (
    "Contó qué necesita y para cuándo.", "Le gustó la propuesta, la ve con su jefa.", "Confirmó cantidades.",
    "Pidió un segundo color.", "Quedó en responder esta semana.",
)  # fmt: skip
NEXT = (("llamada", "Llamar para saber qué decidió"), ("visita", "Llevar las muestras"),
        ("cotizar", "Mandar la cotización"), ("whatsapp", "Enviar las fotos del modelo nuevo"))  # fmt: skip
SKIPPED = ("Ya lo conocíamos de antes", "Lo dijo en la visita anterior")
LEARNT = ("", "12 % por debajo de nosotros.", "Lo necesitaba en tres días.", "Lo retoma en marzo.")


@dataclass
class Plan:
    """A deal to tell: where it ends up and how old it is there."""

    process: str
    stage: str
    days: int
    fate: str = "open"


def fill(*, today: date, seed: int) -> None:
    """About sixty deals of the sellers with their own customers."""
    chance = Random(f"opportunities-{seed}")  # noqa: S311 - demo data
    teller = Teller(today, chance)
    sellers = list(User.objects.filter(groups__name=Role.SELLER.value, is_active=True).order_by("username"))
    buyers = {one.pk: _buyers(one) for one in sellers}
    sellers = [one for one in sellers if buyers[one.pk]]
    if not sellers:
        return
    for number, plan in enumerate(_plans(chance)):
        seller = sellers[number % len(sellers)]
        mine = buyers[seller.pk]
        teller.tell(plan, seller, mine[number // len(sellers) % len(mine)], number)
    # What was told may not be taken back by a click: it happened weeks ago.
    UndoStep.objects.filter(actor__in=sellers).delete()


def _plans(chance: Random) -> list[Plan]:
    plans = [Plan(process, stage, days) for process, stage, ages in OPEN for days in ages]
    plans += [Plan("consultiva", "cierre", chance.randint(2, 40), "won") for _ in range(WON - 3)]
    plans += [Plan("pedido", "pedido", chance.randint(2, 30), "won") for _ in range(3)]
    ends = ("contacto", "visita", "propuesta", "propuesta", "negociacion")
    plans += [Plan("consultiva", ends[n % len(ends)], chance.randint(3, 45), "lost") for n in range(LOST)]
    chance.shuffle(plans)
    return plans


def _buyers(seller: User) -> list[Customer]:
    """His companies first, those that bought most."""
    rows = Customer.objects.filter(owner=seller, is_active=True, merged_into=None)
    return list(rows.order_by("-kind", "-standing__monetary", "id")[:14])


class Teller:
    """Walks a deal through its process with the services, each thing at its moment."""

    def __init__(self, today: date, chance: Random) -> None:
        self.today, self.chance = today, chance
        self.kinds = {one.code: one for one in ActionType.objects.all()}
        self.stages = {
            process.code: list(process.stages.filter(is_active=True).order_by("position").prefetch_related("steps"))
            for process in Pipeline.objects.all()
        }
        self.goods = list(Product.objects.filter(is_active=True, price__gt=3).order_by("sku")[:200])
        self.rivals = [Competitor.objects.get_or_create(name=name, defaults={"note": note})[0] for name, note in RIVALS]
        self.reasons = list(LossReason.objects.filter(is_active=True))

    def tell(self, plan: Plan, seller: User, customer: Customer, number: int) -> None:
        """One deal from its first day to where it stands."""
        road = self.stages[plan.process]
        road = road[: [one.code for one in road].index(plan.stage) + 1]
        spans = [self.chance.randint(2, 8) for _ in road[:-1]]
        opened = self.today - timedelta(days=plan.days + sum(spans))
        deal = self._open(seller, customer, road[0], opened, plan, number)
        day = opened
        for stage, after, span in zip(road, road[1:], spans, strict=False):
            reason = self._work(deal, stage, day, span)
            day += timedelta(days=span)
            self._move(deal, after, self._at(day, 16), reason)
        self._rest(deal, road[-1], day, plan, number)

    def _open(
        self, seller: User, customer: Customer, stage: Stage, opened: date, plan: Plan, number: int
    ) -> Opportunity:
        late = plan.fate == "open" and number % 9 == 4
        expected = self.today + timedelta(days=-self.chance.randint(2, 9) if late else self.chance.randint(3, 45))
        return opportunities.create(
            customer=customer,
            name=WANTS[number % len(WANTS)],
            owner=seller,
            actor=seller,
            stage=stage,
            entry=self.chance.choice(Entry.values),
            expected_on=None if number % 11 == 7 else max(expected, opened),
            products=self._products(),
            at=self._at(opened, 9),
        )

    def _products(self) -> list[TriedLine]:
        picked = self.chance.sample(self.goods, min(len(self.goods), self.chance.randint(1, 3)))
        return [TriedLine(one, Decimal(self.chance.choice((24, 36, 48, 60, 100, 144)))) for one in picked]

    def _work(self, deal: Opportunity, stage: Stage, day: date, span: int) -> str:
        """The steps of a stage on its days; sometimes one is left out, with the reason for going on."""
        left = ""
        for place, step in enumerate(stage.steps.all()):
            if step.by == StepBy.HAND and self.chance.random() < 0.15:
                left = self.chance.choice(SKIPPED)
                continue
            self._do(deal, step, self._at(day + timedelta(days=min(place, span)), 11))
        return left

    def _do(self, deal: Opportunity, step: StageStep, at: datetime) -> None:
        if step.by == StepBy.ACTION and step.action_type is not None:
            self._touch(deal, step.action_type, at)
        elif step.by == StepBy.HAND:
            opportunity_parts.tick(opportunity=deal, step=step, actor=deal.owner, done=True, at=at)
        else:
            opportunity_parts.happened(opportunity=deal, by=step.by, actor=deal.owner, at=at)

    def _touch(self, deal: Opportunity, kind: ActionType, at: datetime) -> None:
        face = kind.channel in (Channel.VISIT, Channel.MEETING)
        made = Interaction.objects.create(
            customer=deal.customer,
            type=kind,
            channel=kind.channel,
            outcome=self.chance.choice((Outcome.THINKING, Outcome.WILL_BUY, Outcome.WANTS_QUOTE)),
            text=self.chance.choice(SAID),
            happened_at=at,
            seconds=self.chance.randint(*((1500, 4200) if face else (90, 700))),
            cost=kind.cost,
            user=deal.owner,
        )
        opportunity_parts.touch(opportunity=deal, interaction=made, actor=deal.owner)

    def _move(self, deal: Opportunity, stage: Stage, at: datetime, reason: str) -> None:
        opportunities.move(opportunity=deal, stage=stage, version=None, actor=deal.owner, at=at, reason=reason)

    def _rest(self, deal: Opportunity, stage: Stage, day: date, plan: Plan, number: int) -> None:
        """What was done in the stage where it stands, how it ended, what is promised."""
        steps = list(stage.steps.all())
        done = steps if plan.fate == "won" else steps[: self.chance.randint(0, max(len(steps) - 1, 0))]
        for step in done:
            self._do(deal, step, self._at(day, 17))
        if number % 3 != 1:
            opportunity_parts.note(
                opportunity=deal, text=self.chance.choice(NOTES), actor=deal.owner, at=self._at(day, 18)
            )
        if number % 2 == 0:
            self._against(deal)
        end = self._at(self.today - timedelta(days=max(1, plan.days // 2)), 15)
        if plan.fate == "won":
            opportunities.win(opportunity=deal, version=None, actor=deal.owner, at=end)
        elif plan.fate == "lost":
            opportunities.lose(
                opportunity=deal,
                reason=self.chance.choice(self.reasons),
                lost_to=self.chance.choice([*self.rivals, None]),
                note=self.chance.choice(LEARNT),
                version=None,
                actor=deal.owner,
                at=end,
            )
        elif number % 6 != 5:
            self._promise(deal)

    def _against(self, deal: Opportunity) -> None:
        price = (deal.amount * Decimal(self.chance.choice(("0.88", "0.95", "1.06")))).quantize(Decimal(1))
        opportunity_parts.name_competitor(
            opportunity=deal, competitor=self.chance.choice(self.rivals), price=price or None, actor=deal.owner
        )
        who = deal.customer.contacts.filter(is_active=True).order_by("-is_main", "id").first()
        if who is not None:
            opportunity_parts.name_contact(opportunity=deal, contact=who, role="Decide", actor=deal.owner)

    def _promise(self, deal: Opportunity) -> None:
        code, title = self.chance.choice(NEXT)
        opportunity_parts.promise(
            opportunity=deal,
            title=title,
            due_at=self._at(self.today + timedelta(days=self.chance.choice((-2, 0, 1, 1, 2, 3, 5, 7))), 10),
            actor=deal.owner,
            kind=self.kinds.get(code),
        )

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour, self.chance.randint(0, 55)), tzinfo=ZONE)
