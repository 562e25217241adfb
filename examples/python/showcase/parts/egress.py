"""Part 3: records leave through egresses. Kafka's have a builder of their own; others take a value of a type."""

from values import GREET_REQUEST, GREETINGS_TOPIC, KAFKA, say

from statefun import Context, Message, StatefulFunctions, kafka_egress_message


def egress(context: Context, message: Message) -> None:
    name = message.as_type(GREET_REQUEST)["name"]
    context.send_egress(kafka_egress_message(KAFKA, topic=GREETINGS_TOPIC, key=name, value=f"Bye {name}!"))
    # `say` sends to the playground's egress, by egress_message_builder.
    say(context, f"egress sent a record to Kafka for {name}")


def bind(functions: StatefulFunctions) -> None:
    functions.register("showcase/egress", egress)
