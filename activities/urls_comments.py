"""What customers said."""

from django.urls import URLPattern, path

from activities.views import comments, themes

urlpatterns: list[URLPattern] = [
    path("", comments.inbox, name="comments"),
    path("<int:pk>/", comments.inbox, name="comment"),
    path("<int:pk>/leer/", comments.label, name="comment_label"),
    path("<int:pk>/deshacer/", comments.take_back, name="comment_undo"),
    path("<int:pk>/tarea/", comments.task, name="comment_task"),
    path("nuevo/", comments.new, name="comment_new"),
    path("productos/", comments.products, name="comment_products"),
    path("lista/", themes.comment_list, name="comment_list"),
    path("grupos/", themes.groups, name="comment_groups"),
    path("grupos/<int:number>/", themes.group, name="comment_group"),
    path("ideas/", themes.themes, name="themes"),
    path("ideas/<int:pk>/", themes.theme, name="theme"),
]
