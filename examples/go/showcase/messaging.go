package main

import (
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Part 2: functions send messages: to other functions and to themselves, now and later.
var messaging = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/messaging"),
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		if message.IsString() {
			from := "outside"
			if caller := ctx.Caller(); caller != nil {
				from = caller.FunctionType.String()
			}
			say(ctx, "messaging got from "+from+": "+message.AsString())
			return nil
		}
		to := statefun.Address{FunctionType: types.FunctionType, Id: "everything"}

		// What type these are is plain to see ...
		ctx.Send(statefun.MessageBuilder{Target: to, Value: "text"})
		ctx.Send(statefun.MessageBuilder{Target: to, Value: true})
		ctx.Send(statefun.MessageBuilder{Target: to, Value: int32(42)})
		ctx.Send(statefun.MessageBuilder{Target: to, Value: int64(1) << 62})
		ctx.Send(statefun.MessageBuilder{Target: to, Value: float32(0.5)})
		ctx.Send(statefun.MessageBuilder{Target: to, Value: 0.1})
		// ... and of these you say it: by a type of the values, or by their ValueType.
		ctx.Send(greetRequestType.To(to, greetRequest{"Joe"}))
		ctx.Send(statefun.MessageBuilder{Target: to, Value: point{1, -1}, ValueType: pointType})
		// Messages of any type can be passed on as they are.
		ctx.Send(bytesType.To(to, message.RawValue()))

		me := ctx.Self()
		ctx.Send(statefun.MessageBuilder{Target: me, Value: "a word to myself"})
		// It comes even when all is restarted in between. With a token it can be called back.
		ctx.SendAfter(time.Second, statefun.MessageBuilder{Target: me, Value: "a second has passed"})
		token, err := statefun.NewCancellationToken("a token")
		if err != nil {
			return err
		}
		never := statefun.MessageBuilder{Target: me, Value: "this never comes"}
		ctx.SendAfterWithCancellationToken(500*time.Millisecond, token, never)
		ctx.CancelDelayedMessage(token)
		return nil
	}),
}

var bytesType = statefun.Custom("showcase/bytes",
	func(value []byte) ([]byte, error) { return value, nil },
	func(value []byte) ([]byte, error) { return value, nil })
