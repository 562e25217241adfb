"""Serves functions and says on which port: by the SDK's own server where it has one, else as users of the official SDK do."""

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

try:
    from statefun.server import FunctionServer
except ImportError:

    class Connection(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self):
            request = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                if self.path.endswith("/async"):
                    reply = asyncio.run(self.server.handler.handle_async(request))
                else:
                    reply = self.server.handler.handle_sync(request)
                status = 200
            except Exception as error:
                status, reply = 500, repr(error).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/octet-stream")
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format, *args):
            pass

    class FunctionServer(ThreadingHTTPServer):
        request_queue_size = 1024

        def __init__(self, handler, port):
            self.handler = handler
            super().__init__(("127.0.0.1", port), Connection)


def serve(handler, port):
    with FunctionServer(handler, port=port) as server:
        print(json.dumps({"port": server.server_port}), flush=True)
        server.serve_forever()
