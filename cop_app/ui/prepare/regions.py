"""The names of the 25 safety regions (Wet veiligheidsregio's, bijlage), to choose one's own from."""

REGIONS = (
    "Amsterdam-Amstelland", "Brabant-Noord", "Brabant-Zuidoost", "Drenthe", "Flevoland", "Fryslân", "Gelderland-Midden",
    "Gelderland-Zuid", "Gooi en Vechtstreek", "Groningen", "Haaglanden", "Hollands Midden", "IJsselland",
    "Kennemerland", "Limburg-Noord", "Midden- en West-Brabant", "Noord- en Oost-Gelderland", "Noord-Holland Noord",
    "Rotterdam-Rijnmond", "Twente", "Utrecht", "Zaanstreek-Waterland", "Zeeland", "Zuid-Holland Zuid", "Zuid-Limburg",
)  # fmt: skip


def region_names(designs: tuple[str, ...]) -> tuple[str, ...]:
    """Return the regions to choose from: those of the chain designs here first, then all others, as "VR naam"."""
    own = tuple(dict.fromkeys(designs))
    return (*own, *(f"VR {name}" for name in REGIONS if f"VR {name}" not in own))
