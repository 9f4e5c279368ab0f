"""Questions as the CMS sees them, with what is known of them beside their words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from models import categories, items, reports, schedules
from models.editing import Sheet
from models.schedules import Schedule
from rules import items as analysis
from rules.content import Content, Wording
from rules.items import Flag
from rules.media import Medium
from web.composing import direction
from web.wires import wires


def listed(connection: Connection, sheets: Sequence[Sheet]) -> list[dict[str, Any]]:
    """Questions as QuestionItemSchema has them; a few statements for all of them."""
    ids = [sheet.id for sheet in sheets]
    flags = items.flags_of(connection, [(sheet.id, analysis.version(sheet.content)) for sheet in sheets])
    planned, open_reports = schedules.of(connection, ids), reports.counts(connection, ids)
    names = categories.named(connection, {sheet.category_id for sheet in sheets})
    return [
        {
            **_plain(sheet),
            "category": names[sheet.category_id],
            "flags": [flag.code for flag in flags.get(sheet.id, ())],
            "reports": open_reports.get(sheet.id, 0),
            "schedules": [_schedule(one) for one in planned.get(sheet.id, ())],
        }
        for sheet in sheets
    ]


def whole(connection: Connection, sheet: Sheet) -> dict[str, Any]:
    """A question as QuestionSheetSchema has it."""
    [item] = listed(connection, [sheet])
    version = (sheet.id, analysis.version(sheet.content))
    found = items.measured(connection, {version: analysis.key_of(sheet.content)}).get(version)
    return {
        **item,
        **words(sheet.content),
        "flags": [_flag(flag) for flag in items.flags_of(connection, [version]).get(sheet.id, ())],
        "missing": [lang for lang in wires().bank.langs() if lang not in sheet.langs],
        "statistics": None if found is None else _statistics(found.stats),
        "published_at": sheet.published_at,
    }


def words(content: Content) -> dict[str, Any]:
    """What a question says, and what is right."""
    return {
        "kind": content.kind,
        "wordings": [_wording(words) for words in content.wordings],
        "correct": list(content.correct),
        "spans": [{"low": format(span.low, "f"), "high": format(span.high, "f")} for span in content.spans],
        "media": medium(content.medium),
    }


def medium(found: Medium | None) -> dict[str, Any] | None:
    """A medium with its address."""
    return None if found is None else {**vars(found), "url": wires().media.url(found.id)}


def _plain(sheet: Sheet) -> dict[str, Any]:
    original = sheet.content.wordings[0]
    names = (
        *("id", "kind", "difficulty", "state", "revision", "edition", "tags", "source", "licence", "time_limit_ms"),
        *("created_at", "updated_at"),
    )
    return {name: getattr(sheet, name) for name in names} | {
        "stem": original.stem,
        "lang": original.lang,
        "dir": direction(original.lang),
        "translations": [{"lang": words.lang, "state": words.state} for words in sheet.content.wordings],
        "media": medium(sheet.content.medium),
    }


def _wording(words: Wording) -> dict[str, Any]:
    return {**vars(words), "dir": direction(words.lang)}


def _schedule(schedule: Schedule) -> dict[str, Any]:
    return {"lang": schedule.lang or None, "to": schedule.state, "at": schedule.at, "refused": schedule.refused}


def _flag(flag: Flag) -> dict[str, Any]:
    return {"code": flag.code, "option": flag.option, "value": flag.value, "limit": flag.limit}


def _statistics(stats: analysis.Stats) -> dict[str, Any]:
    return {
        "answers": stats.n,
        "share_right": stats.share_right,
        "discrimination": analysis.discrimination(stats),
        "median_ms": stats.median_ms,
        "p90_ms": stats.p90_ms,
        "chosen": stats.chosen,
        "chosen_good": stats.chosen_good,
    }
