"""SECURITY.md 15 and 16: a password alone opens nothing, a code is good once, a recovery code too."""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from cryptography.fernet import InvalidToken
from sqlalchemy import Engine, text

from tests.web.admin.newcomers import PASSWORD, SESSION, Arrive, Newcomer, command, hire, nobody, owner
from web.admin import factors
from web.admin.guard import ABSOLUTE, HALF, PROOF_GOOD
from web.admin.logins import FACTORS

__all__ = ["command", "hire", "nobody", "owner"]

TOTP, ENROLMENT, STEP_UP = f"{SESSION}/totp", f"{SESSION}/totp-enrolment", f"{SESSION}/step-up"
STAFF = "/v1/admin/staff"


def test_security_16_a_password_alone_opens_nothing(owner: Newcomer) -> None:
    half = owner.give_password()
    assert (half.status_code, half.json["next"]) == (200, "totp")
    for method, path in (("GET", SESSION), ("GET", STAFF), ("DELETE", SESSION), ("POST", STEP_UP)):
        assert owner.send(method, path, {"code": "000000"} if method == "POST" else None).status_code == 401, path
    assert owner.post(ENROLMENT).json["code"] == "step_up_required", "nor another factor in place of the one there is"
    assert owner.post(TOTP, {"code": owner.code()}).status_code == 200
    assert owner.send("GET", SESSION).status_code == 200


def test_security_15_the_cookie_is_bound_to_us_and_changes_at_each_step(owner: Newcomer) -> None:
    seen = [owner.cookie]
    for path in (SESSION, TOTP):
        password = {"email": owner.email, "password": PASSWORD}
        response = owner.post(path, password if path == SESSION else {"code": owner.code()})
        words = {word.strip() for word in response.headers["Set-Cookie"].split(";")[1:]}
        assert words == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
        assert response.headers["Set-Cookie"].startswith("__Host-staff=")
        seen.append(owner.cookie)
    assert len(set(seen)) == 3
    for old in seen[:2]:
        assert owner.send("GET", SESSION, headers={"Cookie": f"__Host-staff={old}"}).status_code == 401


@pytest.mark.parametrize("enrolling", [False, True])
def test_security_15_a_code_lets_no_session_last_longer(owner: Newcomer, engine: Engine, enrolling: bool) -> None:
    def age(by: timedelta) -> None:
        with engine.begin() as connection:
            statement = text("UPDATE staff_sessions SET created_at = created_at - CAST(:by AS interval)")
            connection.execute(statement, {"by": by})

    age(ABSOLUTE - timedelta(minutes=5))
    if enrolling:
        owner.enrol()
    else:
        assert owner.post(TOTP, {"code": owner.code()}).status_code == 200
    assert owner.send("GET", SESSION).status_code == 200
    age(timedelta(minutes=6))
    assert owner.send("GET", SESSION).status_code == 401
    owner.log_in()
    assert owner.send("GET", SESSION).status_code == 200, "a login begins anew"


@pytest.mark.parametrize("origin", ["https://evil.test", "null", ""])
def test_security_15_no_other_site_logs_anybody_in(owner: Newcomer, origin: str) -> None:
    response = owner.post(SESSION, {"email": owner.email, "password": "x"}, headers={"Origin": origin})
    assert (response.status_code, response.json["code"]) == (403, "csrf")


def test_security_15_half_a_session_waits_ten_minutes(owner: Newcomer, engine: Engine) -> None:
    owner.give_password()
    with engine.begin() as connection:
        statement = text("UPDATE staff_sessions SET created_at = now() - CAST(:age AS interval)")
        connection.execute(statement, {"age": HALF + timedelta(seconds=1)})
    assert owner.post(TOTP, {"code": owner.code()}).status_code == 401


def test_security_16_a_code_is_good_once(owner: Newcomer) -> None:
    owner.give_password()
    code = owner.code()
    assert owner.post(TOTP, {"code": code}).status_code == 200
    again = owner.post(STEP_UP, {"code": code})
    assert (again.status_code, again.json["code"]) == (422, "code_invalid")
    later = pyotp.TOTP(owner.secret).at(datetime.now(UTC) + timedelta(seconds=30))
    assert owner.post(STEP_UP, {"code": later}).status_code == 200
    assert owner.post(STEP_UP, {"code": code}).status_code == 422, "nor one before the last"


@pytest.mark.parametrize("kind", ["totp", "recovery"])
def test_security_16_a_code_is_good_once_however_many_give_it_at_once(owner: Newcomer, kind: str) -> None:
    browsers = [replace(owner) for _ in range(5)]
    for browser in browsers:
        browser.give_password()
    code, start = owner.code() if kind == "totp" else owner.recovery_codes[1], Barrier(len(browsers))

    def enter(browser: Newcomer) -> int:
        start.wait()
        return int(browser.post(TOTP, {"code": code}).status_code)

    with ThreadPoolExecutor(len(browsers)) as pool:
        assert sorted(pool.map(enter, browsers)) == [200, 422, 422, 422, 422]


def test_security_16_codes_of_other_times_are_none() -> None:
    secret, now = factors.new_secret(), datetime.now(UTC)
    step = int(now.timestamp()) // 30
    totp = pyotp.TOTP(secret)
    found = [factors.step_of(secret, totp.generate_otp(step + off), now, 0) for off in range(-3, 4)]
    assert found == [None, None, step - 1, step, step + 1, None, None]
    assert factors.step_of(secret, totp.generate_otp(step), now, step) is None
    assert factors.step_of(secret, "é" * 6, now, 0) is None


def test_security_16_recovery_codes_are_good_once_and_kept_as_hashes(owner: Newcomer, engine: Engine) -> None:
    assert len(set(owner.recovery_codes)) == factors.RECOVERY_CODES == 10
    first = owner.recovery_codes[0]
    for expected in (200, 422):
        owner.give_password()
        assert owner.post(TOTP, {"code": first.upper().replace("-", " ")}).status_code == expected
    owner.log_in()
    assert owner.send("GET", SESSION).json["recovery_codes_left"] == 9
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT code_hash FROM staff_recovery_codes")).scalars().all()
    plain = {code.replace("-", "").encode() for code in owner.recovery_codes}
    assert all(len(value) == 32 for value in kept)
    assert not plain & {bytes(value) for value in kept}


def test_security_16_recovery_codes_are_nobody_elses(owner: Newcomer, hire: Arrive) -> None:
    other = hire("viewer")
    other.give_password()
    assert other.post(TOTP, {"code": owner.recovery_codes[0]}).status_code == 422


def test_security_16_the_secret_is_encrypted_at_rest_and_outlives_a_change_of_keys(
    owner: Newcomer, engine: Engine
) -> None:
    with engine.connect() as connection:
        statement = text("SELECT totp_secret FROM staff_credentials c JOIN staff s ON s.id = staff_id WHERE email = :e")
        sealed = bytes(connection.execute(statement, {"e": owner.email}).scalar_one())
    assert owner.secret.encode() not in sealed
    assert base64.b32decode(owner.secret) not in base64.urlsafe_b64decode(sealed)
    assert factors.unseal(sealed, (b"new" * 16, b"k" * 32)) == owner.secret, "the new key signs, the old one opens"
    with pytest.raises(InvalidToken):
        factors.unseal(sealed, (b"new" * 16,))


def test_security_16_the_uri_says_what_an_authenticator_needs(owner: Newcomer) -> None:
    given = owner.post(ENROLMENT).json
    uri = urlsplit(given["otpauth_uri"])
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert parse_qs(uri.query) == {"secret": [given["secret"]], "issuer": ["Buzzline"]}


def test_security_16_another_factor_takes_a_fresh_one_and_ends_the_rest(owner: Newcomer, engine: Engine) -> None:
    elsewhere = Newcomer(owner.client, engine, owner.email, owner.address, secret=owner.secret)
    elsewhere.log_in()
    old_secret, old_codes = owner.secret, owner.recovery_codes
    _prove(engine, PROOF_GOOD + timedelta(seconds=1))
    assert owner.post(ENROLMENT).json["code"] == "step_up_required"
    assert owner.post(STEP_UP, {"code": owner.code()}).status_code == 200
    owner.enrol()
    assert owner.secret != old_secret
    assert elsewhere.send("GET", SESSION).status_code == 401
    for old in (pyotp.TOTP(old_secret).now(), old_codes[0]):
        owner.give_password()
        assert owner.post(TOTP, {"code": old}).status_code == 422
    assert owner.log_in().status_code == 200


def test_security_16_a_new_factors_code_counts_in_the_same_half_minute_and_once(owner: Newcomer) -> None:
    assert owner.post(STEP_UP, {"code": owner.code()}).status_code == 200
    secret = owner.post(ENROLMENT).json["secret"]
    for expected in (200, 422):
        assert owner.post(TOTP, {"code": pyotp.TOTP(secret).now()}).status_code == expected
        owner.give_password()


def test_security_16_a_proposed_factor_counts_for_nothing_before_its_first_code(owner: Newcomer) -> None:
    proposed = owner.post(ENROLMENT).json["secret"]
    owner.give_password()
    assert owner.post(TOTP, {"code": pyotp.TOTP(proposed).now()}).status_code == 422
    assert owner.post(TOTP, {"code": owner.code()}).status_code == 200


def test_security_06_codes_are_guessed_six_times(owner: Newcomer, audited: Any) -> None:
    member = owner.id
    owner.give_password()
    for _ in range(FACTORS.an_account):
        assert owner.post(TOTP, {"code": "abcdef"}).status_code == 422
    assert owner.post(TOTP, {"code": owner.code()}).status_code == 429
    assert [row["action"] for row in audited(member)].count("sessions.refused") == FACTORS.an_account


def test_security_17_a_step_up_lasts_five_minutes(owner: Newcomer, engine: Engine) -> None:
    wish = {"email": "eve@buzzline.test", "roles": ["viewer"]}
    _prove(engine, PROOF_GOOD + timedelta(seconds=1))
    refused = owner.post(f"{STAFF}/invitations", wish)
    assert (refused.status_code, refused.json["code"]) == (403, "step_up_required")
    assert owner.post(STEP_UP, {"code": "123"}).status_code == 422
    assert owner.post(f"{STAFF}/invitations", wish).status_code == 403
    before = owner.send("GET", SESSION).json["proven_at"]
    stepped = owner.post(STEP_UP, {"code": owner.code()})
    assert stepped.json["proven_at"] > before
    assert owner.post(f"{STAFF}/invitations", wish).status_code == 201


def _prove(engine: Engine, ago: timedelta) -> None:
    """Everybody's second factor was given so long ago."""
    with engine.begin() as connection:
        statement = text("UPDATE staff_sessions SET proven_at = now() - CAST(:ago AS interval)")
        connection.execute(statement, {"ago": ago})
