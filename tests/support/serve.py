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
    one_at_a_time = threading.Lock()

    def as_one_step(environ, start_response):
        """A call of AWS is done or not done. Moto's threads would see each other's halves of it."""
        with one_at_a_time:
            return app(environ, start_response)

    host, port = listener.getsockname()
    make_server(
        host, port, as_one_step, threaded=True, request_handler=MotoRequestHandler, fd=listener.fileno()
    ).serve_forever()


# Of the aliases' calls Ministack knows the listing and the creation only.
ALIAS_ACTIONS = {"GET": "GetAlias", "PUT": "UpdateAlias", "DELETE": "DeleteAlias"}


def ask_for_the_actions_that_aws_asks_for():
    """Where Ministack checks a policy for another action or resource than AWS does, as the Service Authorization
    Reference has them: one alias, the provisioned concurrency, and parameters by name."""
    import json

    from ministack.core import iam_actions, iam_evaluator

    lambda_action, resource_arn = iam_actions._lambda_action, iam_actions.extract_resource_arn
    enforce = iam_evaluator.enforce

    def right_lambda_action(method, path):
        parts = [part for part in path.split("/") if part]
        if len(parts) == 5 and parts[3] == "aliases":
            return ALIAS_ACTIONS[method]
        if parts[3:] == ["provisioned-concurrency"] and method == "GET":
            return "GetProvisionedConcurrencyConfig"
        return lambda_action(method, path)

    def every_resource(service, method, path, headers, body, query, region, account):
        if headers.get("x-amz-target", "") != "AmazonSSM.GetParameters":
            return resource_arn(service, method, path, headers, body, query, region, account)
        names = [name.split(":")[0].lstrip("/") for name in json.loads(body)["Names"]]
        return "\n".join(f"arn:aws:ssm:{region}:{account}:parameter/{name}" for name in names)

    def enforce_on_each(access_key, action, service, region, resource_arn="*", service_context=None):
        denials = (
            enforce(access_key, action, service, region, resource_arn=arn, service_context=service_context)
            for arn in resource_arn.split("\n")
        )
        return next(filter(None, denials), None)

    iam_actions._lambda_action = right_lambda_action
    iam_actions.extract_resource_arn = every_resource
    iam_evaluator.enforce = enforce_on_each


def serve_ministack(listener):
    host, port = listener.getsockname()
    os.environ.update(BIND_HOST=host, GATEWAY_PORT=str(port), LOG_LEVEL="WARNING")
    # It would also open MQTT on every interface, and tidy up containers of this machine that it believes its own.
    os.environ.update(IOT_MTLS_ENABLED="0", SFTP_ENABLED="0", DOCKER_HOST="unix:///nonexistent")
    import asyncio

    from hypercorn.asyncio import serve
    from hypercorn.config import Config
    from ministack.app import app

    ask_for_the_actions_that_aws_asks_for()
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
