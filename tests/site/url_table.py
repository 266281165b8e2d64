"""Who gets in where: one row for each address of the site, two letters for each person.

The first letter is the answer to reading (GET), the second to sending (POST, with buttons and fields of our forms):

    +  the screen answers, or leads on             3  403, not theirs
    s  leads to where one signs in                 4  404, not here
    f  leads to where a second factor is set up    5  405, not what the address is for
    ?  asks once more who it is

Other methods are 405 everywhere. The people, in the order of `walking.EVERYBODY`: a stranger, an account without a
role, the five roles with their second factor, an administrator without one where it is required, and an administrator
who was deactivated while the browser was still signed in. What they ask for exists (`furnished.furnish`).

A new address fails `test_every_door.py`. Give it a row: write down what each person should be answered before you look
at what they are, and put what the address needs into `furnish`. A regular expression stands here as in the resolver.
"""

from tests.site.walking import EVERYBODY

HOW_TO_ADD = "Addresses without a row, and rows without an address: tests/site/url_table.py says what to do."

TABLE = r"""
an  no  ad  su  co  ed  pu  nf  de
+5  +5  +5  +5  +5  +5  +5  +5  +5  /healthz
+5  +5  +5  +5  +5  +5  +5  +5  +5  /readyz
44  44  44  44  44  44  44  ff  44  /admin/first-administrator/<str:token>/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/welcome/<str:token>/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/password/reset/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/password/reset/<str:token>/
s5  +5  +5  +5  +5  +5  +5  +5  s5  /admin/second-factor/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/second-factor/sign-in/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/second-factor/passkey/sign-in/
ss  ++  ++  ++  ++  ++  ++  ++  ss  /admin/second-factor/passkey/add/
ss  44  44  44  44  44  44  ff  ss  /admin/second-factor/passkey/<int:pk>/name/
ss  44  44  44  44  44  44  ff  ss  /admin/second-factor/passkey/<int:pk>/remove/
ss  ++  ++  ++  ++  ++  ++  ++  ss  /admin/second-factor/app/add/
ss  44  44  44  44  44  44  ff  ss  /admin/second-factor/app/remove/
ss  44  44  44  44  44  44  ff  ss  /admin/second-factor/recovery-codes/
ss  ++  ++  ++  ++  ++  ++  ff  ss  /admin/second-factor/recovery-codes/new/
s5  45  45  45  45  45  45  ff  s5  /admin/second-factor/recovery-codes/file/
ss  ++  ++  ++  ++  ++  ++  ++  ss  /admin/confirm/
ss  ++  ++  ++  ++  ++  ++  ff  ss  /admin/confirm/code/
ss  ++  ++  ++  ++  ++  ++  ff  ss  /admin/confirm/passkey/
ss  ++  ++  ++  ++  ++  ++  ff  ss  /admin/account/sessions/
s5  +5  +5  +5  +5  +5  +5  ff  s5  /admin/account/sessions/left/
ss  5+  5+  5+  5+  5+  5+  ff  ss  /admin/account/sessions/stay/
s5  +5  +5  +5  +5  +5  +5  ff  s5  /admin/account/
ss  ??  ??  ??  ??  ??  ??  ff  ss  /admin/account/email/
ss  44  ++  44  44  44  44  ff  ss  /admin/account/email/<str:token>/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/numbers/
s5  +5  +5  +5  +5  +5  +5  ff  s5  /admin/
++  ++  ++  ++  ++  ++  ++  ff  ++  /admin/login/
++  ++  ++  ++  ++  ++  ++  ++  ++  /admin/logout/
ss  ++  ++  ++  ++  ++  ++  ff  ss  /admin/password_change/
s5  +5  +5  +5  +5  +5  +5  ff  s5  /admin/jsi18n/
ss  33  ++  33  33  33  33  ff  ss  /admin/practice_site/accountevent/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/practice_site/openinghours/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/practice_site/openinghours/special/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/practice_site/openinghours/special/<int:pk>/
ss  33  5+  5+  5+  33  33  ff  ss  /admin/practice_site/openinghours/special/<int:pk>/remove/
ss  33  +?  33  33  33  33  ff  ss  /admin/practice_site/staffaccount/
ss  33  ??  33  33  33  33  ff  ss  /admin/practice_site/staffaccount/add/
ss  33  ??  33  33  33  33  ff  ss  /admin/practice_site/staffaccount/<int:pk>/reset/
s5  35  +5  35  35  35  35  ff  s5  /admin/practice_site/staffaccount/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/practice_site/staffaccount/<path:object_id>/delete/
ss  33  ??  33  33  33  33  ff  ss  /admin/practice_site/staffaccount/<path:object_id>/change/
s5  35  +5  35  35  35  35  ff  s5  /admin/practice_site/staffaccount/<path:object_id>/
ss  33  ++  ++  ++  ++  ++  ff  ss  /admin/practice_site/practice/
ss  33  33  33  33  33  33  ff  ss  /admin/practice_site/practice/add/
s5  35  +5  +5  +5  +5  +5  ff  s5  /admin/practice_site/practice/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/practice_site/practice/<path:object_id>/delete/
ss  33  ??  ??  ??  +3  ??  ff  ss  /admin/practice_site/practice/<path:object_id>/change/
s5  35  +5  +5  +5  +5  +5  ff  s5  /admin/practice_site/practice/<path:object_id>/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/archiverecord/
s5  35  45  45  35  45  45  ff  s5  /admin/procedures/archiverecord/of-one-page/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/archiverecord/<int:number>/page/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/archiverecord/<int:number>/download/
ss  33  5+  53  33  5+  5+  ff  ss  /admin/procedures/image/upload/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/image/choices/
ss  33  ++  ++  33  ++  ++  ff  ss  /admin/procedures/image/
ss  33  ++  33  33  ++  ++  ff  ss  /admin/procedures/image/add/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/image/<path:object_id>/history/
ss  33  ++  33  33  ++  ++  ff  ss  /admin/procedures/image/<path:object_id>/delete/
ss  33  ++  +3  33  ++  ++  ff  ss  /admin/procedures/image/<path:object_id>/change/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/image/<path:object_id>/
ss  33  ++  33  33  33  ++  ff  ss  /admin/procedures/page/<int:page_id>/plan/
ss  33  ++  33  33  33  ++  ff  ss  /admin/procedures/page/<int:page_id>/plan/<int:pk>/
ss  33  5+  33  33  33  5+  ff  ss  /admin/procedures/page/<int:page_id>/plan/<int:pk>/cancel/
ss  33  5+  33  33  33  5+  ff  ss  /admin/procedures/page/<int:page_id>/plan/stay/
s3  33  4+  43  33  4+  4+  ff  s3  /admin/procedures/page/preview/
s3  33  ++  +3  33  ++  ++  ff  s3  /admin/procedures/page/<int:page_id>/preview/
ss  33  ++  33  33  ++  ++  ff  ss  /admin/procedures/page/<int:page_id>/share/
ss  33  5+  53  33  5+  5+  ff  ss  /admin/procedures/page/<int:page_id>/share/<int:link_id>/take-back/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/page/<int:page_id>/versions/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/page/<int:page_id>/versions/<int:number>/page/
ss  33  5+  53  33  5+  5+  ff  ss  /admin/procedures/page/<int:page_id>/versions/<int:number>/restore/
5s  53  5+  53  53  5+  5+  ff  5s  /admin/procedures/page/<int:page_id>/checks/
5s  53  5+  53  53  5+  5+  ff  5s  /admin/procedures/page/<int:page_id>/presence/
ss  33  ++  ++  33  ++  ++  ff  ss  /admin/procedures/page/
ss  33  ++  33  33  ++  ++  ff  ss  /admin/procedures/page/add/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/page/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/procedures/page/<path:object_id>/delete/
ss  33  ++  +3  33  ++  ++  ff  ss  /admin/procedures/page/<path:object_id>/change/
s5  35  +5  +5  35  +5  +5  ff  s5  /admin/procedures/page/<path:object_id>/
ss  33  ++  ++  33  33  33  ff  ss  /admin/consultations/accessrecord/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/mailtext/<str:kind>/preview/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/mailtext/
ss  33  33  33  33  33  33  ff  ss  /admin/consultations/mailtext/add/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/mailtext/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/consultations/mailtext/<path:object_id>/delete/
ss  33  ++  +3  ++  33  33  ff  ss  /admin/consultations/mailtext/<path:object_id>/change/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/mailtext/<path:object_id>/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/outboxmessage/
ss  33  33  33  33  33  33  ff  ss  /admin/consultations/outboxmessage/add/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/outboxmessage/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/consultations/outboxmessage/<path:object_id>/delete/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/outboxmessage/<path:object_id>/change/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/outboxmessage/<path:object_id>/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/replytemplate/
ss  33  ++  33  ++  33  33  ff  ss  /admin/consultations/replytemplate/add/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/replytemplate/<path:object_id>/history/
ss  33  ++  33  ++  33  33  ff  ss  /admin/consultations/replytemplate/<path:object_id>/delete/
ss  33  ++  +3  ++  33  33  ff  ss  /admin/consultations/replytemplate/<path:object_id>/change/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/replytemplate/<path:object_id>/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/owner/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<int:pk>/next/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<int:pk>/photos/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<int:pk>/brief/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<int:pk>/photos/<str:view>-<str:size>.jpg
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/times/
ss  33  5+  5+  5+  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/times/take-back/
ss  33  5+  5+  5+  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/times/cancel/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/answer/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/join/<int:other_pk>/
ss  33  5+  5+  5+  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/separate/
ss  33  ??  ??  33  33  33  ff  ss  /admin/consultations/consultationrequest/export/
ss  33  ??  ??  33  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/export/
s5  35  ?5  ?5  35  35  35  ff  s5  /admin/consultations/consultationrequest/<int:pk>/print/
ss  33  ??  ??  33  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/hold/
ss  33  ??  ??  33  33  33  ff  ss  /admin/consultations/consultationrequest/<int:pk>/erase/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/add/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<path:object_id>/history/
ss  33  33  33  33  33  33  ff  ss  /admin/consultations/consultationrequest/<path:object_id>/delete/
ss  33  ++  ++  ++  33  33  ff  ss  /admin/consultations/consultationrequest/<path:object_id>/change/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/consultationrequest/<path:object_id>/
s5  35  +5  +5  +5  35  35  ff  s5  /admin/consultations/retentionrule/soon/
ss  33  ??  +3  +3  33  33  ff  ss  /admin/consultations/retentionrule/
s5  45  +5  +5  +5  45  45  ff  s5  /admin/^(?P<app_label>practice_site|procedures|consultations)/$
s5  45  45  45  45  45  45  ff  s5  /admin/(?P<url>.*)$
++  ++  ++  ++  ++  ++  ++  ++  ++  /consultation/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /consultation/received/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /consultation/under-18/
++  ++  ++  ++  ++  ++  ++  ++  ++  /request/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /request/sent/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /request/erased/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /request/<str:token>/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/keep/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/times/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/visit/cancel/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /request/<str:token>/visit.ics
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/operations/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/operations/<int:pk>/remove/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/health/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/health/remove/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/photos/consent/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/photos/<str:view>/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/photos/<str:view>/remove/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/agreed/<str:purpose>/take-back/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/agreed/<str:purpose>/agree/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/data-link/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/read/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/download/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /request/<str:token>/letters/
++  ++  ++  ++  ++  ++  ++  ++  ++  /request/<str:token>/withdraw/
++  ++  ++  ++  ++  ++  ++  ++  ++  /request/<str:token>/erase/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /
+5  +5  +5  +5  +5  +5  +5  +5  +5  /procedures/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /procedures/<slug:slug>/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /sitemap.xml
+5  +5  +5  +5  +5  +5  +5  +5  +5  /robots.txt
+5  +5  +5  +5  +5  +5  +5  +5  +5  /^media/pictures/(?P<name>[0-9a-f]{64}/(?!master)[a-z0-9-]+\.(?:avif|webp|jpg))$
+5  +5  +5  +5  +5  +5  +5  +5  +5  /static/<path:name>
+5  +5  +5  +5  +5  +5  +5  +5  +5  /preview/<str:token>/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /preview/<str:token>/comment/
5+  5+  5+  5+  5+  5+  5+  5+  5+  /preview/<str:token>/approve/
+5  +5  +5  +5  +5  +5  +5  +5  +5  /<slug:slug>/
"""


def rows() -> dict[str, dict[str, str]]:
    """The letters of each person by name, by the route as the resolver has it."""
    table = {}
    for line in TABLE.split("\n")[2:-1]:
        *letters, route = line.split()
        assert route not in table, f"{route} has two rows."
        table[route.removeprefix("/")] = dict(zip(EVERYBODY, letters, strict=True))
    return table
