// The function service of the benchmarks, written with the SDK: what bench/peers/fn does on the bare wire.
package main

import (
	"cmp"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

var (
	topic  = cmp.Or(os.Getenv("OUT_TOPIC"), "out")
	seen   = statefun.ValueSpec{Name: "seen_count", ValueType: statefun.Int64Type}
	egress = statefun.TypeNameFrom("peer/out")
)

func greet(ctx statefun.Context, message statefun.Message) error {
	var count int64
	ctx.Storage().Get(seen, &count)
	count++
	ctx.Storage().Set(seen, count)
	ctx.SendEgress(statefun.KafkaEgressBuilder{
		Target: egress,
		Topic:  topic,
		Key:    ctx.Self().Id,
		Value:  message.AsString() + "|" + strconv.FormatInt(count, 10),
	})
	return nil
}

func main() {
	functions := statefun.StatefulFunctionsBuilder()
	err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("peer/greeter"),
		States:       []statefun.ValueSpec{seen},
		Function:     statefun.StatefulFunctionPointer(greet),
	})
	if err != nil {
		log.Fatal(err)
	}
	http.Handle("/statefun", functions.AsHandler())
	addr := cmp.Or(os.Getenv("FN_ADDR"), "127.0.0.1:18000")
	fmt.Println("function service on", addr)
	log.Fatal(http.ListenAndServe(addr, nil))
}
