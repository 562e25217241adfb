package main

import "github.com/statefun-ts/statefun-ts/sdk-go/statefun"

// Part 3: records leave through egresses. Kafka's and Kinesis' have builders of their own; others take a value of a type.
var egress = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/egress"),
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		request, err := greetRequestType.From(message)
		if err != nil {
			return err
		}
		ctx.SendEgress(statefun.KafkaEgressBuilder{
			Target: greets,
			Topic:  greetingsTopic,
			Key:    request.Name,
			Value:  "Bye " + request.Name + "!",
		})
		// say sends to the playground's egress, by a GenericEgressBuilder.
		say(ctx, "egress sent a record to Kafka for "+request.Name)
		return nil
	}),
}
