import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { OpenChannel } from '../stream/channel.ts';

/** The program of the threads, beside this file: as a source, or built. */
const PROGRAM = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** What a thread is told at its start. */
export interface WorkerData {
  /** The module that has the functions. */
  readonly module: string;
}

/** Channels to worker threads that load a module, one thread each: what is written together is one message. */
export const workerChannels =
  (module: string): OpenChannel =>
  (listener) => {
    const workerData: WorkerData = { module };
    const worker = new Worker(PROGRAM, { workerData });
    let isOver = false;
    const over = (error: Error): void => {
      if (isOver) return;
      isOver = true;
      listener.onOver(error);
    };
    worker.on('message', (bytes: Uint8Array) => {
      if (!isOver) listener.onBytes(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    worker.on('error', (error: Error) => over(error));
    worker.on('exit', (code) => over(new Error(`its thread ended with exit code ${code}`)));
    return {
      write: (pieces) => {
        const message = joined(pieces);
        worker.postMessage(message, [message.buffer]);
      },
      end: () => worker.postMessage(null, []),
      destroy: () => {
        isOver = true;
        void worker.terminate();
      },
    };
  };

/** Pieces in a buffer of their own, which can be handed over to another thread. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
