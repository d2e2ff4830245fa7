"""What is fetched of a provider's pictures, and what is not."""

import pytest
from django.utils import timezone

from articles.images.policies import askable, copied, follow
from articles.models import Picture, PicturePolicy, Use
from tests import factories

pytestmark = pytest.mark.django_db


def of(provider, **fields) -> Picture:
    return factories.pictured(factories.article(provider=provider), factories.stored(**{"copy": None, **fields})).picture


def due() -> set[Picture]:
    return set(Picture.objects.filter(due_at__isnull=False))


def test_only_what_is_missing_is_fetched():
    paper = factories.provider()
    missing = of(paper)
    of(paper, copy=factories.copy())
    of(paper, replacement=factories.copy())
    of(paper, address="upload:00")

    assert follow(paper) == 1
    assert due() == {missing}


def test_what_another_provider_wants_copied_stays_due():
    paper, other = factories.provider(), factories.provider()
    alone, shared = of(paper, due_at=timezone.now(), claimed_until=timezone.now()), of(paper, due_at=timezone.now())
    factories.pictured(factories.article(provider=other), shared)
    paper.pictures = PicturePolicy.NONE
    paper.save()

    assert follow(paper) == 1
    assert due() == {shared}
    assert Picture.objects.get(pk=alone.pk).claimed_until is None


def test_its_logo_is_none_of_its_pictures():
    paper = factories.provider(pictures=PicturePolicy.NONE)
    logo = factories.logo(paper, copy=None, due_at=timezone.now())

    follow(paper)

    assert due() == {logo}


@pytest.mark.parametrize("policy, kept", [("copy", True), ("hotlink", False), ("none", False)])
def test_a_picture_is_copied_as_its_provider_says(policy, kept):
    picture = of(factories.provider(pictures=policy))

    assert copied(Picture.objects.filter(pk=picture.pk)).exists() == kept


def test_logos_and_what_belongs_to_nobody_are_copied():
    logo, loose, anonymous = factories.stored(use=Use.LOGO), factories.stored(), of(None)

    assert set(copied(Picture.objects.all())) == {logo, loose, anonymous}


def test_uploads_and_paths_of_unknown_sites_are_asked_of_nobody():
    asked = factories.stored("https://paper.example/a.jpg"), factories.stored("file:/srv/./a.jpg")
    factories.stored("upload:00")
    factories.stored("/a.jpg")

    assert set(askable(Picture.objects.all())) == set(asked)
