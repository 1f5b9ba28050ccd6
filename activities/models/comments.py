"""What customers said, wherever: read, chosen, grouped."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q

from activities.enums import CommentKind, CommentSource, Relevance, Sentiment
from core.audit import tracked
from core.database import Norm
from core.models import ImportBatch, Versioned
from customers.models import Customer

from .interactions import Interaction
from .tasks import Task

TEXT = models.TextField()


class Topic(models.Model):
    """What a comment is about: precio, entrega, calidad…: the company's list."""

    code = models.SlugField("código", max_length=40, unique=True)
    name = models.CharField("nombre", max_length=60)
    words = models.CharField("palabras que lo delatan", max_length=300, blank=True, default="")
    order = models.PositiveSmallIntegerField("orden", default=100)
    is_active = models.BooleanField("activo", default=True)

    class Meta:
        verbose_name = "tema"
        verbose_name_plural = "temas"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Theme(Versioned):
    """Comments that say the same, gathered under one sentence."""

    name = models.CharField("qué dicen", max_length=160)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="themes", verbose_name="tema"
    )
    kind = models.CharField("clase", max_length=5, choices=CommentKind, blank=True, default="")

    class Meta:
        verbose_name = "idea repetida"
        verbose_name_plural = "ideas repetidas"

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("search",))
class Comment(Versioned):
    """A customer's words. ``score`` of ``score_of`` is what he gave (9 of 10); the sentiment is proposed from it.

    ``product_code`` copies a SKU (the catalogue is above this app); ``task`` is what the comment set in motion.
    """

    customer = models.ForeignKey(
        Customer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        verbose_name="cliente",
        db_index=False,
    )
    text = models.TextField("comentario")
    source = models.CharField("de dónde", max_length=8, choices=CommentSource)
    said_at = models.DateTimeField("dicho el")
    score = models.DecimalField("nota que dio", max_digits=5, decimal_places=2, null=True, blank=True)
    score_of = models.DecimalField("de", max_digits=5, decimal_places=2, null=True, blank=True)
    relevance = models.CharField("relevancia", max_length=10, choices=Relevance, default=Relevance.UNREAD)
    kind = models.CharField("clase", max_length=5, choices=CommentKind, blank=True, default="", db_default="")
    sentiment = models.CharField("sentir", max_length=8, choices=Sentiment, blank=True, default="", db_default="")
    sentiment_by_hand = models.BooleanField("sentir puesto a mano", default=False, db_default=False)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments", verbose_name="tema"
    )
    theme = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments", verbose_name="idea"
    )
    product_code = models.CharField("producto", max_length=40, blank=True, default="", db_default="")
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField("leído", null=True, blank=True)
    import_batch = models.ForeignKey(
        ImportBatch, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    external_id = models.CharField("número de fuera", max_length=80, blank=True, default="", db_default="")
    search = models.GeneratedField(expression=Norm(F("text")), output_field=TEXT, db_persist=True)

    class Meta:
        verbose_name = "comentario"
        verbose_name_plural = "comentarios"
        constraints = [
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="comment_score_of_something",
                condition=Q(score=None) | (Q(score_of__gt=0) & Q(score__gte=0) & Q(score__lte=F("score_of"))),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="comment_external_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-said_at", "-id"], name="comment_by_customer"),
            models.Index(fields=["-said_at", "-id"], name="comment_by_time"),
            models.Index(fields=["-said_at", "-id"], condition=Q(relevance="unread"), name="comment_unread"),
            GinIndex(OpClass(F("search"), name="gin_trgm_ops"), name="comment_search_trgm"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CommentHint(models.Model):
    """What the program thinks of a comment; computed, thrown away and computed again, never history.

    ``group`` is the id of the oldest comment of those that say the same (``None`` = nobody says the same).
    ``topic`` is proposed: by the topic's words, else by the labelled comment most like it (``by_likeness``).
    """

    derived = True

    comment = models.OneToOneField(
        Comment, primary_key=True, on_delete=models.CASCADE, related_name="hint", verbose_name="comentario"
    )
    group = models.PositiveBigIntegerField("grupo", null=True, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name="tema propuesto"
    )
    by_likeness = models.BooleanField("por parecido", default=False)

    class Meta:
        verbose_name = "propuesta para un comentario"
        verbose_name_plural = "propuestas para comentarios"
        indexes = [models.Index(fields=["group"], condition=Q(group__isnull=False), name="comment_hint_group")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.group or '–'}"
