"""What a donor fixed decides who may get a batch, and how much of it."""

import pytest

from inventory.restrictions import Allowance, Answer, Destination, Sent, Target, judge
from inventory.values import RestrictionKind

HOSPITAL = Destination(5, "33/3303/330328/330328100/", "Hospital", from_receiver_id=1, from_path="33/3303/330328/")
CLINIC = Destination(6, "33/3303/330328/330328102/", "Clinic", from_receiver_id=1, from_path="33/3303/330328/")


def ask(
    *targets: Target,
    to: Destination = HOSPITAL,
    sent: tuple[Sent, ...] = (),
    unit: str = "副",
    factor: int | None = None,
) -> Allowance:
    return judge(RestrictionKind.TARGETS, "wish", targets, sent, to, unit, factor)


def test_the_named_receiver_may_have_all() -> None:
    assert ask(Target(receiver_id=5)).answer is Answer.ALL
    assert ask(Target(receiver_id=5), to=CLINIC).answer is Answer.FORBIDDEN


def test_an_area_holds_everybody_below_it() -> None:
    assert ask(Target(area_path="33/3303/330328/330328100/")).answer is Answer.ALL
    assert ask(Target(area_path="33/3303/330328/330328100/"), to=CLINIC).answer is Answer.FORBIDDEN


def test_a_purpose_must_be_stated() -> None:
    target = Target(purpose="防疫 一线")
    stated = Destination(5, "33/", "Hospital", purpose="防疫一线")

    assert ask(target).answer is Answer.FORBIDDEN
    assert ask(target, to=stated).answer is Answer.ALL


def test_a_receiver_that_nobody_matched_yet_forbids_everybody() -> None:
    assert ask(Target(name_as_written="some hospital")).answer is Answer.FORBIDDEN


def test_directed_to_somebody_unknown_goes_nowhere() -> None:
    found = judge(RestrictionKind.UNKNOWN, "for a hospital", (), (), HOSPITAL, "副", 1)

    assert (found.answer, found.most("副", 1)) == (Answer.UNKNOWN, 0)


def test_what_was_sent_so_far_counts_against_the_quantity() -> None:
    sent = (Sent(2000, "副", None, HOSPITAL), Sent(500, "副", None, CLINIC))

    assert ask(Target(receiver_id=5, quantity=3000, unit="副"), sent=sent).most("副", None) == 1000


def test_what_came_back_may_go_again() -> None:
    sent = (Sent(3000, "副", None, HOSPITAL), Sent(-400, "副", None, HOSPITAL))

    assert ask(Target(receiver_id=5, quantity=3000, unit="副"), sent=sent).most("副", None) == 400


def test_boxes_count_by_their_recorded_factor_and_never_beyond() -> None:
    target = Target(receiver_id=5, quantity=3000, unit="副", target_factor=1)
    sent = (Sent(2, "箱", 400, HOSPITAL),)

    assert ask(target, sent=sent, unit="箱", factor=400).most("箱", 400) == 5


@pytest.mark.parametrize(("factor", "target_factor"), [(None, 1), (400, None)])
def test_without_a_recorded_factor_boxes_cannot_be_compared(factor: int | None, target_factor: int | None) -> None:
    target = Target(receiver_id=5, quantity=3000, unit="副", target_factor=target_factor)

    assert ask(target, unit="箱", factor=factor).answer is Answer.NOT_CONVERTIBLE


def test_passing_on_inside_the_area_uses_up_nothing() -> None:
    town = "33/3303/330328/330328100/"
    inside = Destination(5, town, "Hospital", from_receiver_id=8, from_path=town)

    assert ask(Target(area_path=town, quantity=10, unit="副"), to=inside).answer is Answer.ALL


def test_of_several_targets_the_one_that_leaves_most_decides() -> None:
    town = "33/3303/330328/330328100/"
    targets = (Target(receiver_id=5, quantity=100, unit="副"), Target(area_path=town, quantity=900, unit="副"))

    assert ask(*targets).left == 900
