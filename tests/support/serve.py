"""Serves one emulator on a free loopback port for as long as standard input stays open.

The port is the only line on standard output. The test process holds the other end of standard input, so
the emulator goes when the test process goes, however it went.
"""

import logging
import os
import socket
import sys
import threading


def leave_with_the_tests():
    sys.stdin.buffer.read()
    os._exit(0)


def serve_moto(listener):
    from moto.server import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = DomainDispatcherApplication(create_backend_app)
    host, port = listener.getsockname()
    make_server(
        host, port, app, threaded=True, request_handler=MotoRequestHandler, fd=listener.fileno()
    ).serve_forever()


def serve_ministack(listener):
    host, port = listener.getsockname()
    os.environ.update(BIND_HOST=host, GATEWAY_PORT=str(port), LOG_LEVEL="WARNING")
    # It would also open MQTT on every interface, and tidy up containers of this machine that it believes its own.
    os.environ.update(IOT_MTLS_ENABLED="0", SFTP_ENABLED="0", DOCKER_HOST="unix:///nonexistent")
    import asyncio

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.loglevel = "WARNING"
    # Longer than any HTTP client keeps an idle connection, so none is closed under a request.
    config.keep_alive_timeout = 600
    asyncio.run(serve(app, config))


def main():
    serve = {"moto": serve_moto, "ministack": serve_ministack}[sys.argv[1]]
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=leave_with_the_tests, daemon=True).start()
    serve(listener)


main()
