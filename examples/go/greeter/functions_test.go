package main

import (
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

func TestAPersonsVisitsAreCounted(t *testing.T) {
	bob := statefuntest.New(t, person).Instance("Bob")
	bob.Set(visits, int32(6))
	effects := bob.Call(statefun.MessageBuilder{Value: greetRequest{Name: "Bob"}, ValueType: greetRequestType})

	sent := effects.Messages[0]
	var request greetRequest
	if err := sent.Message.As(greetRequestType, &request); err != nil {
		t.Fatal(err)
	}
	if sent.Target.FunctionType != greeterType || sent.Target.Id != "Bob" || request.Visits != 7 {
		t.Errorf("%s got %+v", sent.Target, request)
	}
}

func TestTheGreeterWelcomesBack(t *testing.T) {
	instance := statefuntest.New(t, greeter).Instance("Bob")
	effects := instance.Call(statefun.MessageBuilder{Value: greetRequest{"Bob", 2}, ValueType: greetRequestType})
	var record egressRecord
	if err := effects.Egress[0].Message.As(egressRecordType, &record); err != nil {
		t.Fatal(err)
	}
	if want := (egressRecord{"greetings", "Welcome back, Bob! This is visit number 2."}); record != want {
		t.Errorf("%+v", record)
	}
}
