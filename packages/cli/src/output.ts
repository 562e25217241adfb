import { writeSync } from 'node:fs';

/** Data goes to standard output, a line at a time, and nothing else does. */
export const printData = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Data as it is. */
export const printText = (text: string): void => {
  process.stdout.write(text);
};

/** What is for people goes to standard error. */
export const printNote = (line: string): void => {
  writeSync(2, `${line}\n`);
};

/** Colours are for terminals, and not for who asked for none. */
export const useColor = (): boolean => process.stderr.isTTY && process.env['NO_COLOR'] === undefined;
