"""What the parts of the page editor have in common; each part is a mixin of `PageAdmin` in a file of its own."""


class EditorPart:
    """A part adds its addresses with `get_urls`, and with `editor_context` what its template draws in the editor.

    Both call `super()`, so the parts stand beside each other in any order.
    """

    def editor_context(self, request, page) -> dict:
        """What the editor's templates need. `page` is the page as `with_state()` reads it, or None for a new one."""
        return {}
