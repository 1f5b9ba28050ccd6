"""Interactions and tasks."""

from django.urls import path

from .views import lists, log, tasks

urlpatterns = [
    path("actividades/cliente/", log.pick, name="pick_customer"),
    path("actividades/llamada/", log.log, {"code": "llamada"}, name="log_call"),
    path("actividades/visita/", log.log, {"code": "visita"}, name="log_visit"),
    path("actividades/nota/", log.log, {"code": "nota"}, name="log_note"),
    path("actividades/<int:pk>/", log.interaction, name="interaction"),
    path("actividades/<int:pk>/borrar/", log.interaction_delete, name="interaction_delete"),
    path("actividades/<slug:code>/", log.log, name="log"),
    path("tareas/", lists.task_list, name="tasks"),
    path("tareas/nueva/", tasks.create, name="task_create"),
    path("tareas/<int:pk>/", tasks.edit, name="task"),
    path("tareas/<int:pk>/hecha/", tasks.done, name="task_done"),
    path("tareas/<int:pk>/mover/", tasks.move, name="task_move"),
    path("tareas/<int:pk>/cancelar/", tasks.cancel, name="task_cancel"),
    path("tareas/<int:pk>/reabrir/", tasks.reopen, name="task_reopen"),
]
