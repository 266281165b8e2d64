"""The starter content: one module per page, as plain data, in the order of the site.

``PAGES`` is what ``load_starter_content`` puts into an empty database. Nothing here imports Django. The
three legal pages are drafts that stay unpublished until the practice has completed them.
"""

from . import (
    accessibility_statement,
    common_nose_shapes,
    facelift,
    home,
    privacy_notice,
    questions,
    revision_nose_job_how_to_prepare,
    secondary_rhinoplasty,
    septoplasty_and_turbinate_reduction,
    terms,
    the_surgeon,
    three_d_rhinoplasty,
    travelling_to_new_york,
    your_first_visit,
)

PAGES = [
    home.PAGE,
    secondary_rhinoplasty.PAGE,
    revision_nose_job_how_to_prepare.PAGE,
    common_nose_shapes.PAGE,
    three_d_rhinoplasty.PAGE,
    septoplasty_and_turbinate_reduction.PAGE,
    facelift.PAGE,
    the_surgeon.PAGE,
    your_first_visit.PAGE,
    travelling_to_new_york.PAGE,
    questions.PAGE,
    privacy_notice.PAGE,
    accessibility_statement.PAGE,
    terms.PAGE,
]
