"""Stateful functions, served to StateFun TS or Apache Flink Stateful Functions.

The names are those of the official SDK, ``apache-flink-statefun``; ``asgi_app``, ``wsgi_app``, ``lambda_handler`` and
``serve`` put a handler on the web, and ``statefun.testing`` calls functions in memory.
"""

from statefun.asgi import AsgiApp, asgi_app
from statefun.aws_lambda import lambda_handler
from statefun.context import Context
from statefun.core import SdkAddress, Type, TypeSerializer, ValueSpec, simple_type
from statefun.egress_io import kafka_egress_message, kinesis_egress_message
from statefun.errors import (
    ContextEndedError,
    InvalidRequestError,
    RequestTooLargeError,
    StatefunError,
    UnknownFunctionError,
)
from statefun.messages import EgressMessage, Message, TypedValue, egress_message_builder, message_builder
from statefun.request_reply_v3 import RequestReplyHandler
from statefun.server import serve
from statefun.statefun_builder import StatefulFunctions
from statefun.utils import make_json_type, make_protobuf_type
from statefun.wrapper_types import BoolType, DoubleType, FloatType, IntType, LongType, StringType
from statefun.wsgi import wsgi_app

__all__ = [
    "AsgiApp",
    "BoolType",
    "Context",
    "ContextEndedError",
    "DoubleType",
    "EgressMessage",
    "FloatType",
    "IntType",
    "InvalidRequestError",
    "LongType",
    "Message",
    "RequestReplyHandler",
    "RequestTooLargeError",
    "SdkAddress",
    "StatefulFunctions",
    "StatefunError",
    "StringType",
    "Type",
    "TypeSerializer",
    "TypedValue",
    "UnknownFunctionError",
    "ValueSpec",
    "asgi_app",
    "egress_message_builder",
    "kafka_egress_message",
    "kinesis_egress_message",
    "lambda_handler",
    "make_json_type",
    "make_protobuf_type",
    "message_builder",
    "serve",
    "simple_type",
    "wsgi_app",
]
