"""What the parts have in common."""

import os
import struct

from statefun import Context, egress_message_builder, make_json_type, simple_type

# Types of your own have a name, and say how values become bytes: as JSON, as protobuf, or as you like.
GREET_REQUEST = make_json_type("showcase/GreetRequest")
# A point as two 32 bit integers.
POINT = simple_type(
    "showcase/Point",
    serialize_fn=lambda point: struct.pack(">ii", *point),
    deserialize_fn=lambda data: struct.unpack(">ii", data),
)
EGRESS_RECORD = make_json_type("io.statefun.playground/EgressRecord")

KAFKA = "showcase/greets"
GREETINGS_TOPIC = os.environ.get("GREETINGS_TOPIC", "greetings")


def say(context: Context, payload: str) -> None:
    """Lets `curl` read what a function has to say."""
    record = {"topic": "showcase", "payload": payload}
    context.send_egress(egress_message_builder("io.statefun.playground/egress", record, EGRESS_RECORD))
