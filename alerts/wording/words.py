"""The words of the glossary, Danish and English side by side; knows words only."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["da", "en"]

DUTIES: Final[dict[str, tuple[str, str]]] = {
    "first-interview": ("Første samtale", "First interview"),
    "interviews-in-period": ("Samtaler i perioden", "Interviews in the period"),
    "interview-interval": ("Løbende samtaler", "Running interviews"),
    "joint-interview-1": ("1. fællessamtale", "1st joint interview"),
    "joint-interview-2": ("2. fællessamtale", "2nd joint interview"),
    "joint-interview-3": ("3. fællessamtale", "3rd joint interview"),
    "a-kasse-interviews": ("Samtaler i a-kassen", "Interviews in the a-kasse"),
    "first-offer": ("Første tilbud (ret og pligt)", "First offer (right and duty)"),
    "repeated-offer": ("Nyt tilbud", "New offer"),
    "mentor-contact": ("Mentorkontakt", "Contact with the mentor"),
}
STATUSES: Final[dict[str, tuple[str, str]]] = {
    "pending": ("Inden for fristen", "pending"),
    "fulfilled": ("Opfyldt", "fulfilled"),
    "overdue": ("Overskredet", "overdue"),
    "fulfilled-late": ("Opfyldt for sent", "fulfilled late"),
    "suspended": ("Fristen står stille", "the clock stands still"),
    "lapsed": ("Bortfaldet", "lapsed"),
    "outstanding": ("Ikke opfyldt (tæller i 75 %)", "outstanding (counts in the 75 %)"),
}
MEASURES: Final[dict[str, tuple[str, str]]] = {
    "statutory-interviews": ("Lovbestemt antal samtaler", "Statutory number of interviews"),
    "early-interviews": ("Tidlig indsats: samtaler", "Early effort: interviews"),
    "early-offer": ("Tidlig indsats: tilbud", "Early effort: offers"),
    "offer-in-time": ("Aktivt tilbud ved ret og pligt", "Active offer at the time of right and duty"),
    "active-year": ("Aktiv indsats seneste 12 mdr.", "Active effort in the last 12 months"),
    "focus-offer": ("Fokusmål 1", "Focus measure 1"),
    "focus-interviews": ("Fokusmål 2", "Focus measure 2"),
    "duty-kept": ("Alle frister holdt", "All deadlines kept"),
}
KINDS: Final[dict[str, tuple[str, str]]] = {
    "due-soon": ("Frist nærmer sig", "Due soon"),
    "overdue": ("Frist overskredet", "Overdue"),
    "passive-soon": ("Snart 12 mdr. uden indsats", "Soon 12 months without effort"),
    "passive": ("12 mdr. uden aktiv indsats", "12 months without active effort"),
    "outcome-missing": ("Mangler registrering", "Outcome missing"),
}
SHEET: Final[dict[str, tuple[str, str]]] = {
    "closed": ("Afsluttet", "closed"),
    "unverified": ("ikke bekræftet regel", "unverified rule"),
    "probable": ("sandsynlig regel", "probable rule"),
    "due": ("frist", "due"),
    "held": ("afholdt", "held"),
    "why": ("hvorfor", "why"),
    "cure": ("hvad skal der ske", "what has to happen"),
    "frikommune": (
        "frikommune, delvist fritaget (fristerne er uændrede)",
        "frikommune, partly exempt (the deadlines are unchanged)",
    ),
    "no-benefit": ("ingen løbende ydelse", "no running benefit"),
    "no-obligations": ("Ingen frister", "No deadlines"),
    "counted-from": ("startdato", "counted from"),
    "seniority": ("anciennitet, mdr.", "seniority, months"),
    "passive": ("12 mdr. uden aktiv indsats", "12 months without active effort"),
    "next-change": ("næste ændring", "next change"),
    "measures": ("mål", "measures"),
    "met": ("opfyldt", "met"),
    "unmet": ("ikke opfyldt", "not met"),
}

THEMES: Final[dict[str, tuple[str, str]]] = {
    "employment": ("beskæftigelse", "employment"),
    "one-plan": ("én plan", "one plan"),
    "housing": ("boliger", "housing"),
    "specialised-social": ("det specialiserede socialområde", "specialised social services"),
    "children": ("børn og unge", "children and young people"),
    "acute-health": ("det nære sundhedsvæsen", "acute health care"),
    "other": ("andet tema", "another theme"),
}


def word(table: dict[str, tuple[str, str]], name: str, language: Language) -> str:
    """The word for a name in a language; the name itself where the glossary has none."""
    found = table.get(name)
    return name if found is None else found[language == "en"]
