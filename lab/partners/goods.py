"""What the simulated partners sell. All brands and operators are made up."""

from decimal import Decimal
from typing import NamedTuple

USD = "USD"


class Country(NamedTuple):
    """A country with its money."""

    iso: str
    name: str
    calling: str
    currency: str
    currency_name: str
    rate: Decimal
    """Of its money for a US dollar."""


COUNTRIES = {
    one.iso: one
    for one in (
        Country("US", "United States", "+1", USD, "US Dollar", Decimal(1)),
        Country("GB", "United Kingdom", "+44", "GBP", "Pound Sterling", Decimal("0.78")),
        Country("DE", "Germany", "+49", "EUR", "Euro", Decimal("0.92")),
        Country("FR", "France", "+33", "EUR", "Euro", Decimal("0.92")),
        Country("IN", "India", "+91", "INR", "Indian Rupee", Decimal("84.5")),
        Country("NG", "Nigeria", "+234", "NGN", "Nigerian Naira", Decimal(1600)),
        Country("KE", "Kenya", "+254", "KES", "Kenyan Shilling", Decimal(129)),
        Country("PH", "Philippines", "+63", "PHP", "Philippine Peso", Decimal(58)),
        Country("MX", "Mexico", "+52", "MXN", "Mexican Peso", Decimal(20)),
        Country("BR", "Brazil", "+55", "BRL", "Brazilian Real", Decimal("5.6")),
    )
}


class Operator(NamedTuple):
    """A mobile operator, which sells these amounts in its own money, or what lies between the first and the last."""

    id: int
    name: str
    country: str
    prefixes: tuple[str, ...]
    """Of its national numbers."""
    amounts: tuple[Decimal, ...]
    is_range: bool = True
    discount: Decimal = Decimal(4)
    """Per cent off what we pay."""

    @property
    def fixed(self) -> tuple[Decimal, ...]:
        """Nothing for a range."""
        return () if self.is_range else self.amounts


def _amounts(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))


OPERATORS = {
    one.id: one
    for one in (
        Operator(301, "Lotus Mobile India", "IN", ("98", "97"), _amounts("10", "5000")),
        Operator(302, "Banyan Cell India", "IN", ("70", "96"), _amounts("19", "149", "499"), False),
        Operator(341, "Baobab Nigeria", "NG", ("803", "816", "906"), _amounts("100", "50000")),
        Operator(361, "Savanna Kenya", "KE", ("712", "722", "733"), _amounts("10", "10000")),
        Operator(381, "Bayan Philippines", "PH", ("917", "905", "998"), _amounts("5", "3000")),
        Operator(401, "Agave México", "MX", ("55", "81"), _amounts("20", "50", "100", "200"), False),
        Operator(421, "Thistle Mobile UK", "GB", ("7400", "7500"), _amounts("5", "50"), discount=Decimal(2)),
    )
}


class Product(NamedTuple):
    """A gift card of Reloadly's in one country, of these values, or what lies between the first and the last."""

    id: int
    brand: tuple[int, str]
    country: str
    values: tuple[Decimal, ...]
    is_range: bool = False
    category: tuple[int, str] = (1, "Shopping")
    fee: Decimal = Decimal("0.50")
    discount: Decimal = Decimal(3)
    by_link: bool = False
    """Redeemed by a link, not by a number and a PIN."""

    @property
    def name(self) -> str:
        """As the catalogue has it."""
        return f"{self.brand[1]} {COUNTRIES[self.country].name}"

    @property
    def fixed(self) -> tuple[Decimal, ...]:
        """Nothing for a range."""
        return () if self.is_range else self.values


_PLAY = (2, "Gaming")
PRODUCTS = {
    one.id: one
    for one in (
        Product(5001, (51, "Paper Lantern Books"), "US", _amounts("10", "25", "50")),
        Product(5002, (51, "Paper Lantern Books"), "GB", _amounts("10", "25", "50")),
        Product(5003, (52, "Corner Market"), "US", _amounts("5", "200"), True),
        Product(5004, (52, "Corner Market"), "DE", _amounts("5", "150"), True),
        Product(5005, (53, "Pixel Meadow"), "US", _amounts("5", "20", "60"), category=_PLAY),
        Product(5006, (53, "Pixel Meadow"), "BR", _amounts("30", "60", "150"), category=_PLAY),
        Product(5007, (54, "Monsoon Threads"), "IN", _amounts("100", "10000"), True, discount=Decimal(5)),
        Product(5008, (55, "Night Owl Cinema"), "FR", _amounts("15", "30"), by_link=True),
    )
}


class Reward(NamedTuple):
    """A product of Tremendous': any value between the two, in its first currency, in several countries."""

    id: str
    name: str
    category: str
    countries: tuple[str, ...]
    currency: str
    least: Decimal
    most: Decimal
    discount: Decimal = Decimal(0)


REWARDS = {
    one.id: one
    for one in (
        Reward("BZLMARKET0US", "Open Market Card", "merchant_card", ("US",), USD, Decimal(1), Decimal(500), Decimal(2)),
        Reward(
            "BZLMARKET0EU", "Open Market Card Europe", "merchant_card", ("DE", "FR"), "EUR", Decimal(1), Decimal(400)
        ),
        Reward("BZLTRAVEL0GB", "Slow Trains", "merchant_card", ("GB",), "GBP", Decimal(10), Decimal(250), Decimal(4)),
        Reward("BZLPREPAID00", "Prepaid Card", "visa_card", ("US", "GB"), USD, Decimal(5), Decimal(1000)),
        Reward("BZLRAINFORST", "Plant a Wood", "charity", ("US", "DE", "FR", "GB"), USD, Decimal(1), Decimal(1000)),
    )
}


def operator_of(national: str, country: str) -> Operator | None:
    """Who has numbers that begin like this."""
    found = (one for one in OPERATORS.values() if one.country == country and national.startswith(one.prefixes))
    return next(found, None)


def dollars(amount: Decimal, country: str) -> Decimal:
    """What an amount in a country's money is in US dollars, to five decimals."""
    return round(amount / COUNTRIES[country].rate, 5)
