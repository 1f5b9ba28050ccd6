"""Spanish paths, English names. A list per subject."""

from django.urls import URLPattern, URLResolver, include, path

from sales.views import (
    board,
    force,
    force_cost,
    funnel,
    hand_over,
    line_editor,
    lists,
    opportunities,
    opportunity_acts,
    opportunity_list,
    opportunity_parts,
    order_acts,
    order_entry,
    orders,
    post_sale,
    quote_acts,
    quote_forms,
    quote_library,
    quotes,
    redirected,
    redirected_acts,
    redirected_forms,
    redirected_report,
    rules,
    targets,
)

from .urls_cobros import PAYMENTS, RECEIVABLES
from .urls_offers import OFFERS, PUBLIC_OFFERS

app_name = "sales"

ORDERS: list[URLPattern | URLResolver] = [
    path("", lists.order_list, name="list"),
    path("pagos/", lists.payment_list, name="payments"),
    path("pagos/", include(PAYMENTS)),
    path("<int:pk>/", orders.detail, name="detail"),
    path("<int:pk>/recupera/", orders.recover, name="recover"),
    path("nuevo/", order_entry.create, name="order_new"),
    path("<int:pk>/cambiar/", order_entry.edit, name="order_edit"),
    path("<int:pk>/confirmar/", order_acts.confirm, name="order_confirm"),
    path("<int:pk>/entregar/", order_acts.deliver, name="order_deliver"),
    path("<int:pk>/anular/", order_acts.cancel, name="order_cancel"),
    path("<int:pk>/devolver/", order_acts.take_back, name="order_return"),
]

REDIRECTED: list[URLPattern | URLResolver] = [
    path("", redirected.redirected_list, name="redirected_list"),
    path("nuevo/", redirected_forms.create, name="redirected_new"),
    path("informe/", redirected_report.report, name="redirected_report"),
    path("clientes/", redirected_forms.customers, name="redirected_customers"),
    path("<int:pk>/", redirected.detail, name="redirected"),
    path("<int:pk>/atender/", redirected_acts.take, name="redirected_take"),
    path("<int:pk>/contactado/", redirected_acts.contact, name="redirected_contact"),
    path("<int:pk>/cola/", redirected_acts.give_back, name="redirected_return"),
    path("<int:pk>/perdido/", redirected_acts.lose, name="redirected_lose"),
    path("<int:pk>/descartado/", redirected_acts.discard, name="redirected_discard"),
    path("<int:pk>/asignar/", redirected_acts.assign, name="redirected_assign"),
    path("<int:pk>/cliente/", redirected_acts.identify, name="redirected_identify"),
    path("<int:pk>/pedido/<int:order>/", redirected_acts.link, name="redirected_link"),
    path("<int:pk>/convertir/", redirected_forms.convert, name="redirected_convert"),
]

# Deals: /oportunidades/
OPPORTUNITIES: list[URLPattern | URLResolver] = [
    path("", opportunity_list.opportunity_list, name="opportunities"),
    path("tablero/", board.board, name="board"),
    path("tablero/mover/<int:pk>/", board.move, name="board_move"),
    path("embudo/", funnel.funnel, name="funnel"),
]

OPPORTUNITY: list[URLPattern | URLResolver] = [
    path("nueva/", opportunities.create, name="opportunity_new"),
    path("<int:pk>/", opportunities.detail, name="opportunity"),
    path("<int:pk>/editar/", opportunities.edit, name="opportunity_edit"),
    path("<int:pk>/mover/", opportunity_acts.move, name="opportunity_move"),
    path("<int:pk>/ganada/", opportunity_acts.win, name="opportunity_win"),
    path("<int:pk>/perdida/", opportunity_acts.lose, name="opportunity_lose"),
    path("<int:pk>/reabrir/", opportunity_acts.reopen, name="opportunity_reopen"),
    path("<int:pk>/pasos/<int:step>/", opportunity_acts.tick, name="opportunity_tick"),
    path("<int:pk>/notas/", opportunity_parts.note, name="opportunity_note"),
    path("<int:pk>/personas/", opportunity_parts.person, name="opportunity_person"),
    path("<int:pk>/competidores/", opportunity_parts.rival, name="opportunity_rival"),
    path("<int:pk>/archivos/", opportunity_parts.attach, name="opportunity_attach"),
    path("<int:pk>/archivos/<int:file>/quitar/", opportunity_parts.detach, name="opportunity_detach"),
    path("<int:pk>/compromisos/", opportunity_parts.promise, name="opportunity_promise"),
]

# Products for the rows of quotes and orders
LINES: list[URLPattern | URLResolver] = [path("productos/", line_editor.products, name="line_products")]

# Quotes: /cotizaciones/, and the public page of one: /c/<token>/
QUOTES: list[URLPattern | URLResolver] = [
    path("", quotes.quote_list, name="quotes"),
    path("nueva/", quote_forms.create, name="quote_new"),
    path("biblioteca/", quote_library.library, name="library"),
    path("biblioteca/<int:pk>/", quote_library.quote, name="library_quote"),
    path("<int:pk>/", quotes.detail, name="quote"),
    path("<int:pk>/cambiar/", quote_forms.edit, name="quote_edit"),
    path("<int:pk>/terminar/", quote_acts.submit, name="quote_submit"),
    path("<int:pk>/aprobar/", quote_acts.approve, name="quote_approve"),
    path("<int:pk>/devolver/", quote_acts.refuse, name="quote_refuse"),
    path("<int:pk>/version/", quote_acts.new_version, name="quote_version"),
    path("<int:pk>/retirar/", quote_acts.withdraw, name="quote_withdraw"),
]

# The sales force: /equipo/
FORCE: list[URLPattern | URLResolver] = [
    path("", force.board, name="force"),
    path("filas/", force.rows, name="force_rows"),
    path("metas/", targets.grid, name="targets"),
    path("reglas/", rules.rules, name="rules"),
    path("costo/", force_cost.cost, name="force_cost"),
    path("<int:pk>/", force.person, name="force_person"),
    path("entregas/", hand_over.hand_overs, name="hand_overs"),
    path("entregas/<int:pk>/", hand_over.hand_over, name="hand_over"),
    path("entregas/<int:pk>/pdf/", hand_over.hand_over_pdf, name="hand_over_pdf"),
    path("entregas/<int:pk>/leido/", hand_over.hand_over_read, name="hand_over_read"),
    path("posventa/", post_sale.rules, name="post_sale"),
    path("posventa/nueva/", post_sale.create, name="post_sale_new"),
    path("posventa/<int:pk>/", post_sale.rule, name="post_sale_rule"),
    path("posventa/<int:pk>/cambiar/", post_sale.edit, name="post_sale_edit"),
    path("posventa/<int:pk>/marcha/", post_sale.switch, name="post_sale_switch"),
    path("posventa/<int:pk>/subir/", post_sale.up, name="post_sale_up"),
    path("posventa/<int:pk>/hacer/", post_sale.run, name="post_sale_run"),
    path("posventa/<int:pk>/quitar/", post_sale.delete, name="post_sale_delete"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("pedidos/", include(ORDERS)),
    path("redirecciones/", include(REDIRECTED)),
    path("oportunidades/", include(OPPORTUNITIES)),
    path("oportunidades/", include(OPPORTUNITY)),
    path("lineas/", include(LINES)),
    path("cotizaciones/", include(QUOTES)),
    path("cotizaciones/", include(OFFERS)),
    path("c/", include(PUBLIC_OFFERS)),
    path("cartera/", include(RECEIVABLES)),
    path("equipo/", include(FORCE)),
]
