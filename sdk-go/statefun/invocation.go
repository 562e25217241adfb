package statefun

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// invocation is the Context of one message.
type invocation struct {
	lazyContext
	batch   *batch
	message *wire.Invocation

	// Guarded by batch.mu.
	ended bool
	err   error // the first mistake
	// askedForNobody is whether Caller had to return nil, which is easily dereferenced.
	askedForNobody bool
}

// invoke handles a message.
func (b *batch) invoke(ctx context.Context, message *wire.Invocation) error {
	i := &invocation{lazyContext: lazyContext{parent: ctx}, batch: b, message: message}
	failure := i.call()
	i.end()

	b.mu.Lock()
	defer b.mu.Unlock()
	i.ended = true
	if i.err != nil {
		// What the function made of its mistake is told second.
		if failure != nil {
			return fmt.Errorf("%w; and then: %w", i.err, failure)
		}
		return i.err
	}
	return failure
}

// call runs the function, and makes a panic of it an error.
func (i *invocation) call() (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = i.panicked(reason)
		}
	}()
	return i.batch.function.handle.Invoke(i, receivedMessage(i.message.Argument))
}

// do has an effect on the batch, or remembers why not.
func (i *invocation) do(method string, effect func(*batch) error) {
	i.batch.mu.Lock()
	defer i.batch.mu.Unlock()
	if i.ended {
		i.batch.logger.Error("a Context was used after its function had returned, which has no effect",
			"method", method, "function", i.batch.function.name.text, "id", i.batch.self.Id)
		return
	}
	if err := effect(i.batch); err != nil && i.err == nil {
		i.err = fmt.Errorf("%s: %w", method, err)
	}
}

func (i *invocation) Self() Address { return i.batch.self }

func (i *invocation) Caller() *Address {
	if !i.message.HasCaller {
		i.batch.mu.Lock()
		i.askedForNobody = true
		i.batch.mu.Unlock()
		return nil
	}
	caller := &i.message.Caller
	name := typeName{string(caller.Namespace), string(caller.Type), string(caller.Namespace) + "/" + string(caller.Type)}
	return &Address{name, string(caller.ID)}
}

func (i *invocation) Storage() AddressScopedStorage { return storage{i} }

func (i *invocation) Send(message MessageBuilder) {
	i.do("Send", func(b *batch) error {
		target, value, err := message.encode(b.scratch[:0])
		if err != nil {
			return err
		}
		b.messages = wire.AppendMessage(b.messages, target, value)
		b.scratch = value.Bytes
		return nil
	})
}

func (i *invocation) SendAfter(delay time.Duration, message MessageBuilder) {
	i.do("SendAfter", func(b *batch) error { return b.sendAfter(delay, "", message) })
}

func (i *invocation) SendAfterWithCancellationToken(delay time.Duration, token CancellationToken, message MessageBuilder) {
	i.do("SendAfterWithCancellationToken", func(b *batch) error {
		if token == nil {
			return errNoToken
		}
		return b.sendAfter(delay, token.Token(), message)
	})
}

func (i *invocation) CancelDelayedMessage(token CancellationToken) {
	i.do("CancelDelayedMessage", func(b *batch) error {
		if token == nil {
			return errNoToken
		}
		b.delayed = wire.AppendCancellation(b.delayed, token.Token())
		return nil
	})
}

func (i *invocation) SendEgress(egress EgressBuilder) {
	i.do("SendEgress", func(b *batch) error {
		if isNil(egress) {
			return errors.New("the record is nil")
		}
		message, err := egress.toEgressMessage(b.scratch[:0])
		if err != nil {
			return err
		}
		b.egress = wire.AppendEgress(b.egress, message.target.namespace, message.target.name, message.record)
		b.scratch = message.scratch
		return nil
	})
}

var errNoToken = errors.New("the cancellation token is nil: make one by NewCancellationToken")

func (b *batch) sendAfter(delay time.Duration, token string, message MessageBuilder) error {
	target, value, err := message.encode(b.scratch[:0])
	if err != nil {
		return err
	}
	b.delayed = wire.AppendDelayed(b.delayed, max(0, delay.Milliseconds()), target, value, token)
	b.scratch = value.Bytes
	return nil
}
