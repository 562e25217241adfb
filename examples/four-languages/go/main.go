// Command greetings serves go/greeter on 127.0.0.1 and the port 8001, or $PORT.
package main

import (
	"cmp"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// greeting is what the functions pass along: whom it is for, and who has signed it.
type greeting struct {
	Name string   `json:"name"`
	From []string `json:"from"`
}

var (
	greetingType = statefun.MakeJsonType(statefun.TypeNameFrom("example/Greeting"))
	next         = statefun.TypeNameFrom("python/greeter")

	seen = statefun.ValueSpec{Name: "seen", ValueType: statefun.Int32Type}
)

// greet signs a greeting that comes in, and passes it along.
func greet(ctx statefun.Context, message statefun.Message) error {
	var passed greeting
	if err := message.As(greetingType, &passed); err != nil {
		return err
	}
	var count int32
	ctx.Storage().Get(seen, &count)
	count++
	ctx.Storage().Set(seen, count)
	passed.From = append(passed.From, fmt.Sprintf("Go (%d)", count))
	ctx.Send(statefun.MessageBuilder{
		Target:    statefun.Address{FunctionType: next, Id: passed.Name},
		Value:     passed,
		ValueType: greetingType,
	})
	return nil
}

func main() {
	functions := statefun.StatefulFunctionsBuilder()
	err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("go/greeter"),
		States:       []statefun.ValueSpec{seen},
		Function:     statefun.StatefulFunctionPointer(greet),
	})
	if err != nil {
		log.Fatal(err)
	}
	address := "127.0.0.1:" + cmp.Or(os.Getenv("PORT"), "8001")
	log.Fatal(http.ListenAndServe(address, functions.AsHandler()))
}
