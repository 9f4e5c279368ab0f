"""Quiz battles in one socket process: what judges them, keeps their time, finds lost ones, and begins new ones."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from redis import Redis

from bridges import sockets
from bridges.battles import Battles
from bridges.breaker import Away
from bridges.denials import Denials
from bridges.journal import Journal
from bridges.postgres import Postgres
from bridges.producer import Producer
from bridges.seats import Seats
from bridges.spool import Spool
from bridges.switches import Switches
from events.catalog import BATTLES
from rules.creative import Spans
from rules.matchmaking import Mode
from web.bank import Bank
from web.battles.announcing import Announcer
from web.battles.booking import Make
from web.battles.commissioning import Commission
from web.battles.drawing import Drawing
from web.battles.making import Maker, Pace
from web.battles.rebuilding import Rebuilder
from web.battles.referee import Referee, Unavailable
from web.battles.rematches import Rematches
from web.battles.showing import Show
from web.depicting import MediaUrl
from web.realtime.answering import Handlers
from web.realtime.battlefeed import BattleFeed
from web.realtime.battling import Battling
from web.realtime.clockwork import Clockwork
from web.realtime.lobby import Lobby, open_lobby
from web.realtime.presence import Presence
from web.scoreboard import Scoreboard


@dataclass
class Arena:
    """One a process. It connects to nothing before `start`."""

    producer: Producer
    spool: Spool
    referee: Referee
    clockwork: Clockwork
    presence: Presence
    battling: Battling
    maker: Maker
    show: Show
    scoreboard: Scoreboard
    lobby: Lobby

    @property
    def handlers(self) -> Handlers:
        """What answers the frames of battles and queues."""
        return {**self.battling.handlers, **self.lobby.handlers}

    def start(self) -> None:
        """Begin to warm what would be slow at first use, and to keep deadlines."""
        self.spool.start()
        self.producer.start()
        self.clockwork.start()
        self.presence.start()
        self.lobby.start()

    @property
    def is_warming(self) -> bool:
        """Whether moves would wait for Kafka longer than they should: it is not known yet to be there or away."""
        return self.producer.is_warming

    def drain(self) -> None:
        """Everyone is sent away now: nobody leaves on their own."""
        self.presence.draining = True
        self.lobby.drain()

    def stop(self) -> None:
        """Let what was accepted reach Kafka or the outbox."""
        self.producer.stop()
        self.spool.stop()

    def feed(self, battle: UUID) -> BattleFeed | None:
        """A battle as it is shown here; None: there is none of that id that runs. Raises Away."""
        try:
            script = self.referee.script(battle)
        except Unavailable as error:
            raise Away(str(error)) from error
        if script is None:
            return None
        return BattleFeed(battle, script, self.referee, self.clockwork, self.presence, self.show, self.scoreboard)


def open_arena(
    postgres: Postgres,
    redis: "Redis",
    kafka_servers: str,
    scoreboard: Scoreboard,
    media_url: MediaUrl,
    pace: Pace,
    spans: Spans,
    denials: Denials,
    switches: Switches,
) -> Arena:
    """The arena of one process; `pace` is that of quiz battles, `spans` are those of creative ones."""
    producer, spool, battles = Producer(kafka_servers, BATTLES.name), Spool(postgres), Battles(redis)
    journal, show = Journal(producer, spool), Show(media_url)
    referee = Referee(postgres, battles, journal, show)
    rebuilder = Rebuilder(postgres, redis, journal, kafka_servers)
    clockwork = Clockwork(uuid4().hex, postgres, battles, referee, rebuilder)
    presence = Presence(Seats(redis), referee, partial(sockets.is_online, redis), clockwork.want)
    bank = Bank(postgres)
    announce = Announcer(postgres, redis, scoreboard).announce
    maker, commission = Maker(postgres, redis, Drawing(bank), announce, pace), Commission(postgres, spans, announce)
    battling = Battling(referee, clockwork, Rematches(postgres, redis, referee, maker, denials))
    makers: dict[Mode, Make] = {"quiz": maker.make, "creative": commission.make}
    lobby = open_lobby(postgres, redis, scoreboard, bank, denials, switches, makers)
    return Arena(producer, spool, referee, clockwork, presence, battling, maker, show, scoreboard, lobby)
