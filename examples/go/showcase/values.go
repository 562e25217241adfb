package main

import (
	"cmp"
	"encoding/binary"
	"os"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// greetingsTopic is the Kafka topic that the greetings go to.
var greetingsTopic = cmp.Or(os.Getenv("GREETINGS_TOPIC"), "greetings")

type greetRequest struct {
	Name string `json:"name"`
}

// point is two 32 bit integers.
type point struct{ X, Y int32 }

// Types of your own have a name, and say how values become bytes: as JSON, as protobuf, or as you like.
var (
	greetRequestType = statefun.JSON[greetRequest]("showcase/GreetRequest")

	pointType = statefun.Custom("showcase/Point",
		func(p point) ([]byte, error) { return binary.Append(nil, binary.BigEndian, p) },
		func(value []byte) (p point, err error) {
			_, err = binary.Decode(value, binary.BigEndian, &p)
			return p, err
		})
)

type egressRecord struct {
	Topic   string `json:"topic"`
	Payload string `json:"payload"`
}

var (
	egressRecordType = statefun.JSON[egressRecord]("io.statefun.playground/EgressRecord")

	playground = statefun.TypeNameFrom("io.statefun.playground/egress")
	greets     = statefun.TypeNameFrom("showcase/greets")
)

// say lets `curl` read what a function has to say.
func say(ctx statefun.Context, payload string) {
	ctx.SendEgress(statefun.GenericEgressBuilder{
		Target:    playground,
		Value:     egressRecord{"showcase", payload},
		ValueType: egressRecordType,
	})
}
