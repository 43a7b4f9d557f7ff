# A mail server on loopback, by aiosmtpd: prints every mail as a line of JSON.
#   mail_server.py PORT CERTIFICATE KEY MODE     MODE: starttls, tls or plain; user "agent", password "s3cret" where it is not plain
import json
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, certificate, key, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


class Printer:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("full@"):
            return "452 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "content": envelope.content.decode(),
            "tls": session.ssl is not None, "user": session.auth_data.login.decode() if session.auth_data else None,
        }), flush=True)
        return "250 queued as 4711"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"agent", b"s3cret")
    return AuthResult(success=right, handled=False, auth_data=data)


context = None
if mode != "plain":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
Controller(
    Printer(), hostname="127.0.0.1", port=port,
    ssl_context=context if mode == "tls" else None, tls_context=context if mode == "starttls" else None,
    require_starttls=mode == "starttls", auth_required=mode != "plain", auth_require_tls=False,
    authenticator=authenticate,
).start()
print("ready", flush=True)
while True:
    time.sleep(60)
