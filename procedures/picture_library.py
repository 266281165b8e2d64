"""The verbs of the picture library: take in a file, replace one, say where a picture is used, remove it.

What is live is a frozen version and never changes with the library: a new file, new words or another focal point
reach readers when the page is published again.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format

from practice_site.picture_upload import ReadPicture
from procedures import picture_sizes, snapshots
from procedures.models import Image, ImageFile, Page, PageVersion, Picture, Publication

NAMED_AS = ("image_data", "share_image")  # under these names a snapshot keeps the number of a picture


class StillUsed(Exception):
    """The picture stays, because a draft or the site shows it; the text names the pages, in words for staff."""


@dataclass
class Uses:
    """Where a picture is used: pages whose draft shows it, and publications, live or planned, that show it."""

    working: list[Page] = field(default_factory=list)
    live: list[Publication] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.working or self.live)

    @property
    def pages(self) -> list[Page]:
        """Every page once, drafts first."""
        return list({page.pk: page for page in [*self.working, *(each.page for each in self.live)]}.values())


def take_in(picture: ReadPicture, *, uploader, title: str = "") -> Image:
    """The library's picture for an uploaded file; a file that is there already is not taken in twice.

    The name of the sent file is never kept: it may hold a patient's name.
    """
    if existing := known(picture):
        return existing
    file = picture_sizes.keep(picture, uploader=uploader)
    image = Image(title=title or _new_title(), file=file, created_by=uploader)
    picture_sizes.whole_picture(image)
    image.save()
    return image


def known(picture: ReadPicture) -> Image | None:
    """The library's picture that has the very same pixels, if there is one."""
    return Image.objects.filter(file__digest=picture.digest).select_related("file").first()


@transaction.atomic
def replace_file(image: Image, picture: ReadPicture, *, by) -> None:
    """Let another file stand for `image`. The earlier file and all its sizes stay as long as a version names them.

    Every size that drafts ask for is made before the record changes, so that no page names a file that is not there.
    The caller tells `publishing.record_edit` of `pages_using(image)`.
    """
    earlier, image.file = image.file, picture_sizes.keep(picture, uploader=by)
    _make_sizes(image)
    image.save(update_fields=["file"])
    _drop_unless_named(earlier)


def save_words(image: Image) -> None:
    """Save name, description, credit and focal point; the drafts that follow the point get their sizes first.

    The caller tells `publishing.record_edit` of `pages_using(image)`.
    """
    _make_sizes(image)
    image.save()


def pages_using(image: Image) -> QuerySet[Page]:
    """The pages whose draft shows `image`, in a block or when their link is shared."""
    in_blocks = Picture.objects.filter(image=image).values("parent")
    return Page.objects.filter(Q(pk__in=in_blocks) | Q(share_image=image)).in_site_order()


def card(image: Image) -> dict:
    """What a screen of staff shows of a picture: plain values, with its smallest file. Sizes are in pixels."""
    words = ("title", "alt", "is_decorative", "credit", "focus_x", "focus_y")
    return {"id": image.pk} | {name: getattr(image, name) for name in words} | picture_sizes.whole_picture(image)


def uses(image: Image) -> Uses:
    """Where `image` is used now or will be, as planned."""
    return uses_of([image])[image.pk]


def uses_of(images) -> dict[int, Uses]:
    """The same for many pictures at once, by number, in four queries."""
    found = {image.pk: Uses() for image in images}
    blocks = Picture.objects.filter(image__in=found).values_list("image_id", "parent_id")
    shared = Page.objects.filter(share_image__in=found).values_list("share_image_id", "pk")
    pairs = {*blocks, *shared}
    for page in Page.objects.filter(pk__in={page_id for _, page_id in pairs}).in_site_order():
        for image_id, page_id in pairs:
            if page_id == page.pk:
                found[image_id].working.append(page)
    for publication in _standing():
        for image_id in _numbers_in(publication.version.snapshot) & found.keys():
            found[image_id].live.append(publication)
    return found


def count_versions(image: Image) -> int:
    """How many frozen versions name `image`, whichever file stood for it then."""
    named = Q()
    text = PageVersion.objects.annotate(text=Cast("snapshot", TextField()))
    for name in NAMED_AS:
        # Both databases write an object's number first: we put it there, and PostgreSQL sorts by length.
        named |= Q(text__contains=f'"{name}": {{"id": {image.pk},')
    return text.filter(named).count()


def unused() -> QuerySet[Image]:
    """Pictures that no draft shows and no publication, live or planned."""
    shown = {number for publication in _standing() for number in _numbers_in(publication.version.snapshot)}
    return (
        Image.objects.exclude(pk__in=shown)
        .filter(~Exists(Picture.objects.filter(image=OuterRef("pk"))))
        .filter(~Exists(Page.objects.filter(share_image=OuterRef("pk"))))
    )


def undescribed() -> QuerySet[Image]:
    """Pictures of which nobody decided yet what people who do not see them are told."""
    return Image.objects.filter(alt="", is_decorative=False)


def why_not_removed(image: Image) -> str:
    """Why `image` has to stay, naming the pages, or nothing."""
    used = uses(image)
    reasons = []
    if used.live:
        reasons.append(f"readers see it, or will see it, on {names_of(each.page for each in used.live)}")
    if used.working:
        reasons.append(f"it stands in the draft of {names_of(used.working)}")
    if not reasons:
        return ""
    next_step = "Put another picture there and publish the page, then delete this one."
    if not used.live:
        next_step = "Put another picture there, then delete this one."
    return f"This picture stays: {', and '.join(reasons)}. {next_step}"


def names_of(pages) -> str:
    """The titles of pages in one line of words, each once: “Home”, “Facelift” and “Terms”."""
    titles = list(dict.fromkeys(f"“{page.title}”" for page in pages))
    return f"{', '.join(titles[:-1])} and {titles[-1]}" if len(titles) > 1 else "".join(titles)


@transaction.atomic
def remove(image: Image) -> None:
    """Take `image` out of the library. Raises `StillUsed` while a draft, or anything live or planned, shows it.

    Its file goes too, unless a version or another picture of the library names it. Files are deleted last, once
    the records are gone for certain.
    """
    image = Image.objects.select_for_update().get(pk=image.pk)
    if reason := why_not_removed(image):
        raise StillUsed(reason)
    file = image.file
    image.delete()
    _drop_unless_named(file)


def _new_title() -> str:
    """A name until someone gives a better one; the second picture of the same minute gets a number."""
    title = f"Picture of {date_format(timezone.localtime(), 'j F Y, H:i')}"
    taken = Image.objects.filter(title__startswith=title).count()
    return f"{title}, no. {taken + 1}" if taken else title


def _make_sizes(image: Image) -> None:
    """Every file that drafts name of `image`, with its file, words and point as they stand in memory."""
    picture_sizes.whole_picture(image)
    for block in Picture.objects.filter(image_id=image.pk):
        block.image = image
        picture_sizes.make_sizes_of(block.content())
    if Page.objects.filter(share_image_id=image.pk).exists():
        picture_sizes.make_share_image(image)


def _standing() -> QuerySet[Publication]:
    """What readers see now or will see as planned, as far as there are pictures in it."""
    with_pictures = PageVersion.image_files.through.objects.filter(pageversion=OuterRef("version"))
    standing = Publication.objects.overlapping(timezone.now(), None).filter(Exists(with_pictures))
    return standing.select_related("page", "version").order_by("live_from")


def _numbers_in(snapshot: dict) -> set[int]:
    return {data["id"] for data in snapshots.images(snapshot)}


def _drop_unless_named(file: ImageFile) -> None:
    """Delete a file that neither the library nor any version names; its bytes go once the records are gone."""
    if not file.images.exists() and not file.versions.exists():
        digest = file.digest
        file.delete()
        transaction.on_commit(lambda: _forget(digest))


def _forget(digest: str) -> None:
    """The same file may have been taken in again meanwhile; then it stays."""
    if not ImageFile.objects.filter(digest=digest).exists():
        picture_sizes.forget(digest)
