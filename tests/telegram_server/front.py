"""A call's way: token, log, specification, faults, flood limits, its effect, faults again, the answer."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram_server.delivery import get_updates
from tests.telegram_server.faults import Dropped, Faults, Garbled
from tests.telegram_server.flood import FloodModel
from tests.telegram_server.methods import BUILT, METHODS
from tests.telegram_server.parameters import Call, decoded
from tests.telegram_server.refusals import Json, Refused, bad_request
from tests.telegram_server.specification import Specification
from tests.telegram_server.world import World

Gone = Callable[[], bool]
BY_LOWER_CASE = {name.lower(): name for name in BUILT}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    retry_after_s: int | None = None


@dataclass(slots=True)
class Front:
    world: World
    token: str
    faults: Faults
    flood: FloodModel
    specification: Specification | None
    calls: list[Call] = field(default_factory=list)

    async def answer(
        self, token: str, method: str, raw: Json, files: dict[str, tuple[str, bytes]], gone: Gone
    ) -> Answer:
        """Answer one request; ``gone`` tells whether its client has closed the connection.

        Raises:
            Dropped: there is to be no answer.
        """
        if token != self.token:
            return _refusal(Refused(401, "Unauthorized"))
        call = self._note(BY_LOWER_CASE.get(method.lower(), method), raw, files)
        try:
            result = await self._result(call, gone)
        except Refused as refused:
            call.description = refused.description
            return self._closed(call, _refusal(refused))
        except Garbled as garbled:
            return self._closed(call, Answer(garbled.status, garbled.body, "text/html"))
        except Dropped:
            self.world.changes.announce("calls")
            raise
        except Exception:  # noqa: BLE001 - a fault of this server must fail the test, whatever it is
            self.world.violations.append(f"the test server itself failed at {call}:\n{traceback.format_exc()}")
            return self._closed(call, _refusal(Refused(500, "Internal Server Error")))
        return self._closed(call, Answer(200, result))

    def _note(self, method: str, raw: Json, files: dict[str, tuple[str, bytes]]) -> Call:
        with self.world.lock:
            call = Call(len(self.calls) + 1, method, raw, files=files)
            self.calls.append(call)
            if self.specification is not None:
                self.world.violations += self.specification.problems_of_call(method, raw, files)
            if method not in BUILT:
                self.world.violations.append(f"{method}: is not built in the test server")
        return call

    async def _result(self, call: Call, gone: Gone) -> bytes:
        call.parameters = decoded(call.raw)
        self.world.changes.announce("calls")
        await self.faults.apply(call, gone, after_effect=False)
        if call.method not in BUILT:
            raise Refused(404, "Not Found: method not found")
        self.flood.admit(call.method, call.chat_id)
        if call.method == "getUpdates":
            result: Any = await get_updates(self.world, call, gone)
        else:
            with self.world.lock:
                result = self._effect(call)
        call.result = result
        body = json.dumps({"ok": True, "result": result}).encode()
        await self.faults.apply(call, gone, after_effect=True)
        return body

    def _effect(self, call: Call) -> Any:
        try:
            return METHODS[call.method](self.world, call)
        except (TypeError, KeyError, AttributeError) as error:
            if self._ill_formed(call):
                raise bad_request(f"can't parse the parameters of {call.method}: {error}") from error
            raise

    def _ill_formed(self, call: Call) -> bool:
        return bool(self.specification and self.specification.problems_of_call(call.method, call.raw, call.files))

    def _closed(self, call: Call, answer: Answer) -> Answer:
        call.status = answer.status
        self.world.changes.announce("calls")
        return answer


def _refusal(refused: Refused) -> Answer:
    body = json.dumps(refused.wire()).encode()
    return Answer(refused.status, body, retry_after_s=refused.parameters.get("retry_after"))
