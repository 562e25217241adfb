/** What went wrong and was not told yet. */
export class Problems {
  #errors: unknown[] = [];

  add(error: unknown): void {
    this.#errors.push(error);
  }

  /** Throws the error, or an `AggregateError` when there are several, and forgets them. */
  throwAny(): void {
    const errors = this.#errors;
    this.#errors = [];
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, summary(errors));
  }
}

const SHOWN_MAX = 10;

function summary(errors: readonly unknown[]): string {
  const lines = errors
    .slice(0, SHOWN_MAX)
    .map((error) => `- ${error instanceof Error ? error.message : String(error)}`);
  const more = errors.length > SHOWN_MAX ? [`- and ${errors.length - SHOWN_MAX} more`] : [];
  return [`${errors.length} things went wrong:`, ...lines, ...more].join('\n');
}
