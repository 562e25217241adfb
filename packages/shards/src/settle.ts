import type { ToHub } from './messages.ts';

type Settled = Extract<ToHub, { do: 'settled' }>;

/** Tells the other side what became of its request. */
export const settle = (work: Promise<void>, request: number, send: (message: Settled) => void): void => {
  work.then(
    () => send({ do: 'settled', request }),
    ({ code, message }: { code: string; message: string }) =>
      send({ do: 'settled', request, error: { code, message } }),
  );
};
