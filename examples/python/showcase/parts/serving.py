"""Part 6: from Kafka through a function to Kafka, exactly once. The record's key is the id."""

from values import GREET_REQUEST, GREETINGS_TOPIC, KAFKA

from statefun import Context, IntType, Message, StatefulFunctions, ValueSpec, kafka_egress_message


def serving(context: Context, message: Message) -> None:
    name = message.as_type(GREET_REQUEST)["name"]
    seen = (context.storage.seen or 0) + 1
    context.storage.seen = seen
    value = f"Hello {name}, seen {seen} {'time' if seen == 1 else 'times'}!"
    context.send_egress(kafka_egress_message(KAFKA, topic=GREETINGS_TOPIC, key=context.address.id, value=value))


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/serving", serving, [ValueSpec("seen", IntType)])
