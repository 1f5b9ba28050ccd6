"""The paper of a quote, sending it, its answer; and what its customer sees. Included by ``sales.urls``."""

from django.urls import URLPattern, URLResolver, path

from sales.views import quote_paper, quote_public, quote_send

OFFERS: list[URLPattern | URLResolver] = [
    path("plantillas/", quote_paper.template_list, name="quote_templates"),
    path("plantillas/nueva/", quote_paper.template_new, name="quote_template_new"),
    path("plantillas/ver/", quote_paper.template_preview, name="quote_template_preview"),
    path("plantillas/<int:pk>/", quote_paper.template_edit, name="quote_template"),
    path("<int:pk>/pdf/", quote_paper.quote_pdf, name="quote_pdf"),
    path("<int:pk>/word/", quote_paper.quote_word, name="quote_word"),
    path("<int:pk>/enviar/", quote_send.send, name="quote_send"),
    path("<int:pk>/enviar/ver/", quote_send.preview, name="quote_send_preview"),
    path("<int:pk>/enlace/", quote_send.link, name="quote_link"),
    path("<int:pk>/respuesta/", quote_send.note_answer, name="quote_answer"),
    path("<int:pk>/preguntas/", quote_send.questions_seen, name="quote_questions_seen"),
]
PUBLIC_OFFERS: list[URLPattern | URLResolver] = [
    path("<str:token>/", quote_public.quote_public, name="quote_public"),
    path("<str:token>/pdf/", quote_public.quote_public_pdf, name="quote_public_pdf"),
    path("<str:token>/pregunta/", quote_public.quote_public_ask, name="quote_public_ask"),
]
