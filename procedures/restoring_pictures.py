"""Finds the picture of the library that an old version means, with the very file it had then."""

from procedures import picture_sizes
from procedures.models import Image, ImageFile

LONGEST_TITLE = Image._meta.get_field("title").max_length
EARLIER_FILE = ", earlier file"


class PictureFinder:
    """Looks pictures up for one act of restoring; `notices` are sentences for staff."""

    def __init__(self, editor):
        self.editor = editor
        self.notices: list[str] = []

    def find(self, data: dict, *, words: dict) -> Image | None:
        """The picture for `data` (as `Image.as_data` gives it); None if its file is known to nobody any more.

        If the picture has another file by now, the earlier one comes back as a picture of its own, described by
        `words` (`alt`, `is_decorative`, `credit` as far as they are known). Nothing of the library is changed.
        """
        named = Image.objects.select_related("file").filter(pk=data["id"]).first()
        if named and named.file.digest == data["digest"]:
            return self._with_credit_told(named, words)
        same_file = list(Image.objects.select_related("file").filter(file__digest=data["digest"]).order_by("pk"))
        if same_file:
            fitting = (image for image in same_file if image.credit == words.get("credit"))
            return self._with_credit_told(next(fitting, same_file[0]), words)
        file = ImageFile.objects.filter(digest=data["digest"]).first()
        return self._earlier(file, named, words) if file else None

    def has_files(self, content: dict) -> bool:
        """Whether every size that a picture block (as a snapshot has it) asks for is there, or could be made."""
        try:
            picture_sizes.make_sizes_of(content)
        except OSError:
            return False
        return True

    def has_share_file(self, image: Image) -> bool:
        """The same for the picture of shared links."""
        try:
            picture_sizes.make_share_image(image)
        except OSError:
            return False
        return True

    def _earlier(self, file: ImageFile, named: Image | None, words: dict) -> Image:
        title = f"{named.title[: LONGEST_TITLE - len(EARLIER_FILE)]}{EARLIER_FILE}" if named else "Picture, restored"
        image = Image(title=title, file=file, created_by=self.editor, **words)
        image.full_clean()
        image.save()
        why = f"“{named.title}” has another file now" if named else "A picture is no longer in the library"
        self.notices.append(f"{why}. The file of this version is in the library as “{title}”.")
        return image

    def _with_credit_told(self, image: Image, words: dict) -> Image:
        if image.credit != words.get("credit", image.credit):
            credit = f"“{image.credit}”" if image.credit else "no credit"
            self.notices.append(f"The picture “{image.title}” keeps what the library says of it now: {credit}.")
        return image
