"""The words of the pages for officers, in English: the catalogues say them in other languages."""

from collections.abc import Mapping

from certsvc.credentials.differences import Part
from certsvc.domain.corrections import CorrectionState
from certsvc.web.pages.speech import worded

PARTS: Mapping[str, str] = {
    Part.NAME: worded("Name"),
    Part.LATIN_NAME: worded("Name in Latin letters"),
    Part.EMAIL: worded("E-mail address"),
    Part.INSTITUTION: worded("Institution"),
    Part.MEMBERS: worded("Team members"),
    Part.TITLE: worded("Title"),
    Part.DESCRIPTION: worded("Description"),
    Part.CRITERIA: worded("What had to be done"),
    Part.LANGUAGE: worded("Language"),
    Part.VERSION: worded("Version of the programme"),
    Part.COMPETENCIES: worded("Competencies"),
    Part.COURSE: worded("Course"),
    Part.DEVELOPERS: worded("Course developed by"),
    Part.SCORE: worded("Score"),
    Part.HOURS: worded("Learning hours"),
    Part.MODE: worded("Mode"),
    Part.RESULT: worded("Result"),
    Part.NEEDED: worded("Needed"),
    Part.EARNED_ON: worded("Earned on"),
    Part.LAST_ACTIVITY: worded("Last course completed"),
    Part.COHORT: worded("Cohort"),
    Part.HOW_EARNED: worded("How it was earned"),
    Part.ISSUER: worded("Issuer"),
    Part.CENTRE: worded("Assessing centre"),
    Part.VALID_UNTIL: worded("Valid until"),
    Part.OTHER: worded("Other fields"),
}
"""What differs between two versions of a certificate."""

STATES: Mapping[CorrectionState, str] = {
    CorrectionState.ASKED: worded("Waiting"),
    CorrectionState.APPROVED: worded("Approved"),
    CorrectionState.DECLINED: worded("Declined"),
    CorrectionState.WITHDRAWN: worded("Withdrawn"),
}
