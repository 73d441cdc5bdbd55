"""Where updates are to go."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from tests.telegram_server.parameters import Call
from tests.telegram_server.refusals import bad_request
from tests.telegram_server.world import Webhook, World


def set_webhook(world: World, call: Call) -> Any:
    parameters = call.parameters
    url = parameters["url"] or ""
    if not url:
        return delete_webhook(world, call)
    if not url.startswith("https://") and not _is_loopback(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = parameters["secret_token"]
    if secret and not re.fullmatch("[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(parameters["allowed_updates"])
    world.webhook = Webhook(url, secret, parameters["max_connections"] or 40)
    if parameters["drop_pending_updates"]:
        world.updates.clear()
    world.updates.begin_poll()
    return True


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def delete_webhook(world: World, call: Call) -> Any:
    world.webhook = None
    if call.parameters["drop_pending_updates"]:
        world.updates.clear()
    world.changes.announce("updates")
    return True


def get_webhook_info(world: World, call: Call) -> Any:
    told = {"url": "", "has_custom_certificate": False, "pending_update_count": len(world.updates.pending)}
    if world.updates.allowed is not None:
        told["allowed_updates"] = sorted(world.updates.allowed)
    hook = world.webhook
    if hook is not None:
        told |= {"url": hook.url, "max_connections": hook.max_connections}
        if hook.last_error_date is not None:
            told |= {"last_error_date": hook.last_error_date, "last_error_message": hook.last_error_message}
    return told


METHODS = {"setWebhook": set_webhook, "deleteWebhook": delete_webhook, "getWebhookInfo": get_webhook_info}
