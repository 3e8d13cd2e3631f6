"""The functions people take at the start of their duty, with the team, organisation and column they usually act for.

Persons are never in the program: who acts is a function. The list is a default [general knowledge; regions differ]; a
function that is not in it is still one that can act, for the safety region.
"""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.domain.incident import Actor, Column, Team


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its code (what is written in the log), its name in full, and for whom it usually acts."""

    code: str
    name: str
    team: Team
    organisation: str = "Veiligheidsregio"
    column: Column = Column.MULTI


FUNCTIONS: dict[str, Function] = {
    row.code: row
    for row in (
        Function("CaCo", "Calamiteitencoördinator", Team.MK, "Meldkamer"),
        Function("Leider CoPI", "Leider commando plaats incident", Team.COPI),
        Function("IM CoPI", "Informatiemanager CoPI", Team.COPI),
        Function("Plotter CoPI", "Plotter CoPI", Team.COPI),
        Function("OvD-B", "Officier van dienst brandweer", Team.COPI, "Brandweer", Column.BRW),
        Function("OvD-P", "Officier van dienst politie", Team.COPI, "Politie", Column.POL),
        Function("OvD-G", "Officier van dienst geneeskundig", Team.COPI, "GHOR", Column.GZ),
        Function("OvD-Bz", "Officier van dienst bevolkingszorg", Team.COPI, "Gemeente", Column.BZ),
        Function("AGS", "Adviseur gevaarlijke stoffen", Team.COPI, "Brandweer", Column.BRW),
        Function("OL", "Operationeel leider", Team.ROT),
        Function("IM ROT", "Informatiemanager ROT", Team.ROT),
        Function("Plotter ROT", "Plotter ROT", Team.ROT),
        Function("MPL", "Meetplanleider", Team.ROT, "Brandweer", Column.BRW),
        Function("GAGS", "Gezondheidskundig adviseur gevaarlijke stoffen", Team.ROT, "GGD", Column.GZ),
        Function("AC-B", "Algemeen commandant brandweer", Team.AC, "Brandweer", Column.BRW),
        Function("AC-P", "Algemeen commandant politie", Team.AC, "Politie", Column.POL),
        Function("AC-GZ", "Algemeen commandant geneeskundige zorg", Team.AC, "GHOR", Column.GZ),
        Function("AC-Bz", "Algemeen commandant bevolkingszorg", Team.AC, "Gemeente", Column.BZ),
        Function("HIN SGBO", "Hoofd informatie", Team.SGBO, "Politie", Column.POL),
        Function("HMOB SGBO", "Hoofd mobiliteit", Team.SGBO, "Politie", Column.POL),
        Function("Hoofd omgevingszorg", "Hoofd omgevingszorg", Team.TBZ, "Gemeente", Column.BZ),
        Function("HCOM", "Hoofd crisiscommunicatie", Team.TBZ, "Gemeente", Column.BZ),
        Function("Burgemeester", "Burgemeester", Team.GBT, "Gemeente", Column.BZ),
        Function("Voorzitter VR", "Voorzitter veiligheidsregio", Team.RBT),
    )
}


def actor_for(function: str, organisation: str = "") -> Actor:
    """Return who acts in a function; `organisation` replaces the usual one where a laptop belongs to another."""
    row = FUNCTIONS.get(function) or Function(function, function, Team.COPI)
    return Actor(row.code, row.team, organisation or row.organisation, row.column)
