"""Try the parts, and read what they say, a line each time (in another terminal):

for part in types messaging egress storage async; do
  curl -X PUT -H "Content-Type: application/vnd.showcase/GreetRequest" -d '{"name": "Bob"}' http://127.0.0.1:8090/showcase/$part/Bob
done
curl http://127.0.0.1:8091/showcase

Part 6: produce {"name": "Bob"} with the key Bob to the Kafka topic names, and consume the topic greetings.
"""

from parts import asynchronous, egress, messaging, serving, storage, types

from statefun import RequestReplyHandler, StatefulFunctions, serve

functions = StatefulFunctions()
for part in (types, messaging, egress, storage, asynchronous, serving):
    part.bind(functions)


if __name__ == "__main__":
    serve(RequestReplyHandler(functions), port=8000)
