/** An error in words: its name, which tells AWS's errors apart, and its message. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  if (inner !== undefined) return problemOf(inner);
  return error.message.startsWith(error.name) ? error.message : `${error.name}: ${error.message}`;
}
