from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    """Django's admin under the newsroom's name (articles/desk/admin_site.py)."""

    default_site = "articles.desk.admin_site.DeskSite"
