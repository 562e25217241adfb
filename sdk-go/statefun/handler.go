package statefun

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// RequestReplyHandler serves functions: over HTTP as an [http.Handler], and by Invoke everywhere else.
type RequestReplyHandler interface {
	http.Handler

	// Invoke handles a request of the protocol, and returns the reply, both as protobuf's bytes: a body that has come
	// in Base64, as those of AWS Lambda's HTTP events do, must be decoded before, and the reply be encoded. The payload
	// is not kept. An error says which message failed, wraps what the function returned, and is logged.
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

type handler struct {
	*registry
	goAways goAways
}

// errMalformed says that a payload is not a request of the protocol.
var errMalformed = errors.New("this is not a request of Stateful Functions")

// unknownFunctionError says that a request calls a function that is not there.
type unknownFunctionError struct{ namespace, name string }

func (e unknownFunctionError) Error() string {
	return fmt.Sprintf("there is no function %s/%s here: add it by WithSpec, or correct the module's endpoints",
		e.namespace, e.name)
}

func (h *handler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	// Messages are views of the payload, and a function may keep them.
	return h.handle(ctx, bytes.Clone(payload))
}

// handle is Invoke with a payload that is never used again.
func (h *handler) handle(ctx context.Context, payload []byte) ([]byte, error) {
	reply, err := h.answer(ctx, payload)
	if err != nil {
		h.log(ctx, err)
		return nil, err
	}
	return reply, nil
}

func (h *handler) answer(ctx context.Context, payload []byte) ([]byte, error) {
	request, err := wire.DecodeRequest(payload)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errMalformed, err)
	}
	if !request.HasTarget {
		return nil, fmt.Errorf("%w: it has no invocation with a target, so nobody knows which function it calls", errMalformed)
	}
	function := h.find(request.Target.Namespace, request.Target.Type)
	if function == nil {
		return nil, unknownFunctionError{string(request.Target.Namespace), string(request.Target.Type)}
	}
	buffers := takeBuffers()
	// Whoever still has a Context has no effect any more, so nobody writes to them.
	defer buffers.giveBack()
	batch := &batch{
		function: function,
		self:     Address{function.self, string(request.Target.ID)},
		logger:   h.logger(),
		buffers:  buffers,
	}
	missing, err := batch.fillCells(request.States)
	if err != nil {
		return nil, fmt.Errorf("function %s can't be called for id %q: %w", function.name, batch.self.Id, err)
	}
	if len(missing) > 0 {
		return missing.incomplete(), nil
	}
	if err := batch.run(ctx, request.Invocations); err != nil {
		return nil, err
	}
	return batch.reply(), nil
}

// log tells of a failure. That the caller went away is none.
func (h *handler) log(ctx context.Context, err error) {
	if ctx.Err() != nil {
		h.logger().DebugContext(ctx, "a stateful function's call was cancelled", "error", err)
		return
	}
	attributes := []any{"error", err}
	if stack := stackOf(err); stack != "" {
		attributes = append(attributes, "stack", stack)
	}
	h.logger().ErrorContext(ctx, "a stateful function's call failed", attributes...)
}
