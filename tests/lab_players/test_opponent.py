import asyncio

import pytest

from lab.players.opponent import Place, Places, opponents


@pytest.mark.parametrize(("bots", "waiting"), [(0, 0), (3, 0), (20, 5), (50, 12)])
def test_some_bots_wait_for_opponents_and_without_bots_none(bots: int, waiting: int) -> None:
    assert opponents(bots) == waiting


def test_one_bot_waits_in_each_queue_and_the_next_comes_when_it_has_an_opponent() -> None:
    async def four() -> list[Place]:
        places, came = Places(), list[Place]()
        matched = asyncio.Event()

        async def wait() -> None:
            async with places.one() as place:
                came.append(place)
                await matched.wait()

        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(wait())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert sorted(came) == ["casual", "creative", "ranked"], "the fourth has no place yet"
            matched.set()
        return came

    assert len(asyncio.run(four())) == 4
