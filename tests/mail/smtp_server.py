#!/usr/bin/env python3
"""A mail server to test with: aiosmtpd, which keeps what it accepts as files in a folder. What it does with a
recipient depends on the name: refused…@ is refused for good, busy…@ is put off, slow…@ is accepted slowly,
everything else at once.

usage: smtp_server.py FOLDER PORT [--tls CERTIFICATE KEY] [--smtps] [--user NAME PASSWORD]
PORT 0 takes a free one. Prints the port when it listens, and ends with its standard input.
"""

import argparse
import asyncio
import base64
import json
import pathlib
import ssl
import sys
import time

from aiosmtpd.smtp import SMTP, AuthResult


class Keep:
    def __init__(self, folder):
        self.folder, self.n = pathlib.Path(folder), 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("busy"):
            return "451 4.3.0 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow"):
            with open(self.folder / "in-flight", "a") as f:
                f.write(".")
            await asyncio.sleep(2)
        self.n += 1
        kept = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": bool(session.ssl),
                "user": session.authenticated, "content": base64.b64encode(envelope.original_content).decode()}
        path = self.folder / f"{time.time_ns()}-{self.n}"
        path.with_suffix(".part").write_text(json.dumps(kept))
        path.with_suffix(".part").rename(path.with_suffix(".json"))
        return "250 OK"


async def serve(o, tls, more):
    keep = Keep(o.folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keep, hostname="localhost", loop=loop, **more), "127.0.0.1", o.port,
                                      ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("port", type=int)
    p.add_argument("--tls", nargs=2)
    p.add_argument("--smtps", action="store_true")
    p.add_argument("--user", nargs=2)
    o = p.parse_args()
    tls, more = None, {}
    if o.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*o.tls)
        if o.smtps:
            tls = context
        else:
            more = {"tls_context": context, "require_starttls": True}
    if o.user:
        def check(server, session, envelope, mechanism, data):
            good = (data.login.decode(), data.password.decode()) == tuple(o.user)
            return AuthResult(success=good, handled=False)
        more |= {"authenticator": check, "auth_required": True, "auth_require_tls": not o.smtps}
    asyncio.run(serve(o, tls, more))


if __name__ == "__main__":
    main()
