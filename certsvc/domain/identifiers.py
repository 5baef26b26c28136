"""The identifiers of the house, each a type of its own so that none is taken for another."""

from typing import NewType

PartnerCode = NewType("PartnerCode", str)
"""Short upper-case code of a partner or national centre: ``NG``, ``ABU``, ``ICHEI``."""

CourseCode = NewType("CourseCode", str)
"""Short code of a course as centres write it: ``B1``, ``GENAI-FND``."""

FrameworkCode = NewType("FrameworkCode", str)
"""Code of a competency framework: ``AI-CFT``, ``ICT-CFT``, ``DIGCOMPEDU``."""

CompetencyCode = NewType("CompetencyCode", str)
"""Code of a competency inside its framework, as its publisher numbers it: ``1.1``, ``2.3``."""

MicroCertificationCode = NewType("MicroCertificationCode", str)
"""Short code of a micro-certification: ``MC-B1``, ``GENAI-1X``."""

LearnerRef = NewType("LearnerRef", str)
"""The centre's own reference of a learner (matriculation or staff number)."""

ImportId = NewType("ImportId", str)
AwardId = NewType("AwardId", str)
CompletionId = NewType("CompletionId", str)
LearnerId = NewType("LearnerId", str)
ApiKeyId = NewType("ApiKeyId", str)
"""UUIDv7 in the usual 36-character form, all of them."""

CredentialId = NewType("CredentialId", str)
"""UUIDv7 of a credential; its public address is ``BASE_URL/credentials/`` + this."""

VerificationCode = NewType("VerificationCode", str)
"""The printed code in canonical form: ``XXXX-XXXX-XXXX-XXXX-C`` (see credentials.codes)."""

Did = NewType("Did", str)
"""A decentralized identifier of an issuer: ``did:web:HOST`` or ``did:web:HOST:centres:CODE``."""

Multibase = NewType("Multibase", str)
"""A public key in Multikey form (``z6Mk…`` for Ed25519); names the key everywhere."""

LanguageTag = NewType("LanguageTag", str)
"""A BCP 47 tag in canonical case: ``en``, ``ar``, ``uz-Cyrl``."""
