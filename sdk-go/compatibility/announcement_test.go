// Package compatibility holds programs that were written for the official SDK, with the import path changed.
package compatibility

import (
	"fmt"
	"net/http"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// The program of the announcement of Stateful Functions 3.1.0, as it is there.

type Greeter struct {
	SeenCount statefun.ValueSpec
}

func (g *Greeter) Invoke(ctx statefun.Context, message statefun.Message) error {
	storage := ctx.Storage()

	// Read the current value of the state
	// or zero value if no value is set
	var count int32
	storage.Get(g.SeenCount, &count)

	count += 1

	// Update the state which will
	// be made persistent by the runtime
	storage.Set(g.SeenCount, count)

	name := message.AsString()
	greeting := fmt.Sprintf("Hello there %s at the %d-th time!\n", name, count)

	ctx.Send(statefun.MessageBuilder{
		Target: *ctx.Caller(),
		Value:  greeting,
	})

	return nil
}

func main() {
	greeter := &Greeter{
		SeenCount: statefun.ValueSpec{
			Name:      "seen_count",
			ValueType: statefun.Int32Type,
		},
	}

	builder := statefun.StatefulFunctionsBuilder()
	_ = builder.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("com.example.fns/greeter"),
		States:       []statefun.ValueSpec{greeter.SeenCount},
		Function:     greeter,
	})

	http.Handle("/statefun", builder.AsHandler())
	_ = http.ListenAndServe(":8000", nil)
}
