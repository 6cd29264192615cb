"""The stories, a module a shop. Expectations are written by hand from the texts; no pack is read here."""

from tests.scenarios.stories import backmarket, bizraku, knopets, netoff, qoo10
from tests.scenarios.story import Story

STORIES: tuple[Story, ...] = (
    *backmarket.STORIES,
    *qoo10.STORIES,
    *bizraku.STORIES,
    *knopets.STORIES,
    *netoff.STORIES,
)
