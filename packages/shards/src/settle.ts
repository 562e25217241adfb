import type { ToHub } from './messages.ts';

/** Tells the hub what became of its request. */
export const settle = (work: Promise<void>, request: number, send: (message: ToHub) => void): void => {
  work.then(
    () => send({ do: 'settled', request }),
    ({ code, message }: { code: string; message: string }) =>
      send({ do: 'settled', request, error: { code, message } }),
  );
};
