"""All that must be known of somebody before she can be forgotten: learners, spellings, addresses, ids."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from certsvc.credentials.compose import LATIN_NAME
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.identifiers import LearnerId, PartnerCode
from certsvc.domain.people import MailAddress, PersonId, normal_address
from certsvc.domain.records import CredentialRecord
from certsvc.domain.traces import Traces
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.signing.json_text import parse_json_object
from certsvc.storage import learners_of_people, people, personal_traces
from certsvc.storage.learners import KnownLearner


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data go, and where they are. ``by_centre``: her traces in the files of each of her centres.

    ``elsewhere``: in those of all others, where her references are somebody else's.
    ``credentials``: of her learners, and her transcripts. ``links`` by digest, ``notices`` with their state;
    ``own_…``: which no other learner has, of whatever centre.
    """

    person_id: PersonId | None
    learners: tuple[KnownLearner, ...]
    credentials: tuple[CredentialRecord, ...]
    names: frozenset[str]
    own_names: frozenset[str]
    own_addresses: frozenset[MailAddress]
    own_refs: frozenset[str]
    by_centre: Mapping[PartnerCode, Traces]
    elsewhere: Traces
    links: tuple[str, ...]
    notices: tuple[tuple[str, str], ...]
    attachments: tuple[str, ...]

    @property
    def learner_ids(self) -> tuple[LearnerId, ...]:
        """Of her learners."""
        return tuple(known.id for known in self.learners)

    @property
    def refs(self) -> frozenset[str]:
        """Under which her centres know her."""
        return frozenset(known.learner.ref for known in self.learners)


def gather_subject(*, person_id: PersonId | None = None, learner_id: LearnerId | None = None) -> Subject:
    """Of a person with all her learners, or of a learner whom nobody has claimed: one of the two."""
    learners = _learners(person_id, learner_id)
    ids = [known.id for known in learners]
    credentials = personal_traces.list_all_credentials([known.learner for known in learners], person_id)
    names, addresses = _spellings(ids, learners, credentials, person_id)
    shared = personal_traces.find_others_with(ids, sorted(names), sorted(addresses))
    own_names, own_addresses = frozenset(names - shared[0]), frozenset(addresses - shared[1])
    links = personal_traces.list_links(ids, sorted(own_addresses))
    elsewhere = Traces(frozenset(), names, addresses, own_names, own_addresses)
    subjects = [*links, *(record.id for record in credentials)]
    return Subject(
        person_id=person_id,
        learners=learners,
        credentials=credentials,
        by_centre=_by_centre(learners, elsewhere),
        elsewhere=elsewhere,
        names=names,
        own_names=own_names,
        own_addresses=own_addresses,
        own_refs=personal_traces.refs_of_no_other(ids, [known.learner.ref for known in learners]),
        links=links,
        notices=personal_traces.list_notice_states(ids, person_id, subjects),
        attachments=personal_traces.list_attachments(ids, person_id),
    )


def _learners(person_id: PersonId | None, learner_id: LearnerId | None) -> tuple[KnownLearner, ...]:
    if person_id is not None:
        return learners_of_people.list_learners_of(person_id)
    known = learners_of_people.find_learner(learner_id or "")
    return () if known is None else (known,)


def _spellings(
    ids: Sequence[LearnerId],
    learners: Sequence[KnownLearner],
    credentials: Sequence[CredentialRecord],
    person_id: PersonId | None,
) -> tuple[frozenset[str], frozenset[MailAddress]]:
    """Every name and every address of hers that the tables have."""
    names = {name for record in credentials for name in _certified_names(record)}
    addresses: set[str] = set(people.list_addresses(person_id)) if person_id is not None else set()
    for full_name, latin_name, email in personal_traces.list_written(ids):
        names |= {full_name, latin_name}
        addresses.add(email)
    for known in learners:
        names |= {known.learner.full_name, known.learner.latin_name}
        addresses.add(known.learner.email)
    for field, text in personal_traces.list_corrected(ids, person_id):
        (addresses if field is CorrectedField.EMAIL else names).add(text)
    normal = {normal_address(address) for address in addresses}
    return frozenset(name for name in names if name), frozenset(one for one in normal if one is not None)


def _certified_names(record: CredentialRecord) -> Iterator[str]:
    """The names that a credential says; none once its bytes are gone, or were altered."""
    try:
        subject = parse_json_object(record.signed_bytes).get("credentialSubject")
    except (InvalidInputError, TooLargeError):
        return
    entries = subject.get("identifier") if isinstance(subject, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("identityType") in {"name", LATIN_NAME}:
            yield str(entry.get("identityHash", ""))


def _by_centre(learners: Sequence[KnownLearner], traces: Traces) -> Mapping[PartnerCode, Traces]:
    """A reference is hers at one centre; her names and addresses are hers at all of them."""
    refs: defaultdict[PartnerCode, set[str]] = defaultdict(set)
    for known in learners:
        refs[known.learner.centre].add(known.learner.ref)
    return {centre: replace(traces, refs=frozenset(found)) for centre, found in refs.items()}
