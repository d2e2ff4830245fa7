from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("articles.api.urls")),
    path("", include("articles.site.urls")),
]

handler400 = "newsroom.faults.bad_request"
handler500 = "newsroom.faults.server_error"
