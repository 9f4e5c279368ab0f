"""What our mails say. Plain text: a code that must be copied needs no more."""

from rules.codes import LIFE_S, show

_FOOT = "\n\nIf you did not ask for this, do nothing: without the code nothing happens.\n\nBuzzline\n"


def sign_up(code: str) -> tuple[str, str]:
    """Subject and text of the code for a new account."""
    return "Your Buzzline code", f"Your code is {show(code)}, for {LIFE_S // 60} minutes.{_FOOT}"


def known_already() -> tuple[str, str]:
    """To whoever signs up with an address that has an account."""
    text = (
        "Somebody, perhaps you, wanted to make a Buzzline account with this address, which has one. "
        "Log in with it; if you forgot the password, ask for a new one there. If it was not you, do nothing."
        "\n\nBuzzline\n"
    )
    return "You have a Buzzline account", text


def reset(code: str) -> tuple[str, str]:
    """The code for another password."""
    return "A new Buzzline password", f"Your code is {show(code)}, for {LIFE_S // 60} minutes.{_FOOT}"


def invitation(link: str, days: int) -> tuple[str, str]:
    """To whoever is to become a member of staff."""
    text = (
        f"You are invited to help to run Buzzline. Within {days} days, choose your password here:\n\n{link}\n\n"
        "The link is good once, and for you alone. You also need an app that makes one-time codes.\n\nBuzzline\n"
    )
    return "Your invitation to Buzzline", text


def set_up_anew(link: str, days: int) -> tuple[str, str]:
    """To a member of staff who lost a password or a second factor."""
    text = (
        f"An owner of Buzzline was asked to let you set up your login anew. Within {days} days, choose a password and "
        f"set up your codes here:\n\n{link}\n\nThe link is good once, and for you alone; your other sessions end then. "
        "If you did not ask for it, tell an owner.\n\nBuzzline\n"
    )
    return "Set up your Buzzline login anew", text


def linked(issuer: str) -> tuple[str, str]:
    """To an account that has one more way in."""
    text = (
        f"Your Buzzline account can be entered with {issuer.capitalize()} from now on, as you asked. If it was not "
        "you, ask for a new password there: that takes it away again.\n\nBuzzline\n"
    )
    return "Another way into your Buzzline account", text


def taken_over(issuer: str) -> tuple[str, str]:
    """To an account that was entered by who has its address at the issuer."""
    text = (
        f"{issuer.capitalize()} said that this address is yours, so you came into your Buzzline account with it. The "
        "old password is not good any more, and every other login has ended. You can ask for a new password there."
        "\n\nBuzzline\n"
    )
    return f"Your Buzzline account and {issuer.capitalize()}", text
