"""Who asks: an officer whose signed request (RFC 9421) holds, is of now, and was not used before."""

from collections.abc import Callable

from fastapi import Request

from contracts.officers import Role
from services.policy.proposal import Store
from services.policy.refusal import RefusedError
from shared.core.http_signatures import SignatureError
from shared.core.policy.officers import Known, Officers
from shared.shell.signed import signer


class SignIn:
    """Knows the officers; remembers requests."""

    def __init__(self, officers: Officers, store: Store, *, clock: Callable[[], int]) -> None:
        """Keep them; `clock` tells Unix milliseconds."""
        self._officers, self._store, self._clock = officers, store, clock

    async def officer(self, request: Request, role: Role | None = None) -> Known:
        """Return the officer who signed a request, and who has the role, if one is asked for.

        Raises:
            RefusedError: nobody did, or the officer may not.
            TransientError: the database cannot be reached.
        """
        now = self._clock()
        try:
            officer, nonce = await signer(request, self._officers, now=now)
        except SignatureError as error:
            raise RefusedError(str(error)) from None
        if not any(officer.may(each, at=now) for each in (officer.roles if role is None else (role,))):
            raise RefusedError("role_missing")
        if not await self._store.use(officer.name, nonce, now):
            raise RefusedError("request_repeated")
        return officer
