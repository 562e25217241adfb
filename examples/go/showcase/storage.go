package main

import (
	"fmt"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

var (
	visits      = statefun.NewValue("visits", statefun.Int32)
	lastRequest = statefun.NewValue("last_request", greetRequestType)
	remark      = statefun.NewValue("remark", statefun.String, statefun.ExpireAfterCall(10*time.Minute))
)

// Part 4: each address has states of its own. They are typed, durable, and may expire.
var storage = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/storage"),
	States:       []statefun.ValueSpec{visits.Spec(), lastRequest.Spec(), remark.Spec()},
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		request, err := greetRequestType.From(message)
		if err != nil {
			return err
		}
		last, exists := lastRequest.Get(ctx)
		if !exists {
			last.Name = "nobody"
		}
		remarked, exists := remark.Get(ctx)
		if !exists {
			remarked = "gone or never there"
		}
		count, _ := visits.Get(ctx)
		// All that a function changes takes effect together with the messages that it sends, or not at all.
		visits.Set(ctx, count+1)
		remark.Set(ctx, "seen "+request.Name)
		if request.Name == "nobody" {
			lastRequest.Remove(ctx)
		} else {
			lastRequest.Set(ctx, request)
		}
		say(ctx, fmt.Sprintf("storage of %s: visit %d, before: %s, remark: %s", ctx.Self().Id, count+1, last.Name, remarked))
		return nil
	}),
}
