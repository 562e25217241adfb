/** What loops wait at while it is closed. */
export class Gate {
  #opened: PromiseWithResolvers<void> | undefined;

  close(): void {
    this.#opened ??= Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  get isClosed(): boolean {
    return this.#opened !== undefined;
  }

  /** Resolves when the gate is open, at once if it is. */
  async passable(): Promise<void> {
    while (this.#opened !== undefined) await this.#opened.promise;
  }
}
