// Command go is the service of the conformance tests with the Go SDK; conformance/README.md says what its functions do.
// Usage: service NAMESPACE PORT VARIANT
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

const ttl = 1500 * time.Millisecond

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: service NAMESPACE PORT VARIANT")
	}
	namespace, port, variant := os.Args[1], os.Args[2], os.Args[3]
	functions := statefun.StatefulFunctionsBuilder()
	bind := func(name string, states states, function statefun.StatefulFunction) {
		err := functions.WithSpec(statefun.StatefulFunctionSpec{
			FunctionType: statefun.TypeNameFrom(namespace + "/" + name),
			States:       states.specs(),
			Function:     function,
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	probe := interpreter{probeStates()}
	bind("probe", probe.states, probe)
	bind("batched", probe.states, probe)
	bind("async", probe.states, inBackground{probe})
	bind("relay", nil, statefun.StatefulFunctionPointer(relay))
	evolving := interpreter{evolvingStates(variant)}
	bind("evolving", evolving.states, evolving)
	if variant == "next" {
		bind("late", nil, interpreter{})
	}

	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("{\"port\": %d}\n", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, functions.AsHandler()))
}

func probeStates() states {
	var made states
	for _, name := range kindNames {
		made = append(made, newState(name, name, statefun.Expiration{}))
	}
	return append(made,
		newState("total", "int", statefun.Expiration{}),
		newState("written", "int", statefun.ExpireAfterWrite(ttl)),
		newState("called", "int", statefun.ExpireAfterCall(ttl)),
	)
}

func evolvingStates(variant string) states {
	kept := newState("kept", "int", statefun.Expiration{})
	switch variant {
	case "first":
		return states{kept, newState("note", "string", statefun.Expiration{}), newState("gone", "int", statefun.Expiration{})}
	case "changed":
		return states{kept, newState("note", "int", statefun.Expiration{})}
	case "next":
		return states{kept, newState("note", "string", statefun.Expiration{}), newState("fresh", "string", statefun.Expiration{})}
	}
	log.Fatalf("there is no variant %s", variant)
	return nil
}

// relay passes a message of any type on, as it is.
func relay(ctx statefun.Context, message statefun.Message) error {
	probe, err := statefun.TypeNameFromParts(ctx.Self().FunctionType.GetNamespace(), "probe")
	if err != nil {
		return err
	}
	ctx.Send(statefun.MessageBuilder{
		Target:    statefun.Address{FunctionType: probe, Id: ctx.Self().Id},
		Value:     message.RawValue(),
		ValueType: bytesType{message.ValueTypeName()},
	})
	return nil
}

// inBackground does the work of another function in a goroutine, after a while.
type inBackground struct{ statefun.StatefulFunction }

func (b inBackground) Invoke(ctx statefun.Context, message statefun.Message) error {
	done := make(chan error)
	go func() {
		time.Sleep(5 * time.Millisecond)
		done <- b.StatefulFunction.Invoke(ctx, message)
	}()
	return <-done
}
