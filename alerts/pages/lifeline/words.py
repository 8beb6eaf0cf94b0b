"""What the lifeline is told in, Danish and English side by side; knows words only (those of the glossary where it has one)."""

from __future__ import annotations

from typing import Final

from alerts.wording.words import Language

GROUPS: Final[dict[str, tuple[str, str]]] = {
    "dagpenge": ("Dagpenge", "Unemployment benefit"),
    "jobparat": ("Jobparat", "Ready for work"),
    "aktivitetsparat": ("Aktivitetsparat", "Ready for activities"),
    "uddannelsesparat": ("Uddannelsesparat", "Ready for education"),
    "aabenlyst-uddannelsesparat": ("Åbenlyst uddannelsesparat", "Clearly ready for education"),
    "ung-aktivitetsparat": ("Aktivitetsparat ung", "Young, ready for activities"),
    "sygedagpenge": ("Sygedagpenge", "Sickness benefit"),
    "jobafklaring": ("Jobafklaringsforløb", "Job clarification"),
    "ressourceforloeb": ("Ressourceforløb", "Resource programme"),
    "ledighedsydelse": ("Ledighedsydelse", "Flexi-job unemployment benefit"),
    "revalidering": ("Revalidering", "Rehabilitation"),
}
BENEFITS: Final[dict[str, tuple[str, str]]] = {
    "dagpenge": ("dagpenge", "unemployment benefit"),
    "kontanthjaelp": ("kontanthjælp", "social assistance"),
    "integrationsydelse": ("integrationsydelse", "integration benefit"),
    "uddannelseshjaelp": ("uddannelseshjælp", "education assistance"),
    "overgangsydelse": ("overgangsydelse", "transition benefit"),
    "sho-ydelse": ("selvforsørgelses- og hjemrejseydelse", "self-support and repatriation benefit"),
    "sygedagpenge": ("sygedagpenge", "sickness benefit"),
    "ressourceforloebsydelse": ("ressourceforløbsydelse", "resource programme benefit"),
    "ledighedsydelse": ("ledighedsydelse", "flexi-job unemployment benefit"),
    "revalideringsydelse": ("revalideringsydelse", "rehabilitation benefit"),
}
PAUSES: Final[dict[str, tuple[str, str]]] = {
    "holiday": ("Ferie", "Holiday"),
    "sickness": ("Sygdom", "Sickness"),
    "maternity": ("Barsel", "Maternity leave"),
    "education": ("Uddannelse", "Education"),
    "temporary-work": ("Midlertidigt arbejde", "Temporary work"),
    "civic-duty": ("Borgerligt ombud", "Civic duty"),
    "free-period": ("Fritagelsesperiode", "Free period"),
    "other": ("Andet fravær", "Other absence"),
    "interviews": ("Fritaget for samtaler", "Exempt from interviews"),
    "offers": ("Fritaget for tilbud", "Exempt from offers"),
    "all": ("Fritaget for samtaler og tilbud", "Exempt from interviews and offers"),
    "national-stop": ("Indsatsen sat på pause i hele landet", "National suspension"),
    "off-benefit": ("Uden dagpenge", "Off the benefit"),
}
OFFERS: Final[dict[str, tuple[str, str]]] = {
    "virksomhedspraktik": ("Virksomhedspraktik", "Work placement"),
    "nytteindsats": ("Nytteindsats", "Community work"),
    "loentilskud": ("Løntilskud", "Wage subsidy"),
    "vejledning-opkvalificering": ("Vejledning og opkvalificering", "Guidance and upskilling"),
    "oevrig-vejledning": ("Øvrig vejledning", "Other guidance"),
    "laese-skrive-kursus": ("Læse- og skrivekursus", "Reading and writing course"),
    "realkompetence": ("Vurdering af realkompetence", "Assessment of prior learning"),
    "voksenlaerling": ("Voksenlærling", "Adult apprenticeship"),
    "other": ("Andet tilbud", "Other offer"),
}
SHAPES: Final[dict[str, tuple[str, str]]] = {
    "held": ("Samtale holdt", "Interview held"),
    "joint": ("Fællessamtale holdt", "Joint interview held"),
    "a-kasse": ("Samtale i a-kassen holdt", "Interview held by the a-kasse"),
    "uncounted": ("Holdt, tæller ikke i fristerne", "Held, does not count"),
    "planned": ("Indkaldt", "Summoned"),
    "awaiting": ("Mangler registrering", "Outcome missing"),
    "missed": ("Udeblevet", "Missed"),
    "cancelled": ("Aflyst", "Cancelled"),
    "moved": ("Ombooket herfra", "Moved from here"),
}
FORMS: Final[dict[str, tuple[str, str]]] = {
    "in-person": ("ved fremmøde", "in person"),
    "phone": ("telefon", "by phone"),
    "video": ("video", "by video"),
    "digital": ("digitalt", "digitally"),
    "letter": ("brev", "by letter"),
}
ACTORS: Final[dict[str, tuple[str, str]]] = {
    "jobcentre": ("jobcentret", "the jobcentre"),
    "a-kasse": ("a-kassen", "the a-kasse"),
    "other-actor": ("anden aktør", "another actor"),
}
PHRASES: Final[dict[str, tuple[str, str]]] = {
    "today": ("I dag", "Today"),
    "judged-on": ("Set fra", "Seen from"),
    "benefit": ("Ydelse", "Benefit"),
    "pauses": ("Pauser", "Pauses"),
    "interviews": ("Samtaler", "Interviews"),
    "offers": ("Tilbud", "Offers"),
    "work": ("Arbejde og mentor", "Work and mentor"),
    "work-hours": ("Arbejde, {hours} timer i alt", "Work, {hours} hours in all"),
    "mentor": ("Mentor", "Mentor"),
    "mentor-contacts": ("Mentor, {count} kontakter", "Mentor, {count} contacts"),
    "offer-uncounted": ("tæller ikke som tilbud", "does not count as an offer"),
    "moved-to": ("ombooket fra {from} til {to}", "moved from {from} to {to}"),
    "open-end": ("ingen slutdato", "no end known"),
    "by": ("hos {who}", "with {who}"),
    "held-of": ("{held} af {needed}", "{held} of {needed}"),
    "held-of-said": ("{held} af {needed} holdt", "{held} of {needed} held"),
    "due": ("senest {day}", "by {day}"),
    "was-due": ("fristen var {day}", "was due {day}"),
    "met-on": ("opfyldt {day}", "fulfilled {day}"),
    "a-kasse-owes": ("a-kassens opgave", "the a-kasse's duty"),
    "share": ("tæller i kommunens 75 %", "counts in the municipality's 75 %"),
    "and-more": ("+ {count} tidligere", "+ {count} earlier"),
}


def said(name: str, language: Language, **values: object) -> str:
    """A phrase with its values."""
    return PHRASES[name][language == "en"].format(**values)
