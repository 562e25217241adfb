package main

import (
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

var seen = statefun.NewValue("seen", statefun.Int32)

// Part 6: from Kafka through a function to Kafka, exactly once. The record's key is the id.
var serving = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/serving"),
	States:       []statefun.ValueSpec{seen.Spec()},
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		request, err := greetRequestType.From(message)
		if err != nil {
			return err
		}
		count, _ := seen.Get(ctx)
		count++
		seen.Set(ctx, count)
		times := "times"
		if count == 1 {
			times = "time"
		}
		ctx.SendEgress(statefun.KafkaEgressBuilder{
			Target: greets,
			Topic:  greetingsTopic,
			Key:    ctx.Self().Id,
			Value:  fmt.Sprintf("Hello %s, seen %d %s!", request.Name, count, times),
		})
		return nil
	}),
}
