"""The media of imported questions: looked at one by one, so that never more than one of them is held decoded."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import Connection

from bridges.media import MediumRefused, Store, prepare
from models import media
from models.media import KnownMedium, NewMedium
from rules.content import Draft
from rules.media import Medium


class Attachments:
    """One import's. Without a store nothing is kept: a dry run.

    Files are put as they come, rows follow with their questions in the same transaction: if that is rolled back, files
    without a row are left, which upkeep removes.
    """

    def __init__(self, connection: Connection, store: Store | None = None) -> None:
        self._connection = connection
        self._store = store
        self._new: dict[UUID, NewMedium] = {}
        self._known: dict[UUID, KnownMedium | None] = {}
        if store:
            media.hold(connection)

    def attach(self, draft: Draft) -> Draft:
        """The draft with its medium in the content. Raises MediumRefused."""
        if draft.attachment:
            medium = self._take(draft.attachment.data)
        elif draft.medium_id:
            medium = self._find(draft.medium_id)
        else:
            return draft
        content = replace(draft.content, medium=medium)
        return replace(self._described(replace(draft, content=content)), attachment=None, medium_id=None)

    def record(self, drafts: Iterable[Draft]) -> None:
        """Make the rows of these drafts' media."""
        wanted = {draft.content.medium.id for draft in drafts if draft.content.medium}
        media.add(self._connection, [self._new[id_] for id_ in wanted & self._new.keys()])

    def _take(self, data: bytes) -> Medium:
        prepared = prepare(data)
        if self._store:
            self._store.put(prepared.data)
        self._new[prepared.medium.id] = NewMedium(prepared.medium, prepared.mime, prepared.sha256, prepared.size)
        return prepared.medium

    def _find(self, id_: UUID) -> Medium:
        known = self._look(id_)
        if known is None:
            raise MediumRefused("media_unknown", f"There is no medium {id_}; `flask media list` shows them.")
        return known.medium

    def _look(self, id_: UUID) -> KnownMedium | None:
        if id_ not in self._known:
            self._known[id_] = media.known(self._connection, id_)
        return self._known[id_]

    def _described(self, draft: Draft) -> Draft:
        """What the medium itself says it shows, for wordings in its language that say nothing."""
        medium = draft.content.medium
        if medium is None or all(wording.description.strip() for wording in draft.content.wordings):
            return draft
        known = self._look(medium.id)
        wordings = tuple(
            replace(wording, description=known.description)
            if known and wording.lang == known.lang and not wording.description.strip()
            else wording
            for wording in draft.content.wordings
        )
        return replace(draft, content=replace(draft.content, wordings=wordings))
