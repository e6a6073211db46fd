"""How often a feed says that it is worth a look."""

from __future__ import annotations

import pytest

from feeds import Rhythm, parse

HOUR, DAY = 3600.0, 86400.0
SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'


def rhythm(head: str) -> Rhythm | None:
    """That of an RSS 2.0 feed with these elements in its channel."""
    page = f'<rss version="2.0" {SYNDICATION}><channel><title>Quay news</title>{head}<item><title>Gates closed</title></item></channel></rss>'
    return parse(page.encode()).feed.rhythm


@pytest.mark.row("H11")
@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", None),
        ("<ttl>60</ttl>", Rhythm(every=HOUR)),
        ("<ttl> 15 </ttl>", Rhythm(every=900)),
        ("<ttl>1.5</ttl>", Rhythm(every=90)),
        ("<ttl>30 minutes</ttl>", Rhythm(every=1800)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl/>", None),
        ("<ttl>99999999999999999999</ttl>", None),
        ("<ttl>٣٠</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>", Rhythm(every=HOUR)),
        ("<sy:updatePeriod>\n\tHourly\t</sy:updatePeriod><sy:updateFrequency>\n\t4\t</sy:updateFrequency>", Rhythm(every=900)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", Rhythm(every=DAY)),
        ("<sy:updatePeriod>weekly</sy:updatePeriod><sy:updateFrequency>7</sy:updateFrequency>", Rhythm(every=DAY)),
        ("<sy:updateFrequency>2</sy:updateFrequency>", Rhythm(every=DAY / 2)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", Rhythm(every=HOUR)),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("<ttl>30</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", Rhythm(every=HOUR)),
        ("<ttl>120</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", Rhythm(every=2 * HOUR)),
        ("<skipHours><hour>0</hour><hour>23</hour><hour>7</hour></skipHours>", Rhythm(skip_hours=(0, 7, 23))),
        ("<skipHours><hour>24</hour><hour>25</hour><hour>-1</hour><hour>x</hour><hour>2.5</hour></skipHours>", Rhythm(skip_hours=(0,))),
        ("<skipHours/>", None),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Caturday</day></skipDays>", Rhythm(skip_days=(5, 6))),
        ("<ttl>60</ttl><skipDays><day>Mon</day></skipDays>", Rhythm(every=HOUR, skip_days=(0,))),
    ],
)
def test_rhythm_of_a_feed(head: str, expected: Rhythm | None) -> None:
    assert rhythm(head) == expected


def test_what_tells_the_rhythm_is_told_as_well() -> None:
    head = "<ttl>60</ttl><skipHours><hour>1</hour><hour>2</hour></skipHours><skipDays><day>Sunday</day></skipDays><sy:updatePeriod>hourly</sy:updatePeriod>"
    page = f'<rss version="2.0" {SYNDICATION}><channel><title>Quay news</title>{head}</channel></rss>'

    facts = [(fact.name, fact.value) for fact in parse(page.encode()).feed.facts]

    assert facts == [("ttl", "60"), ("skip hours", "1, 2"), ("skip days", "Sunday"), ("update period", "hourly")]


def test_rhythm_of_atom_and_rdf() -> None:
    said = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom" {SYNDICATION}><title>Quay</title>{said}<entry><id>a</id><title>Gates</title></entry></feed>'
    rdf = (
        f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" {SYNDICATION}>'
        f"<channel><title>Quay</title>{said}</channel><item><title>Gates</title></item></rdf:RDF>"
    )

    assert [parse(page.encode()).feed.rhythm for page in (atom, rdf)] == [Rhythm(every=DAY / 2)] * 2
