"""Who may do what: the table that tests/test_rights.py holds against every route, and the things that it asks about.

A line of DESK is a route and, for looking (GET) and for sending (POST of what `sent` says), from which role up it answers what.
Lower roles are refused with 403; strangers, readers and deactivated staff are sent to the login. `nobody` is a 403 for all.
"""

from __future__ import annotations

from django.urls import URLPattern, get_resolver

OUTSIDE = ("anonymous", "reader", "deactivated")
STAFF = ("viewer", "contributor", "editor", "chief", "superuser")
ROLES = (*OUTSIDE, *STAFF)

# route                                      GET              POST
DESK = """
queue                                        viewer      200  viewer      405
queue_decide                                 viewer      405  editor      302
queue_edit                                   contributor 405  contributor 302
queue_undo                                   viewer      405  viewer      404
queue_hold                                   viewer      405  editor      200
queue_release                                viewer      405  viewer      204
dashboard                                    viewer      200  viewer      200
calendar                                     viewer      200  viewer      200
provider_card                                viewer      200  viewer      200
mine                                         viewer      200  viewer      200
assign                                       editor      405  editor      302
notes                                        viewer      200  contributor 302
trail                                        viewer      200  viewer      200
trail_csv                                    viewer      200  viewer      200
trail_undo_ticked                            viewer      200  editor      302
trail_entry                                  viewer      200  viewer      200
trail_undo                                   viewer      302  editor      302
batches                                      viewer      200  viewer      405
batch_begin                                  viewer      405  viewer      302
batch                                        viewer      200  viewer      405
batch_work                                   viewer      405  chief       302
batch_undo                                   viewer      405  chief       302
run_revert                                   editor      200  editor      409
saved_views                                  viewer      200  viewer      200
saved_view_save                              viewer      405  viewer      302
saved_view_change                            viewer      405  viewer      404
saved_view_delete                            viewer      405  chief       302
rule                                         viewer      200  chief       409
tokens                                       viewer      200  viewer      200
token_revoke                                 viewer      405  chief       302
index                                        viewer      302  viewer      302
logout                                       viewer      405  viewer      200
password_change                              viewer      200  viewer      200
password_change_done                         viewer      200  viewer      405
autocomplete                                 nobody      403  viewer      405
jsi18n                                       viewer      200  viewer      405
view_on_site                                 viewer      302  viewer      302
articles_article_decide                      viewer      405  editor      302
articles_article_resolve                     viewer      405  contributor 302
articles_article_correct                     viewer      405  editor      302
articles_article_changelist                  viewer      200  editor      200
articles_article_add                         contributor 200  contributor 200
articles_article_history                     viewer      200  viewer      200
articles_article_delete                      nobody      403  nobody      403
articles_article_change                      viewer      200  contributor 200
admin/articles/article/<path:object_id>/     viewer      302  viewer      302
articles_provider_changelist                 viewer      200  viewer      200
articles_provider_add                        contributor 200  contributor 200
articles_provider_history                    viewer      200  viewer      200
articles_provider_delete                     superuser   200  superuser   200
articles_provider_change                     viewer      200  contributor 302
admin/articles/provider/<path:object_id>/    viewer      302  viewer      302
articles_picture_changelist                  viewer      200  viewer      200
articles_picture_add                         nobody      403  nobody      403
articles_picture_history                     viewer      302  viewer      302
articles_picture_delete                      nobody      403  nobody      403
articles_picture_change                      viewer      200  contributor 302
articles_picture_whole                       viewer      200  viewer      405
articles_picture_replace                     viewer      405  contributor 422
articles_picture_click                       viewer      405  contributor 302
articles_picture_undo                        viewer      405  contributor 302
admin/articles/picture/<path:object_id>/     viewer      302  viewer      302
articles_topic_changelist                    viewer      200  viewer      200
articles_topic_add                           contributor 200  contributor 200
articles_topic_history                       viewer      200  viewer      200
articles_topic_delete                        superuser   200  superuser   200
articles_topic_change                        viewer      200  contributor 302
admin/articles/topic/<path:object_id>/       viewer      302  viewer      302
articles_importrun_changelist                viewer      200  viewer      200
articles_importrun_add                       nobody      403  nobody      403
articles_importrun_history                   viewer      200  viewer      200
articles_importrun_delete                    nobody      403  nobody      403
articles_importrun_change                    viewer      200  nobody      403
admin/articles/importrun/<path:object_id>/   viewer      302  viewer      302
articles_auditentry_changelist               viewer      302  viewer      302
articles_auditentry_add                      nobody      403  nobody      403
articles_auditentry_history                  viewer      200  viewer      200
articles_auditentry_delete                   nobody      403  nobody      403
articles_auditentry_change                   viewer      302  nobody      403
admin/articles/auditentry/<path:object_id>/  viewer      302  viewer      302
auth_user_password_change                    chief       200  chief       200
auth_user_changelist                         chief       200  chief       200
auth_user_add                                chief       200  chief       200
auth_user_history                            chief       200  chief       200
auth_user_delete                             nobody      403  nobody      403
auth_user_change                             chief       200  chief       200
admin/auth/user/<path:object_id>/            viewer      302  viewer      302
articles_declinereason_changelist            viewer      200  viewer      200
articles_declinereason_add                   chief       200  chief       200
articles_declinereason_history               viewer      200  viewer      200
articles_declinereason_delete                chief       200  chief       302
articles_declinereason_change                viewer      200  chief       200
admin/articles/declinereason/<path:object_id>/ viewer      302  viewer      302
app_list                                     viewer      200  viewer      200
admin/(?P<url>.*)$                           viewer      404  viewer      404
"""
# Of an article in each state: the method and route, from which role up, and the answer where it is
#                                              awaiting published scheduled embargoed expired declined withdrawn
ARTICLES = """
GET   admin:articles_article_change viewer       200 200 200 200 200 200 200
POST  admin:assign                  editor       302 302 302 302 302 302 302
POST  admin:notes                   contributor  302 302 302 302 302 302 302
POST  admin:articles_article_correct editor      409 302 409 409 409 409 409
POST  admin:queue_edit              contributor  302 302 302 302 302 302 302
GET   api-desk-article              viewer       200 200 200 200 200 200 200
PATCH api-desk-article              contributor  200 200 200 200 200 200 200
"""
# What becomes of an article in each state: by whom, and its status then; “-”: nothing changes. What is withdrawn, only a Chief brings back.
DECISIONS = """
publish    editor  published -         -         -         -         published published
unpublish  editor  -         awaiting  awaiting  awaiting  awaiting  awaiting  awaiting
decline    editor  declined  declined  declined  declined  declined  -         declined
withdraw   chief   withdrawn withdrawn withdrawn withdrawn withdrawn withdrawn -
"""
# Who reads it where.
READING = """
article   outside   404 200 404 404 404 404 410
article   staff     200 200 200 200 200 200 200
api-item  outside   404 200 404 404 404 404 410
api-item  staff     404 200 404 404 404 404 410
"""
# The API that everybody reads: what any role is answered to GET, and to all that would write.
API = r"""
api/                                                 302 302
api-news                                             200 405
api/news/page/<page_number:number>/                  200 405
api-item                                             200 405
api-news-topic                                       200 405
api/news/<segment:topic>/page/<page_number:number>/  200 405
api-changes                                          200 405
api/topics/                                          200 405
api/topics/page/<page_number:number>/                200 405
api/providers/                                       200 405
api/providers/page/<page_number:number>/             200 405
api-schema                                           200 405
api-docs                                             200 405
api/[\s\S]*/\Z                                       404 404
"""


def desk() -> dict[str, dict[str, tuple[str, int]]]:
    """{route: {"GET": (least role, answer), "POST": …}}"""
    return {name: {"GET": (look, int(seen)), "POST": (send, int(done))} for name, look, seen, send, done in lines(DESK)}


def public() -> dict[str, dict[str, int]]:
    """{route: {method: answer}}"""
    return {
        route: {"GET": int(read), **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE"), int(written))} for route, read, written in lines(API)
    }


def lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def allowed(role: str, least: str) -> bool:
    return role in STAFF and least in STAFF and STAFF.index(role) >= STAFF.index(least)


def answer(role: str, least: str, done: int) -> int:
    """What a role is answered at the desk."""
    return 302 if role in OUTSIDE else done if allowed(role, least) else 403


def routes() -> dict[str, str]:
    """Every route of the project by its name, or by its pattern where it has none."""
    return dict(_routes(get_resolver().url_patterns, "", ""))


def _routes(patterns, space, before):
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{space}{one.name or pattern}", pattern
        else:
            yield from _routes(one.url_patterns, f"{one.namespace}:" if one.namespace else space, pattern)
