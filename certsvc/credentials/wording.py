"""The few words that a credential adds to its data, in the languages of the network.

Hours stand as ``label: number``, so that no language needs plural forms of ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import LanguageTag


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words, as templates with named places; ``quoted`` has one place for a title.

    ``listed`` joins the items of a list, ``parted`` two facts. ``organisation`` and ``team``: as what
    somebody was honoured. ``presidency``: the role of who presides over the network.
    """

    completed: str
    completed_with_facts: str
    hours: str
    modes: str
    score_in: str
    hours_in: str
    mode_in: str
    quoted: str
    listed: str
    parted: str
    mode_names: Mapping[Mode, str]
    conferred: str
    members: str
    organisation: str
    team: str
    presidency: str


def _mode_names(online: str, on_site: str, blended: str, smart_classroom: str) -> Mapping[Mode, str]:
    return MappingProxyType(
        {
            Mode.ONLINE: online,
            Mode.ON_SITE: on_site,
            Mode.BLENDED: blended,
            Mode.SMART_CLASSROOM: smart_classroom,
        }
    )


_ENGLISH = Wording(
    completed="Earned by completing {courses}.",
    completed_with_facts="Earned by completing {courses} ({facts}).",
    hours="learning hours: {hours}",
    modes="mode: {modes}",
    score_in="Score: {course}",
    hours_in="Learning hours: {course}",
    mode_in="Mode: {course}",
    quoted="“{}”",
    listed=", ",
    parted="; ",
    mode_names=_mode_names("online", "on site", "blended", "Smart Classroom"),
    conferred="Conferred by decision of the secretariat, edition {edition}.",
    members="Members of the team: {members}.",
    organisation="Institution",
    team="Team",
    presidency="Rotating President {year}",
)

_WORDINGS: Mapping[str, Wording] = MappingProxyType(
    {
        "en": _ENGLISH,
        "fr": Wording(
            completed="Obtenue après avoir suivi avec succès {courses}.",
            completed_with_facts="Obtenue après avoir suivi avec succès {courses} ({facts}).",
            hours="heures de formation : {hours}",
            modes="modalité : {modes}",
            score_in="Note : {course}",
            hours_in="Heures de formation : {course}",
            mode_in="Modalité : {course}",
            quoted="« {} »",
            listed=", ",
            parted=" ; ",
            mode_names=_mode_names("en ligne", "en présentiel", "hybride", "Smart Classroom"),
            conferred="Décerné par décision du secrétariat, édition {edition}.",
            members="Membres de l’équipe : {members}.",
            organisation="Établissement",
            team="Équipe",
            presidency="Présidence tournante {year}",
        ),
        "ar": Wording(
            completed="مُنحت بعد إتمام {courses}.",
            completed_with_facts="مُنحت بعد إتمام {courses} ({facts}).",
            hours="ساعات التعلّم: {hours}",
            modes="نمط الدراسة: {modes}",
            score_in="الدرجة: {course}",
            hours_in="ساعات التعلّم: {course}",
            mode_in="نمط الدراسة: {course}",
            quoted="«{}»",
            listed="، ",
            parted="؛ ",
            mode_names=_mode_names("عبر الإنترنت", "حضوري", "مدمج", "الفصل الذكي"),
            conferred="مُنحت بقرار من الأمانة، دورة {edition}.",
            members="أعضاء الفريق: {members}.",
            organisation="مؤسسة",
            team="فريق",
            presidency="الرئاسة الدورية {year}",
        ),
        "id": Wording(
            completed="Diperoleh setelah menyelesaikan {courses}.",
            completed_with_facts="Diperoleh setelah menyelesaikan {courses} ({facts}).",
            hours="jam belajar: {hours}",
            modes="moda: {modes}",
            score_in="Nilai: {course}",
            hours_in="Jam belajar: {course}",
            mode_in="Moda: {course}",
            quoted="“{}”",
            listed=", ",
            parted="; ",
            mode_names=_mode_names("daring", "tatap muka", "campuran", "Smart Classroom"),
            conferred="Dianugerahkan dengan keputusan sekretariat, edisi {edition}.",
            members="Anggota tim: {members}.",
            organisation="Lembaga",
            team="Tim",
            presidency="Presiden Bergilir {year}",
        ),
        "uz": Wording(
            completed="{courses} muvaffaqiyatli yakunlangani uchun berildi.",
            completed_with_facts="{courses} muvaffaqiyatli yakunlangani uchun berildi ({facts}).",
            hours="oʻquv soatlari: {hours}",
            modes="oʻqish shakli: {modes}",
            score_in="Ball: {course}",
            hours_in="Oʻquv soatlari: {course}",
            mode_in="Oʻqish shakli: {course}",
            quoted="“{}”",
            listed=", ",
            parted="; ",
            mode_names=_mode_names("onlayn", "anʼanaviy", "aralash", "Smart Classroom"),
            conferred="Kotibiyat qaroriga binoan berildi, {edition}-yilgi tanlov.",
            members="Jamoa aʼzolari: {members}.",
            organisation="Muassasa",
            team="Jamoa",
            presidency="Rotatsion rais {year}",
        ),
        "uz-Cyrl": Wording(
            completed="{courses} муваффақиятли якунлангани учун берилди.",
            completed_with_facts="{courses} муваффақиятли якунлангани учун берилди ({facts}).",
            hours="ўқув соатлари: {hours}",
            modes="ўқиш шакли: {modes}",
            score_in="Балл: {course}",
            hours_in="Ўқув соатлари: {course}",
            mode_in="Ўқиш шакли: {course}",
            quoted="«{}»",
            listed=", ",
            parted="; ",
            mode_names=_mode_names("онлайн", "анъанавий", "аралаш", "Smart Classroom"),
            conferred="Котибият қарорига биноан берилди, {edition} йилги танлов.",
            members="Жамоа аъзолари: {members}.",
            organisation="Муассаса",
            team="Жамоа",
            presidency="Ротацион раис {year}",
        ),
        "ru": Wording(
            completed="Присвоено за успешное завершение: {courses}.",
            completed_with_facts="Присвоено за успешное завершение: {courses} ({facts}).",
            hours="учебных часов: {hours}",
            modes="форма обучения: {modes}",
            score_in="Балл: {course}",
            hours_in="Учебные часы: {course}",
            mode_in="Форма обучения: {course}",
            quoted="«{}»",
            listed=", ",
            parted="; ",
            mode_names=_mode_names("онлайн", "очная", "смешанная", "Smart Classroom"),
            conferred="Присуждено решением секретариата, выпуск {edition} года.",
            members="Члены коллектива: {members}.",
            organisation="Организация",
            team="Коллектив",
            presidency="Ротационное председательство {year}",
        ),
        "es": Wording(
            completed="Obtenida por completar {courses}.",
            completed_with_facts="Obtenida por completar {courses} ({facts}).",
            hours="horas de aprendizaje: {hours}",
            modes="modalidad: {modes}",
            score_in="Calificación: {course}",
            hours_in="Horas de aprendizaje: {course}",
            mode_in="Modalidad: {course}",
            quoted="«{}»",
            listed=", ",
            parted="; ",
            mode_names=_mode_names("en línea", "presencial", "semipresencial", "Smart Classroom"),
            conferred="Concedido por decisión de la secretaría, edición de {edition}.",
            members="Miembros del equipo: {members}.",
            organisation="Institución",
            team="Equipo",
            presidency="Presidencia rotatoria {year}",
        ),
        "zh": Wording(
            completed="因完成{courses}而获得。",
            completed_with_facts="因完成{courses}而获得（{facts}）。",
            hours="学时：{hours}",
            modes="学习方式：{modes}",
            score_in="成绩：{course}",
            hours_in="学时：{course}",
            mode_in="学习方式：{course}",
            quoted="《{}》",
            listed="、",
            parted="；",
            mode_names=_mode_names("线上", "线下", "混合式", "智慧教室"),
            conferred="由秘书处决定授予（{edition} 年度）。",
            members="团队成员：{members}。",
            organisation="机构",
            team="团队",
            presidency="{year} 年轮值主席",
        ),
    }
)

LANGUAGES = tuple(LanguageTag(tag) for tag in _WORDINGS)
"""The languages that a credential can be written in."""


def wording_for(tag: LanguageTag) -> Wording:
    """The words for ``tag``, else for its primary language, else in English."""
    return _WORDINGS.get(tag) or _WORDINGS.get(tag.partition("-")[0]) or _ENGLISH


def narrative_sentence(
    words: Wording, titles: Sequence[str], *, hours: str | None, modes: Sequence[Mode]
) -> str:
    """How the credential was earned, in one sentence: courses, then hours and modes where known."""
    courses = words.listed.join(words.quoted.format(title) for title in titles)
    facts = []
    if hours is not None:
        facts.append(words.hours.format(hours=hours))
    if modes:
        facts.append(words.modes.format(modes=words.listed.join(words.mode_names[mode] for mode in modes)))
    if not facts:
        return words.completed.format(courses=courses)
    return words.completed_with_facts.format(courses=courses, facts=words.parted.join(facts))
