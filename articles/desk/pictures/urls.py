from __future__ import annotations

from django.urls import URLPattern, re_path

from articles.desk.pictures import views

# Below the admin's own addresses of pictures.
urlpatterns: list[URLPattern] = [
    re_path(r"^(?P<pk>[0-9]{1,18})/whole/$", views.whole, name="articles_picture_whole"),
    re_path(r"^(?P<pk>[0-9]{1,18})/replace/$", views.replace, name="articles_picture_replace"),
    re_path(rf"^(?P<pk>[0-9]{{1,18}})/(?P<verb>{'|'.join(views.CLICKS)})/$", views.click, name="articles_picture_click"),
    re_path(r"^(?P<pk>[0-9]{1,18})/undo/(?P<edit>[0-9]{1,18})/$", views.undo, name="articles_picture_undo"),
]
