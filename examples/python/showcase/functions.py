"""The functions of all parts, and their service."""

import os

from parts import asynchronous, egress, messaging, serving, storage, types

from statefun import RequestReplyHandler, StatefulFunctions, serve

functions = StatefulFunctions()
for part in (types, messaging, egress, storage, asynchronous, serving):
    part.bind(functions)


if __name__ == "__main__":
    serve(RequestReplyHandler(functions), port=int(os.environ.get("PORT", "8000")))
