package main

import (
	"context"
	"fmt"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Part 5: a function may wait for other services, by as many goroutines as it likes. Only its own address waits with it.
// The context ends when the runtime gives up, so hand it on.
var async = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/async"),
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		request, err := greetRequestType.From(message)
		if err != nil {
			return err
		}
		greetings, foods := make(chan string, 1), make(chan string, 1)
		go func() { greetings <- find(ctx, 20*time.Millisecond, request.Name, "Hi", "Good day") }()
		go func() { foods <- find(ctx, 30*time.Millisecond, request.Name, "rice", "pasta") }()
		greeting, food := <-greetings, <-foods
		say(ctx, fmt.Sprintf("async found for %s: %s and %s", request.Name, greeting, food))
		return ctx.Err()
	}),
}

// find stands for a call to another service.
func find(ctx context.Context, takes time.Duration, name, short, long string) string {
	select {
	case <-time.After(takes):
	case <-ctx.Done():
	}
	if len(name) > 3 {
		return long
	}
	return short
}
