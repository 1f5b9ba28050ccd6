"""Rules of scoring, states of a run, classes of rotation."""

from django.db import models


class ScoreRule(models.TextChoices):
    """How a value becomes a score (see ``analytics.services.scoring``)."""

    SHARE = "share", "Por reparto: quintos de tus propios clientes"
    CUTS = "cuts", "Por cortes fijos que tú escribes"


class AbcClass(models.TextChoices):
    """By share of the period's sales, from the biggest: A up to 80 %, B up to 95 %, C the rest."""

    A = "A", "A: los que más venden"
    B = "B", "B: intermedios"
    C = "C", "C: el resto"


class XyzClass(models.TextChoices):
    """By the coefficient of variation of weekly units: X up to 0.5, Y up to 1, Z above."""

    X = "X", "X: venta pareja"
    Y = "Y", "Y: venta variable"
    Z = "Z", "Z: venta errática"


class Quadrant(models.TextChoices):
    """Margin × turnover, each against the median of the products with stock or sales."""

    STAR = "star", "Rota y deja margen"
    TRAFFIC = "traffic", "Rota con poco margen"
    SLEEPER = "sleeper", "Deja margen pero no rota"
    DRAG = "drag", "Ni rota ni deja margen"
