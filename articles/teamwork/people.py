"""Who at the desk may be given an article, who may read of it, and who is meant by an @name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

if TYPE_CHECKING:
    from collections.abc import Iterable

# As account names may be spelled; not within an address such as desk@news.example.
_MENTION = re.compile(r"(?<![\w@.+-])@([\w.@+-]{1,150})")
_ENDS = re.compile(r"[@.+-]+")


def readers() -> QuerySet[User]:
    """Active staff who may read articles: nobody else hears of them."""
    return _staff("articles.view_article") | _staff("articles.change_article")


def assignable() -> QuerySet[User]:
    """Active staff who may read articles and decide on them."""
    return (readers() & _staff("articles.publish_article")).order_by("username")


class Mentions(NamedTuple):
    people: list[User]
    unknown: list[str]


def mentions(text: str) -> Mentions:
    """The readers whom a note names as @name, each once, and the names that are nobody's.

    Upper and lower case only matter where two names differ by nothing else.
    """
    meant = [_spellings(match) for match in _MENTION.findall(normalize("NFKC", text))]
    known = _known({name for names in meant for name in names}) if meant else []
    found = [(names, _named(names, known)) for names in meant]
    people = {user.pk: user for _, user in found if user}
    return Mentions(list(people.values()), list(dict.fromkeys(names[0].rstrip(".-+@") for names, user in found if not user)))


def may_name(text: str, user: User) -> bool:
    """Whether a note may mean this person, told from the text alone: @ann.lee could be Ann, where there is no Ann Lee."""
    spellings = (name for match in _MENTION.findall(normalize("NFKC", text)) for name in _spellings(match))
    return any(name.lower() == user.username.lower() for name in spellings)


def _staff(right: str) -> QuerySet[User]:
    return User.objects.with_perm(right).filter(is_staff=True)


def _known(names: set[str]) -> list[User]:
    # Beside the folded ones, for SQLite folds no letters but a to z.
    alike = Q(folded__in={name.lower() for name in names}) | Q(username__in=names)
    return list(User.objects.filter(pk__in=readers().alias(folded=Lower("username")).filter(alike).values("pk")).order_by("pk"))


def _spellings(match: str) -> list[str]:
    """The name as it stands, then without what may be the sentence's: "@alice.", "@alice.Look"."""
    return [match, *(match[: end.start()] for end in reversed(list(_ENDS.finditer(match))) if end.start())]


def _named(names: Iterable[str], known: list[User]) -> User | None:
    for name in names:
        alike = [user for user in known if user.username.lower() == name.lower()]
        exact = [user for user in alike if user.username == name]
        if exact or len(alike) == 1:
            return (exact or alike)[0]
    return None
