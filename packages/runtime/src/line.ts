import type { MessagePort } from 'node:worker_threads';

/** A message that may bring bytes, in this field only. All else of it is plain data. */
type Message = object & { readonly bytes?: readonly Uint8Array[] };

/** Messages that crossed together: their bytes are one buffer, which changes hands and is not copied again. */
interface Parcel {
  readonly messages: readonly object[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A line between two threads, in order. What is sent in one turn of the event loop crosses together. `M` is the same at
 * both ends, or what each of them says.
 */
export class Line<Out extends Message, In extends Message> {
  readonly #port: MessagePort;
  readonly #failed: (error: unknown) => void;
  #waiting: Out[] = [];

  /**
   * `received` is called with what crossed together. `failed` is told when that throws, or when what waits can't cross: what was
   * in it is lost, so the line is of no use any more.
   */
  constructor(
    port: MessagePort,
    received: (messages: readonly In[]) => void,
    failed: (error: unknown) => void = raise,
  ) {
    this.#port = port;
    this.#failed = failed;
    port.on('message', (parcel: Parcel) => this.#attempt(() => received(unpack(parcel) as In[])));
  }

  send(message: Out): void {
    this.#waiting.push(message);
    if (this.#waiting.length === 1) queueMicrotask(() => this.flush());
  }

  /** Sends at once what waits for the turn to end. */
  flush(): void {
    const messages = this.#waiting;
    if (messages.length === 0) return;
    this.#waiting = [];
    this.#attempt(() => {
      const parcel = pack(messages);
      this.#port.postMessage(parcel, [parcel.bytes.buffer]);
    });
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#failed(error);
    }
  }

  close(): void {
    this.#port.close();
  }
}

const raise = (error: unknown): never => {
  throw error;
};

/** Copies all bytes into one buffer; their lengths stand in their place. A view would take its whole buffer along. */
function pack(messages: readonly Message[]): Parcel {
  const pieces = messages.flatMap(({ bytes }) => bytes ?? []);
  const joined = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  const lengthsOf = ({ bytes }: Message): number[] | undefined => bytes?.map(({ length }) => length);
  return {
    bytes: joined,
    messages: messages.map((message) =>
      message.bytes === undefined ? message : { ...message, bytes: lengthsOf(message) },
    ),
  };
}

function unpack({ messages, bytes }: Parcel): Message[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return messages.map((message) => {
    const { bytes: lengths } = message as { readonly bytes?: readonly number[] };
    if (lengths === undefined) return message;
    const pieces = lengths.map((length) => buffer.subarray(at, (at += length)));
    return { ...message, bytes: pieces };
  });
}
