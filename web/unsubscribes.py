"""One-click unsubscribe (RFC 8058): the link of a mail ends mail of its category; whoever has the link may."""

from html import escape
from uuid import UUID

from flask import Response, current_app

from models import notification_preferences, players
from rules import unsubscribing
from rules.notice_forms import Category
from rules.notice_mails import NAMES, STOP, STOPPED, SURE
from rules.notices import language
from rules.words import Language
from web.bodies import Blueprint
from web.composing import direction
from web.errors import Problem, document_problems
from web.wires import wires

blueprint = Blueprint(
    "unsubscribes", __name__, url_prefix="/v1/unsubscribes", description="The way out that every such mail has."
)

_HTML = "text/html; charset=utf-8"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_UNKNOWN = "`link_unknown`: it is no link of ours"
_PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Buzzline</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 32rem; margin: 20vh auto; padding: 0 1rem; }}
button {{ font: inherit; padding: .6rem 1.2rem; }}
</style>
<main><h1>Buzzline</h1><p>{said}</p>{form}</main>
</html>
"""
_FORM = '<form method="post"><button name="List-Unsubscribe" value="One-Click">{stop}</button></form>'


@blueprint.route("/<token>")
@blueprint.response(200, {"type": "string"}, content_type="text/html", description="A page with one button.")
@document_problems(404, 503, s404=_UNKNOWN)
def ask_to_unsubscribe(token: str) -> Response:
    """A page that asks whether mail of a category is to end; to read it ends nothing"""
    _, category, lang = _named(token)
    return _page(lang, SURE[lang].format(about=NAMES[lang][category]), _FORM.format(stop=escape(STOP[lang])))


@blueprint.route("/<token>", methods=["POST"])
@blueprint.response(200, {"type": "string"}, content_type="text/html", description="It has ended, or had before.")
@document_problems(404, 503, s404=_UNKNOWN)
def unsubscribe(token: str) -> Response:
    """End mail of a category, as `List-Unsubscribe-Post: List-Unsubscribe=One-Click` does; the body does not count"""
    player, category, lang = _named(token)
    with wires().postgres.begin() as connection:
        if players.hold(connection, player):
            notification_preferences.decline(connection, player, category, "mail")
    return _page(lang, STOPPED[lang].format(about=NAMES[lang][category]))


def _named(token: str) -> tuple[UUID, Category, Language]:
    """Whose mail of what it is, and a language to say so in. Raises Problem 404."""
    found = unsubscribing.read(current_app.config["SETTINGS"].secret_keys, token)
    if found is None:
        raise Problem(404, "link_unknown", "That is no link of ours, or a part of one; open it from the mail again.")
    player, category = found
    with wires().postgres.connect() as connection:
        return player, category, language(players.languages(connection, [player]).get(player, ()))


def _page(lang: Language, said: str, form: str = "") -> Response:
    page = _PAGE.format(lang=lang, dir=direction(lang), said=escape(said), form=form)
    return Response(page, content_type=_HTML, headers={"Content-Security-Policy": _POLICY})
