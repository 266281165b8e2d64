"""Clients that somebody is signed in with, without going by way of the sign-in page."""

import time

from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client


def signed_in_client(account, minutes_ago: int = 0) -> Client:
    """As if the password had been given on the sign-in page."""
    client = Client()
    client.force_login(account)
    prove(client, account, seconds_ago=60 * minutes_ago)
    return client


def with_password(account, password: str):
    """The account, which signs in with this password from now on."""
    account.set_password(password)
    account.save()
    return account


def path_of(link: str) -> str:
    """What a test client asks for to follow a mailed link."""
    return link.removeprefix("http://127.0.0.1:8000")


def prove(client: Client, account, method: str = "password", seconds_ago: float = 0) -> None:
    """Note in the client's session that this person proved who they are."""
    session = client.session
    session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time() - seconds_ago}]
    session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(account)
    session.save()
