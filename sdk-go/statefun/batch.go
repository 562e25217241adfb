package statefun

import (
	"context"
	"log/slog"
	"sync"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// batch is a call of one instance: the messages for it, and all that they had it do.
type batch struct {
	function *function
	self     Address
	logger   *slog.Logger

	// mu guards what follows, and the invocations' errors.
	mu    sync.Mutex
	cells []cell
	*buffers
}

// run handles the messages in order. It stops at the first that fails, or when ctx is cancelled.
func (b *batch) run(ctx context.Context, invocations []wire.Invocation) error {
	for i := range invocations {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.invoke(ctx, &invocations[i]); err != nil {
			return &invocationError{b.self, i + 1, len(invocations), err}
		}
	}
	return nil
}

// reply is what is sent back when all went well. It is a copy.
func (b *batch) reply() []byte {
	mutations := b.appendMutations(b.scratch[:0])
	size := len(mutations) + len(b.messages) + len(b.delayed) + len(b.egress)
	dst := make([]byte, 0, size+headerBytesMax)
	return wire.AppendResult(dst, mutations, b.messages, b.delayed, b.egress)
}

// headerBytesMax is room for the tag and the length of a reply.
const headerBytesMax = 12
