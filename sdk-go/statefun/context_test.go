package statefun_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func TestAFunctionKnowsItselfAndItsCaller(t *testing.T) {
	function := func(ctx statefun.Context, _ statefun.Message) error {
		if want := (statefun.Address{FunctionType: self, Id: "1"}); ctx.Self() != want {
			t.Error(ctx.Self())
		}
		if caller := ctx.Caller(); caller != nil {
			ctx.Send(statefun.MessageBuilder{Target: *caller, Value: caller.String()})
		}
		return nil
	}
	bob := instance(t, function)
	if effects := bob.Call(hello); effects.Messages != nil {
		t.Error("an ingress is a caller", effects)
	}
	sent := bob.From(target).Call(hello).Messages[0]
	if sent.Target != target || sent.Message.AsString() != "Address(example, target, t)" {
		t.Error(sent)
	}
}

func TestMessagesAreSentInOrderNowAndLater(t *testing.T) {
	token, err := statefun.NewCancellationToken("tok")
	if err != nil {
		t.Fatal(err)
	}
	effects := effectsOf(t, func(ctx statefun.Context) {
		for _, number := range []int32{3, 1, 2} {
			ctx.Send(statefun.MessageBuilder{Target: target, Value: number})
		}
		ctx.SendAfter(1500*time.Millisecond, hello)
		ctx.SendAfterWithCancellationToken(time.Hour, token, hello)
		ctx.CancelDelayedMessage(token)
		ctx.SendAfter(0, hello)
	})
	var numbers []int32
	for _, sent := range effects.Messages {
		numbers = append(numbers, sent.Message.AsInt32())
	}
	if len(numbers) != 3 || numbers[0] != 3 || numbers[1] != 1 || numbers[2] != 2 {
		t.Error(numbers)
	}
	if len(effects.Delayed) != 4 {
		t.Fatal(effects.Delayed)
	}
	first, second, third, fourth := effects.Delayed[0], effects.Delayed[1], effects.Delayed[2], effects.Delayed[3]
	if first.Delay != 1500*time.Millisecond || first.Token != "" || first.Target != target || first.Message.AsString() != "hello" {
		t.Error(first)
	}
	if second.Delay != time.Hour || second.Token != "tok" || second.Cancelled {
		t.Error(second)
	}
	if !third.Cancelled || third.Token != "tok" || third.Delay != 0 {
		t.Error(third)
	}
	if fourth.Delay != 0 || fourth.Cancelled || fourth.Message.AsString() != "hello" {
		t.Error(fourth)
	}
}

func TestMistakesWithDelayedMessagesFailTheInvocation(t *testing.T) {
	token, err := statefun.NewCancellationToken("tok")
	if err != nil {
		t.Fatal(err)
	}
	for want, does := range map[string]func(statefun.Context){
		"SendAfterWithCancellationToken: the cancellation token is nil": func(c statefun.Context) { c.SendAfterWithCancellationToken(1, nil, hello) },
		"CancelDelayedMessage: the cancellation token is nil":           func(c statefun.Context) { c.CancelDelayedMessage(nil) },
		"SendAfter: a message needs a Target":                           func(c statefun.Context) { c.SendAfter(1, statefun.MessageBuilder{Value: "x"}) },
		"SendAfterWithCancellationToken: a message needs a Value, which": func(c statefun.Context) {
			c.SendAfterWithCancellationToken(1, token, statefun.MessageBuilder{Target: target})
		},
	} {
		wantError(t, failureOf(t, does), want)
	}
	for _, text := range []string{"", "\xff"} {
		if _, err := statefun.NewCancellationToken(text); err == nil {
			t.Errorf("%q is a token", text)
		}
	}
}

func TestTheFirstMistakeIsToldAndWhatTheFunctionMadeOfIt(t *testing.T) {
	_, err := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		ctx.CancelDelayedMessage(nil)
		ctx.Send(statefun.MessageBuilder{})
		return errDeliberate
	}).Try(context.Background(), hello)
	wantError(t, err, "CancelDelayedMessage: the cancellation token is nil", "and then: a deliberate failure")
	if !errors.Is(err, errDeliberate) || strings.Contains(err.Error(), "Target") {
		t.Error(err)
	}
}

func TestAPanicIsAnError(t *testing.T) {
	for want, reason := range map[string]any{
		"it panicked: just a text": "just a text",
		"it panicked: 17":          17,
		"a deliberate failure":     errDeliberate,
	} {
		_, err := instance(t, func(statefun.Context, statefun.Message) error { panic(reason) }).
			Try(context.Background(), hello)
		wantError(t, err, `function example/self failed for id "1", with message 1 of 1`, want)
	}
	_, err := instance(t, func(statefun.Context, statefun.Message) error { panic(errDeliberate) }).
		Try(context.Background(), hello)
	if !errors.Is(err, errDeliberate) {
		t.Error("the reason is lost:", err)
	}
	_, err = instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		var missing *statefun.Address
		ctx.Send(statefun.MessageBuilder{Target: *missing})
		return nil
	}).Try(context.Background(), hello)
	if wantError(t, err, "nil pointer"); strings.Contains(err.Error(), "Caller") {
		t.Error("it blames the caller:", err)
	}
}

type contextKey struct{}

func TestAContextIsCancelledWhenItsFunctionHasReturned(t *testing.T) {
	var before, after context.Context
	parent := context.WithValue(context.Background(), contextKey{}, "value")
	parent, cancel := context.WithDeadline(parent, time.Now().Add(time.Hour))
	defer cancel()
	_, err := instance(t, func(ctx statefun.Context, message statefun.Message) error {
		if message.AsString() == "first" {
			after = ctx // asked only later
			return nil
		}
		if after.Err() == nil {
			t.Error("the context of the message before is not cancelled yet")
		}
		child, cancel := context.WithCancel(ctx)
		t.Cleanup(cancel)
		before = child
		if ctx.Err() != nil || ctx.Value(contextKey{}) != "value" {
			t.Error(ctx.Err(), ctx.Value(contextKey{}))
		}
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the deadline is lost")
		}
		return nil
	}).Try(parent, statefun.MessageBuilder{Value: "first"}, statefun.MessageBuilder{Value: "second"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ended := range []context.Context{before, after} {
		<-ended.Done()
		if !errors.Is(ended.Err(), context.Canceled) {
			t.Error(ended.Err())
		}
	}
}

func TestAContextIsCancelledWithItsRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	_, err := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		calls++
		cancel()
		<-ctx.Done()
		return nil
	}).Try(ctx, hello, hello)
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Error(err, calls)
	}
}

func TestADerivedContextDoesAllThatItsOriginDoes(t *testing.T) {
	effects := effectsOf(t, func(ctx statefun.Context) {
		derived := statefun.DeriveContext(ctx, context.WithValue(ctx, contextKey{}, "mine"))
		if derived.Value(contextKey{}) != "mine" || ctx.Value(contextKey{}) != nil || derived.Self() != ctx.Self() {
			t.Error(derived.Value(contextKey{}))
		}
		timeout, cancel := context.WithTimeout(derived, time.Hour)
		again := statefun.DeriveContext(derived, timeout)
		if _, ok := again.Deadline(); !ok || again.Err() != nil {
			t.Error("the deadline is lost", again.Err())
		}
		cancel()
		<-again.Done()
		again.Send(hello)
	})
	if len(effects.Messages) != 1 {
		t.Error(effects)
	}
}

func TestSeveralGoroutinesMayUseAContext(t *testing.T) {
	const goroutines, each = 8, 50
	effects := effectsOf(t, func(ctx statefun.Context) {
		var wait sync.WaitGroup
		for range goroutines {
			wait.Add(1)
			go func() {
				defer wait.Done()
				for range each {
					ctx.Send(hello)
					ctx.SendEgress(statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Value: "v"})
					ctx.Storage().Set(count, int32(1))
					ctx.Storage().Get(count, new(int32))
					_ = ctx.Err()
					_ = ctx.Caller()
				}
			}()
		}
		wait.Wait()
	}, count)
	if len(effects.Messages) != goroutines*each || len(effects.Egress) != goroutines*each {
		t.Error(len(effects.Messages), len(effects.Egress))
	}
}

func TestAContextThatIsUsedTooLateHasNoEffectAndIsLogged(t *testing.T) {
	var log bytes.Buffer
	functions := statefun.NewStatefulFunctions(statefun.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	var kept statefun.Context
	if err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: self,
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, _ statefun.Message) error {
			kept = ctx
			return nil
		}),
	}); err != nil {
		t.Fatal(err)
	}
	handler := functions.AsHandler()
	first, err := handler.Invoke(context.Background(), requestWith())
	if err != nil {
		t.Fatal(err)
	}
	kept.Send(hello)
	second, err := handler.Invoke(context.Background(), requestWith())
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("%x, %x, %v", first, second, err)
	}
	for _, part := range []string{"level=ERROR", "method=Send", "function=example/self", "id=1"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log does not say %q: %s", part, log.String())
		}
	}
}
