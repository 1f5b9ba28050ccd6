"""Calls of the exchange and comments: files, the job that compares, what can be taken back."""

from activities.importers import calls as call_files
from activities.importers import comments as comment_files
from activities.services import calls, comments, grouping, import_calls, import_comments
from company.enums import Role
from company.queries import current, time_zone
from core.imports.kinds import Kind
from core.jobs import JobKind
from core.slots import IMPORT_KINDS, JOB_KINDS, UNDO

LOADERS = frozenset({Role.GESTOR, Role.SUPERVISOR, Role.ADMINISTRATOR})

IMPORT_KINDS.add(
    "calls",
    Kind(
        key="calls",
        label="Llamadas de la central",
        fields=call_files.CALL_FIELDS,
        roles=LOADERS | {Role.SERVICE},
        check=import_calls.check,
        apply=import_calls.apply,
        zone=time_zone,
        country=lambda: str(current().country),
        creates=("activities.PhoneCall",),
        stands=import_calls.stands,
        help="Una fila por llamada. Las perdidas quedan por devolver; cada número se une a su cliente.",
        icon="phone-incoming",
    ),
    order=50,
)
IMPORT_KINDS.add(
    "comments",
    Kind(
        key="comments",
        label="Comentarios",
        fields=comment_files.COMMENT_FIELDS,
        roles=LOADERS | {Role.MARKETING, Role.SERVICE},
        check=import_comments.check,
        apply=import_comments.apply,
        zone=time_zone,
        creates=("activities.Comment",),
        stands=import_comments.stands,
        help="Una fila por comentario, con quién lo dijo si se sabe y la nota que dio.",
        icon="message-2",
    ),
    order=60,
)
JOB_KINDS.add(grouping.KIND, JobKind("Comparar comentarios", grouping.group_job, queue="analytics", notify=False))
UNDO.add("activities.calls", calls.take_back)
UNDO.add(comments.UNDO, comments.take_back)
UNDO.add(comments.THEMED, comments.take_back_theme)
