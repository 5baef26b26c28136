"""Awards to look at: an institution, a team, and a team of as many as there may be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from certsvc.credentials.certification import Certification
from certsvc.domain.awards import Award
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind

_CITATION = {
    "en": "For forty micro-courses in four languages, made by their own lecturers for the whole network.",
    "fr": "Pour quarante micro-cours en quatre langues, conçus par ses enseignants pour tout le réseau.",
    "ar": "لأربعين مقررًا مصغّرًا بأربع لغات أعدّها أعضاء هيئة التدريس وأتاحوها للشبكة كلها.",
    "id": "Atas empat puluh kursus mikro dalam empat bahasa, dibuat para dosennya untuk seluruh jaringan.",
    "uz": "Oʻz oʻqituvchilari butun tarmoq uchun toʻrt tilda yaratgan qirqta mikrokurs uchun.",
    "uz-Cyrl": "Ўз ўқитувчилари бутун тармоқ учун тўрт тилда яратган қирқта микрокурс учун.",
    "ru": "За сорок микрокурсов на четырёх языках, созданных собственными преподавателями для всей сети.",
    "es": "Por cuarenta microcursos en cuatro idiomas, creados por su propio profesorado para toda la red.",
    "zh": "表彰其教师团队用四种语言开发四十门微课程，并与整个联盟共享。",
}
_TEAM = {
    "en": ("Micro-Course Studio Zaria", ""),
    "fr": ("Atelier des micro-cours", ""),
    "ar": ("استوديو المقررات المصغّرة", "Micro-Course Studio"),
    "id": ("Studio Kursus Mikro", ""),
    "uz": ("Mikrokurslar ijodiy jamoasi", ""),
    "uz-Cyrl": ("Микрокурслар ижодий жамоаси", "Mikrokurslar ijodiy jamoasi"),
    "ru": ("Студия микрокурсов", "Micro-Course Studio"),
    "es": ("Estudio de microcursos", ""),
    "zh": ("微课程工作室", "Micro-Course Studio"),
}
_MEMBERS = {
    "en": ("Amina Yusuf", "Chinedu Okoro", "Ọláìyá Adébáyọ̀"),
    "ar": ("أمينة يوسف", "محمد عبد الرحمن السيد", "Chinedu Okoro", "فاطمة الزهراء"),
    "ru": ("Екатерина Щербакова", "Ольга Ким", "Ўктам Ғаниев"),
    "zh": ("王小明", "欧阳文静", "李伟"),
}
MOST_MEMBERS = 50


def honoured(language: str, example: Certification) -> Iterator[tuple[str, Certification]]:
    """Kinds and what was conferred, in ``language``; everything else as in ``example``."""
    name, latin = _TEAM[language]
    members = _MEMBERS.get(language, _MEMBERS["en"])
    team = _conferral(language, RecipientKind.TEAM, name, latin_name=latin, members=members)
    many = tuple(f"{members[n % len(members)]} {n + 1}" for n in range(MOST_MEMBERS))
    citation = " ".join([_CITATION[language]] * 4)[:400].rstrip()
    for kind, decision in (
        ("institution", _conferral(language, RecipientKind.ORGANISATION, example.institution)),
        ("team", team),
        ("team-of-fifty", replace(team, members=many, citation=citation)),
    ):
        conferred = example.award.micro_certification
        award = Award(decision.recipient, conferred, (), decision.decided_on, decision)
        yield kind, replace(example, award=award)


def _conferral(
    language: str,
    kind: RecipientKind,
    name: str,
    *,
    latin_name: str = "",
    members: tuple[str, ...] = (),
) -> Conferral:
    return Conferral(
        micro_certification=MicroCertificationCode("PIONEER-MC"),
        kind=kind,
        name=name,
        partner=PartnerCode("ABU"),
        decided_on=date(2026, 11, 20),
        edition="2026",
        members=members,
        citation=_CITATION[language],
        latin_name=latin_name,
        language=LanguageTag(language),
    )
