package statefun

import "sync"

// buffers are what a batch is encoded into, used again by later ones.
type buffers struct {
	// The parts of the reply, in the order in which they were asked for.
	messages, delayed, egress []byte
	// scratch is for what is copied at once.
	scratch []byte
}

// bufferBytesMax is how large a buffer may have grown to be used again.
const bufferBytesMax = 64 << 10

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

func takeBuffers() *buffers { return bufferPool.Get().(*buffers) }

// giveBack lets others use the buffers.
func (b *buffers) giveBack() {
	for _, buffer := range []*[]byte{&b.messages, &b.delayed, &b.egress, &b.scratch} {
		if cap(*buffer) > bufferBytesMax {
			*buffer = nil
		}
		*buffer = (*buffer)[:0]
	}
	bufferPool.Put(b)
}
