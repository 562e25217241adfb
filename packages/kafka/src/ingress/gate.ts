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

  /** Resolves when the gate is open; it may be closed again by then. */
  async passable(): Promise<void> {
    await this.#opened?.promise;
  }

  get isClosed(): boolean {
    return this.#opened !== undefined;
  }
}
