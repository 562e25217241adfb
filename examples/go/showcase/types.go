package main

import (
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Part 1: a message says what type its value is of, and is read as that.
var types = statefun.StatefulFunctionSpec{
	FunctionType: statefun.TypeNameFrom("showcase/types"),
	Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
		described, err := describe(message)
		say(ctx, "types got "+described)
		return err
	}),
}

func describe(message statefun.Message) (string, error) {
	switch {
	case message.IsInt32():
		return fmt.Sprint("the int ", message.AsInt32()), nil
	case message.IsInt64():
		return fmt.Sprint("the long ", message.AsInt64()), nil
	case message.IsFloat32():
		return fmt.Sprint("the float ", message.AsFloat32()), nil
	case message.IsFloat64():
		return fmt.Sprint("the double ", message.AsFloat64()), nil
	case message.IsString():
		return "the string " + message.AsString(), nil
	case message.IsBool():
		return fmt.Sprint("the boolean ", message.AsBool()), nil
	case greetRequestType.Is(message):
		request, err := greetRequestType.From(message)
		return "a request to greet " + request.Name, err
	case pointType.Is(message):
		p, err := pointType.From(message)
		return fmt.Sprintf("the point %d, %d", p.X, p.Y), err
	}
	return fmt.Sprintf("%d bytes of type %s", len(message.RawValue()), message.ValueTypeName()), nil
}
