"""Near-identical fingerprints, held against comparing each with each."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from articles.images.health.lookalikes import BITS, NEAR, groups

BIT = st.integers(0, BITS - 1)


@st.composite
def families(draw):
    """Fingerprints of which many are near to another one: some just within the distance, some just beyond."""
    found = draw(st.lists(st.integers(0, 2**BITS - 1), min_size=1, max_size=8))
    for _ in range(draw(st.integers(0, 25))):
        near = draw(st.sampled_from(found))
        for bit in draw(st.lists(BIT, max_size=NEAR + 2, unique=True)):
            near ^= 1 << bit
        found.append(near)
    return found


def compared_each_with_each(fingerprints: list[int]) -> list[list[int]]:
    group = list(range(len(fingerprints)))
    for one, other in combinations(range(len(fingerprints)), 2):
        if (fingerprints[one] ^ fingerprints[other]).bit_count() <= NEAR:
            group = [group[one] if head == group[other] else head for head in group]
    found = [[key for key, head in enumerate(group) if head == wanted] for wanted in set(group)]
    return sorted(keys for keys in found if len(keys) > 1)


@given(families())
def test_it_finds_what_comparing_each_with_each_finds(fingerprints):
    found = groups((fingerprint, key) for key, fingerprint in enumerate(fingerprints))

    assert sorted(found) == compared_each_with_each(fingerprints)
    assert [len(group) for group in found] == sorted((len(group) for group in found), reverse=True)


@given(st.integers(0, 2**BITS - 1), st.sets(BIT, min_size=NEAR, max_size=NEAR))
def test_four_bits_anywhere_are_near(fingerprint, bits):
    other = fingerprint ^ sum(1 << bit for bit in bits)

    assert groups([(fingerprint, 1), (other, 2)]) == [[1, 2]]


@given(st.integers(0, 2**BITS - 1), st.sets(BIT, min_size=NEAR + 1))
def test_five_are_not(fingerprint, bits):
    other = fingerprint ^ sum(1 << bit for bit in bits)

    assert groups([(fingerprint, 1), (other, 2)]) == []


def test_nothing_looks_like_nothing():
    assert groups([]) == []
