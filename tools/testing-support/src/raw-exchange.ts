import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Random } from './random.ts';

/** A client that got no answer says that nothing more will come. */
const QUIET_MS = 20;

/** Sends the bytes in some pieces; resolves to what came back when the connection is closed. */
export async function exchange(port: number, bytes: Buffer, random: Random): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      resolve();
    });
  });
  // A server may well reset a connection that brings nonsense.
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await writePieces(socket, bytes, random);
  const quiet = setTimeout(() => {
    socket.end();
  }, QUIET_MS);
  await closed;
  clearTimeout(quiet);
  return Buffer.concat(chunks).toString('latin1');
}

async function writePieces(socket: Socket, bytes: Buffer, random: Random): Promise<void> {
  const cut = random.chance(0.3) ? random.below(bytes.length + 1) : bytes.length;
  socket.write(bytes.subarray(0, cut));
  if (random.chance(0.05)) {
    socket.destroy();
    return;
  }
  if (cut === bytes.length) return;
  await new Promise(setImmediate);
  if (socket.writable) socket.write(bytes.subarray(cut));
}

/** The status codes of all responses in what came back. */
export const statusesIn = (answer: string): number[] =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
