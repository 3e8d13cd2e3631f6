"""A feature of a reference source as the card shows it: every property with its source and how old that is."""

from __future__ import annotations

import re

from cop_app.bootstrap.features import HeldFeature
from cop_app.bootstrap.moment import Moment
from cop_app.domain.clock import age_text
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _
from cop_app.map.mark_words import number_text
from cop_app.map.symbol_choice import symbol_for, symbol_text
from cop_app.ui.object_view import shape_text
from cop_app.ui.presenter import column_of, time_of
from cop_app.ui.views import AttributeView, Glyph, ObjectCardView, OpgaveView

_FIRST = ("naam", "name", "adres", "straat", "huisnummer", "postcode", "plaats", "soort", "status", "categorie",
          "inwoners", "diameter", "druk", "bouwjaar", "oorspronkelijkbouwjaar", "openingstijden")  # fmt: skip
_NEVER = frozenset({"fictief", "fid", "geom", "geometry"})
_CODED = re.compile(r"[_\s]+")


def feature_view(moment: Moment, feature: HeldFeature) -> ObjectCardView:
    """Return the card of a feature; nothing of it can be changed, but a value can be put beside it."""
    source, kind = feature.source, class_named(feature.source.item_class)
    glyph, words = _state(moment, source.name)
    said = {name: value for name, value in feature.properties.items() if name not in _NEVER and value not in (None, "")}
    names = sorted(said, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    values = [_attribute(moment, feature, name, number_text(said[name])) for name in names]
    if feature.shape is not None:
        values.append(_attribute(moment, feature, _("plaats_en_vorm"), shape_text(feature.shape)))
    title = feature.title or kind.name
    detail = " · ".join(dict.fromkeys((kind.name, source.organisation, source.name.replace("_", " "))))
    return ObjectCardView(
        feature.id, title, detail, symbol_for(source.item_class, feature.properties), column_of(source.organisation),
        words, glyph, tuple(values), editable=not moment.looking_back,
        sign_text=symbol_text(source.item_class, feature.properties),
    )  # fmt: skip


def _state(moment: Moment, source: str) -> tuple[Glyph, str]:
    """Return what is the matter with the source it came from."""
    state = moment.sources.get(source)
    if state is None:
        return Glyph.OFF, _("Bron nu niet gevraagd")
    fetched = time_of(state.facts.fetched_at)
    if state.dead_since:
        return Glyph.DEAD, _("Bron dood sinds {tijd}, opgehaald {eerder}").format(
            tijd=time_of(state.dead_since), eerder=fetched
        )  # fmt: skip
    if not state.facts.in_time:
        return Glyph.HALF, _("Verouderd: opgehaald {tijd}").format(tijd=fetched)
    return Glyph.NONE, ""


def _attribute(moment: Moment, feature: HeldFeature, name: str, value: str) -> AttributeView:
    state = moment.sources.get(feature.source.name)
    at = state.facts.fetched_at if state is not None else 0
    shown = OpgaveView(
        feature.id, value, feature.source.organisation, column_of(feature.source.organisation),
        time_of(at) if at else "", age_text(moment.now - at) if at else "",
        lines=((_("opgehaald"), time_of(at)),) * bool(at),
    )  # fmt: skip
    return AttributeView(name, _CODED.sub(" ", name).capitalize(), (shown,))
