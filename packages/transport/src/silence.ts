import type { Socket } from 'node:net';

/** In which direction nothing moves. */
export type Side = 'read' | 'write';

/**
 * Calls `silent` when nothing moved on a socket for `readMs`, or for `writeMs` while the other side does not
 * take what was written; both above 0. Where they differ, the longer one is noticed up to the shorter one late.
 *
 * The socket's own timer does the work, so that it costs a request nothing; it goes off on idle connections, too.
 */
export function watchSilence(
  socket: Socket,
  { readMs, writeMs }: { readonly readMs: number; readonly writeMs: number },
  silent: (side: Side) => void,
): void {
  const stepMs = Math.min(readMs, writeMs);
  let quietMs = 0;
  let last = stateOf(socket);
  const look = (before: State): void => {
    if (socket.destroyed) return;
    const now = stateOf(socket);
    const moving = isOther(now, before);
    // When pieces of a large write go out, which no counter shows, the timer starts again without going off.
    const moved = isOther(now, last) || now.ms - last.ms > 1.5 * stepMs;
    if (moving) quietMs = 0;
    else quietMs = moved ? stepMs : quietMs + stepMs;
    last = now;
    socket.setTimeout(stepMs);
    const side = now.pending > 0 ? 'write' : 'read';
    if (quietMs >= (side === 'write' ? writeMs : readMs)) silent(side);
  };
  // What came while this thread was busy is read first: that is no silence of the other side.
  socket.setTimeout(stepMs).on('timeout', () => setImmediate(look, stateOf(socket)));
}

interface State {
  readonly ms: number;
  readonly bytes: number;
  /** Written, and not taken by the system yet. */
  readonly pending: number;
}

const stateOf = (socket: Socket): State => ({
  ms: performance.now(),
  bytes: socket.bytesRead + socket.bytesWritten,
  pending: socket.writableLength,
});

const isOther = (one: State, other: State): boolean =>
  one.bytes !== other.bytes || one.pending !== other.pending;
