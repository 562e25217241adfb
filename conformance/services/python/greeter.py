"""The playground's greeter with the official Python SDK: example/person counts visits and asks example/greeter,
which writes to the egress topic 'greetings'. Usage: greeter.py PORT"""

import json
import sys
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from statefun import IntType, RequestReplyHandler, StatefulFunctions, ValueSpec, egress_message_builder
from statefun import make_json_type, message_builder

GREET_REQUEST = make_json_type(typename="example/GreetRequest")
EGRESS_RECORD = make_json_type(typename="io.statefun.playground/EgressRecord")

functions = StatefulFunctions()


@functions.bind(typename="example/person", specs=[ValueSpec(name="visits", type=IntType)])
def person(context, message):
    visits = (context.storage.visits or 0) + 1
    context.storage.visits = visits
    request = message.as_type(GREET_REQUEST)
    request["visits"] = visits
    context.send(
        message_builder(
            target_typename="example/greeter", target_id=request["name"], value=request, value_type=GREET_REQUEST
        )
    )


@functions.bind(typename="example/greeter")
def greeter(context, message):
    request = message.as_type(GREET_REQUEST)
    name, visits = request["name"], request["visits"]
    record = {"topic": "greetings", "payload": f"Hello {name} for the {visits}. time"}
    context.send_egress(
        egress_message_builder(
            target_typename="io.statefun.playground/egress", value=record, value_type=EGRESS_RECORD
        )
    )


@functions.bind(typename="example/reminder")
def reminder(context, message):
    """The announcement's delayed message: 'start' sets one, 'done' cancels it by its token."""
    word = message.as_type(GREET_REQUEST)["name"]
    if word == "start":
        late = message_builder(
            target_typename="example/greeter",
            target_id="reminder",
            value={"name": context.address.id, "visits": 0},
            value_type=GREET_REQUEST,
        )
        context.send_after(timedelta(seconds=1), late, cancellation_token="flow-1234")
    else:
        context.cancel_delayed_message("flow-1234")


handler = RequestReplyHandler(functions)


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        reply = handler.handle_sync(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, format, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Server)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
