package main

import (
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

type greetRequest struct {
	Name   string `json:"name"`
	Visits int32  `json:"visits,omitempty"`
}

type egressRecord struct {
	Topic   string `json:"topic"`
	Payload string `json:"payload"`
}

var (
	greetRequestType = statefun.MakeJsonType(statefun.TypeNameFrom("example/GreetRequest"))
	egressRecordType = statefun.MakeJsonType(statefun.TypeNameFrom("io.statefun.playground/EgressRecord"))

	personType  = statefun.TypeNameFrom("example/person")
	greeterType = statefun.TypeNameFrom("example/greeter")
	playground  = statefun.TypeNameFrom("io.statefun.playground/egress")

	visits = statefun.ValueSpec{Name: "visits", ValueType: statefun.Int32Type}
)

// person has one instance for each person: it counts the visits, and asks the greeter to say something about it.
var person = statefun.StatefulFunctionSpec{
	FunctionType: personType,
	States:       []statefun.ValueSpec{visits},
	Function:     statefun.StatefulFunctionPointer(countVisit),
}

// greeter finds the words, and sends them out.
var greeter = statefun.StatefulFunctionSpec{
	FunctionType: greeterType,
	Function:     statefun.StatefulFunctionPointer(greet),
}

func countVisit(ctx statefun.Context, message statefun.Message) error {
	var request greetRequest
	if err := message.As(greetRequestType, &request); err != nil {
		return err
	}
	ctx.Storage().Get(visits, &request.Visits)
	request.Visits++
	ctx.Storage().Set(visits, request.Visits)
	ctx.Send(statefun.MessageBuilder{
		Target:    statefun.Address{FunctionType: greeterType, Id: request.Name},
		Value:     request,
		ValueType: greetRequestType,
	})
	return nil
}

func greet(ctx statefun.Context, message statefun.Message) error {
	var request greetRequest
	if err := message.As(greetRequestType, &request); err != nil {
		return err
	}
	ctx.SendEgress(statefun.GenericEgressBuilder{
		Target:    playground,
		Value:     egressRecord{Topic: "greetings", Payload: greeting(request)},
		ValueType: egressRecordType,
	})
	return nil
}

func greeting(request greetRequest) string {
	if request.Visits == 1 {
		return fmt.Sprintf("Welcome, %s! This is your first visit.", request.Name)
	}
	return fmt.Sprintf("Welcome back, %s! This is visit number %d.", request.Name, request.Visits)
}
